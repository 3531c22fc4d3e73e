/* One public key of a set (RFC 7517 section 4), prepared to check signatures quickly. */
#ifndef OSTIARY_JOSE_KEYS_JWK_H
#define OSTIARY_JOSE_KEYS_JWK_H

#include <openssl/evp.h>

#include "base/cleanup.h"
#include "base/jflat.h"
#include "base/str.h"
#include "jose/keys/alg.h"
#include "jose/keys/rsa_v15.h"

struct jwk {
	struct str kid;      /* owned, followed by a NUL; p is NULL when the key has none */
	unsigned algorithms; /* or-ed: the only ones that the key is used with */
	unsigned bits;
	EVP_PKEY *public;
	/* Prepared by signature_prepare(), one per algorithm of the key; each use takes a copy. */
	EVP_PKEY_CTX *contexts[ALG_COUNT];
	EVP_MD_CTX *ed25519; /* EdDSA has an OpenSSL call of its own */
	/* Used instead of contexts for RS256, RS384 and RS512 with exponent 65537. */
	struct rsa_v15 *v15;
};

enum jwk_rc {
	JWK_OK = 0,
	JWK_UNUSABLE,
	JWK_NO_MEMORY,
};

/* Reads the key at value. A key is unusable when it has a private member, an unknown kty or curve,
 * a use other than sig, key_ops without verify, an alg that is not one of its type, or a weak or
 * malformed public key. On JWK_OK the caller releases it with jwk_done(). */
enum jwk_rc jwk_init(struct jwk *key, const struct jflat *doc, uint32_t value);
void jwk_done(struct jwk *key);

#endif
