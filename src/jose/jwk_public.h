/* Public key material: from the members of a JWK (RFC 7518 section 6, RFC 8037) to an EVP_PKEY. */
#ifndef OSTIARY_JOSE_JWK_PUBLIC_H
#define OSTIARY_JOSE_JWK_PUBLIC_H

#include "jose/jwk.h"

/* Each fills in key->public, key->bits and the algorithms that the key's type and curve can do, after
 * checking the material. On anything but JWK_OK the key holds what jwk_done() can release. */
enum jwk_rc jwk_public_rsa(struct jwk *key, const struct jflat *doc, uint32_t value);
enum jwk_rc jwk_public_ec(struct jwk *key, const struct jflat *doc, uint32_t value);
enum jwk_rc jwk_public_okp(struct jwk *key, const struct jflat *doc, uint32_t value);

#endif
