/* Passwords at rest, in Better Auth's form: "<salt>:<key>", 32 and 128 lower-case hex characters.
 *
 * key = scrypt (RFC 7914) of the password's UTF-8 in NFKC with N = 16384, r = 16, p = 1 and 64 bytes
 * out. The salt that scrypt sees is the 32 hex characters, not the 16 bytes they stand for.
 *
 * One call takes 32 MiB and about 60 ms: it belongs on the hash lane, never into a transaction. What
 * the password passed through is wiped.
 */
#ifndef OSTIARY_CRYPTO_PASSWORD_H
#define OSTIARY_CRYPTO_PASSWORD_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "core/err.h"
#include "core/random.h"

#define PASSWORD_HASH_CHARS 161

struct password_hash {
	char text[PASSWORD_HASH_CHARS]; /* no NUL */
};

static inline struct str password_hash_text(const struct password_hash *hash)
{
	return str_of(hash->text, sizeof(hash->text));
}

enum password_rc {
	PASSWORD_MISMATCH = 0,
	PASSWORD_MATCH,
	PASSWORD_FAULT, /* the stored text is no "a:b", or there is no memory; see *err */
};

/* Hashes with a fresh salt. password is valid UTF-8 and may contain NUL. False: no memory, see *err. */
bool password_hash(const struct random *random, struct str password, struct password_hash *out,
		   struct err *err);

/* Compares in constant time. A stored text of another make that has a ':' ("a:b") costs the same and
 * is a mismatch; one without ':', or with nothing on one side of it, is a fault. */
enum password_rc password_verify(struct str stored, struct str password, struct err *err);

/* Costs what password_verify() costs and matches nothing: for users who are not there, so that the
 * duration of a refusal does not tell whether an address is known. False: no memory, see *err. */
bool password_verify_nobody(struct str password, struct err *err);

#endif
