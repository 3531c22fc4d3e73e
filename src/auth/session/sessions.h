/* Sessions: started by sign-up and sign-in, found by their token, renewed when they are due. */
#ifndef OSTIARY_AUTH_SESSION_SESSIONS_H
#define OSTIARY_AUTH_SESSION_SESSIONS_H

#include <stdbool.h>

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "auth/session/signed_in.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/tables/sessions.h"
#include "store/tables/users.h"

/* The client that starts a session, as its row stores it. Both are empty when unknown. */
struct session_origin {
	struct str ip_address;
	struct str user_agent; /* as it arrived; bytes that are not UTF-8 are read as Latin-1 */
};

/* The values of a new session, whose person has shown that proof; nothing is stored. */
struct session session_make(const struct issuer *issuer, struct arena *a, struct str user_id,
			    const struct session_origin *from, enum remember remember,
			    const struct session_proof *proof, int64_t now_ms);

/* Whether a session that is due for renewal is renewed, and an expired one deleted. */
struct session_rules {
	bool dont_remember;   /* the request has a dont_remember cookie with a valid signature */
	bool disable_refresh; /* the query parameter `disableRefresh` is not empty */
	bool only_look;       /* write nothing: neither renew nor delete an expired session */
};

/* Finds the session of a token whose signature the caller has verified. One read; a write, which
 * waits for the disk, only when the session is due for renewal or has expired.
 *
 *   AUTH_OK                   *out; with out->renewed its new times, and the session cookie is to
 *                             be issued again with Max-Age = settings.session.life_s
 *   REFUSED_NO_SESSION        unknown, expired (its row is deleted), without a user, or of an admin
 *                             as another user, who is no admin any more
 *   REFUSED_BANNED            the session is alive, and its user is banned
 *   REFUSED_SESSION_VANISHED  another request deleted the row while this one renewed it
 *   AUTH_FAULT                see *err
 *
 * After a refusal the cookies of the session are to be expired. */
enum auth_result session_find(struct issuer *issuer, struct arena *a, struct str token,
			      struct session_rules rules, struct signed_in *out, struct err *err);

/* Writes the columns of one's own whose values are not absent, at least one. AUTH_OK with the
 * changed session; REFUSED_SESSION_VANISHED, REFUSED_SESSION_FIELD_TAKEN (another session has the
 * value of a unique column), AUTH_FAULT. */
enum auth_result session_update_own(struct issuer *issuer, struct arena *a,
				    struct signed_in *signed_in, const struct own_value *values,
				    struct err *err);

/* Ends the session, at once and on every node. AUTH_OK, also when there was none; AUTH_FAULT. */
enum auth_result sign_out(struct issuer *issuer, struct str token, struct err *err);

#endif
