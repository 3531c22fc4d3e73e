/* A256CBC-HS512 (RFC 7518 section 5.2.5): AES-256 in CBC mode, then HMAC-SHA-512 over everything. */
#ifndef OSTIARY_CRYPTO_CBC_HS512_H
#define OSTIARY_CRYPTO_CBC_HS512_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define CBC_HS512_KEY_BYTES 64 /* the first half is the MAC's, the second the cipher's */
#define CBC_HS512_IV_BYTES  16
#define CBC_HS512_TAG_BYTES 32

/* How many bytes n bytes become: PKCS #7 fills up the last block, or adds one. */
static inline size_t cbc_hs512_sealed_len(size_t n)
{
	return (n / 16 + 1) * 16;
}

/* Encrypts plain into out, which has room for cbc_hs512_sealed_len(plain.n) bytes, and makes the tag over
 * aad, iv and ciphertext. False: no memory. */
bool cbc_hs512_seal(const unsigned char key[CBC_HS512_KEY_BYTES],
		    const unsigned char iv[CBC_HS512_IV_BYTES], struct str aad, struct str plain,
		    unsigned char *out, unsigned char tag[CBC_HS512_TAG_BYTES]);

/* Decrypts into out, which has room for sealed.n bytes. The tag is judged first, in constant time, so that
 * nothing can be learned from how the padding is refused. True with the plain text's length; false for
 * anything that cbc_hs512_seal() did not make under this key. */
bool cbc_hs512_open(const unsigned char key[CBC_HS512_KEY_BYTES],
		    const unsigned char iv[CBC_HS512_IV_BYTES], struct str aad, struct str sealed,
		    const unsigned char tag[CBC_HS512_TAG_BYTES], unsigned char *out,
		    size_t *out_n);

#endif
