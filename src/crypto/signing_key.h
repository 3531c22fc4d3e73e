/* An asymmetric key that signs JWS (RFC 7515): RS256, PS256, ES256, ES512 (RFC 7518 section 3), EdDSA
 * with Ed25519 (RFC 8037).
 *
 * A key is constant after it is made and made ready once, so signing costs what OpenSSL's own signing
 * costs, from any number of threads.
 */
#ifndef OSTIARY_CRYPTO_SIGNING_KEY_H
#define OSTIARY_CRYPTO_SIGNING_KEY_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/str.h"
#include "core/err.h"

enum signing_alg {
	SIGNING_ALG_RS256 = 0,
	SIGNING_ALG_PS256,
	SIGNING_ALG_ES256,
	SIGNING_ALG_ES512,
	SIGNING_ALG_EDDSA,
};

/* RSA keys may have 2048 to 8192 bits: then a private JWK has about 6,200 characters and a signature
 * 1,366. */
#define SIGNING_KEY_JWK_MAX       8192
#define SIGNING_KEY_SIGNATURE_MAX 1366
#define SIGNING_KEY_RSA_BITS      2048

/* "RS256" and so on, case-sensitive; false for a name that we do not sign with. */
bool signing_alg_parse(struct str name, enum signing_alg *out);
struct str signing_alg_name(enum signing_alg alg);

/* The JWK member `crv`: "P-256", "P-521", "Ed25519"; empty (p NULL) for RSA. */
struct str signing_alg_curve(enum signing_alg alg);

struct signing_key;
void signing_key_free(struct signing_key *key);
OWNER(struct signing_key *, signing_key_free)

/* A new key with OpenSSL's own randomness. rsa_bits is of RSA alone, whose e is 65537; 0 is
 * SIGNING_KEY_RSA_BITS. NULL: see *err. */
struct signing_key *signing_key_generate(enum signing_alg alg, unsigned rsa_bits, struct err *err);

/* Reads a private JWK (JSON text) and checks that it is a key of that algorithm. NULL: see *err, which
 * never quotes the text. */
struct signing_key *signing_key_from_jwk(enum signing_alg alg, struct str private_jwk,
					 struct err *err);

/* Reads one PEM block (RFC 7468): a private key, or a public one, which verifies and never signs. An RSA
 * key counts as one of wanted if that is for RSA, else of RS256; any other has one algorithm only.
 * NULL: see *err, which never quotes the text. An encrypted key is refused, not asked about. */
struct signing_key *signing_key_from_pem(enum signing_alg wanted, struct str pem, struct err *err);

enum signing_alg signing_key_alg(const struct signing_key *key);

/* False for a public key. */
bool signing_key_can_sign(const struct signing_key *key);

/* Append the JWK as compact JSON, key members only, in Better Auth's order: RSA kty, n, e (private: d,
 * p, q, dp, dq, qi follow); OKP crv, x, kty (private: crv, d, x, kty); EC kty, x, y, crv (private: d
 * follows). False: see *err. The caller wipes the private one. */
bool signing_key_put_public(const struct signing_key *key, struct buf *out, struct err *err);
bool signing_key_put_private(const struct signing_key *key, struct buf *out, struct err *err);

/* Appends the JWS signature of input in base64url, by a key that can sign; ECDSA as r || s (RFC 7518 section 3.4). False: see
 * *err. */
bool signing_key_sign(const struct signing_key *key, struct str input, struct buf *out,
		      struct err *err);

#endif
