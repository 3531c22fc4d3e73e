#include "crypto/sealed.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/ascii.h"

#define KEY_BYTES   crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES   crypto_aead_xchacha20poly1305_ietf_ABYTES

_Static_assert(KEY_BYTES == crypto_hash_sha256_BYTES, "the key is a digest");

static void derive_key(struct str secret, unsigned char key[KEY_BYTES])
{
	if (sodium_init() < 0)
		abort(); /* the system has no source of randomness */
	crypto_hash_sha256(key, (const unsigned char *)secret.p, secret.n);
}

/* --- the envelope ----------------------------------------------------------------------------- */

#define ENVELOPE STR("$ba$")

/* "$ba$<version>$<rest>" */
static bool cut_version(struct str sealed, uint64_t *out, struct str *rest)
{
	struct str version, behind;

	if (!str_starts(sealed, ENVELOPE) ||
	    !str_cut(str_tail(sealed, ENVELOPE.n), '$', &version, &behind) ||
	    !str_to_u64(version, SECRET_VERSION_MAX, out))
		return false;
	*rest = behind;
	return true;
}

/* Finds the secret that sealed the text, and the hex after the version. */
static enum sealed_rc find_secret(const struct secrets *secrets, struct str *sealed,
				  struct str *secret)
{
	uint64_t version;

	if (cut_version(*sealed, &version, sealed)) {
		*secret = secrets_of_version(secrets, version);
		return secret->n ? SEALED_OPENED : SEALED_OTHER_VERSION;
	}
	*secret = secrets->legacy;
	return secret->n ? SEALED_OPENED : SEALED_NO_LEGACY;
}

/* --- sealing ---------------------------------------------------------------------------------- */

void sealed_write(const struct secrets *secrets, const struct random *random, struct str plain,
		  struct buf *out)
{
	unsigned char nonce[NONCE_BYTES], key[KEY_BYTES];
	unsigned char *sealed = malloc(plain.n + TAG_BYTES);

	if (!sealed) {
		out->failed = true;
		return;
	}
	if (secrets->n)
		buf_fmt(out, "$ba$%llu$", (unsigned long long)secrets->of[0].version);
	derive_key(secrets->current, key);
	random_fill(random, nonce, sizeof(nonce));
	crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, NULL, (const unsigned char *)plain.p,
						   plain.n, NULL, 0, NULL, nonce, key);
	sodium_memzero(key, sizeof(key));
	buf_hex(out, nonce, sizeof(nonce));
	buf_hex(out, sealed, plain.n + TAG_BYTES);
	free(sealed);
}

void sealed_write_column(const struct secrets *secrets, const struct random *random,
			 struct str plain, struct buf *out)
{
	buf_char(out, '"');
	sealed_write(secrets, random, plain, out);
	buf_char(out, '"');
}

/* --- opening ---------------------------------------------------------------------------------- */

/* Exactly 2 * n lower-case hex characters. */
static bool from_hex(struct str hex, unsigned char *out, size_t n)
{
	for (size_t i = 0; i < hex.n; i++)
		if (ascii_is_upper(hex.p[i]))
			return false;
	return hex.n == 2 * n && sodium_hex2bin(out, n, hex.p, hex.n, NULL, NULL, NULL) == 0;
}

static enum sealed_rc open_hex(struct str secret, struct str hex, struct buf *out)
{
	unsigned char nonce[NONCE_BYTES], key[KEY_BYTES];
	unsigned char *text;
	size_t n;
	int wrong;

	if (hex.n < 2 * (size_t)(NONCE_BYTES + TAG_BYTES) || hex.n % 2)
		return SEALED_MALFORMED;
	n = hex.n / 2 - NONCE_BYTES;
	text = (unsigned char *)buf_room(out, n); /* decrypted in place, with its tag */
	if (!text)
		return SEALED_NO_ROOM;
	if (!from_hex(str_head(hex, 2 * (size_t)NONCE_BYTES), nonce, NONCE_BYTES) ||
	    !from_hex(str_tail(hex, 2 * (size_t)NONCE_BYTES), text, n))
		return SEALED_MALFORMED;
	derive_key(secret, key);
	wrong = crypto_aead_xchacha20poly1305_ietf_decrypt(text, NULL, NULL, text, n, NULL, 0,
							   nonce, key);
	sodium_memzero(key, sizeof(key));
	if (wrong)
		return SEALED_OTHER_SECRET;
	buf_wrote(out, n - TAG_BYTES);
	return SEALED_OPENED;
}

enum sealed_rc sealed_open(const struct secrets *secrets, struct str sealed, struct buf *out)
{
	struct str secret;
	enum sealed_rc rc = find_secret(secrets, &sealed, &secret);

	return rc == SEALED_OPENED ? open_hex(secret, sealed, out) : rc;
}

static bool cut_quotes(struct str column, struct str *out)
{
	if (column.n < 2 || column.p[0] != '"' || column.p[column.n - 1] != '"')
		return false;
	*out = str_of(column.p + 1, column.n - 2);
	return true;
}

enum sealed_rc sealed_open_column(const struct secrets *secrets, struct str column, struct buf *out)
{
	struct str sealed;

	return cut_quotes(column, &sealed) ? sealed_open(secrets, sealed, out) : SEALED_MALFORMED;
}

bool sealed_column_version(struct str column, uint64_t *out)
{
	struct str sealed, rest;

	return cut_quotes(column, &sealed) && cut_version(sealed, out, &rest);
}

bool sealed_is_current(const struct secrets *secrets, struct str sealed)
{
	uint64_t version;
	struct str rest;

	if (!cut_version(sealed, &version, &rest))
		return secrets->n == 0;
	return secrets->n > 0 && version == secrets->of[0].version;
}

bool sealed_column_is_current(const struct secrets *secrets, struct str column)
{
	struct str sealed;

	return cut_quotes(column, &sealed) ? sealed_is_current(secrets, sealed) : secrets->n == 0;
}
