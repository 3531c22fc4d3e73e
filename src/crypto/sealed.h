/* Text encrypted with a secret of the installation, in the form of Better Auth: the lower-case hex
 * of nonce (24) || ciphertext || tag (16) of XChaCha20-Poly1305 without additional data, with the
 * key SHA-256(secret).
 *
 * With versioned secrets the hex is preceded by "$ba$<version>$", the version of the secret that
 * sealed it; the current secret seals. A text without a version was sealed with the plain secret,
 * which beside versioned ones is the legacy secret.
 */
#ifndef OSTIARY_CRYPTO_SEALED_H
#define OSTIARY_CRYPTO_SEALED_H

#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "core/random.h"
#include "crypto/secrets.h"

enum sealed_rc {
	SEALED_OPENED = 0,
	SEALED_OTHER_SECRET,  /* sealed with another secret, or modified */
	SEALED_OTHER_VERSION, /* has a version that is not among the secrets */
	SEALED_NO_LEGACY,     /* has no version, and there is no legacy secret */
	SEALED_MALFORMED,     /* no sealed text */
	SEALED_NO_ROOM,       /* the plain text does not fit into out */
};

/* Appends the sealed text: the version, if there is one, and 2 * (40 + plain.n) characters. */
void sealed_write(const struct secrets *secrets, const struct random *random, struct str plain,
		  struct buf *out);

/* Appends the plain text, which the caller wipes. Nothing is appended on any outcome but
 * SEALED_OPENED. */
enum sealed_rc sealed_open(const struct secrets *secrets, struct str sealed, struct buf *out);

/* The same for the column of private keys in the table "jwks", which has the sealed text as a JSON
 * string with its quotes. */
void sealed_write_column(const struct secrets *secrets, const struct random *random,
			 struct str plain, struct buf *out);
enum sealed_rc sealed_open_column(const struct secrets *secrets, struct str column,
				  struct buf *out);

/* True with the version in such a column; false when it has none. */
bool sealed_column_version(struct str column, uint64_t *out);

/* Whether a text that these secrets can open was sealed with the current one. */
bool sealed_is_current(const struct secrets *secrets, struct str sealed);

/* Whether a column that these secrets can open was sealed with the current one. */
bool sealed_column_is_current(const struct secrets *secrets, struct str column);

#endif
