/* Signed values, as Better Auth's cookies and bearer tokens carry them:
 * value "." base64(HMAC-SHA-256(secret, value)), standard alphabet with padding.
 */
#ifndef OSTIARY_CRYPTO_COOKIE_MAC_H
#define OSTIARY_CRYPTO_COOKIE_MAC_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/str.h"

#define COOKIE_MAC_CHARS 44

/* The secret, made ready for signing. Constant after it is made, so any number of threads may use it. */
struct cookie_key;

/* NULL: no memory. cookie_key_free() wipes. */
struct cookie_key *cookie_key_new(struct str secret);
void cookie_key_free(struct cookie_key *key);
OWNER(struct cookie_key *, cookie_key_free)

/* The bare signature: HMAC-SHA-256(secret, text). */
#define COOKIE_MAC_BYTES 32
void cookie_mac(const struct cookie_key *key, struct str text, unsigned char out[COOKIE_MAC_BYTES]);

/* Appends value, a dot and the signature, not percent-encoded. */
void cookie_sign(const struct cookie_key *key, struct str value, struct buf *out);

/* Judges a signed value that is already percent-decoded: cut at the last dot, which is not the first
 * character; exactly 44 characters of signature, the last one '='; compared in constant time. True
 * with *out_value a slice of signed_value. */
bool cookie_verify(const struct cookie_key *key, struct str signed_value, struct str *out_value);

#endif
