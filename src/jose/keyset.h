/* The key set's inside, for the rest of jose/. */
#ifndef OSTIARY_JOSE_KEYSET_H
#define OSTIARY_JOSE_KEYSET_H

#include <stdatomic.h>

#include "jose/jwk.h"
#include "jose/signature.h"
#include "ostiary/verify.h"

#define KEYSET_IDENTITY_BYTES 32

struct ost_keyset {
	atomic_uint references; /* all else never changes once made */
	unsigned char identity[KEYSET_IDENTITY_BYTES];
	struct digests digests;
	size_t n_keys;
	struct jwk keys[OST_JWKS_MAX_KEYS];
};

/* The key that a token names. OST_UNKNOWN_KEY: no key has this id. OST_BAD_ALGORITHM: those that have
 * it are not used with the algorithm. */
enum ost_verdict keyset_find(const struct ost_keyset *set, struct str kid, const struct alg *alg,
			     const struct jwk **out);

/* The only key that is used with the algorithm; OST_UNKNOWN_KEY when there is none or more than one. */
enum ost_verdict keyset_find_only(const struct ost_keyset *set, const struct alg *alg,
				  const struct jwk **out);

#endif
