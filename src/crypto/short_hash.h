/* SipHash-2-4 under a key of this process: names of things in tables of fixed size, which nobody outside
 * can make collide. */
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
