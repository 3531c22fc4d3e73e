/* One public key of a set (RFC 7517 section 4) and what it needs to check signatures quickly. */
#ifndef OSTIARY_JOSE_JWK_H
#define OSTIARY_JOSE_JWK_H

#include <openssl/evp.h>

#include "base/cleanup.h"
#include "base/jflat.h"
#include "base/str.h"
#include "jose/alg.h"
#include "jose/rsa_v15.h"

#define JWK_RSA_MIN_BITS 2048 /* RFC 7518 section 3.3 */
#define JWK_RSA_MAX_BITS 8192 /* checking with larger ones is an attack on the checker */
#define JWK_MAX_BYTES    1024 /* of a decoded member: a modulus of 8192 bits */

struct jwk {
	struct str kid;      /* owned, a NUL behind; NULL when the key has none */
	unsigned algorithms; /* the only ones that it is used with */
	unsigned bits;
	EVP_PKEY *public;
	/* Prepared by signature_prepare(), one per algorithm of the key; each use takes a copy. */
	EVP_PKEY_CTX *contexts[ALG_COUNT];
	EVP_MD_CTX *ed25519; /* which has a call of its own */
	struct rsa_v15 *v15; /* for RS256, RS384 and RS512 instead, where the exponent allows it */
};

enum jwk_rc {
	JWK_OK = 0,
	JWK_UNUSABLE,
	JWK_NO_MEMORY,
};

/* Reads the key at value. Unusable is what has a private member, an unknown kty or curve, a use other
 * than sig, key_ops without verify, an alg that its type cannot do, or a weak or malformed public key.
 * On JWK_OK the caller releases it with jwk_done(). */
enum jwk_rc jwk_init(struct jwk *key, const struct jflat *doc, uint32_t value);
void jwk_done(struct jwk *key);

#endif
