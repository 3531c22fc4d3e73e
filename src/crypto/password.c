#include "crypto/password.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "crypto/normal_form.h"
#include "crypto/password_foreign.h"

#define SALT_BYTES 16
#define SALT_CHARS ((size_t)2 * SALT_BYTES)
#define KEY_BYTES  64
#define KEY_CHARS  ((size_t)2 * KEY_BYTES)

#define SCRYPT_CHARS (SALT_CHARS + 1 + KEY_CHARS)

#define SCRYPT_N 16384
#define SCRYPT_R 16
#define SCRYPT_P 1
#define SCRYPT_BYTES                                                                               \
	((uint64_t)64 << 20) /* it takes 32 MiB and a little; OpenSSL's default is less */

static bool derive(struct str text, struct str salt, unsigned char key[KEY_BYTES], struct err *err)
{
	if (EVP_PBE_scrypt(text.n ? text.p : "", text.n, (const unsigned char *)salt.p, salt.n,
			   SCRYPT_N, SCRYPT_R, SCRYPT_P, SCRYPT_BYTES, key, KEY_BYTES) == 1)
		return true;
	ERR_clear_error();
	err_set(err, "scrypt failed: no memory for a password hash");
	return false;
}

static bool scrypt(struct str password, struct str salt, unsigned char key[KEY_BYTES],
		   struct err *err)
{
	struct normalised n;
	bool ok = normalised_init(&n, NORMAL_NFKC, password, err) && derive(n.text, salt, key, err);

	normalised_done(&n);
	return ok;
}

static bool key_hex(struct str password, struct str salt, char out[KEY_CHARS], struct err *err)
{
	unsigned char key[KEY_BYTES];
	bool ok = scrypt(password, salt, key, err);
	struct buf b;

	buf_init_fixed(&b, out, KEY_CHARS);
	if (ok)
		buf_hex(&b, key, sizeof(key));
	OPENSSL_cleanse(key, sizeof(key));
	return ok;
}

static bool scrypt_hash(const struct random *random, struct str password, struct password_hash *out,
			struct err *err)
{
	unsigned char salt[SALT_BYTES];
	struct password_hash made = { .n = SCRYPT_CHARS };
	struct buf b;

	random_fill(random, salt, sizeof(salt));
	buf_init_fixed(&b, made.text, sizeof(made.text));
	buf_hex(&b, salt, sizeof(salt));
	buf_char(&b, ':');
	if (!key_hex(password, str_of(made.text, SALT_CHARS), made.text + SALT_CHARS + 1, err))
		return false;
	*out = made;
	return true;
}

bool password_hash(enum password_kind kind, const struct random *random, struct str password,
		   struct password_hash *out, struct err *err)
{
	struct normalised n;
	bool ok;

	if (kind == PASSWORD_KIND_SCRYPT)
		return scrypt_hash(random, password, out, err);
	ok = normalised_init(&n, NORMAL_NFKC, password, err) && argon2id_hash(n.text, out, err);
	normalised_done(&n);
	return ok;
}

static enum password_rc scrypt_verify(struct str stored, struct str password, struct err *err)
{
	char expected[KEY_CHARS];
	struct str salt, key;
	bool equal;

	if (!str_cut(stored, ':', &salt, &key) || salt.n == 0 || key.n == 0) {
		err_set(err, "a stored password hash is of no known form");
		return PASSWORD_FAULT;
	}
	if (!key_hex(password, salt, expected, err))
		return PASSWORD_FAULT;
	equal = str_eq_constant_time(key, str_of(expected, sizeof(expected)));
	OPENSSL_cleanse(expected, sizeof(expected));
	return equal ? PASSWORD_MATCH : PASSWORD_MISMATCH;
}

/* Our own hashes are of the NFKC form, those of other systems of the password as it was sent. */
enum password_rc password_verify(struct str stored, struct str password, struct err *err)
{
	struct normalised n;
	enum password_rc rc;

	if (!foreign_verify(stored, password, &rc, err))
		return scrypt_verify(stored, password, err);
	if (rc != PASSWORD_MISMATCH || text_is_ascii(password) ||
	    !str_starts(stored, ARGON2ID_PREFIX))
		return rc;
	if (!normalised_init(&n, NORMAL_NFKC, password, err))
		rc = PASSWORD_FAULT;
	else if (!str_eq(n.text, password))
		(void)foreign_verify(stored, n.text, &rc, err);
	normalised_done(&n);
	return rc;
}

static bool is_hex(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!(text.p[i] >= '0' && text.p[i] <= '9') &&
		    !(text.p[i] >= 'a' && text.p[i] <= 'f'))
			return false;
	return true;
}

bool password_is_current(enum password_kind kind, struct str stored)
{
	struct str salt, key;

	if (kind == PASSWORD_KIND_ARGON2ID)
		return argon2id_is_current(stored);
	return str_cut(stored, ':', &salt, &key) && salt.n == SALT_CHARS && key.n == KEY_CHARS &&
	       is_hex(salt) && is_hex(key);
}

bool password_verify_nobody(enum password_kind kind, struct str password, struct err *err)
{
	struct password_hash ignored;
	char key[KEY_CHARS];
	bool ok;

	if (kind == PASSWORD_KIND_ARGON2ID)
		return password_hash(kind, &random_kernel, password, &ignored, err);
	ok = key_hex(password, STR("00000000000000000000000000000000"), key, err);
	OPENSSL_cleanse(key, sizeof(key));
	return ok;
}
