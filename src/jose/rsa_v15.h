/* RSASSA-PKCS1-v1_5 verification (RFC 8017 section 8.2.2) on OpenSSL's Montgomery arithmetic.
 *
 * RS256 is what nearly every token is signed with, and its verification nearly all that a request costs.
 * With the usual exponent 65537 the power takes 16 squarings and one multiplication; OpenSSL's general
 * routine, which EVP_PKEY_verify() calls, spends three more. Everything here is public, so nothing has to
 * be constant in time. The padded digest is built and compared whole, never parsed (CVE-2006-4339).
 */
#ifndef OSTIARY_JOSE_RSA_V15_H
#define OSTIARY_JOSE_RSA_V15_H

#include <openssl/bn.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "jose/alg.h"
#include "ostiary/verify.h"

#define RSA_V15_EXPONENT  65537u /* the only one that this is made for */
#define RSA_V15_MAX_BYTES 1024   /* of a modulus: 8192 bits */

struct rsa_v15; /* a modulus, prepared; never changes once made */

/* NULL when there is no memory. n is odd, its length a whole number of octets or less. */
struct rsa_v15 *rsa_v15_new(const BIGNUM *n);
void rsa_v15_free(struct rsa_v15 *key);

/* OST_OK, OST_BAD_SIGNATURE or OST_NO_MEMORY. hash is the digest of the signed octets. */
enum ost_verdict rsa_v15_check(const struct rsa_v15 *key, enum alg_digest digest, struct str hash,
			       struct str signature);

#endif
