/* SHA-256 (FIPS 180-4). */
#ifndef OSTIARY_CRYPTO_DIGEST_H
#define OSTIARY_CRYPTO_DIGEST_H

#include "base/buf.h"
#include "base/str.h"

#define DIGEST_BYTES 32
#define DIGEST_HEX   (2 * DIGEST_BYTES)

void digest_sha256(struct str text, unsigned char out[DIGEST_BYTES]);

/* Appends the digest of text in DIGEST_HEX lower-case digits. */
void digest_sha256_hex(struct str text, struct buf *out);

/* The same in base64url without padding: 43 characters. */
void digest_sha256_b64url(struct str text, struct buf *out);

#endif
