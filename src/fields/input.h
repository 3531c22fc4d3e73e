/* The fields that a request gives, judged by Better Auth's rules for additionalFields: which of
 * them a user may set, which must be there, and which get their default. */
#ifndef OSTIARY_FIELDS_INPUT_H
#define OSTIARY_FIELDS_INPUT_H

#include "base/json.h"
#include "core/arena.h"
#include "fields/fields.h"

enum own_input_rc {
	OWN_INPUT_OK = 0,
	OWN_INPUT_MISSING,     /* a required field, which is absent or null */
	OWN_INPUT_NOT_ALLOWED, /* a field that users do not set */
	OWN_INPUT_INVALID,     /* a value that the field cannot have */
};

enum own_action {
	OWN_CREATE = 0, /* a new row */
	OWN_UPDATE,     /* what is absent stays as it is */
};

struct own_input {
	enum own_input_rc rc;
	struct str message;             /* of a refusal, for the client */
	const struct own_value *values; /* one for each field; NULL: there are no fields */
	size_t n_set;                   /* fields that the request sets */
};

/* Judges the members of an object, the first refusal in the order of the fields (NULL: there are
 * none). With OWN_CREATE own_defaults() completes the values. Everything is in the arena. */
struct own_input own_input_take(const struct own_fields *fields, enum own_action action,
				struct arena *a, const struct json *object);

/* The values of a new row: each absent one becomes its default, or null. `given` is NULL where
 * nothing was. In the arena; NULL: there are no fields. */
const struct own_value *own_defaults(const struct own_fields *fields, struct arena *a,
				     const struct own_value *given, int64_t now_ms);

#endif
