/* SHA-256 (FIPS 180-4) as text. */
#ifndef OSTIARY_CRYPTO_DIGEST_H
#define OSTIARY_CRYPTO_DIGEST_H

#include "base/buf.h"
#include "base/str.h"

#define DIGEST_HEX 64

/* Appends the digest of text in DIGEST_HEX lower-case digits. */
void digest_sha256_hex(struct str text, struct buf *out);

/* The same in base64url without padding: 43 characters. */
void digest_sha256_b64url(struct str text, struct buf *out);

#endif
