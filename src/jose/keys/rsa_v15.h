/* RSASSA-PKCS1-v1_5 verification (RFC 8017 section 8.2.2) on OpenSSL's Montgomery arithmetic.
 *
 * Nearly every token is signed with RS256, whose verification is nearly the whole cost of a
 * request. With the usual exponent 65537 the power takes 16 squarings and one multiplication;
 * OpenSSL's general routine, which EVP_PKEY_verify() calls, spends three more. Everything here is
 * public, so nothing has to be constant in time. The padded digest is built and compared whole,
 * never parsed (CVE-2006-4339).
 */
#ifndef OSTIARY_JOSE_KEYS_RSA_V15_H
#define OSTIARY_JOSE_KEYS_RSA_V15_H

#include <openssl/bn.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "jose/keys/alg.h"
#include "ostiary/verify.h"

#define RSA_V15_EXPONENT  65537u /* the only exponent that is supported */
#define RSA_V15_MAX_BYTES 1024   /* of a modulus: 8192 bits */

struct rsa_v15; /* a modulus, prepared; never changes once made */

/* Prepares the odd modulus n. NULL when there is no memory. */
struct rsa_v15 *rsa_v15_new(const BIGNUM *n);
void rsa_v15_free(struct rsa_v15 *key);

/* OST_OK, OST_BAD_SIGNATURE or OST_NO_MEMORY. hash is the digest of the signed octets. */
enum ost_verdict rsa_v15_check(const struct rsa_v15 *key, enum alg_digest digest, struct str hash,
			       struct str signature);

#endif
