/* The issuer's cookies: their names and the attributes that all of them have. */
#ifndef OSTIARY_ROUTE_ISSUER_COOKIES_H
#define OSTIARY_ROUTE_ISSUER_COOKIES_H

#include <stdbool.h>

#include "http/cookie.h"
#include "route/call.h"

enum auth_cookie {
	AUTH_COOKIE_SESSION = 0, /* session_token */
	AUTH_COOKIE_DATA,        /* session_data, the cookie cache */
	AUTH_COOKIE_DONT_REMEMBER,
	AUTH_COOKIE_PASSKEY, /* the token of a challenge */
	AUTH_COOKIE_DEVICE,
	AUTH_COOKIE_TWO_FACTOR, /* a sign-in that waits for a second factor */
	AUTH_COOKIE_TRUST,      /* a browser that needs none */
	AUTH_COOKIE_ADMIN,      /* the session of an admin who acts as another user */
	AUTH_COOKIES,
};

/* Writes the names into app->cookie_names. False: the prefix is too long. */
bool auth_cookie_names(struct app *app);

/* "better-auth.session_token" and so on, with "__Secure-" or "__Host-" in front when clients use
 * https. */
struct str auth_cookie_name(const struct app *app, enum auth_cookie which);

/* The name that a cookie had before its name began with "__Host-", in the arena; empty when such a
 * cookie is not read. */
struct str auth_cookie_earlier_name(const struct call *call, struct str name);

/* The value of a Set-Cookie header, with the attributes that all cookies of the issuer have. */
struct str auth_cookie_text(const struct call *call, struct cookie cookie);

/* Expires the other spellings of the cookie, of this host only and of its domains: a browser keeps
 * them apart and sends all of them. */
void auth_cookie_expire_twins(struct call *call, struct str name);

/* Adds that header to the reply. Where the request may have a twin of the cookie, the twin is
 * expired first. */
void auth_cookie_put(struct call *call, struct cookie cookie);

/* Expires the cookie, and drops Set-Cookie headers of the reply that set it or a piece of it. */
void auth_cookie_expire(struct call *call, enum auth_cookie which);

/* The same; what the request has not sent is not expired. */
void auth_cookie_expire_sent(struct call *call, enum auth_cookie which);

#endif
