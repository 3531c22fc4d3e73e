/* Revoking a user's access tokens: verifiers refuse them without a call to the issuer.
 * docs/build/revocation.md says what revokes tokens, and what does not.
 *
 * I1  The change that ends a user's access (sessions ended, password changed, user deleted) and the
 *     row that records the revocation are one transaction.
 * I2  After the commit, revocation_confirm() writes the row again with a clock reading that was
 *     taken after the commit, and reloads the list of this process (list.h). Only then is the
 *     client answered.
 * I3  To issue a token, the clock is read first, then the user's revocation, then the session
 *     (token.h). So a client that gets a token after a revocation has a session that survived it,
 *     or one that is newer.
 *
 * Together: a token of an ended session was issued at or before the time of the revocation, and a
 * token of a session that is live afterwards was issued after it.
 */
#ifndef OSTIARY_AUTH_REVOCATION_REVOCATION_H
#define OSTIARY_AUTH_REVOCATION_REVOCATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/log.h"
#include "ostiary/revocations.h"
#include "store/store.h"

/* How long the list names a deleted user, so that services that hold data of that user can delete
 * it. */
#define REVOCATION_DELETED_MS INT64_C(2592000000) /* 30 days */
/* How much longer than a token's life its revocation is kept: verifiers allow for OST_LEEWAY_MAX_S,
 * and the clocks of two issuers may differ by as much again. */
#define REVOCATION_LEEWAY_S 120

/* How a user is named in the database and in the list: the first 128 bits of the SHA-256 of the id,
 * in base64url. A reader who knows the id can recognise it; nobody can compute the id from it. */
#define REVOCATION_SUBJECT_CHARS OST_REVOCATIONS_DIGEST_CHARS
struct revocation_subject {
	char text[REVOCATION_SUBJECT_CHARS];
};
void revocation_subject(struct str user_id, struct revocation_subject *out);

struct revocation_list;

/* What the functions below need. Unless it is enabled, recording and confirming do nothing. */
struct revocations {
	bool enabled;
	struct store *store;
	const struct clock *clock;
	const struct log *log;
	int64_t token_life_s; /* of the access tokens that this process issues */
	struct revocation_list
		*list; /* reloaded by revocation_confirm(); NULL: none is published */
};

enum revocation_reason {
	REVOCATION_SESSIONS_ENDED = 0,
	REVOCATION_USER_DELETED,
};

/* Revokes the tokens that the user has been issued until now (I1): the last step of the transaction
 * that ends the user's access. STORE_OK, STORE_FAULT. */
enum store_rc revocation_record(struct sql *sql, const struct revocations *revocations,
				struct str user_id, enum revocation_reason reason, struct err *err);

/* Confirms the revocation after the commit of its transaction (I2). A fault is logged: the row that
 * revocation_record() wrote is in force. */
void revocation_confirm(const struct revocations *revocations, struct str user_id);

/* When the user's tokens were last revoked: no token issued at or before *out_ms is valid.
 * STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc revocation_of_user(struct sql *sql, struct str user_id, int64_t *out_ms,
				 struct err *err);

#endif
