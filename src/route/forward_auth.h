/* Says to a proxy whether a request of its own may pass, and whose it is. docs/forward-auth.md has the proxies'
 * settings. */
#ifndef OSTIARY_ROUTE_FORWARD_AUTH_H
#define OSTIARY_ROUTE_FORWARD_AUTH_H

#include "route/call.h"

/* By an access token in Authorization (no database is asked), else by the session cookie, where this process
 * is the issuer. 200 with who it is, 401, or 302 to the sign-in page: for what a browser would show, and
 * only when a declared proxy said what was asked for. Bodies are empty. */
void forward_auth(struct call *call);

#endif
