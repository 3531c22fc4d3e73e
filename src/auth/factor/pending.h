/* Sign-ins that wait for a second factor, and the browsers that need none.
 *
 * Both are rows of the table "verification", as Better Auth's plugin writes them: "2fa-" and 20
 * signs for the sign-in, whose value is the user's id ("2fa-key-" after a passkey, which the plugin
 * does not ask for a second factor); the same behind "2fa-attempts-" for its
 * wrong codes; "trust-device-" and 32 signs for a browser. The client has the first and the last of
 * these identifiers in signed cookies. */
#ifndef OSTIARY_AUTH_FACTOR_PENDING_H
#define OSTIARY_AUTH_FACTOR_PENDING_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/factor/entry/entry.h"
#include "auth/issuer/issuer.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/tables/sessions.h"
#include "store/tables/verifications.h"

struct pending {
	struct str token;     /* the value of its cookie before it is signed */
	bool totp, mail_code; /* the second factors that are offered */
	struct verification rows[2];
};

/* A browser that a user trusts. */
struct trust {
	struct str value; /* of its cookie before it is signed */
	struct verification row;
};

/* What a way in leads to besides a session. */
struct factor_outcome {
	struct pending pending;
	struct trust trust;
	bool waits;          /* pending is stored, and there is no session */
	bool trusts;         /* trust is stored, for the cookie of the browser */
	bool trust_is_bad;   /* the browser's cookie is to be expired */
	int64_t enrol_by_ms; /* a second factor is demanded from then on; 0: never */
};

/* The values of new rows; nothing is stored, so that a transaction may run again. */
struct pending pending_make(const struct issuer *issuer, struct arena *a, struct str user_id,
			    enum way_in way);
struct trust trust_make(const struct issuer *issuer, struct arena *a, struct str user_id);

/* Stores the sign-in and finds out what to offer. mail_code_alone: the user has no second factor
 * yet. STORE_OK, STORE_FAULT. */
enum store_rc pending_insert(struct sql *sql, const struct issuer *issuer, struct arena *a,
			     struct pending *pending, bool mail_code_alone, struct err *err);

/* A sign-in that waits, as it is stored. */
struct pending_found {
	struct str token;
	struct verification row;
	struct user user;
};

/* STORE_OK with *out in the arena; STORE_NONE: there is none, it has expired, or the user is gone;
 * STORE_FAULT. The token may come from a request. */
enum store_rc pending_find(struct sql *sql, struct arena *a, struct str token, int64_t now_ms,
			   struct pending_found *out, struct err *err);

/* The first factor of the sign-in. */
struct session_proof pending_proof(const struct pending_found *found);

/* Counts one attempt, before its code is compared. STORE_OK; STORE_FULL: there have been `most`,
 * and the sign-in is deleted; STORE_FAULT. */
enum store_rc pending_try(struct sql *sql, struct arena *a, const struct pending_found *found,
			  int64_t most, int64_t now_ms, struct err *err);

/* Uses the sign-in up. STORE_OK, STORE_NONE (another request has), STORE_FAULT. */
enum store_rc pending_end(struct sql *sql, struct arena *a, const struct pending_found *found,
			  struct err *err);

/* Whether the cookie is of a browser that this user trusts, with its row in *out_row. STORE_OK,
 * STORE_NONE (it is not), STORE_FAULT. */
enum store_rc trust_find(struct sql *sql, const struct issuer *issuer, struct arena *a,
			 struct str value, struct str user_id, struct verification *out_row,
			 struct err *err);

/* The values for factor_settle() with that way and trust, made before the transaction. */
struct factor_outcome factor_outcome_make(const struct issuer *issuer, struct arena *a,
					  const struct user *user, enum way_in way,
					  struct str trust);

/* A way in with one factor: decides (entry.h), and stores the sign-in that waits, or the browser's
 * next row in the place of that of `trust`, the verified value of its cookie, which may be empty.
 * *outcome has the values of factor_outcome_make(). STORE_OK with *out, STORE_ORPHAN, STORE_FAULT.
 */
enum store_rc factor_settle(struct sql *sql, const struct issuer *issuer, struct arena *a,
			    const struct user *user, enum way_in way, struct str trust,
			    struct factor_outcome *outcome, enum entry *out, struct err *err);

#endif
