/* What somebody who is signed in may see and do of all their sessions. */
#ifndef OSTIARY_AUTH_OWN_SESSIONS_H
#define OSTIARY_AUTH_OWN_SESSIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "auth/sessions.h"

enum own_sessions_rc {
	OWN_SESSIONS_DONE = 0,
	OWN_SESSIONS_FAULT, /* see *err */
};

/* True when the session was begun lately enough for what is delicate (session_fresh_s). */
bool session_is_fresh(const struct issuer *issuer, const struct session *session);

/* The user's sessions that are not over, oldest first, at most SESSIONS_LISTED, in the arena. */
enum own_sessions_rc own_sessions_list(struct issuer *issuer, struct arena *a, struct str user_id,
				       struct session **out, size_t *out_n, struct err *err);

/* Ends sessions of that user, at once and everywhere; a token that is nobody's or another user's ends
 * nothing and is no error. */
enum own_sessions_rc own_sessions_end(struct issuer *issuer, struct str user_id,
				      enum sessions_which which, struct str token, struct err *err);

#endif
