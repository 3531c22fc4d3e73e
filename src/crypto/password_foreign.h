/* Password hashes of other makes than Better Auth's, each told by its prefix. For password.c.
 *
 *	$argon2id$v=19$m=...,t=...,p=...$salt$key   PHC string; also what we make (RFC 9106)
 *	$2a$ $2b$ $2y$                              bcrypt
 *	$pbkdf2-sha256$29000$salt$key               passlib, also sha512; "i=29000" for the number
 *	pbkdf2_sha256$600000$salt$key               Django
 */
#ifndef OSTIARY_CRYPTO_PASSWORD_FOREIGN_H
#define OSTIARY_CRYPTO_PASSWORD_FOREIGN_H

#include <stdbool.h>

#include "base/str.h"
#include "crypto/password.h"

#define ARGON2ID_PREFIX STR("$argon2id$")

/* 19 MiB, two passes, one lane: OWASP's first choice. */
bool argon2id_hash(struct str text, struct password_hash *out, struct err *err);
bool argon2id_is_current(struct str stored);

/* False when the stored text has none of these prefixes. Otherwise *out is PASSWORD_MATCH or
 * PASSWORD_MISMATCH, which a text that only begins like one is too, or PASSWORD_FAULT (no memory). text
 * is what the hash was made of. */
bool foreign_verify(struct str stored, struct str text, enum password_rc *out, struct err *err);

#endif
