/* Base64url without padding (RFC 4648 section 5, RFC 7515 section 2), and plain base64 (section 4).
 *
 * Decoding is strict: only the alphabet, no padding, no blanks, no line breaks, no length of 1 modulo 4,
 * and the unused low bits of the last character zero, so that one value has exactly one spelling.
 */
#ifndef OSTIARY_BASE_B64URL_H
#define OSTIARY_BASE_B64URL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/* How many bytes n characters decode to, and how many characters n bytes encode to. */
static inline size_t b64url_decoded_len(size_t n)
{
	return n / 4 * 3 + (n % 4 ? n % 4 - 1 : 0);
}

static inline size_t b64url_encoded_len(size_t n)
{
	return n / 3 * 4 + (n % 3 ? n % 3 + 1 : 0);
}

/* Decodes into out, which has room for b64url_decoded_len(text.n) bytes. False when the text is not
 * strict base64url; out may then have been written to. */
bool b64url_decode(struct str text, unsigned char *out);

void b64url_write(struct buf *b, const void *bytes, size_t n);

/* Standard alphabet with padding, as Better Auth signs cookies. */
void b64_write(struct buf *b, const void *bytes, size_t n);

#endif
