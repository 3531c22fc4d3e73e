/* Public key material: from the members of a JWK (RFC 7518 section 6, RFC 8037) to an EVP_PKEY. */
#ifndef OSTIARY_JOSE_KEYS_JWK_PUBLIC_H
#define OSTIARY_JOSE_KEYS_JWK_PUBLIC_H

#include "jose/keys/jwk.h"

/* Each function checks the material and fills in key->public, key->bits and the algorithms of the
 * key's type and curve. The caller releases the key by jwk_done() after every result. */
enum jwk_rc jwk_public_rsa(struct jwk *key, const struct jflat *doc, uint32_t value);
enum jwk_rc jwk_public_ec(struct jwk *key, const struct jflat *doc, uint32_t value);
enum jwk_rc jwk_public_okp(struct jwk *key, const struct jflat *doc, uint32_t value);

#endif
