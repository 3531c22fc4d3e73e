/* How the issuer says no: errors in Better Auth's words. */
#ifndef OSTIARY_ROUTE_AUTH_REPLY_H
#define OSTIARY_ROUTE_AUTH_REPLY_H

#include "route/call.h"

enum auth_error {
	AUTH_INTERNAL = 0,
	AUTH_BAD_REQUEST,
	AUTH_BODY_TOO_LARGE,
	AUTH_HEAD_TOO_LARGE,
	AUTH_BUSY,
	AUTH_BAD_JSON,
	AUTH_UNSTORABLE,
	AUTH_UNAUTHORIZED,
	AUTH_INVALID_ORIGIN,
	AUTH_MISSING_ORIGIN,
	AUTH_CROSS_SITE_NAVIGATION,
	AUTH_CALLBACK_NOT_STRING,
	AUTH_REDIRECT_NOT_STRING,
	AUTH_ERROR_CALLBACK_NOT_STRING,
	AUTH_NEW_USER_CALLBACK_NOT_STRING,
	AUTH_INVALID_CALLBACK,
	AUTH_INVALID_REDIRECT,
	AUTH_INVALID_ERROR_CALLBACK,
	AUTH_INVALID_NEW_USER_CALLBACK,
	AUTH_INVALID_EMAIL,
	AUTH_PASSWORD_TOO_SHORT,
	AUTH_PASSWORD_TOO_LONG,
	AUTH_PASSWORD_COMPROMISED,
	AUTH_EMAIL_TAKEN,
	AUTH_WRONG_CREDENTIALS,
	AUTH_NO_SESSION_ROW,
	AUTH_POST_SESSION,
	AUTH_TOKEN_TOO_LONG,
	AUTH_SESSION_NOT_FRESH,
	AUTH_SESSION_STALE,
	AUTH_NO_FIELDS,
	AUTH_EMAIL_NOT_UPDATABLE,
	AUTH_INVALID_PASSWORD,
	AUTH_NO_PASSWORD,
	AUTH_INVALID_DELETION,
	AUTH_NO_PROVIDER,
	AUTH_TOO_MANY,
	AUTH_NOT_VERIFIED,
	AUTH_SIGN_UP_OFF,
	AUTH_RESET_OFF,
	AUTH_RESET_INVALID,
	AUTH_RESET_NO_USER,
	AUTH_VERIFICATION_OFF,
	AUTH_EMAIL_MISMATCH,
	AUTH_EMAIL_VERIFIED,
	AUTH_LINK_INVALID,
	AUTH_LINK_EXPIRED,
	AUTH_LINK_NO_USER,
	AUTH_LINK_OTHER_USER,
	AUTH_CHANGE_EMAIL_OFF,
	AUTH_EMAIL_SAME,
	AUTH_NO_VERIFICATION_MAIL,
	AUTH_DELETION_OFF,
	AUTH_NO_USER_INFO,
};

/* {"message","code"} with the status that belongs to it. */
void auth_refuse_with(struct call *call, enum auth_error error);
void auth_refuse_type(struct call *call, struct str allowed_types);
void auth_refuse_issues(struct call *call, struct str issues);

/* Says to the log which account the request is about (auth/alias.h). */
void auth_name_account(struct call *call, struct str email);

/* 429 with how long to wait. */
void auth_refuse_throttled(struct call *call, int64_t wait_s);

/* The code of the error, for a redirect that carries it. */
struct str auth_error_code(enum auth_error error);

/* 302 to the URL, and the Location header alone. Bytes that no header can hold are percent-encoded. */
void auth_redirect(struct call *call, struct str url);
void auth_location(struct call *call, struct str url);

/* The error in the log, and an answer of its kind: 500 with an empty body, 503 while the database is away,
 * 400 for a text that it cannot hold. */
void auth_fault(struct call *call, const struct err *err);

/* What the server refuses by itself. */
void auth_refuse(struct arena *a, struct reply *reply, unsigned status);

#endif
