/* Signatures by one key (RFC 7518 section 3, RFC 8037 section 3.1). */
#ifndef OSTIARY_JOSE_SIGNATURE_H
#define OSTIARY_JOSE_SIGNATURE_H

#include <openssl/evp.h>

#include "base/str.h"
#include "jose/alg.h"
#include "jose/jwk.h"
#include "ostiary/verify.h"

/* The digests, fetched once for a key set: a verification asks OpenSSL for no algorithm. */
struct digests {
	EVP_MD *md[ALG_DIGEST_COUNT];
};
bool digests_init(struct digests *d); /* false when there is no memory */
void digests_done(struct digests *d);

/* Makes what each algorithm of the key will copy. JWK_OK or JWK_NO_MEMORY. */
enum jwk_rc signature_prepare(struct jwk *key);

/* Did the key sign input with this algorithm, which is one of its own? OST_OK, OST_BAD_SIGNATURE or
 * OST_NO_MEMORY. May be called by many threads for one key. */
enum ost_verdict signature_check(const struct jwk *key, const struct alg *alg,
				 const struct digests *digests, struct str input,
				 struct str signature);

#endif
