/* The rows of the schemas (schemas.c, admin.c), which route/issuer/body.c judges by. */
#ifndef OSTIARY_ROUTE_ISSUER_SCHEMA_FIELDS_H
#define OSTIARY_ROUTE_ISSUER_SCHEMA_FIELDS_H

#include <stdbool.h>

#include "base/cleanup.h"

enum field_rule {
	FIELD_STRING,
	FIELD_FILLED, /* a string that is not empty */
	FIELD_EMAIL,
	FIELD_BOOLEAN,
	FIELD_NAME,  /* a string of at most LIMIT_NAME_UNITS */
	FIELD_IMAGE, /* a string of at most LIMIT_IMAGE_UNITS that image_is_harmless() */
	FIELD_IMAGE_OR_NULL,
	FIELD_PROVIDER,   /* a union in zod, whose issue names no type */
	FIELD_PRESENT,    /* any JSON value */
	FIELD_RECORD,     /* an object */
	FIELD_LABEL,      /* a name of at most LIMIT_NAME_UNITS, without blanks around it */
	FIELD_ATTACHMENT, /* of an authenticator */
	FIELD_FACTOR,     /* a method of second factors */
	FIELD_NUMBER,
	FIELD_ROLES, /* a string, or an array of strings: a union as well */
};

#define FIELDS(rows) .fields = (rows), .n_fields = ARRAY_LEN(rows)
#define QUERY(rows)  .query = (rows), .n_query = ARRAY_LEN(rows)

struct body_field {
	const char *name;
	enum field_rule rule;
	bool optional;
};

#endif
