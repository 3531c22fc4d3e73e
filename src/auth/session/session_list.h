/* Listing and ending all sessions of a user. */
#ifndef OSTIARY_AUTH_SESSION_SESSION_LIST_H
#define OSTIARY_AUTH_SESSION_SESSION_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "auth/issuer/result.h"
#include "auth/session/sessions.h"

/* True when the session was created within session.fresh_age_s, as sensitive operations require.
 * Never of a session in which an admin acts as another user: what that user alone decides stays. */
bool session_is_fresh(const struct issuer *issuer, const struct session *session);

/* AUTH_OK with the user's sessions that have not expired, oldest first, at most SESSIONS_LISTED,
 * in the arena; AUTH_FAULT. */
enum auth_result session_list(struct issuer *issuer, struct arena *a, struct str user_id,
			      struct session **out, size_t *out_n, struct err *err);

/* Ends sessions of that user, at once and on every node. AUTH_OK, also for a token that is
 * unknown or another user's, which ends nothing; AUTH_FAULT. */
enum auth_result session_list_end(struct issuer *issuer, struct str user_id,
				  enum sessions_which which, struct str token, struct err *err);

#endif
