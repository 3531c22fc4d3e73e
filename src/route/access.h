/* The one place where permission is decided, before any handler runs. */
#ifndef OSTIARY_ROUTE_ACCESS_H
#define OSTIARY_ROUTE_ACCESS_H

#include <stdbool.h>

#include "route/call.h"

/* Checks what the route's access column demands and fills in the call (call.h). False when the
 * request is refused: the reply is then complete. */
bool access_check(struct call *call);

/* The same as far as the head alone decides it, for a client that waits with the body. */
bool access_preview(struct call *call);

/* Whether a token that was accepted once is still valid: not expired, not revoked. */
bool access_holds(const struct app *app, struct str token, int64_t now_ms);

/* Releases the call's body and claims. */
void access_done(struct call *call);

#endif
