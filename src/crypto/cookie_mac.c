#include "crypto/cookie_mac.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/b64url.h"

/* The state after the secret was absorbed: copied for each value, so that no call allocates and none
 * hashes the secret again. */
struct cookie_key {
	crypto_auth_hmacsha256_state keyed;
};

struct cookie_key *cookie_key_new(struct str secret)
{
	struct cookie_key *key = sodium_init() < 0 ? NULL : malloc(sizeof(*key));

	if (key)
		crypto_auth_hmacsha256_init(&key->keyed, (const unsigned char *)secret.p, secret.n);
	return key;
}

void cookie_key_free(struct cookie_key *key)
{
	if (key)
		sodium_memzero(key, sizeof(*key));
	free(key);
}

void cookie_mac(const struct cookie_key *key, struct str text, unsigned char out[COOKIE_MAC_BYTES])
{
	crypto_auth_hmacsha256_state state = key->keyed;

	crypto_auth_hmacsha256_update(&state, (const unsigned char *)text.p, text.n);
	crypto_auth_hmacsha256_final(&state, out);
	sodium_memzero(&state, sizeof(state));
}

static void put_mac(const struct cookie_key *key, struct str value, struct buf *out)
{
	unsigned char mac[COOKIE_MAC_BYTES];

	cookie_mac(key, value, mac);
	b64_write(out, mac, sizeof(mac));
}

void cookie_sign(const struct cookie_key *key, struct str value, struct buf *out)
{
	buf_str(out, value);
	buf_char(out, '.');
	put_mac(key, value, out);
}

bool cookie_verify(const struct cookie_key *key, struct str signed_value, struct str *out_value)
{
	ptrdiff_t dot = str_rfind(signed_value, '.');
	char expected[COOKIE_MAC_CHARS];
	struct str value, signature;
	struct buf b;

	if (dot < 1)
		return false;
	value = str_head(signed_value, (size_t)dot);
	signature = str_tail(signed_value, (size_t)dot + 1);
	if (signature.n != COOKIE_MAC_CHARS || signature.p[COOKIE_MAC_CHARS - 1] != '=')
		return false;
	buf_init_fixed(&b, expected, sizeof(expected));
	put_mac(key, value, &b);
	/* Text against text: a signature has one spelling, its unused low bits are zero. */
	if (!str_eq_constant_time(signature, buf_text(&b)))
		return false;
	*out_value = value;
	return true;
}
