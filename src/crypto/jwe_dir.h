/* JSON Web Encryption, compact (RFC 7516), of what only the issuer itself reads: "dir", a shared key used
 * directly (RFC 7518 section 4.5), with A256CBC-HS512. The header is exactly
 * {"alg":"dir","enc":"A256CBC-HS512","kid":THUMBPRINT}.
 */
#ifndef OSTIARY_CRYPTO_JWE_DIR_H
#define OSTIARY_CRYPTO_JWE_DIR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"
#include "core/random.h"
#include "crypto/cbc_hs512.h"

#define JWE_KID_CHARS 43

/* A key and its name: the thumbprint of {"k":...,"kty":"oct"} (RFC 7638). */
struct jwe_key {
	unsigned char bytes[CBC_HS512_KEY_BYTES];
	char kid[JWE_KID_CHARS];
};

/* Derives the key from a secret: HKDF-SHA-256 (RFC 5869). False: no memory. jwe_key_done() wipes it. */
bool jwe_key_init(struct jwe_key *key, struct str secret, struct str salt, struct str info);
void jwe_key_done(struct jwe_key *key);

/* Appends the token. Without memory the buffer fails. */
void jwe_dir_put(const struct jwe_key *key, const struct random *random, struct str plain,
		 struct buf *out);

/* Appends the plain text of a token that one of the n keys made: the one that the header's kid names, or,
 * where the header names none, whichever opens it. False for everything else, also for other
 * algorithms, a compressed text and a header with "crit"; nothing is appended then. */
bool jwe_dir_open(const struct jwe_key *keys, size_t n, struct str token, struct buf *out);

#endif
