/* Compact JSON Web Encryption (RFC 7516) of texts that only the issuer itself reads: "dir", the
 * direct use of a shared key (RFC 7518 section 4.5), with A256CBC-HS512. The header is
 * {"alg":"dir","enc":"A256CBC-HS512","kid":THUMBPRINT}.
 */
#ifndef OSTIARY_CRYPTO_JWE_JWE_DIR_H
#define OSTIARY_CRYPTO_JWE_JWE_DIR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"
#include "core/random.h"
#include "crypto/jwe/cbc_hs512.h"

#define JWE_KID_CHARS 43

/* A key and its id, the thumbprint of {"k":...,"kty":"oct"} (RFC 7638). */
struct jwe_key {
	unsigned char bytes[CBC_HS512_KEY_BYTES];
	char kid[JWE_KID_CHARS];
};

/* Derives the key from a secret with HKDF-SHA-256 (RFC 5869). False: no memory. jwe_key_done()
 * wipes it. */
bool jwe_key_init(struct jwe_key *key, struct str secret, struct str salt, struct str info);
void jwe_key_done(struct jwe_key *key);

/* Appends the token. The buffer fails when there is no memory. */
void jwe_dir_put(const struct jwe_key *key, const struct random *random, struct str plain,
		 struct buf *out);

/* Appends the plain text of a token that was made with one of the n keys: the key of the kid in the
 * header, or any of them when the header has no kid. False, with nothing appended, for any other
 * text, including other algorithms, compression and a header with "crit". */
bool jwe_dir_open(const struct jwe_key *keys, size_t n, struct str token, struct buf *out);

#endif
