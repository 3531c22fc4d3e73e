/* Base64url without padding (RFC 4648 section 5, RFC 7515 section 2), and plain base64 (section 4).
 *
 * Decoding is strict: only characters of the alphabet, no padding, no white space, no length of 1
 * modulo 4, and the unused low bits of the last character must be zero, so that each value has
 * exactly one spelling.
 */
#ifndef OSTIARY_BASE_B64URL_H
#define OSTIARY_BASE_B64URL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/* The number of bytes that n characters decode to, and of characters that n bytes encode to. */
static inline size_t b64url_decoded_len(size_t n)
{
	return n / 4 * 3 + (n % 4 ? n % 4 - 1 : 0);
}

static inline size_t b64url_encoded_len(size_t n)
{
	return n / 3 * 4 + (n % 3 ? n % 3 + 1 : 0);
}

/* Decodes into out, which must have room for b64url_decoded_len(text.n) bytes. False when the text
 * is not strict base64url; some of out may have been written then. */
bool b64url_decode(struct str text, unsigned char *out);

/* Appends n bytes as base64url without padding. */
void b64url_write(struct buf *b, const void *bytes, size_t n);

/* Appends n bytes as base64 with padding, the form of the signatures in cookies of Better Auth. */
void b64_write(struct buf *b, const void *bytes, size_t n);

#endif
