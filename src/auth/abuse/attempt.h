/* An attempt to sign in to an account: the throttle counts it (throttle.h), and an operator can
 * reset the count of an account in every process on the database. */
#ifndef OSTIARY_AUTH_ABUSE_ATTEMPT_H
#define OSTIARY_AUTH_ABUSE_ATTEMPT_H

#include <stdint.h>

#include "auth/abuse/throttle.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/store.h"

/* Counts one attempt at the account of the address email (in lower case) under key, which
 * throttle_key() made. 0: the caller may check the password; else the seconds to wait, and nothing
 * is counted.
 *
 * Only an attempt that would have to wait reads the database: an operator's reset forgets a count
 * that had started before it, once in each process. If that read fails, the client has to wait. */
int64_t attempt_begin(struct throttle *throttle, struct store *store, struct str email,
		      struct str key, int64_t now_ms);

/* Inside a transaction: resets the counts of the user's account, in every process on the database.
 * STORE_OK, STORE_ORPHAN (there is no such user), STORE_FAULT. */
enum store_rc attempt_release_user(struct sql *sql, struct str user_id, int64_t now_ms,
				   struct err *err);

enum release_rc {
	RELEASE_DONE = 0, /* and recorded in the audit table */
	RELEASE_NO_USER,
	RELEASE_FAULT, /* see *err */
};

/* Resets the counts of the account of the address email, in every process on the database. actor is
 * the operator, as the audit table records it. */
enum release_rc attempt_release(struct store *store, struct arena *a, struct str email,
				struct str actor, int64_t now_ms, struct err *err);

#endif
