#include "crypto/key_seal.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "crypto/keeper.h"

#define LABEL     "ostiary: the seal of signing keys, 2"
#define MAC_BYTES crypto_auth_hmacsha256_BYTES
#define MAC_CHARS 43 /* in base64url */

/* With its length, so that two lists of texts never give the same bytes. */
static void add_text(crypto_auth_hmacsha256_state *state, struct str text)
{
	unsigned char length[8];

	for (size_t i = 0; i < sizeof(length); i++)
		length[i] = (unsigned char)((uint64_t)text.n >> (8 * i));
	crypto_auth_hmacsha256_update(state, length, sizeof(length));
	crypto_auth_hmacsha256_update(state, (const unsigned char *)text.p, text.n);
}

/* HKDF-Extract (RFC 5869 section 2.2) with LABEL as salt: the secret is the message and not the key
 * of the HMAC. Signatures of cookies are HMACs with the secret as key, and the keeper makes them of
 * any text, so that a key derived in that way could be asked for. */
static void derive_key(struct str secret, unsigned char out[MAC_BYTES])
{
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, (const unsigned char *)LABEL, sizeof(LABEL) - 1);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)secret.p, secret.n);
	crypto_auth_hmacsha256_final(&state, out);
	sodium_memzero(&state, sizeof(state));
}

static void put_mac(struct str secret, const struct sealed_key *key, struct buf *out)
{
	unsigned char derived[MAC_BYTES], mac[MAC_BYTES];
	crypto_auth_hmacsha256_state state;

	if (sodium_init() < 0)
		abort(); /* the system has no source of randomness */
	derive_key(secret, derived);
	crypto_auth_hmacsha256_init(&state, derived, sizeof(derived));
	add_text(&state, key->kid);
	add_text(&state, key->alg);
	add_text(&state, key->public_jwk);
	crypto_auth_hmacsha256_final(&state, mac);
	b64url_write(out, mac, sizeof(mac));
	sodium_memzero(&state, sizeof(state));
	sodium_memzero(derived, sizeof(derived));
}

void key_seal_put(const struct secrets *secrets, const struct sealed_key *key, struct buf *out)
{
	struct str all[LIMIT_SECRETS + 1];
	size_t n = secrets_all(secrets, all);

	if (!n)
		out->failed = true;
	for (size_t i = 0; i < n; i++) {
		buf_z(out, i ? " " : "");
		put_mac(all[i], key, out);
	}
}

static enum key_seal_rc ask_for_check(const struct keeper *keeper, const struct sealed_key *key,
				      struct str seal)
{
	const struct str parts[] = { key->kid, key->alg, key->public_jwk, seal };
	char memory[sizeof(uint64_t) + 1];
	struct buf answer;

	buf_init_fixed(&answer, memory, sizeof(memory));
	if (!keeper->call(keeper, KEEPER_CHECK_SEAL, parts, ARRAY_LEN(parts), &answer))
		return KEY_SEAL_BAD;
	return (enum key_seal_rc)keeper_read_number(buf_text(&answer));
}

static bool seal_has(struct str seal, struct str mac)
{
	bool more = true, found = false;
	struct str one;

	while (more) {
		more = str_cut(seal, ' ', &one, &seal);
		found = found || (one.n == mac.n && str_eq_constant_time(one, mac));
	}
	return found;
}

enum key_seal_rc key_seal_check(const struct secrets *secrets, const struct sealed_key *key,
				struct str seal)
{
	struct str all[LIMIT_SECRETS + 1];
	size_t n = secrets_all(secrets, all), found = 0;

	if (secrets->keeper)
		return ask_for_check(secrets->keeper, key, seal);
	for (size_t i = 0; i < n; i++) {
		char memory[MAC_CHARS];
		struct buf mac;

		buf_init_fixed(&mac, memory, sizeof(memory));
		put_mac(all[i], key, &mac);
		found += buf_ok(&mac) && seal_has(seal, buf_text(&mac));
	}
	if (!found)
		return KEY_SEAL_BAD;
	return found == n ? KEY_SEAL_COMPLETE : KEY_SEAL_GOOD;
}
