/* OpenSSL's keys as JWK text and back (RFC 7517, RFC 7518 section 6, RFC 8037). For signing_key.c. */
#ifndef OSTIARY_CRYPTO_JWK_TEXT_H
#define OSTIARY_CRYPTO_JWK_TEXT_H

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

/* Appends the JWK; see signing_key_put_public(). */
bool jwk_put(enum signing_alg alg, enum jwk_half half, const EVP_PKEY *pkey, struct buf *out,
	     struct err *err);

/* Reads a private JWK of that algorithm. NULL: see *err. */
EVP_PKEY *jwk_read_private(enum signing_alg alg, struct str text, struct err *err);

#endif
