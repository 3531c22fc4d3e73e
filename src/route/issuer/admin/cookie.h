/* The cookie admin_session, which keeps an admin's own session while the admin acts as another
 * user: its token, a colon, and "true" where that session ends with the browser. */
#ifndef OSTIARY_ROUTE_ISSUER_ADMIN_COOKIE_H
#define OSTIARY_ROUTE_ISSUER_ADMIN_COOKIE_H

#include "route/call.h"

/* Of the request's session. */
void admin_cookie_set(struct call *call);

struct admin_cookie {
	struct str token; /* empty: there is no such cookie with a valid signature */
	enum remember remember;
};
struct admin_cookie admin_cookie_read(const struct call *call);

#endif
