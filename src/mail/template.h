/* The texts of the mails: for each kind a subject, a plain text and an HTML text, with the
 * placeholders {{name}}, {{url}}, {{code}}, which is the same, {{email}} and {{product}}; of a
 * reminder also {{task}}, {{due}} and {{late}}, which are empty in other mails. Each
 * built-in text can be replaced by a file. The parts: template.c fills in the placeholders,
 * template_rows.c has the built-in texts, template_files.c reads those of a folder. */
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
	struct str name; /* the user's own: see template_name() */
	struct str url;  /* the link, or the code of a mail that has one in its place */
	struct str email;
	struct str product;
	struct str task, due, late; /* of a reminder: see mail/reminder.h */
};

/* The built-in texts. */
extern const struct templates templates_built_in;

/* Replaces the texts for which the folder has a file: KIND.subject, KIND.txt, KIND.html. False,
 * with the name of the file in *err, when one of them is invalid or has the name of an unknown
 * kind. The texts are in the arena. */
bool templates_read(struct arena *a, struct str folder, struct templates *out, struct err *err);

/* Whether the text is valid for this part: UTF-8, only known placeholders, and {{url}} in the text
 * and the HTML but not in the subject. */
bool template_check(struct str text, enum template_part part, struct err *err);

/* Appends the text with the values of its placeholders: escaped in HTML, otherwise with spaces
 * instead of control characters. */
void template_put(struct buf *b, struct str text, enum template_part part,
		  const struct template_values *values);

/* The name by which a mail addresses a user: the user's own, or the address when that name is long
 * or looks like a link. An attacker can sign up with the address of another person and any name,
 * which would turn our mail into an advertisement. */
struct str template_name(struct str name, struct str email);

#endif
