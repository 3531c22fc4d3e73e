/* Which stored hashes there are, and what the dearest of each function costs. By this every refusal
 * is made to cost the same, whatever hash the account has, and whether or not there is an account.
 *
 * K1  A refusal does, of each function in use, the work of the dearest hash of that function. A
 *     hash that was compared counts as a part of it.
 * K2  The function of new hashes is always in use.
 * K3  A hash that is met is in use from then on; a new count replaces what was known.
 */
#ifndef OSTIARY_CRYPTO_PASSWORD_HASHES_IN_USE_H
#define OSTIARY_CRYPTO_PASSWORD_HASHES_IN_USE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "crypto/password/stored_hash.h"

/* A count of stored hashes. Zero is an empty one. */
struct hash_census {
	int64_t families[HASH_FAMILIES];
	int64_t unusable;                         /* that cannot be verified */
	struct hash_cost dearest[HASH_FUNCTIONS]; /* n is 0 where there is none */
};

void hash_census_add(struct hash_census *census, struct str stored);

/* Safe to use from many threads. */
struct hashes_in_use;

/* NULL: no memory. made is the cost of new hashes. */
struct hashes_in_use *hashes_in_use_new(const struct hash_cost *made);
void hashes_in_use_free(struct hashes_in_use *hashes);
OWNER(struct hashes_in_use *, hashes_in_use_free)

/* Replaces what was known by a count of all stored hashes. */
void hashes_in_use_set(struct hashes_in_use *hashes, const struct hash_census *census);

/* A hash of that cost exists. */
void hashes_in_use_meet(struct hashes_in_use *hashes, const struct hash_cost *cost);

/* The dearest of each function; n is 0 where none is in use. */
void hashes_in_use_read(struct hashes_in_use *hashes, struct hash_cost out[HASH_FUNCTIONS]);

/* True for the first caller only, so that hashes which cannot be verified are logged once. */
bool hashes_in_use_first_unusable(struct hashes_in_use *hashes);

#endif
