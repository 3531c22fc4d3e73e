/* Signatures by one key (RFC 7518 section 3, RFC 8037 section 3.1). */
#ifndef OSTIARY_JOSE_KEYS_SIGNATURE_H
#define OSTIARY_JOSE_KEYS_SIGNATURE_H

#include <openssl/evp.h>

#include "base/str.h"
#include "jose/keys/alg.h"
#include "jose/keys/jwk.h"
#include "ostiary/verify.h"

/* The digests, fetched from OpenSSL once for a key set and not for each verification. */
struct digests {
	EVP_MD *md[ALG_DIGEST_COUNT];
};
bool digests_init(struct digests *d); /* false when there is no memory */
void digests_done(struct digests *d);

/* Prepares a context for each algorithm of the key, which each verification copies. JWK_OK or
 * JWK_NO_MEMORY. */
enum jwk_rc signature_prepare(struct jwk *key);

/* Verifies that the key signed input with this algorithm, which is one of the key's. OST_OK,
 * OST_BAD_SIGNATURE or OST_NO_MEMORY. Any number of threads may use one key at once. */
enum ost_verdict signature_check(const struct jwk *key, const struct alg *alg,
				 const struct digests *digests, struct str input,
				 struct str signature);

#endif
