/* An asymmetric key that signs JWS (RFC 7515): RS256, PS256, ES256, ES512 (RFC 7518 section 3),
 * EdDSA with Ed25519 (RFC 8037).
 *
 * A key is constant and prepared for signing once, so that any number of threads may use it and a
 * signature takes no longer than OpenSSL's own.
 */
#ifndef OSTIARY_CRYPTO_SIGNING_KEY_H
#define OSTIARY_CRYPTO_SIGNING_KEY_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/str.h"
#include "core/err.h"
#include "crypto/keeper.h"

enum signing_alg {
	SIGNING_ALG_RS256 = 0,
	SIGNING_ALG_PS256,
	SIGNING_ALG_ES256,
	SIGNING_ALG_ES512,
	SIGNING_ALG_EDDSA,
};

/* RSA keys have 2048 to 8192 bits. With 8192, a private JWK has about 6,200 characters and a
 * signature 1,366. */
#define SIGNING_KEY_JWK_MAX       8192
#define SIGNING_KEY_SIGNATURE_MAX 1366
#define SIGNING_KEY_RSA_BITS      2048

/* Reads "RS256" and so on, case-sensitive; false for any other name. */
bool signing_alg_parse(struct str name, enum signing_alg *out);
struct str signing_alg_name(enum signing_alg alg);

/* The JWK member `crv`: "P-256", "P-521", "Ed25519"; empty (p NULL) for RSA. */
struct str signing_alg_curve(enum signing_alg alg);

struct signing_key;
void signing_key_free(struct signing_key *key);
OWNER(struct signing_key *, signing_key_free)

/* A new key, from the random generator of OpenSSL. rsa_bits is for RSA, whose e is 65537: 2048 to
 * 8192, or 0 for SIGNING_KEY_RSA_BITS. NULL: see *err. */
struct signing_key *signing_key_generate(enum signing_alg alg, unsigned rsa_bits, struct err *err);

/* Reads a private JWK (JSON text) and checks that it is a key of this algorithm. NULL: see *err,
 * which never quotes the text. */
struct signing_key *signing_key_from_jwk(enum signing_alg alg, struct str private_jwk,
					 struct err *err);

/* Reads one PEM block (RFC 7468): a private key, or a public one, which is published but never
 * signs. The algorithm of an RSA key is `wanted` if that is an RSA algorithm, otherwise RS256;
 * every other key has only one algorithm. NULL: see *err, which never quotes the text. An encrypted
 * key is refused; no passphrase is asked for. */
struct signing_key *signing_key_from_pem(enum signing_alg wanted, struct str pem, struct err *err);

/* A key that the keeper has under this number, as the keeper describes it. The keeper forgets it
 * with signing_key_free(). NULL: see *err. */
struct signing_key *signing_key_kept(const struct keeper *keeper, struct str description,
				     struct err *err);

/* What signing_key_kept() reads: appends the parts of a key that has been given this number. False:
 * see *err. */
bool signing_key_describe(const struct signing_key *key, uint64_t number, struct buf *out,
			  struct err *err);

/* The keeper's number of a key; 0: the key is in this process. */
uint64_t signing_key_number(const struct signing_key *key);

enum signing_alg signing_key_alg(const struct signing_key *key);

/* False for a public key. */
bool signing_key_can_sign(const struct signing_key *key);

/* Append the JWK as compact JSON with only the members of the key, in the order of Better Auth: RSA
 * kty, n, e (private: then d, p, q, dp, dq, qi); OKP crv, x, kty (private: crv, d, x, kty); EC kty,
 * x, y, crv (private: then d). False: see *err. The caller wipes the private JWK. */
bool signing_key_put_public(const struct signing_key *key, struct buf *out, struct err *err);
/* Not for a key of the keeper. */
bool signing_key_put_private(const struct signing_key *key, struct buf *out, struct err *err);

/* Appends the JWS signature of input in base64url; ECDSA as r || s (RFC 7518 section 3.4). The key
 * must be able to sign. False: see *err. */
bool signing_key_sign(const struct signing_key *key, struct str input, struct buf *out,
		      struct err *err);

#endif
