/* Sealing the authenticators and backup codes of all users with another secret. */
#ifndef OSTIARY_AUTH_FACTOR_REWRAP_H
#define OSTIARY_AUTH_FACTOR_REWRAP_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"
#include "core/random.h"
#include "crypto/secrets.h"
#include "store/store.h"

struct factor_rewrap {
	size_t sealed; /* users, with the current secret, by this call */
	size_t left;   /* with the current secret before */
	size_t lost;   /* open with none of the secrets, and stay as they are */
};

/* Opens each with `secrets` or `old`, and seals it with the current one of `secrets`. It may be
 * called again after a fault. True with *out; false: see *err. */
bool factor_rewrap(struct store *store, const struct random *random, const struct secrets *secrets,
		   const struct secrets *old, struct factor_rewrap *out, struct err *err);

#endif
