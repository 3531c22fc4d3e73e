#include "crypto/cookie_mac.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/b64url.h"
#include "crypto/short_hash.h"

#define MEMORIES        4096
#define MEMORY_TEXT_MAX 64 /* a session token has 32 characters */

/* One signature that the keeper has made. */
struct memory {
	pthread_mutex_t lock;
	unsigned char n; /* bytes of the text; 0: empty */
	char text[MEMORY_TEXT_MAX];
	unsigned char mac[COOKIE_MAC_BYTES];
};

/* The state of the hash after the secret. It is copied for each value, so that no call allocates or
 * hashes the secret again. */
struct cookie_key {
	crypto_auth_hmacsha256_state keyed;

	const struct keeper *keeper; /* has the secret; NULL: this process has it */
	struct short_hash_key spread;
	struct memory *memories; /* MEMORIES of them */
};

struct cookie_key *cookie_key_new(struct str secret)
{
	struct cookie_key *key = sodium_init() < 0 ? NULL : calloc(1, sizeof(*key));

	if (key)
		crypto_auth_hmacsha256_init(&key->keyed, (const unsigned char *)secret.p, secret.n);
	return key;
}

void cookie_key_free(struct cookie_key *key)
{
	if (!key)
		return;
	for (size_t i = 0; key->memories && i < MEMORIES; i++)
		pthread_mutex_destroy(&key->memories[i].lock);
	if (key->memories) /* they have session tokens with their signatures */
		sodium_memzero(key->memories, MEMORIES * sizeof(*key->memories));
	free(key->memories);
	sodium_memzero(key, sizeof(*key));
	free(key);
}

static void mac_here(const struct cookie_key *key, struct str text,
		     unsigned char out[COOKIE_MAC_BYTES])
{
	crypto_auth_hmacsha256_state state = key->keyed;

	crypto_auth_hmacsha256_update(&state, (const unsigned char *)text.p, text.n);
	crypto_auth_hmacsha256_final(&state, out);
	sodium_memzero(&state, sizeof(state));
}

/* --- signatures of the keeper ----------------------------------------------------------------- */

struct cookie_key *cookie_key_kept(const struct keeper *keeper)
{
	struct cookie_key *key = sodium_init() < 0 ? NULL : calloc(1, sizeof(*key));

	if (!key)
		return NULL;
	key->keeper = keeper;
	randombytes_buf(&key->spread, sizeof(key->spread));
	key->memories = calloc(MEMORIES, sizeof(*key->memories));
	if (!key->memories) {
		free(key);
		return NULL;
	}
	for (size_t i = 0; i < MEMORIES; i++)
		pthread_mutex_init(&key->memories[i].lock, NULL);
	return key;
}

/* False: the keeper has made none, and *out is random, so that it verifies nothing. */
static bool ask_keeper(const struct keeper *keeper, struct str text,
		       unsigned char out[COOKIE_MAC_BYTES])
{
	char memory[COOKIE_MAC_BYTES + 1];
	struct buf answer;
	bool made;

	buf_init_fixed(&answer, memory, sizeof(memory));
	made = keeper->call(keeper, KEEPER_MAC, &text, 1, &answer) && answer.n == COOKIE_MAC_BYTES;
	if (made)
		memcpy(out, memory, COOKIE_MAC_BYTES);
	else
		randombytes_buf(out, COOKIE_MAC_BYTES);
	return made;
}

static bool recall(struct memory *memory, struct str text, unsigned char out[COOKIE_MAC_BYTES])
{
	bool found;

	pthread_mutex_lock(&memory->lock);
	found = memory->n == text.n && memcmp(memory->text, text.p, text.n) == 0;
	if (found)
		memcpy(out, memory->mac, COOKIE_MAC_BYTES);
	pthread_mutex_unlock(&memory->lock);
	return found;
}

static void remember(struct memory *memory, struct str text,
		     const unsigned char mac[COOKIE_MAC_BYTES])
{
	pthread_mutex_lock(&memory->lock);
	memory->n = (unsigned char)text.n;
	memcpy(memory->text, text.p, text.n);
	memcpy(memory->mac, mac, COOKIE_MAC_BYTES);
	pthread_mutex_unlock(&memory->lock);
}

static void mac_kept(const struct cookie_key *key, struct str text,
		     unsigned char out[COOKIE_MAC_BYTES])
{
	struct memory *memory;

	if (!text.n || text.n > MEMORY_TEXT_MAX) {
		(void)ask_keeper(key->keeper, text, out);
		return;
	}
	memory = &key->memories[short_hash(&key->spread, text) % MEMORIES];
	if (recall(memory, text, out))
		return;
	if (ask_keeper(key->keeper, text, out))
		remember(memory, text, out);
}

/* --- both ------------------------------------------------------------------------------------- */

void cookie_mac(const struct cookie_key *key, struct str text, unsigned char out[COOKIE_MAC_BYTES])
{
	if (key->keeper)
		mac_kept(key, text, out);
	else
		mac_here(key, text, out);
}

static void cookie_put_mac(const struct cookie_key *key, struct str value, struct buf *out)
{
	unsigned char mac[COOKIE_MAC_BYTES];

	cookie_mac(key, value, mac);
	b64_write(out, mac, sizeof(mac));
}

void cookie_sign(const struct cookie_key *key, struct str value, struct buf *out)
{
	buf_str(out, value);
	buf_char(out, '.');
	cookie_put_mac(key, value, out);
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
	cookie_put_mac(key, value, &b);
	/* The texts are compared: a signature has one spelling only, whose unused low bits are
	 * zero. */
	if (!str_eq_constant_time(signature, buf_text(&b)))
		return false;
	*out_value = value;
	return true;
}
