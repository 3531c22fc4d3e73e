/* The end of another user's sessions, by an admin. */
#ifndef OSTIARY_AUTH_ADMIN_ENDING_H
#define OSTIARY_AUTH_ADMIN_ENDING_H

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "core/arena.h"
#include "core/err.h"

/* Ends the session with that token or id, and revokes the access tokens of its user. AUTH_OK, also
 * when there is none; AUTH_FAULT. */
enum auth_result ending_of_session(struct issuer *issuer, struct arena *a, struct str token_or_id,
				   struct str actor, struct err *err);

/* Ends all sessions of the user, forgets the browsers that the user trusts, and revokes the access
 * tokens. AUTH_OK, also when there is no such user; AUTH_FAULT. */
enum auth_result ending_of_sessions(struct issuer *issuer, struct arena *a, struct str user_id,
				    struct str actor, struct err *err);

#endif
