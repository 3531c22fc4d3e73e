/* SipHash-2-4 with a key of this process, for keys in tables of fixed size: an attacker cannot
 * choose texts whose hashes collide. */
#ifndef OSTIARY_CRYPTO_SHORT_HASH_H
#define OSTIARY_CRYPTO_SHORT_HASH_H

#include <stdint.h>

#include "base/str.h"
#include "core/random.h"

struct short_hash_key {
	unsigned char bytes[16];
};

void short_hash_key_init(struct short_hash_key *key, const struct random *random);
uint64_t short_hash(const struct short_hash_key *key, struct str text);

#endif
