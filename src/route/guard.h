/* The one place where permission is decided, before any handler runs. */
#ifndef OSTIARY_ROUTE_GUARD_H
#define OSTIARY_ROUTE_GUARD_H

#include <stdbool.h>

#include "route/call.h"

/* Does what the route's access column demands and fills the call with what was found out. False when
 * the request is refused; the reply then says how. */
bool guard_admit(struct call *call);

/* Releases what the call holds. */
void guard_done(struct call *call);

#endif
