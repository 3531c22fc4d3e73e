/* Text encrypted with a secret of the installation, in Better Auth's form: the lower-case hex of
 * nonce (24) || ciphertext || tag (16) of XChaCha20-Poly1305 without additional data, under the key
 * SHA-256(secret).
 *
 * With numbered secrets "$ba$<version>$" stands before the hex and says which of them sealed it; the
 * current one seals. Without it the plain secret did, which beside numbered ones is the legacy one.
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
	SEALED_OTHER_SECRET,  /* another secret made it, or somebody changed it */
	SEALED_OTHER_VERSION, /* it names a version that is not among the secrets */
	SEALED_NO_LEGACY,     /* it names no version, and there is no legacy secret */
	SEALED_MALFORMED,     /* not a sealed text at all */
	SEALED_NO_ROOM,       /* the plain text does not fit into out */
};

/* Appends the sealed text: 2 * (40 + plain.n) characters behind the version, if there is one. */
void sealed_write(const struct secrets *secrets, const struct random *random, struct str plain,
		  struct buf *out);

/* Appends the plain text. On anything but SEALED_OPENED nothing is appended. The caller wipes. */
enum sealed_rc sealed_open(const struct secrets *secrets, struct str sealed, struct buf *out);

/* The same for the private key column of the table "jwks", which holds the sealed text as a JSON string
 * with its quotes. */
void sealed_write_column(const struct secrets *secrets, const struct random *random,
			 struct str plain, struct buf *out);
enum sealed_rc sealed_open_column(const struct secrets *secrets, struct str column,
				  struct buf *out);

/* True with the version that such a column names; false when it names none. */
bool sealed_column_version(struct str column, uint64_t *out);

/* Whether a column that these secrets open is in the form that they would write it now. */
bool sealed_column_is_current(const struct secrets *secrets, struct str column);

#endif
