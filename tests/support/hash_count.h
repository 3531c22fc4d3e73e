/* Counts the password hashes of a test program by intercepting the functions of the libraries that
 * make them: each call counts and then does its work. A program that calls a function of this
 * header contains the interception. */
#ifndef OSTIARY_TESTS_SUPPORT_HASH_COUNT_H
#define OSTIARY_TESTS_SUPPORT_HASH_COUNT_H

#include <stdint.h>

/* The number of hashes, of all threads, since the last call or the program's start. */
int hash_count_take(void);

/* How much work of each function was done, in the units of hash_cost_work(). */
struct hash_work {
	uint64_t scrypt, argon2, bcrypt;
	uint64_t pbkdf2_sha1, pbkdf2_sha256, pbkdf2_sha512;
};

/* The work of all threads since the last call or the program's start. */
struct hash_work hash_work_take(void);

#endif
