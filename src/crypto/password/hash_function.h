/* The functions that stored password hashes are made with, and the work that one call takes. */
#ifndef OSTIARY_CRYPTO_PASSWORD_HASH_FUNCTION_H
#define OSTIARY_CRYPTO_PASSWORD_HASH_FUNCTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "core/err.h"

enum hash_function {
	HASH_SCRYPT = 0, /* RFC 7914 */
	HASH_ARGON2,     /* Argon2id, RFC 9106 */
	HASH_BCRYPT,
	HASH_PBKDF2_SHA1, /* RFC 8018 */
	HASH_PBKDF2_SHA256,
	HASH_PBKDF2_SHA512,
	HASH_FUNCTIONS,
};

#define ARGON2_V13 0x13
#define ARGON2_V10 0x10 /* "v=16", or no version in the text */

/* The parameters of one call. Two calls of one function take times in the proportion of their
 * hash_cost_work(). */
struct hash_cost {
	enum hash_function function;
	uint64_t n; /* scrypt: N. Argon2: KiB of memory. bcrypt: the exponent of two. PBKDF2:
			  * iterations */
	uint64_t r; /* scrypt: r. Argon2: passes. PBKDF2: blocks of output. bcrypt: 1 */
	uint64_t p; /* scrypt: p. Argon2: lanes. Others: 1 */
	uint32_t argon2_version;
};

/* scrypt: N * r * p. Argon2: KiB * passes. bcrypt: two to the exponent. PBKDF2: iterations *
 * blocks. */
uint64_t hash_cost_work(const struct hash_cost *cost);

/* False when a call would take more memory or time than a stored hash may demand (five seconds of a
 * core, 1 GiB), or when the function has no such parameters. */
bool hash_cost_is_bearable(const struct hash_cost *cost);

#define HASH_KEY_MAX      64
#define BCRYPT_TEXT_CHARS 60

/* Writes key_n bytes, at most HASH_KEY_MAX. salt is, for bcrypt, the whole stored text
 * "$2b$12$...", and the key then has the BCRYPT_TEXT_CHARS characters of such a text. False: there
 * is no memory for it, or bcrypt knows no such text; see *err. The cost is a bearable one. */
bool hash_derive(const struct hash_cost *cost, struct str password, struct str salt,
		 unsigned char *key, size_t key_n, struct err *err);

/* Does that much work with the function and the parameters of like, and forgets the result. A rest
 * that is too small for one call is left out. It takes no more memory than 64 MiB, or than like
 * takes. False: no memory, see *err. */
bool hash_work_do(const struct hash_cost *like, uint64_t work, struct err *err);

#endif
