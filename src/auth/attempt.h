/* An attempt at an account's password: counted (throttle.h), unless an operator has released the account. */
#ifndef OSTIARY_AUTH_ATTEMPT_H
#define OSTIARY_AUTH_ATTEMPT_H

#include <stdint.h>

#include "auth/issuer.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"

/* Counts an attempt at the account of that address (in lower case) under the key that throttle_key() made
 * of it. 0: the password may be looked at; else the seconds until then.
 *
 * Only who would have to wait costs a look at the database: a release forgets a count that had begun
 * before it, once in each process. Where the look fails, the wait stands. */
int64_t attempt_begin(struct issuer *issuer, struct str email, struct str key);

enum release_rc {
	RELEASE_DONE = 0, /* recorded in the audit table as well */
	RELEASE_NO_USER,
	RELEASE_FAULT, /* see *err */
};

/* Releases the account of that address, in every process on the database. actor is who does so, for the
 * audit. */
enum release_rc attempt_release(struct store *store, struct arena *a, struct str email,
				struct str actor, int64_t now_ms, struct err *err);

#endif
