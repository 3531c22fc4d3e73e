/* Values of columns of one's own: read from JSON and from columns, and written as JSON. */
#ifndef OSTIARY_FIELDS_VALUES_H
#define OSTIARY_FIELDS_VALUES_H

#include "base/buf.h"
#include "base/json.h"
#include "core/arena.h"
#include "fields/fields.h"

enum own_value_rc {
	OWN_VALUE_OK = 0,
	OWN_VALUE_WRONG_TYPE,
	OWN_VALUE_NO_DATE,  /* a text that is no date, or one before the year 1 */
	OWN_VALUE_TOO_LONG, /* more than LIMIT_OWN_UNITS in a string */
	OWN_VALUE_TOO_MANY, /* more than LIMIT_OWN_STRINGS in a list */
};

/* Reads a value of that type; null gives OWN_NULL. As a form sends texts only, a number may be a
 * text with the same digits, and a boolean "true" or "false". A date is a text that JavaScript's
 * Date reads. *out is copied into the arena, and written on OWN_VALUE_OK only. */
enum own_value_rc own_value_read(enum own_type type, struct arena *a, const struct json *value,
				 struct own_value *out);

/* How JavaScript names the type of a value, and of those that a field takes. */
const char *own_type_name(enum own_type type);

/* A number or a list that a column holds as text, as compact JSON in the arena; p is NULL when it
 * is neither. */
struct str own_number_text(struct arena *a, struct str column);
struct str own_list_text(struct arena *a, struct str column);

/* Appends the value as JSON; OWN_ABSENT as null. */
void own_value_put(struct buf *b, enum own_type type, const struct own_value *value);

/* Puts members together in the order of the fields; begin before the first and end after the
 * last. */
struct own_writing {
	struct buf all, claims;
	bool apart; /* the claims differ from all members so far */
};
void own_members_begin(struct own_writing *w, struct arena *a, const struct own_fields *fields);
/* Appends a member whose value is that JSON text, as far as the field is returned. */
void own_members_add(struct own_writing *w, const struct own_field *field, struct str json);
struct own_members own_members_end(const struct own_writing *w);

/* The members of a row with these values, one for each field. */
struct own_members own_members_of(struct arena *a, const struct own_fields *fields,
				  const struct own_value *values);

/* The members that a JSON object has, as it has them. */
struct own_members own_members_copied(struct arena *a, const struct own_fields *fields,
				      const struct json *object);

#endif
