/* A256CBC-HS512 (RFC 7518 section 5.2.5): AES-256 in CBC mode, then HMAC-SHA-512 over
 * everything. */
#ifndef OSTIARY_CRYPTO_JWE_CBC_HS512_H
#define OSTIARY_CRYPTO_JWE_CBC_HS512_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define CBC_HS512_KEY_BYTES 64 /* the first half for the MAC, the second for the cipher */
#define CBC_HS512_IV_BYTES  16
#define CBC_HS512_TAG_BYTES 32

/* The length of n encrypted bytes: PKCS #7 fills the last block, or adds one. */
static inline size_t cbc_hs512_sealed_len(size_t n)
{
	return (n / 16 + 1) * 16;
}

/* Encrypts plain into out, which must have room for cbc_hs512_sealed_len(plain.n) bytes, and
 * computes the tag of aad, iv and ciphertext. False: no memory. */
bool cbc_hs512_seal(const unsigned char key[CBC_HS512_KEY_BYTES],
		    const unsigned char iv[CBC_HS512_IV_BYTES], struct str aad, struct str plain,
		    unsigned char *out, unsigned char tag[CBC_HS512_TAG_BYTES]);

/* An encrypted text with what is needed beside the key to open it. */
struct cbc_hs512_sealed {
	const unsigned char *iv;  /* CBC_HS512_IV_BYTES */
	struct str aad;           /* authenticated, not encrypted */
	struct str text;          /* the ciphertext */
	const unsigned char *tag; /* CBC_HS512_TAG_BYTES */
};

/* Decrypts into out, which must have room for sealed->text.n bytes. The tag is checked first and in
 * constant time, so that an attacker learns nothing from the padding. True with the length of the
 * plain text; false for any text that cbc_hs512_seal() has not made with this key. */
bool cbc_hs512_open(const unsigned char key[CBC_HS512_KEY_BYTES],
		    const struct cbc_hs512_sealed *sealed, unsigned char *out, size_t *out_n);

#endif
