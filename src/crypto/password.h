/* Passwords at rest. Better Auth's form is "<salt>:<key>", 32 and 128 lower-case hex characters:
 *
 * key = scrypt (RFC 7914) of the password's UTF-8 in NFKC with N = 16384, r = 16, p = 1 and 64 bytes
 * out. The salt that scrypt sees is the 32 hex characters, not the 16 bytes they stand for.
 *
 * The other that we make is Argon2id as a PHC string, also of the NFKC form. Hashes that other systems
 * have made (password_foreign.h) are verified.
 *
 * One call takes up to 32 MiB and about 60 ms: it belongs on the hash lane, never into a transaction. What
 * the password passed through is wiped.
 */
#ifndef OSTIARY_CRYPTO_PASSWORD_H
#define OSTIARY_CRYPTO_PASSWORD_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "core/err.h"
#include "core/random.h"

/* What new hashes are. */
enum password_kind {
	PASSWORD_KIND_SCRYPT = 0, /* Better Auth's: it can go on with them */
	PASSWORD_KIND_ARGON2ID,
};

#define PASSWORD_HASH_MAX 192

struct password_hash {
	char text[PASSWORD_HASH_MAX];
	size_t n;
};

static inline struct str password_hash_text(const struct password_hash *hash)
{
	return str_of(hash->text, hash->n);
}

enum password_rc {
	PASSWORD_MISMATCH = 0,
	PASSWORD_MATCH,
	PASSWORD_FAULT, /* the stored text is of no known form, or there is no memory; see *err */
};

/* Hashes with a fresh salt. password is valid UTF-8 and may contain NUL. False: no memory, see *err. */
bool password_hash(enum password_kind kind, const struct random *random, struct str password,
		   struct password_hash *out, struct err *err);

/* Compares in constant time. A stored text of another make that has a ':' ("a:b") costs as much as our
 * own and is a mismatch; one of no known form, without ':' or with nothing on one side of it, is a fault. */
enum password_rc password_verify(struct str stored, struct str password, struct err *err);

/* Whether the stored text is what password_hash() would make now; if not, it is to be replaced the next
 * time the password is known. */
bool password_is_current(enum password_kind kind, struct str stored);

/* Costs what password_verify() costs for that kind and matches nothing: for users who are not there, so
 * that the duration of a refusal does not tell whether an address is known. False: no memory, see *err. */
bool password_verify_nobody(enum password_kind kind, struct str password, struct err *err);

#endif
