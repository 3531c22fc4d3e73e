/* The forms of stored password hashes, one row of a table each. A hash of another form
 * cannot be verified. Counts of hashes go by the same table.
 *
 *	<salt>:<key>                                Better Auth: scrypt, 128 hex characters of key
 *	$argon2id$v=19$m=...,t=...,p=...$salt$key   PHC string, also v=16, which is meant where no
 *	                                            version is named; "argon2" before it: Django
 *	$2a$ $2b$ $2x$ $2y$                         bcrypt; "bcrypt$" or "bcrypt_sha256$" before it:
 *	                                            Django
 *	$pbkdf2$29000$salt$key                      passlib (SHA-1), also $pbkdf2-sha256$ and
 *	                                            $pbkdf2-sha512$
 *	$pbkdf2-sha256$i=29000,l=32$salt$key        Kratos, also $pbkdf2-sha1$ and $pbkdf2-sha512$
 *	pbkdf2_sha256$600000$salt$key               Django, also pbkdf2_sha1
 *	pbkdf2:sha256:600000$salt$hex               Werkzeug, also sha1 and sha512
 *	scrypt:32768:8:1$salt$hex                   Werkzeug
 *	scrypt$16384$salt$8$1$key                   Django
 */
#ifndef OSTIARY_CRYPTO_PASSWORD_STORED_HASH_H
#define OSTIARY_CRYPTO_PASSWORD_STORED_HASH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "crypto/password/hash_function.h"

/* The families by which hashes are counted and reported. */
enum hash_family {
	HASH_FAMILY_SCRYPT = 0,
	HASH_FAMILY_ARGON2,
	HASH_FAMILY_BCRYPT,
	HASH_FAMILY_PBKDF2,
	HASH_FAMILIES,
};

#define STORED_HASH_MAX 512 /* characters of a stored text */

/* What is done to a password before it is hashed. */
enum hash_prepares {
	HASH_AS_SENT = 0,
	HASH_NFKC,         /* Better Auth */
	HASH_SENT_OR_NFKC, /* Argon2: others hash it as it was sent, this program in NFKC */
	HASH_SHA256_HEX,   /* Django's bcrypt_sha256 */
};

struct stored_hash {
	enum hash_family family;
	enum hash_prepares prepares;
	struct hash_cost cost; /* bearable */
	struct str salt;       /* as hash_derive() takes it; in the stored text or in salt_bytes */
	unsigned char salt_bytes[STORED_HASH_MAX];
	unsigned char key[HASH_KEY_MAX];
	size_t key_n;
};

/* False when the text has none of these forms, is damaged, or demands more work than
 * hash_cost_is_bearable() allows. *out points into stored and into itself. */
bool stored_hash_read(struct str stored, struct stored_hash *out);

#endif
