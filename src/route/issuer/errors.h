/* Every error of the issuer's wire: the refusals of the domain (auth/issuer/result.h) and those
 * of HTTP alone. */
#ifndef OSTIARY_ROUTE_ISSUER_ERRORS_H
#define OSTIARY_ROUTE_ISSUER_ERRORS_H

#include "auth/issuer/result.h"

/* clang-format off */
#define WIRE_ONLY_ERRORS(ERROR) \
	ERROR(BAD_REQUEST) \
	ERROR(BODY_TOO_LARGE) \
	ERROR(TARGET_TOO_LONG) \
	ERROR(CODED_BODY) \
	ERROR(EXPECTATION) \
	ERROR(HTTP_VERSION) \
	ERROR(HEAD_TOO_LARGE) \
	ERROR(BUSY)                      /* also: the database is away */ \
	ERROR(UNCERTAIN)                 /* whether it was done */ \
	ERROR(NO_ROOM)                   /* the disk is full */ \
	ERROR(TOO_MANY_REQUESTS)         /* rate limit */ \
	ERROR(BAD_JSON) \
	ERROR(UNSTORABLE)                /* a text that the database cannot hold */ \
	ERROR(INVALID_ORIGIN) \
	ERROR(MISSING_ORIGIN) \
	ERROR(CROSS_SITE_NAVIGATION) \
	ERROR(CALLBACK_NOT_STRING) \
	ERROR(REDIRECT_NOT_STRING) \
	ERROR(ERROR_CALLBACK_NOT_STRING) \
	ERROR(NEW_USER_CALLBACK_NOT_STRING) \
	ERROR(INVALID_CALLBACK) \
	ERROR(INVALID_REDIRECT) \
	ERROR(INVALID_ERROR_CALLBACK) \
	ERROR(INVALID_NEW_USER_CALLBACK) \
	ERROR(POST_SESSION)              /* POST /get-session without deferred renewal */ \
	ERROR(PASSKEY_NO_ORIGIN)         /* a sign-in whose page is not known */ \
	ERROR(MAY_NOT_LIST_USERS) \
	ERROR(MAY_NOT_GET_USER) \
	ERROR(MAY_NOT_LIST_SESSIONS) \
	ERROR(USER_NOT_FOUND) \
	ERROR(MAY_NOT_CREATE_USERS) \
	ERROR(MAY_NOT_UPDATE_USERS) \
	ERROR(MAY_NOT_SET_ROLE) \
	ERROR(MAY_NOT_BAN) \
	ERROR(MAY_NOT_SET_PASSWORD) \
	ERROR(MAY_NOT_REVOKE) \
	ERROR(MAY_NOT_DELETE) \
	ERROR(MAY_NOT_IMPERSONATE) \
	ERROR(ADMIN_EMAIL_TAKEN) \
	ERROR(INVALID_ROLE) \
	ERROR(NO_DATA) \
	ERROR(PASSWORD_ELSEWHERE) \
	ERROR(CANNOT_BAN_SELF) \
	ERROR(CANNOT_REMOVE_SELF) \
	ERROR(NOT_ACTING) \
	ERROR(NO_PROVIDER)
/* clang-format on */

/* The refusals keep their values of enum auth_result. */
enum wire_error {
	WIRE_BEFORE_FIRST = AUTH_OK,
#define WIRE_ERROR(name) WIRE_##name,
	AUTH_REFUSALS(WIRE_ERROR)
	WIRE_ONLY_ERRORS(WIRE_ERROR)
#undef WIRE_ERROR
		WIRE_ERRORS, /* one more than the last */
};

struct wire_answer {
	unsigned status;
	const char *code; /* NULL: the body has no member "code" */
	const char *message;
};

/* The row of an error; error is not WIRE_BEFORE_FIRST or WIRE_ERRORS. */
const struct wire_answer *wire_answer(enum wire_error error);

/* The error of a refusal; result is neither AUTH_OK nor AUTH_FAULT. */
enum wire_error wire_error_of(enum auth_result result);

#endif
