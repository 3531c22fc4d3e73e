/* The cookie `device`, by which a device on which a user has signed in is known
 * (auth/abuse/device.h). There is none while the throttle is off. */
#ifndef OSTIARY_ROUTE_ISSUER_DEVICE_COOKIE_H
#define OSTIARY_ROUTE_ISSUER_DEVICE_COOKIE_H

#include "base/str.h"
#include "route/call.h"

/* The values of the request's cookies that have a valid signature, of very many the first ones,
 * decoded and divided by blanks; empty without one. */
struct str device_cookie_read(const struct call *call);

/* Sets the cookie after that user has signed in, or has set a new password by a link. It stays when
 * the user signs out. */
void device_cookie_set(struct call *call, struct str user_id);

#endif
