/* Signed values in the form of Better Auth's cookies and bearer tokens:
 * value "." base64(HMAC-SHA-256(secret, value)), standard alphabet with padding.
 */
#ifndef OSTIARY_CRYPTO_COOKIE_MAC_H
#define OSTIARY_CRYPTO_COOKIE_MAC_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/str.h"
#include "crypto/keeper.h"

#define COOKIE_MAC_CHARS 44

/* A secret, prepared for signing. It is constant, so that any number of threads may use it. */
struct cookie_key;

/* NULL: no memory. cookie_key_free() wipes the key. */
struct cookie_key *cookie_key_new(struct str secret);

/* The same for a secret that the keeper has. The signatures of short texts, such as those of
 * session tokens, are remembered, so that a cookie that comes again is verified without the keeper.
 * When the keeper refuses, the signature is a random one that verifies nothing, and the next call
 * asks again. The keeper must outlive the key. */
struct cookie_key *cookie_key_kept(const struct keeper *keeper);
void cookie_key_free(struct cookie_key *key);
OWNER(struct cookie_key *, cookie_key_free)

#define COOKIE_MAC_BYTES 32

/* The signature alone: HMAC-SHA-256(secret, text). */
void cookie_mac(const struct cookie_key *key, struct str text, unsigned char out[COOKIE_MAC_BYTES]);

/* Appends value, a dot and the signature, not percent-encoded. */
void cookie_sign(const struct cookie_key *key, struct str value, struct buf *out);

/* Verifies a signed value that is already percent-decoded, in constant time. It is cut at the last
 * dot, which must not be the first character; the signature must have 44 characters and end with
 * '='. True with *out_value, a slice of signed_value. */
bool cookie_verify(const struct cookie_key *key, struct str signed_value, struct str *out_value);

#endif
