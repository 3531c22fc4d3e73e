#include "crypto/password/stored_hash.h"

#include <string.h>

#include "base/ascii.h"
#include "base/b64url.h"
#include "base/cleanup.h"

/* A shorter key would match too many passwords. */
#define KEY_MIN 16

#define SCRYPT_KEY_BYTES 64

struct form {
	struct str prefix; /* the last row has none: it is tried for every other text */
	enum hash_family family;
	enum hash_function function;
	/* Reads what follows the prefix. The cost is judged by the caller. */
	bool (*read)(struct str rest, struct stored_hash *out);
	enum hash_prepares prepares;
};

/* --- fields ----------------------------------------------------------------------------------- */

/* Decodes any spelling of base64: standard or base64url, '.' for '+', with or without padding. */
static bool read_base64(struct str text, unsigned char *out, size_t room, size_t *out_n)
{
	char url[STORED_HASH_MAX];
	size_t n = 0;

	while (str_ends(text, STR("=")))
		text.n--;
	if (text.n > sizeof(url) || b64url_decoded_len(text.n) > room)
		return false;
	for (; n < text.n; n++)
		url[n] = text.p[n] == '+' || text.p[n] == '.' ? '-'
			 : text.p[n] == '/'                   ? '_'
							      : text.p[n];
	*out_n = b64url_decoded_len(n);
	return b64url_decode(str_of(url, n), out);
}

static bool read_hex(struct str text, unsigned char *out, size_t room, size_t *out_n)
{
	if (text.n % 2 || text.n / 2 > room)
		return false;
	for (size_t i = 0; i < text.n; i += 2) {
		int high = ascii_hex_value(text.p[i]), low = ascii_hex_value(text.p[i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i / 2] = (unsigned char)(high * 16 + low);
	}
	*out_n = text.n / 2;
	return true;
}

static bool read_base64_key(struct str text, struct stored_hash *out)
{
	return read_base64(text, out->key, sizeof(out->key), &out->key_n);
}

static bool read_base64_salt(struct str text, struct stored_hash *out)
{
	size_t n;

	if (!read_base64(text, out->salt_bytes, sizeof(out->salt_bytes), &n))
		return false;
	out->salt = str_of(out->salt_bytes, n);
	return true;
}

static bool read_number(struct str text, uint64_t *out)
{
	return str_to_u64(text, UINT32_MAX, out);
}

/* One of "m=65536,t=3,p=4". */
struct parameter {
	const char *name; /* with its '=' */
	uint64_t *out;
};

static bool read_parameter(struct str text, const struct parameter *known, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(text, str_z(known[i].name)))
			return read_number(str_tail(text, strlen(known[i].name)), known[i].out);
	return false;
}

/* False for a name that is not known, since it may change the result. */
static bool read_parameters(struct str text, const struct parameter *known, size_t n)
{
	struct str one;

	while (text.n) {
		str_cut(text, ',', &one, &text);
		if (!read_parameter(one, known, n))
			return false;
	}
	return true;
}

/* --- forms ------------------------------------------------------------------------------------ */

static bool read_better_auth(struct str stored, struct stored_hash *out)
{
	struct str key;

	out->cost.n = 16384;
	out->cost.r = 16;
	out->cost.p = 1;
	return str_cut(stored, ':', &out->salt, &key) && out->salt.n && key.n &&
	       read_hex(key, out->key, sizeof(out->key), &out->key_n) &&
	       out->key_n == SCRYPT_KEY_BYTES;
}

static bool read_argon2(struct str rest, struct stored_hash *out)
{
	struct hash_cost *cost = &out->cost;
	const struct parameter known[] = { { "m=", &cost->n },
					   { "t=", &cost->r },
					   { "p=", &cost->p } };
	uint64_t version = ARGON2_V10;
	struct str field, salt, key;

	if (!str_cut(rest, '$', &field, &rest))
		return false;
	if (str_starts(field, STR("v=")) &&
	    (!read_number(str_tail(field, 2), &version) || !str_cut(rest, '$', &field, &rest)))
		return false;
	if (version != ARGON2_V10 && version != ARGON2_V13)
		return false;
	cost->argon2_version = (uint32_t)version;
	return read_parameters(field, known, ARRAY_LEN(known)) && str_cut(rest, '$', &salt, &key) &&
	       read_base64_salt(salt, out) && out->salt.n >= 8 && read_base64_key(key, out);
}

/* rest is the whole "$2b$12$...". */
static bool read_bcrypt(struct str rest, struct stored_hash *out)
{
	struct str exponent = str_head(str_tail(rest, 4), 2);

	if (rest.n != BCRYPT_TEXT_CHARS || str_find(rest, '\0') >= 0)
		return false;
	if (str_starts(exponent, STR("0")))
		exponent = str_tail(exponent, 1);
	memcpy(out->key, rest.p, rest.n);
	out->key_n = rest.n;
	out->salt = rest;
	return read_number(exponent, &out->cost.n);
}

static size_t digest_bytes(enum hash_function function)
{
	return function == HASH_PBKDF2_SHA1 ? 20 : function == HASH_PBKDF2_SHA256 ? 32 : 64;
}

static bool read_pbkdf2_key(struct str key, struct stored_hash *out)
{
	return read_base64_key(key, out) && out->key_n == digest_bytes(out->cost.function);
}

/* "29000", "i=29000", or Kratos's "i=29000,l=32" with the length of the key. */
static bool read_pbkdf2_phc(struct str rest, struct stored_hash *out)
{
	size_t block = digest_bytes(out->cost.function);
	uint64_t key_n = block;
	const struct parameter known[] = { { "i=", &out->cost.n }, { "l=", &key_n } };
	struct str rounds, salt, key;

	if (!str_cut(rest, '$', &rounds, &rest) || !str_cut(rest, '$', &salt, &key))
		return false;
	if (!str_starts(rounds, STR("i=")) ? !read_number(rounds, &out->cost.n)
					   : !read_parameters(rounds, known, ARRAY_LEN(known)))
		return false;
	out->cost.r = (key_n + block - 1) / block;
	return read_base64_salt(salt, out) && read_base64_key(key, out) && out->key_n == key_n;
}

static bool read_pbkdf2_django(struct str rest, struct stored_hash *out)
{
	struct str rounds, key;

	return str_cut(rest, '$', &rounds, &rest) && read_number(rounds, &out->cost.n) &&
	       str_cut(rest, '$', &out->salt, &key) && read_pbkdf2_key(key, out);
}

static bool read_pbkdf2_werkzeug(struct str rest, struct stored_hash *out)
{
	struct str rounds, key;

	return str_cut(rest, '$', &rounds, &rest) && read_number(rounds, &out->cost.n) &&
	       str_cut(rest, '$', &out->salt, &key) &&
	       read_hex(key, out->key, sizeof(out->key), &out->key_n) &&
	       out->key_n == digest_bytes(out->cost.function);
}

static bool read_scrypt_numbers(struct str n, struct str r, struct str p, struct hash_cost *cost)
{
	return read_number(n, &cost->n) && read_number(r, &cost->r) && read_number(p, &cost->p);
}

static bool read_scrypt_werkzeug(struct str rest, struct stored_hash *out)
{
	struct str n, r, p, key;

	return str_cut(rest, ':', &n, &rest) && str_cut(rest, ':', &r, &rest) &&
	       str_cut(rest, '$', &p, &rest) && read_scrypt_numbers(n, r, p, &out->cost) &&
	       str_cut(rest, '$', &out->salt, &key) &&
	       read_hex(key, out->key, sizeof(out->key), &out->key_n) &&
	       out->key_n == SCRYPT_KEY_BYTES;
}

static bool read_scrypt_django(struct str rest, struct stored_hash *out)
{
	struct str n, r, p, key;

	return str_cut(rest, '$', &n, &rest) && str_cut(rest, '$', &out->salt, &rest) &&
	       str_cut(rest, '$', &r, &rest) && str_cut(rest, '$', &p, &key) &&
	       read_scrypt_numbers(n, r, p, &out->cost) && read_base64_key(key, out) &&
	       out->key_n == SCRYPT_KEY_BYTES;
}

/* --- the table -------------------------------------------------------------------------------- */

#define ARGON2(prefix_)                                                                            \
	{                                                                                          \
		.prefix = STR_INIT(prefix_), .family = HASH_FAMILY_ARGON2,                         \
		.function = HASH_ARGON2, .read = read_argon2, .prepares = HASH_SENT_OR_NFKC        \
	}
#define BCRYPT(prefix_, prepares_)                                                                 \
	{                                                                                          \
		.prefix = STR_INIT(prefix_), .family = HASH_FAMILY_BCRYPT,                         \
		.function = HASH_BCRYPT, .read = read_bcrypt, .prepares = (prepares_)              \
	}
#define PBKDF2(prefix_, function_, read_)                                                          \
	{                                                                                          \
		.prefix = STR_INIT(prefix_), .family = HASH_FAMILY_PBKDF2,                         \
		.function = (function_), .read = (read_)                                           \
	}
#define SCRYPT(prefix_, read_, prepares_)                                                          \
	{                                                                                          \
		.prefix = STR_INIT(prefix_), .family = HASH_FAMILY_SCRYPT,                         \
		.function = HASH_SCRYPT, .read = (read_), .prepares = (prepares_)                  \
	}

static const struct form forms[] = {
	ARGON2("$argon2id$"),
	ARGON2("argon2$argon2id$"),
	BCRYPT("$2a$", HASH_AS_SENT),
	BCRYPT("$2b$", HASH_AS_SENT),
	BCRYPT("$2x$", HASH_AS_SENT),
	BCRYPT("$2y$", HASH_AS_SENT),
	BCRYPT("bcrypt$$2b$", HASH_AS_SENT),
	BCRYPT("bcrypt_sha256$$2b$", HASH_SHA256_HEX),
	PBKDF2("$pbkdf2$", HASH_PBKDF2_SHA1, read_pbkdf2_phc),
	PBKDF2("$pbkdf2-sha1$", HASH_PBKDF2_SHA1, read_pbkdf2_phc),
	PBKDF2("$pbkdf2-sha256$", HASH_PBKDF2_SHA256, read_pbkdf2_phc),
	PBKDF2("$pbkdf2-sha512$", HASH_PBKDF2_SHA512, read_pbkdf2_phc),
	PBKDF2("pbkdf2_sha1$", HASH_PBKDF2_SHA1, read_pbkdf2_django),
	PBKDF2("pbkdf2_sha256$", HASH_PBKDF2_SHA256, read_pbkdf2_django),
	PBKDF2("pbkdf2:sha1:", HASH_PBKDF2_SHA1, read_pbkdf2_werkzeug),
	PBKDF2("pbkdf2:sha256:", HASH_PBKDF2_SHA256, read_pbkdf2_werkzeug),
	PBKDF2("pbkdf2:sha512:", HASH_PBKDF2_SHA512, read_pbkdf2_werkzeug),
	SCRYPT("scrypt:", read_scrypt_werkzeug, HASH_AS_SENT),
	SCRYPT("scrypt$", read_scrypt_django, HASH_AS_SENT),
	SCRYPT("", read_better_auth, HASH_NFKC),
};

static const struct form *form_of(struct str stored)
{
	size_t i = 0;

	while (!str_starts(stored, forms[i].prefix))
		i++;
	return &forms[i];
}

bool stored_hash_read(struct str stored, struct stored_hash *out)
{
	const struct form *form = form_of(stored);
	size_t skipped = form->function == HASH_BCRYPT ? form->prefix.n - 4 : form->prefix.n;

	*out = (struct stored_hash){
		.family = form->family,
		.prepares = form->prepares,
		.cost = { .function = form->function, .r = 1, .p = 1 },
	};
	return stored.n <= STORED_HASH_MAX && form->read(str_tail(stored, skipped), out) &&
	       out->key_n >= KEY_MIN && hash_cost_is_bearable(&out->cost);
}
