/* Reads the declarations of columns of one's own, which have the form of Better Auth's options:
 *
 *	{ "user": { "additionalFields": { "role": { "type": "string", "defaultValue": "reader",
 *	  "input": false } } }, "session": { "additionalFields": {} } }
 *
 * Of a field: type ("string", "number", "boolean", "date", "string[]"), required, defaultValue
 * ("now" of a date: the time of the row's creation), input, returned, unique, fieldName, and token,
 * which is Ostiary's alone. Other members are refused: one that is misspelt, or that cannot be
 * kept, must not be ignored. */
#ifndef OSTIARY_FIELDS_DECLARATIONS_H
#define OSTIARY_FIELDS_DECLARATIONS_H

#include "core/arena.h"
#include "core/err.h"
#include "fields/fields.h"

/* False: *err names the field and what is wrong. *out points into the arena. */
bool own_tables_parse(struct str text, struct arena *a, struct own_tables *out, struct err *err);

#endif
