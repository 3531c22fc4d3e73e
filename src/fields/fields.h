/* Columns of one's own: fields that an operator has declared for users and sessions beside those of
 * Better Auth's core, as its options user.additionalFields and session.additionalFields do. */
#ifndef OSTIARY_FIELDS_FIELDS_H
#define OSTIARY_FIELDS_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "core/limits.h"

enum own_type {
	OWN_STRING = 0,
	OWN_NUMBER,
	OWN_BOOLEAN,
	OWN_DATE,
	OWN_STRINGS, /* a list of strings */
	OWN_TYPES,
};

enum own_state {
	OWN_ABSENT = 0, /* not given: the default, or what is stored */
	OWN_NULL,
	OWN_SET,
};

struct own_value {
	enum own_state state;
	/* Of OWN_SET, by the type of the field: */
	struct str text; /* a string; a number or a list as compact JSON */
	bool yes;        /* a boolean */
	int64_t ms;      /* a date */
};

struct own_field {
	struct str name;   /* of the member in bodies and answers */
	struct str column; /* letters, digits and '_', as the name */
	enum own_type type;
	bool required; /* never null in a new row */
	bool input;    /* the user may set it */
	bool returned; /* it is in answers, and in the cookie cache */
	bool claim;    /* of a user, if returned: it is in access tokens */
	bool unique;
	bool now;                  /* the default is the time of the row's creation */
	struct own_value fallback; /* the default, if it has one and `now` is false */
};

struct own_fields {
	struct own_field of[LIMIT_OWN_FIELDS];
	size_t n;
};

struct own_tables {
	struct own_fields user, session;
};

/* The fields of a row as JSON members, each after a comma: `,"role":"editor","age":7`. Fields that
 * are not returned are in neither; the claims of a session are not used. */
struct own_members {
	struct str all;
	struct str claims;
};

#endif
