/* Converts keys of OpenSSL to the text of a JWK and private ones back (RFC 7517, RFC 7518 section
 * 6, RFC 8037). For signing_key.c. */
#ifndef OSTIARY_CRYPTO_JWK_PRIVATE_H
#define OSTIARY_CRYPTO_JWK_PRIVATE_H

#include <openssl/types.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "core/err.h"
#include "crypto/signing_key.h"

enum jwk_half {
	JWK_PUBLIC,
	JWK_PRIVATE,
};

/* Appends the JWK, with the members and their order as signing_key_put_public() says. */
bool jwk_put(enum signing_alg alg, enum jwk_half half, const EVP_PKEY *pkey, struct buf *out,
	     struct err *err);

/* Reads a private JWK for this algorithm. NULL: see *err. */
EVP_PKEY *jwk_read_private(enum signing_alg alg, struct str text, struct err *err);

#endif
