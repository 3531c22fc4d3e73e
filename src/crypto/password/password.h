/* Stored password hashes. The form of Better Auth is "<salt>:<key>", 32 and 128 lower-case hex
 * characters:
 *
 * key = scrypt (RFC 7914) of the password in NFKC with N = 16384, r = 16, p = 1 and an output of 64
 * bytes. The salt of scrypt is the 32 hex characters, not the 16 bytes that they encode.
 *
 * The other form of new hashes is Argon2id as a PHC string, also of the password in NFKC, with the
 * first recommendation of OWASP: 19 MiB, two passes and one lane. The hashes of other systems
 * (stored_hash.h) are verified only.
 *
 * One call takes up to 32 MiB and about 60 ms, or what the dearest stored hash demands: it belongs
 * on the hash lane, and never inside a transaction. All copies of the password are wiped.
 */
#ifndef OSTIARY_CRYPTO_PASSWORD_PASSWORD_H
#define OSTIARY_CRYPTO_PASSWORD_PASSWORD_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "core/err.h"
#include "core/random.h"
#include "crypto/password/hashes_in_use.h"

/* The forms of new hashes. */
enum password_kind {
	PASSWORD_KIND_SCRYPT = 0, /* Better Auth can verify them */
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

/* What a new hash of that kind costs. */
struct hash_cost password_kind_cost(enum password_kind kind);

/* Hashes the password, which is valid UTF-8 and may contain NUL, with a new salt. False: no memory,
 * see *err. */
bool password_hash(enum password_kind kind, const struct random *random, struct str password,
		   struct password_hash *out, struct err *err);

enum password_rc {
	PASSWORD_MISMATCH = 0,
	PASSWORD_MATCH,
	PASSWORD_UNUSABLE, /* a mismatch: the stored text verifies no password */
	PASSWORD_FAULT,    /* no memory; see *err */
};

/* Compares in constant time. PASSWORD_MISMATCH and PASSWORD_UNUSABLE have cost the same work,
 * whatever is stored: see hashes_in_use.h. A stored text that has no form of stored_hash.h, is
 * damaged, or demands more work or memory than there is, is unusable. */
enum password_rc password_verify(struct hashes_in_use *hashes, struct str stored,
				 struct str password, struct err *err);

/* Does the work of a mismatch: for unknown users, so that the duration of a refusal does not reveal
 * whether an address is known. False: no memory, see *err. */
bool password_verify_unknown_user(struct hashes_in_use *hashes, struct str password,
				  struct err *err);

/* Whether the stored text has the form and the parameters that password_hash() uses. If not, the
 * hash is to be replaced when the user next signs in. */
bool password_is_current(enum password_kind kind, struct str stored);

#endif
