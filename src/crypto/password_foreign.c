#include "crypto/password_foreign.h"

#include <crypt.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <stdlib.h>

#include "base/b64url.h"
#include "base/cleanup.h"

#define ARGON2ID_BYTES  ((size_t)19 << 20)
#define ARGON2ID_PASSES 2

/* What a stored text may make us do; beyond it, it matches nothing. */
#define STORED_MAX        512
#define ARGON2ID_KIB_MAX  ((uint64_t)1 << 20) /* 1 GiB */
#define ARGON2ID_TIME_MAX 64
#define BCRYPT_COST_MAX   16 /* five seconds */
#define PBKDF2_ROUNDS_MAX 10000000
#define PBKDF2_BYTES_MAX  64

/* --- Argon2id ----------------------------------------------------------------------------------- */

bool argon2id_hash(struct str text, struct password_hash *out, struct err *err)
{
	struct password_hash made = { 0 };

	_Static_assert(crypto_pwhash_argon2id_STRBYTES <= sizeof(made.text), "room for a hash");
	if (sodium_init() < 0 || crypto_pwhash_argon2id_str(made.text, text.n ? text.p : "", text.n,
							    ARGON2ID_PASSES, ARGON2ID_BYTES) != 0) {
		err_set(err, "Argon2id failed: no memory for a password hash");
		return false;
	}
	made.n = strlen(made.text);
	*out = made;
	return true;
}

/* As a text with a NUL; NULL when it is too long or has one inside. */
static const char *text_z(struct str text, char out[STORED_MAX])
{
	if (text.n >= STORED_MAX || str_find(text, '\0') >= 0)
		return NULL;
	memcpy(out, text.p, text.n);
	out[text.n] = '\0';
	return out;
}

bool argon2id_is_current(struct str stored)
{
	char z[STORED_MAX];

	return str_starts(stored, ARGON2ID_PREFIX) && text_z(stored, z) &&
	       crypto_pwhash_argon2id_str_needs_rehash(z, ARGON2ID_PASSES, ARGON2ID_BYTES) == 0;
}

/* "m=19456,t=2,p=1": the work that a stored text asks for is bounded before it is done. */
static bool argon2id_is_bearable(struct str stored)
{
	struct str version, rest = str_tail(stored, ARGON2ID_PREFIX.n), costs, one;
	uint64_t value;

	str_cut(rest, '$', &version, &rest);
	str_cut(rest, '$', &costs, &rest);
	while (costs.n) {
		str_cut(costs, ',', &one, &costs);
		if (str_starts(one, STR("m=")) &&
		    !str_to_u64(str_tail(one, 2), ARGON2ID_KIB_MAX, &value))
			return false;
		if (str_starts(one, STR("t=")) &&
		    !str_to_u64(str_tail(one, 2), ARGON2ID_TIME_MAX, &value))
			return false;
	}
	return true;
}

static enum password_rc argon2id_verify(struct str stored, struct str text, struct err *err)
{
	char z[STORED_MAX];

	(void)err;
	if (sodium_init() < 0 || !text_z(stored, z) || !argon2id_is_bearable(stored))
		return PASSWORD_MISMATCH;
	return crypto_pwhash_argon2id_str_verify(z, text.n ? text.p : "", text.n) == 0
		       ? PASSWORD_MATCH
		       : PASSWORD_MISMATCH;
}

/* --- bcrypt ------------------------------------------------------------------------------------- */

#define BCRYPT_CHARS 60

/* "$2b$12$..." */
static bool bcrypt_is_bearable(struct str stored)
{
	struct str cost = str_head(str_tail(stored, 4), 2);
	uint64_t value;

	if (stored.n != BCRYPT_CHARS)
		return false;
	if (str_starts(cost, STR("0")))
		cost = str_tail(cost, 1);
	return str_to_u64(cost, BCRYPT_COST_MAX, &value);
}

/* bcrypt ends at a NUL, so that a password that has one cannot have made a hash. */
static enum password_rc bcrypt_verify(struct str stored, struct str text, struct err *err)
{
	__attribute__((cleanup(owned_free))) struct crypt_data *data = NULL;
	__attribute__((cleanup(owned_free))) char *password = NULL;
	char z[STORED_MAX];
	const char *made;
	bool equal;

	if (!bcrypt_is_bearable(stored) || !text_z(stored, z) || str_find(text, '\0') >= 0)
		return PASSWORD_MISMATCH;
	data = calloc(1, sizeof(*data));
	password = malloc(text.n + 1);
	if (!data || !password) {
		err_set(err, "no memory for a password hash");
		return PASSWORD_FAULT;
	}
	memcpy(password, text.n ? text.p : "", text.n);
	password[text.n] = '\0';
	made = crypt_r(password, z, data);
	equal = made && str_eq_constant_time(str_z(made), stored);
	sodium_memzero(password, text.n);
	sodium_memzero(data, sizeof(*data));
	return equal ? PASSWORD_MATCH : PASSWORD_MISMATCH;
}

/* --- PBKDF2 (RFC 8018) -------------------------------------------------------------------------- */

struct pbkdf2 {
	const EVP_MD *digest;
	uint64_t rounds;
	struct str salt; /* bytes */
	unsigned char key[PBKDF2_BYTES_MAX];
	size_t key_n;
};

/* Base64 of any spelling: '.' for '+', with or without padding, standard or for URLs. */
static bool decode(struct str text, unsigned char *out, size_t room, size_t *out_n)
{
	char url[STORED_MAX];
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

static bool read_rounds(struct str text, uint64_t *out)
{
	if (str_starts(text, STR("i=")))
		text = str_tail(text, 2);
	return str_to_u64(text, PBKDF2_ROUNDS_MAX, out) && *out > 0;
}

static bool read_pbkdf2(struct str rest, bool salt_is_text, unsigned char *salt, struct pbkdf2 *out)
{
	struct str rounds, salt_text, key;
	size_t salt_n;

	if (!str_cut(rest, '$', &rounds, &rest) || !str_cut(rest, '$', &salt_text, &key) ||
	    !read_rounds(rounds, &out->rounds) ||
	    !decode(key, out->key, sizeof(out->key), &out->key_n) ||
	    out->key_n != (size_t)EVP_MD_get_size(
				  out->digest)) /* a shorter one would match by its beginning */
		return false;
	out->salt = salt_text;
	if (salt_is_text)
		return true;
	if (!decode(salt_text, salt, STORED_MAX, &salt_n))
		return false;
	out->salt = str_of(salt, salt_n);
	return true;
}

static enum password_rc pbkdf2_verify(struct pbkdf2 *p, struct str text, struct err *err)
{
	unsigned char key[PBKDF2_BYTES_MAX];
	bool equal;

	if (PKCS5_PBKDF2_HMAC(text.n ? text.p : "", (int)text.n, (const unsigned char *)p->salt.p,
			      (int)p->salt.n, (int)p->rounds, p->digest, (int)p->key_n, key) != 1) {
		ERR_clear_error();
		err_set(err, "no memory for a password hash");
		return PASSWORD_FAULT;
	}
	equal = sodium_memcmp(key, p->key, p->key_n) == 0;
	sodium_memzero(key, sizeof(key));
	return equal ? PASSWORD_MATCH : PASSWORD_MISMATCH;
}

static enum password_rc pbkdf2(struct str rest, const EVP_MD *digest, bool salt_is_text,
			       struct str text, struct err *err)
{
	struct pbkdf2 p = { .digest = digest };
	unsigned char salt[STORED_MAX];

	if (!read_pbkdf2(rest, salt_is_text, salt, &p))
		return PASSWORD_MISMATCH;
	return pbkdf2_verify(&p, text, err);
}

bool foreign_verify(struct str stored, struct str text, enum password_rc *out, struct err *err)
{
	static const struct str django = STR_INIT("pbkdf2_sha256$");
	static const struct str sha256 = STR_INIT("$pbkdf2-sha256$");
	static const struct str sha512 = STR_INIT("$pbkdf2-sha512$");

	if (str_starts(stored, ARGON2ID_PREFIX))
		*out = argon2id_verify(stored, text, err);
	else if (str_starts(stored, STR("$2a$")) || str_starts(stored, STR("$2b$")) ||
		 str_starts(stored, STR("$2y$")))
		*out = bcrypt_verify(stored, text, err);
	else if (str_starts(stored, django))
		*out = pbkdf2(str_tail(stored, django.n), EVP_sha256(), true, text, err);
	else if (str_starts(stored, sha256))
		*out = pbkdf2(str_tail(stored, sha256.n), EVP_sha256(), false, text, err);
	else if (str_starts(stored, sha512))
		*out = pbkdf2(str_tail(stored, sha512.n), EVP_sha512(), false, text, err);
	else
		return false;
	return true;
}
