/* The cookies of a session, and the header `set-auth-token`, which gives the session token to
 * clients without cookies. */
#ifndef OSTIARY_ROUTE_ISSUER_SESSION_COOKIES_H
#define OSTIARY_ROUTE_ISSUER_SESSION_COOKIES_H

#include "route/call.h"

/* Sets the session cookie, the cookie cache and, unless bearer tokens are off, `set-auth-token`.
 * With REMEMBER_NO it also sets dont_remember; with REMEMBER_YES it expires one that the request
 * carries. */
void session_cookies_set(struct call *call, const struct signed_in *signed_in,
			 enum remember remember);

/* The same for the session of this request; its dont_remember cookie decides remember. */
void session_cookies_reissue(struct call *call, const struct signed_in *signed_in);

/* For a sign-in that waits for a second factor: expires session_token and session_data where the
 * request has them; dont_remember says until then how the session will be remembered. */
void session_cookies_wait(struct call *call, enum remember remember);

/* Expires session_token, session_data with each of its pieces, and dont_remember. Drops the
 * headers of the reply that set them. */
void session_cookies_expire(struct call *call);

#endif
