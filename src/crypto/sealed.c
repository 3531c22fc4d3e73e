#include "crypto/sealed.h"

#include <sodium.h>
#include <stdlib.h>

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES   crypto_aead_xchacha20poly1305_ietf_ABYTES

_Static_assert(sizeof(((struct seal_key *)0)->bytes) == crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
	       "the key's size");

void seal_key_init(struct seal_key *key, struct str secret)
{
	if (sodium_init() < 0)
		abort(); /* no randomness in this machine */
	crypto_hash_sha256(key->bytes, (const unsigned char *)secret.p, secret.n);
}

void seal_key_done(struct seal_key *key)
{
	sodium_memzero(key, sizeof(*key));
}

void sealed_write(const struct seal_key *key, const struct random *random, struct str plain,
		  struct buf *out)
{
	unsigned char nonce[NONCE_BYTES];
	unsigned char *sealed = malloc(plain.n + TAG_BYTES);

	if (!sealed) {
		out->failed = true;
		return;
	}
	random_fill(random, nonce, sizeof(nonce));
	crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, NULL, (const unsigned char *)plain.p,
						   plain.n, NULL, 0, NULL, nonce, key->bytes);
	buf_hex(out, nonce, sizeof(nonce));
	buf_hex(out, sealed, plain.n + TAG_BYTES);
	free(sealed);
}

/* Exactly 2 * n lower-case hex characters. */
static bool from_hex(struct str hex, unsigned char *out, size_t n)
{
	for (size_t i = 0; i < hex.n; i++)
		if (hex.p[i] >= 'A' && hex.p[i] <= 'F')
			return false;
	return hex.n == 2 * n && sodium_hex2bin(out, n, hex.p, hex.n, NULL, NULL, NULL) == 0;
}

/* "$ba$<version>$..." */
static bool names_a_version(struct str sealed)
{
	struct str version, rest;
	uint64_t number;

	return str_starts(sealed, STR("$ba$")) &&
	       str_cut(str_tail(sealed, 4), '$', &version, &rest) &&
	       str_to_u64(version, UINT32_MAX, &number);
}

enum sealed_rc sealed_open(const struct seal_key *key, struct str sealed, struct buf *out)
{
	unsigned char nonce[NONCE_BYTES];
	unsigned char *text;
	size_t n;

	if (names_a_version(sealed))
		return SEALED_OTHER_VERSION;
	if (sealed.n < 2 * (size_t)(NONCE_BYTES + TAG_BYTES) || sealed.n % 2)
		return SEALED_MALFORMED;
	n = sealed.n / 2 - NONCE_BYTES;
	text = (unsigned char *)buf_room(out, n); /* opened in place, tag and all */
	if (!text)
		return SEALED_NO_ROOM;
	if (!from_hex(str_head(sealed, 2 * (size_t)NONCE_BYTES), nonce, NONCE_BYTES) ||
	    !from_hex(str_tail(sealed, 2 * (size_t)NONCE_BYTES), text, n))
		return SEALED_MALFORMED;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(text, NULL, NULL, text, n, NULL, 0, nonce,
						       key->bytes))
		return SEALED_OTHER_SECRET;
	buf_wrote(out, n - TAG_BYTES);
	return SEALED_OPENED;
}

void sealed_write_column(const struct seal_key *key, const struct random *random, struct str plain,
			 struct buf *out)
{
	buf_char(out, '"');
	sealed_write(key, random, plain, out);
	buf_char(out, '"');
}

enum sealed_rc sealed_open_column(const struct seal_key *key, struct str column, struct buf *out)
{
	if (column.n < 2 || column.p[0] != '"' || column.p[column.n - 1] != '"')
		return SEALED_MALFORMED;
	return sealed_open(key, str_of(column.p + 1, column.n - 2), out);
}
