/* The session of a request to the issuer. */
#ifndef OSTIARY_ROUTE_ISSUER_SESSION_CHECK_H
#define OSTIARY_ROUTE_ISSUER_SESSION_CHECK_H

#include <stdbool.h>

#include "route/call.h"

enum session_check {
	SESSION_CHECK_NONE = 0, /* no token, two sessions that are alive (credential.h), or an ended
				 * session, whose cookies the reply expires */
	SESSION_CHECK_FOUND,    /* call->signed_in; after a renewal the reply sets its cookie */
	SESSION_CHECK_ANSWERED, /* the reply is complete: REFUSED_SESSION_VANISHED,
				 * REFUSED_BANNED, or a fault */
};

/* The purpose of the check, which matters where settings.session.defer_refresh is on. */
enum session_use {
	SESSION_USE_LOOK = 0, /* nothing is written */
	SESSION_USE_RENEW,    /* a session that is due is renewed */
};

/* Whether the cookie cache is enough: a session that another device has ended stays valid in it
 * until the cache expires, some minutes later. */
enum session_source {
	SESSION_FROM_STORE = 0,
	SESSION_FROM_CACHE_TOO, /* unless the query has disableCookieCache */
};

/* Finds the session of call->session_token. After it has read the database it writes the cookie
 * cache anew. */
enum session_check session_check(struct call *call, enum session_use use,
				 enum session_source source);

/* Reads from the database a session that only the cookie cache has confirmed so far;
 * call->signed_in then has the database's values. To be called before the cache is written anew,
 * which would otherwise keep an ended session alive, and before the answer shows the tokens of
 * other sessions. */
enum session_check session_check_confirm(struct call *call);

/* The same; false when the reply is complete: 401, 403 or a fault. */
bool session_is_confirmed(struct call *call);

/* Whether the session has begun recently enough for what an old one, which may be in other hands,
 * must not do; false: 403 is answered. */
bool session_passes_as_fresh(struct call *call);

/* Whether the request itself rules out that its session is renewed. */
bool session_refresh_is_ruled_out(const struct call *call);

#endif
