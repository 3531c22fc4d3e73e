#include "auth/abuse/alias.h"

#include <string.h>

#include "auth/address/address.h"

void alias_key_init(struct short_hash_key *key, const struct cookie_key *cookie_key)
{
	unsigned char mac[COOKIE_MAC_BYTES];

	cookie_mac(cookie_key, STR("ostiary: names of accounts in the log"), mac);
	_Static_assert(sizeof(mac) >= sizeof(key->bytes), "a MAC is long enough for a key");
	memcpy(key->bytes, mac, sizeof(key->bytes));
	explicit_bzero(mac, sizeof(mac));
}

struct str alias_of(const struct short_hash_key *key, struct arena *a, struct str email)
{
	if (email.n == 0)
		return str_of(NULL, 0);
	return arena_fmt(a, "%016llx", (unsigned long long)short_hash(key, email_lower(a, email)));
}
