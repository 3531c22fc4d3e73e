/* JSON Web Tokens that only the issuer itself reads, in the links of mails and in the cookie cache:
 * HS256 (RFC 7515, RFC 7518 section 3.2) with the secret, and the header {"alg":"HS256"}. */
#ifndef OSTIARY_CRYPTO_HS256_H
#define OSTIARY_CRYPTO_HS256_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "crypto/cookie_mac.h"

/* Appends the token with the claims, which are the text of a JSON object. */
void hs256_put(const struct cookie_key *key, struct str claims, struct buf *out);

/* Verifies the form and the signature of a token, but not its times. True with the claims in *out,
 * a JSON object that the caller frees with json_free(). */
bool hs256_open(const struct cookie_key *key, struct str token, struct json **out);

#endif
