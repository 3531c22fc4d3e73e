/* The session of a request to the issuer. */
#ifndef OSTIARY_ROUTE_AUTH_SESSION_H
#define OSTIARY_ROUTE_AUTH_SESSION_H

#include "route/call.h"

enum auth_session {
	AUTH_SESSION_NONE = 0, /* no cookie, or a dead session whose cookies the reply expires */
	AUTH_SESSION_FOUND,    /* call->signed_in; a renewed one's cookie is in the reply */
	AUTH_SESSION_REFUSED,  /* the reply is complete: it vanished meanwhile, or a fault */
};

/* What the session is wanted for, which matters where settings.session_defer is on. */
enum session_use {
	SESSION_USE_LOOK = 0, /* nothing is written then */
	SESSION_USE_RENEW,    /* it is renewed when it is due */
};

/* Whether the cookie cache may vouch for it: a session that was ended elsewhere lives on in it for some
 * minutes. */
enum session_source {
	SESSION_FROM_STORE = 0,
	SESSION_FROM_CACHE_TOO, /* unless the query has disableCookieCache */
};

/* Finds the session of call->session_token. The cookie cache is written anew when the database was asked. */
enum auth_session auth_find_session(struct call *call, enum session_use use,
				    enum session_source source);

/* Asks the database about a session for which only the cookie cache has vouched so far: before the cache is
 * written anew, so that nobody keeps an ended session alive with it, and before anything is told that opens
 * other sessions. call->signed_in then is what the database says. */
enum auth_session auth_confirm_session(struct call *call);

/* The same; false when the reply is complete: 401, or a fault. */
bool auth_session_is_confirmed(struct call *call);

/* Whether the request itself rules out that its session is renewed. */
bool auth_refresh_is_ruled_out(const struct call *call);

#endif
