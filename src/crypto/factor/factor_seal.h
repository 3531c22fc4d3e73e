/* The texts of second factors that Better Auth's plugin keeps sealed (sealed.h). Each kind has a
 * form of its own, so that whoever may ask for these can neither read nor make another sealed text,
 * such as a private key. */
#ifndef OSTIARY_CRYPTO_FACTOR_FACTOR_SEAL_H
#define OSTIARY_CRYPTO_FACTOR_FACTOR_SEAL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "core/random.h"
#include "crypto/secrets.h"

enum factor_text {
	FACTOR_TEXT_SECRET =
		0,         /* FACTOR_SECRET_CHARS of a-zA-Z0-9-_: the key of an authenticator */
	FACTOR_TEXT_CODES, /* an array of JSON strings of those: backup codes, or digests */
	FACTOR_TEXTS,
};

#define FACTOR_SECRET_CHARS 32
#define FACTOR_CODES_MAX    8192 /* bytes */

/* Appends the sealed text. False: the text has not the form of its kind, or does not fit. */
bool factor_seal_put(const struct secrets *secrets, const struct random *random,
		     enum factor_text kind, struct str plain, struct buf *out);

/* Appends the plain text, which the caller wipes. False, with nothing appended: it does not open
 * with these secrets, or the plain text has not the form of its kind. */
bool factor_seal_open(const struct secrets *secrets, enum factor_text kind, struct str sealed,
		      struct buf *out);

#endif
