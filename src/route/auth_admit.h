/* What every request to the issuer passes before its handler runs, in Better Auth's order:
 *
 *   1 media type (415) and JSON (400)     4 bearer token or cookie name the session
 *   2 origin, when there is a cookie      5 body and query schema (400)
 *   3 URLs in the body must be trusted    6 origin of forms without a cookie, where a link leads
 *                                         7 session (401)
 */
#ifndef OSTIARY_ROUTE_AUTH_ADMIT_H
#define OSTIARY_ROUTE_AUTH_ADMIT_H

#include <stdbool.h>

#include "route/call.h"

/* False when the request is refused; the reply then says how. */
bool auth_admit(struct call *call);

/* Sets call->session_token and call->dont_remember from the cookies, or from a session token in
 * Authorization. auth_admit() does so by itself. */
void auth_read_session_token(struct call *call);

/* Wipes and frees what auth_admit() read. */
void auth_done(struct call *call);

#endif
