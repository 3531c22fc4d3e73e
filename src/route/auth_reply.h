/* How the issuer answers: errors in Better Auth's words, its cookies, and the session of a request. */
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
};

/* {"message","code"} with the status that belongs to it. */
void auth_refuse_with(struct call *call, enum auth_error error);
void auth_refuse_type(struct call *call, struct str allowed_types);
void auth_refuse_issues(struct call *call, struct str issues);

/* 500 with an empty body, and the error in the log. */
void auth_fault(struct call *call, const struct err *err);

/* What the server refuses by itself. */
void auth_refuse(struct arena *a, struct reply *reply, unsigned status);

enum auth_cookie {
	AUTH_COOKIE_SESSION = 0, /* session_token */
	AUTH_COOKIE_DATA,        /* session_data, the cookie cache, which is off */
	AUTH_COOKIE_DONT_REMEMBER,
};

/* "better-auth.session_token" and so on, with "__Secure-" where the outside speaks https. */
struct str auth_cookie_name(const struct app *app, enum auth_cookie which);

/* Sets the session cookie (and dont_remember beside one that ends with the browser), and the same value
 * as `set-auth-token` for programs without cookies. */
void auth_set_session(struct call *call, struct str token, enum remember remember);

/* The same for the session of this request, remembered as it was. */
void auth_reissue_session(struct call *call, struct str token);

/* Makes the browser forget: session_token, session_data and each of its pieces, dont_remember.
 * A session cookie that the reply set before is taken back. */
void auth_expire_session(struct call *call);
void auth_expire(struct call *call, enum auth_cookie which);

/* Expires the session_data cookies that the request carries. */
void auth_expire_stray_data(struct call *call);

/* Names the headers that scripts of other origins may read. */
void auth_expose(struct call *call, struct str header);

enum auth_session {
	AUTH_SESSION_NONE = 0, /* no cookie, or a dead session whose cookies the reply expires */
	AUTH_SESSION_FOUND,    /* call->signed_in; a renewed one's cookie is in the reply */
	AUTH_SESSION_REFUSED,  /* the reply is complete: it vanished meanwhile, or a fault */
};

/* Finds the session of call->session_token. */
enum auth_session auth_find_session(struct call *call);

#endif
