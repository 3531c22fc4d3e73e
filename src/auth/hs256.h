/* JSON Web Tokens that only the issuer reads itself: HS256 (RFC 7515, RFC 7518 section 3.2) under the
 * secret, header exactly {"alg":"HS256"}. In links of mails and in the cookie cache. */
#ifndef OSTIARY_AUTH_HS256_H
#define OSTIARY_AUTH_HS256_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "crypto/cookie_mac.h"

/* Appends the token of those claims (the text of a JSON object). */
void hs256_put(const struct cookie_key *key, struct str claims, struct buf *out);

/* Judges a token's form and signature; its times are the caller's to judge. True with *out the claims, a
 * JSON object freed by json_free(). */
bool hs256_open(const struct cookie_key *key, struct str token, struct json **out);

#endif
