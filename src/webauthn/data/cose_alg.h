/* Signature algorithms by their COSE numbers (RFC 9053, RFC 8812), and verification by OpenSSL. */
#ifndef OSTIARY_WEBAUTHN_DATA_COSE_ALG_H
#define OSTIARY_WEBAUTHN_DATA_COSE_ALG_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define COSE_ALG_ES256 (-7)
#define COSE_ALG_EDDSA (-8)
#define COSE_ALG_RS256 (-257)

struct cose_alg {
	int64_t id;
	int key_type;       /* EVP_PKEY_EC, EVP_PKEY_ED25519 or EVP_PKEY_RSA */
	const char *digest; /* NULL: the algorithm includes the hashing */
	bool is_pss;        /* with a salt of the digest's length */
	/* Credentials may have keys of it. The others are those of attestation certificates, of
	 * which SHA-1 is what early TPMs can do. */
	bool is_for_credentials;
};

/* NULL when the number is not that of a supported algorithm. */
const struct cose_alg *cose_alg_find(int64_t id);

/* Whether the key signed data with this algorithm; ECDSA signatures are in DER (WebAuthn level 3
 * section 6.5.5). False as well when the key is of another type. */
bool cose_alg_verify(const struct cose_alg *alg, EVP_PKEY *key, struct str data,
		     struct str signature);

#endif
