/* The password of a signed-in user: checking and changing it. */
#ifndef OSTIARY_AUTH_ACCOUNT_PASSWORD_H
#define OSTIARY_AUTH_ACCOUNT_PASSWORD_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "auth/session/sessions.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/tables/accounts.h"
#include "store/tables/users.h"

/* Compares password with the user's. Every REFUSED_WRONG_PASSWORD costs the same work.
 * AUTH_OK, REFUSED_PASSWORD_TOO_LONG, REFUSED_THROTTLED, REFUSED_WRONG_PASSWORD (also when the user
 * has none, or a hash that cannot be verified), AUTH_FAULT. */
enum auth_result password_check(struct issuer *issuer, struct arena *a, const struct user *user,
				struct str password, struct err *err);

struct password_change {
	struct str current; /* the caller wipes both */
	struct str wanted;
	bool end_sessions; /* ends all sessions and starts a new one */
	struct session_origin from;
};

/* Replaces the password of signed_in->user. Two password hashes on this thread, outside of any
 * transaction; of two concurrent changes that verified the same old password only one succeeds.
 * With end_sessions signed_in->session is the new session. AUTH_OK, REFUSED_PASSWORD_TOO_SHORT,
 * REFUSED_PASSWORD_TOO_LONG, REFUSED_PASSWORD_COMPROMISED (these of the new password),
 * REFUSED_NO_PASSWORD, REFUSED_WRONG_PASSWORD, REFUSED_THROTTLED, REFUSED_USER_GONE, AUTH_FAULT. */
enum auth_result password_change(struct issuer *issuer, struct arena *a,
				 const struct password_change *change, struct signed_in *signed_in,
				 struct err *err);

/* The seconds until the signed-in user's password is compared again, after REFUSED_THROTTLED. */
int64_t password_wait_s(struct issuer *issuer, struct arena *a, const struct user *user,
			int64_t now_ms);

/* Compares password with the account's and counts the attempt for the user. Attempts without a
 * session have their own counter, so that guesses from outside cannot keep the user from changing
 * the password. AUTH_OK, REFUSED_WRONG_PASSWORD, REFUSED_THROTTLED, AUTH_FAULT. */
enum auth_result account_verify(struct issuer *issuer, struct arena *a,
				const struct account *account, const struct user *user,
				struct str password, struct err *err);

/* The user's credential account. AUTH_OK with *out in the arena, REFUSED_NO_PASSWORD,
 * AUTH_FAULT. */
enum auth_result account_with_password(struct issuer *issuer, struct arena *a, struct str user_id,
				       struct account *out, struct err *err);

#endif
