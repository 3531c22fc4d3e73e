/* Somebody who is signed in. */
#ifndef OSTIARY_AUTH_SIGNED_IN_H
#define OSTIARY_AUTH_SIGNED_IN_H

#include <stdbool.h>

#include "auth/json_view.h"
#include "store/sessions.h"
#include "store/users.h"

/* How long the user wants to be known: a cookie with Max-Age and session_s, or a cookie that ends with
 * the browser, a dont_remember cookie beside it, and session_brief_s. */
enum remember {
	REMEMBER_NO = 0,
	REMEMBER_YES,
};

/* A session together with its user, as the answers show them. */
struct signed_in {
	struct user user;
	struct session session;
	bool due; /* it was due for renewal when it was found; not when renewal was ruled out */
	enum view_order user_order, session_order; /* where they come from */
};

#endif
