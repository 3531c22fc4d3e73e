/* Answers a proxy whether the request that it received may pass, and which user sent it.
 * docs/host/forward-auth.md has the proxies' settings. */
#ifndef OSTIARY_ROUTE_FORWARD_AUTH_H
#define OSTIARY_ROUTE_FORWARD_AUTH_H

#include "route/call.h"

/* Checks an access token in Authorization, without the database; else, in the issuer's process,
 * the session cookie. Answers 200 with headers that name the user, 401, or 302 to the sign-in page:
 * the last only for a request of a page, and only when a trusted proxy has sent the original URL.
 * Bodies are empty; 503 when there are no keys, or after a fault. */
void forward_auth(struct call *call);

#endif
