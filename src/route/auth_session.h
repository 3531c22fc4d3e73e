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

/* Finds the session of call->session_token. */
enum auth_session auth_find_session(struct call *call, enum session_use use);

/* Whether the request itself rules out that its session is renewed. */
bool auth_refresh_is_ruled_out(const struct call *call);

#endif
