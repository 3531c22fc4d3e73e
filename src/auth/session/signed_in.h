/* A signed-in user: the session and its user. */
#ifndef OSTIARY_AUTH_SESSION_SIGNED_IN_H
#define OSTIARY_AUTH_SESSION_SIGNED_IN_H

#include <stdbool.h>

#include "auth/session/json_view.h"
#include "store/tables/sessions.h"
#include "store/tables/users.h"

/* How long the user stays signed in: a cookie with Max-Age and session.life_s; or
 * session.brief_life_s and a cookie that ends with the browser, with a dont_remember cookie
 * beside it. */
enum remember {
	REMEMBER_NO = 0,
	REMEMBER_YES,
};

struct signed_in {
	struct user user;
	struct session session;
	bool due;     /* the session was due for renewal; false when renewal was ruled out */
	bool renewed; /* the session was renewed */
	/* Of the source that each was read from: a row, or the cookie cache. */
	enum view_order user_order, session_order;
};

#endif
