#include "crypto/short_hash.h"

#include <sodium.h>
#include <string.h>

void short_hash_key_init(struct short_hash_key *key, const struct random *random)
{
	random_fill(random, key->bytes, sizeof(key->bytes));
}

uint64_t short_hash(const struct short_hash_key *key, struct str text)
{
	unsigned char out[crypto_shorthash_BYTES];
	uint64_t value;

	crypto_shorthash(out, (const unsigned char *)text.p, text.n, key->bytes);
	memcpy(&value, out, sizeof(value));
	return value;
}
