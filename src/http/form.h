/* application/x-www-form-urlencoded (WHATWG URL section 5): bodies and queries. */
#ifndef OSTIARY_HTTP_FORM_H
#define OSTIARY_HTTP_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "core/arena.h"

#define FORM_FIELDS_MAX 64 /* our longest form has six */

struct form_field {
	struct str name;
	struct str value;
};

struct form {
	struct form_field *fields; /* in order of the text */
	size_t n;
};

/* Splits at '&' and the first '=', turns '+' into a space and decodes %XX; a '%' that is not followed
 * by two hexadecimal digits stands for itself, and a field without '=' has an empty value. Fields live
 * in the arena or in text.
 *
 * False, with *out untouched, when there are more than FORM_FIELDS_MAX fields or a decoded one is
 * not UTF-8.
 */
bool form_parse(struct arena *arena, struct str text, struct form *out);

/* How many fields have that name. More than one is nobody's honest form: refuse it. */
size_t form_count(const struct form *form, struct str name);

/* The first value of that name; NULL when there is none. */
const struct str *form_first(const struct form *form, struct str name);

#endif
