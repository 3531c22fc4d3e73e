/* What the mails say: a subject, a plain text and an HTML text per kind, with {{name}}, {{url}},
 * {{email}} and {{product}} for what differs. Built in; each can be replaced by a file. */
#ifndef OSTIARY_MAIL_TEMPLATE_H
#define OSTIARY_MAIL_TEMPLATE_H

#include <stdbool.h>

#include "base/buf.h"
#include "core/arena.h"
#include "core/err.h"
#include "mail/kind.h"

enum template_part {
	TEMPLATE_SUBJECT,
	TEMPLATE_TEXT,
	TEMPLATE_HTML,
	TEMPLATE_PARTS,
};

struct templates {
	struct str of[MAIL_KINDS][TEMPLATE_PARTS];
};

struct template_values {
	struct str name; /* as the person wrote it: see template_name() */
	struct str url;
	struct str email;
	struct str product;
};

/* The built-in ones (template_rows.c). */
extern const struct templates templates_built_in;

/* Replaces those for which the folder has a file: KIND.subject, KIND.txt, KIND.html. False with a line
 * in *err that names the file when one is not usable, or is named like a template and is none. The texts
 * live in the arena. */
bool templates_read(struct arena *a, struct str folder, struct templates *out, struct err *err);

/* Whether the text can be used as that part: UTF-8, only known {{words}}, a link where one belongs. */
bool template_check(struct str text, enum template_part part, struct err *err);

/* Appends the text with its values: escaped in HTML, with blanks for control characters elsewhere. */
void template_put(struct buf *b, struct str text, enum template_part part,
		  const struct template_values *values);

/* What a mail may call a person. Anybody can sign somebody else's address up under a name of her choice,
 * so that a name that looks like a link, or is long, would be an advertisement in our mail: then it is
 * the address. */
struct str template_name(struct str name, struct str email);

#endif
