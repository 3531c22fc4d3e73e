/* HKDF with SHA-256 (RFC 5869), extraction and expansion in one. */
#ifndef OSTIARY_CRYPTO_HKDF_H
#define OSTIARY_CRYPTO_HKDF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* Derives n bytes from the secret. False: no memory. */
bool hkdf_sha256(struct str secret, struct str salt, struct str info, unsigned char *out, size_t n);

#endif
