/* The key set, as the other files of jose/ see it. */
#ifndef OSTIARY_JOSE_KEYS_KEYSET_H
#define OSTIARY_JOSE_KEYS_KEYSET_H

#include "base/refcount.h"
#include "jose/keys/jwk.h"
#include "jose/keys/signature.h"
#include "ostiary/verify.h"

#define KEYSET_IDENTITY_BYTES 32

struct ost_keyset {
	struct refcount references; /* all other members are immutable */
	unsigned char identity[KEYSET_IDENTITY_BYTES];
	struct digests digests;
	size_t n_keys;
	struct jwk keys[]; /* as many as the JWKS has */
};

/* The key with this kid. OST_UNKNOWN_KEY: no key has it. OST_BAD_ALGORITHM: the keys that have it
 * are not used with the algorithm. */
enum ost_verdict keyset_find(const struct ost_keyset *set, struct str kid, const struct alg *alg,
			     const struct jwk **out);

/* The only key that is used with the algorithm. OST_UNKNOWN_KEY: no key is, or more than one. */
enum ost_verdict keyset_find_only(const struct ost_keyset *set, const struct alg *alg,
				  const struct jwk **out);

#endif
