/* The issuer's cookies, and the headers that stand for them where there are none. */
#ifndef OSTIARY_ROUTE_AUTH_COOKIE_H
#define OSTIARY_ROUTE_AUTH_COOKIE_H

#include <stdbool.h>

#include "http/cookie.h"
#include "route/call.h"

enum auth_cookie {
	AUTH_COOKIE_SESSION = 0, /* session_token */
	AUTH_COOKIE_DATA,        /* session_data, the cookie cache */
	AUTH_COOKIE_DONT_REMEMBER,
	AUTH_COOKIES,
};

/* Writes the names down in app->cookie_names. False: the prefix is too long. */
bool auth_cookie_names(struct app *app);

/* "better-auth.session_token" and so on, with "__Secure-" where the outside speaks https. */
struct str auth_cookie_name(const struct app *app, enum auth_cookie which);

/* Sets a cookie with the attributes that all of ours have. The text is what the header says. */
void auth_put_cookie(struct call *call, struct cookie cookie);
struct str auth_cookie_text(const struct call *call, struct cookie cookie);

/* Sets the session cookie (and dont_remember beside one that ends with the browser, or expires the one that
 * is there), the cookie cache, and the session cookie's value as `set-auth-token` for programs without
 * cookies. */
void auth_set_session(struct call *call, const struct signed_in *who, enum remember remember);

/* The same for the session of this request, remembered as it was. */
void auth_reissue_session(struct call *call, const struct signed_in *who);

/* Makes the browser forget: session_token, session_data and each of its pieces, dont_remember.
 * What the reply has set before of them is taken back. */
void auth_expire_session(struct call *call);

/* The same for one of them. */
void auth_expire(struct call *call, enum auth_cookie which);

/* Names the headers that scripts of other origins may read. */
void auth_expose(struct call *call, struct str header);

#endif
