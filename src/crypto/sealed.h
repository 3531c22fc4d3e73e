/* Text encrypted with the program's secret, in Better Auth's form: the lower-case hex of
 * nonce (24) || ciphertext || tag (16) of XChaCha20-Poly1305 without additional data, under the key
 * SHA-256(secret).
 *
 * With versioned secrets Better Auth puts "$ba$<version>$" before the hex. Such a text was not made
 * with the plain secret, so it is recognised and told apart.
 */
#ifndef OSTIARY_CRYPTO_SEALED_H
#define OSTIARY_CRYPTO_SEALED_H

#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "core/random.h"

struct seal_key {
	unsigned char bytes[32];
};

enum sealed_rc {
	SEALED_OPENED = 0,
	SEALED_OTHER_SECRET,  /* another secret made it, or somebody changed it */
	SEALED_OTHER_VERSION, /* an envelope that names a version of the secret */
	SEALED_MALFORMED,     /* not a sealed text at all */
	SEALED_NO_ROOM,       /* the plain text does not fit into out */
};

/* Derives the key. seal_key_done() wipes it. */
void seal_key_init(struct seal_key *key, struct str secret);
void seal_key_done(struct seal_key *key);

/* Appends the sealed text: 2 * (40 + plain.n) characters. */
void sealed_write(const struct seal_key *key, const struct random *random, struct str plain,
		  struct buf *out);

/* Appends the plain text. On anything but SEALED_OPENED nothing is appended. The caller wipes. */
enum sealed_rc sealed_open(const struct seal_key *key, struct str sealed, struct buf *out);

/* The same for the private key column of the table "jwks", which holds the sealed text as a JSON string
 * with its quotes. */
void sealed_write_column(const struct seal_key *key, const struct random *random, struct str plain,
			 struct buf *out);
enum sealed_rc sealed_open_column(const struct seal_key *key, struct str column, struct buf *out);

#endif
