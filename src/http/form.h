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

/* Splits at '&' and at the first '=' of each field, turns '+' into a space and decodes %XX. A '%'
 * without two hexadecimal digits after it is kept, and a field without '=' has an empty value. The
 * fields point into the arena or into text.
 *
 * False, with *out untouched, when there are more than FORM_FIELDS_MAX fields or a decoded one is
 * not UTF-8.
 */
bool form_parse(struct arena *arena, struct str text, struct form *out);

/* The number of fields of this name. No honest client sends more than one: refuse them. */
size_t form_count(const struct form *form, struct str name);

/* The first value of this name; NULL when there is none. */
const struct str *form_first(const struct form *form, struct str name);

#endif
