/* Connection strings of PostgreSQL in the two forms of libpq (PostgreSQL's documentation, section
 * "Connection Strings"): postgres://USER:PASSWORD@HOST/DATABASE?NAME=VALUE, and the keyword form
 * "host=HOST user=USER password=PASSWORD".
 *
 * Only what is written is read here; what the values mean is libpq's matter. A text whose parts
 * could be divided in another way is refused, so that no part of a password is taken for a host, a
 * port or a database, which messages name. */
#ifndef OSTIARY_CORE_CONNINFO_H
#define OSTIARY_CORE_CONNINFO_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

enum conninfo_form {
	CONNINFO_NONE = 0, /* something else, such as the name of a file */
	CONNINFO_URL,
	CONNINFO_KEYWORDS,
};

/* By the beginning of the text alone: "postgres:", "postgresql:" or a lower-case word and '='. */
enum conninfo_form conninfo_form(struct str text);

/* Whether the text, of one of the two forms, can be read in one way only. */
bool conninfo_is_clear(struct str text);

/* Whether a password is given, or another secret of libpq; names of parameters count as libpq
 * decodes them, so that "p%61ssword" is one of a password. Also true of a text that is not
 * clear. */
bool conninfo_has_password(struct str text);

/* Whether a parameter has the name of a password, also without a value; also true of a text that
 * is not clear. */
bool conninfo_names_password(struct str text);

/* Appends the text with *** for each password and for each parameter that libpq does not know; ***
 * alone for a text that is not clear. */
void conninfo_put_masked(struct buf *b, struct str text);

#endif
