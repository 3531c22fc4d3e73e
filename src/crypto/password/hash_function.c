#include "crypto/password/hash_function.h"

#include <argon2.h>
#include <crypt.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "core/clock.h"
#include "metrics/metrics.h"

#define SCRYPT_WORK_MAX  ((uint64_t)1 << 23)
#define SCRYPT_BYTES_MAX ((uint64_t)256 << 20)
#define ARGON2_KIB_MAX   ((uint64_t)1 << 20) /* 1 GiB */
#define ARGON2_WORK_MAX  ((uint64_t)1 << 22)
#define ARGON2_LANES_MAX 64
#define BCRYPT_COST_MIN  4
#define BCRYPT_COST_MAX  16
#define PBKDF2_WORK_MAX  10000000

/* Work for its own sake does without the memory of the largest hashes. */
#define BURNT_KIB_MAX ((uint64_t)64 << 10)

static bool is_pbkdf2(enum hash_function function)
{
	return function == HASH_PBKDF2_SHA1 || function == HASH_PBKDF2_SHA256 ||
	       function == HASH_PBKDF2_SHA512;
}

uint64_t hash_cost_work(const struct hash_cost *cost)
{
	if (cost->function == HASH_SCRYPT)
		return cost->n * cost->r * cost->p;
	if (cost->function == HASH_BCRYPT)
		return cost->n < 64 ? (uint64_t)1 << cost->n : UINT64_MAX;
	return cost->n * cost->r;
}

static bool scrypt_is_bearable(const struct hash_cost *cost)
{
	if (cost->n < 2 || cost->n > SCRYPT_WORK_MAX || (cost->n & (cost->n - 1)) != 0 ||
	    cost->r < 1 || cost->r > SCRYPT_WORK_MAX || cost->p < 1 || cost->p > SCRYPT_WORK_MAX)
		return false;
	return cost->n * cost->r <= SCRYPT_BYTES_MAX / 128 &&
	       cost->n * cost->r * cost->p <= SCRYPT_WORK_MAX;
}

static bool argon2_is_bearable(const struct hash_cost *cost)
{
	if (cost->p < 1 || cost->p > ARGON2_LANES_MAX || cost->n < 8 * cost->p ||
	    cost->n > ARGON2_KIB_MAX || cost->r < 1 || cost->r > ARGON2_WORK_MAX)
		return false;
	return cost->n * cost->r <= ARGON2_WORK_MAX;
}

bool hash_cost_is_bearable(const struct hash_cost *cost)
{
	if (cost->function == HASH_SCRYPT)
		return scrypt_is_bearable(cost);
	if (cost->function == HASH_ARGON2)
		return argon2_is_bearable(cost);
	if (cost->function == HASH_BCRYPT)
		return cost->n >= BCRYPT_COST_MIN && cost->n <= BCRYPT_COST_MAX;
	return cost->n >= 1 && cost->n <= PBKDF2_WORK_MAX && cost->r >= 1 &&
	       cost->r <= HASH_KEY_MAX && cost->n * cost->r <= PBKDF2_WORK_MAX;
}

/* --- one call --------------------------------------------------------------------------------- */

static bool no_memory(struct err *err)
{
	ERR_clear_error();
	err_set(err, "no memory for a password hash");
	return false;
}

static bool scrypt_derive(const struct hash_cost *cost, struct str password, struct str salt,
			  unsigned char *key, size_t key_n, struct err *err)
{
	const uint64_t beside = (uint64_t)4 << 20; /* what scrypt takes beside its blocks */
	const uint64_t bytes = 128 * cost->r * (cost->n + cost->p) + beside;

	if (EVP_PBE_scrypt(password.n ? password.p : "", password.n, (const unsigned char *)salt.p,
			   salt.n, cost->n, cost->r, cost->p, bytes, key, key_n) == 1)
		return true;
	return no_memory(err);
}

/* On this thread only: a lane of Argon2 is no thread here. */
static bool argon2_derive(const struct hash_cost *cost, struct str password, struct str salt,
			  unsigned char *key, size_t key_n, struct err *err)
{
	argon2_context context = {
		.out = key,
		.outlen = (uint32_t)key_n,
		.pwd = (uint8_t *)(uintptr_t)password.p,
		.pwdlen = (uint32_t)password.n,
		.salt = (uint8_t *)(uintptr_t)salt.p,
		.saltlen = (uint32_t)salt.n,
		.t_cost = (uint32_t)cost->r,
		.m_cost = (uint32_t)cost->n,
		.lanes = (uint32_t)cost->p,
		.threads = 1,
		.version = cost->argon2_version,
	};

	return argon2_ctx(&context, Argon2_id) == ARGON2_OK || no_memory(err);
}

/* bcrypt stops at a NUL, so the caller passes no password with one. */
static bool bcrypt_derive(struct str password, struct str text, unsigned char *key, size_t key_n,
			  struct err *err)
{
	__attribute__((cleanup(owned_free))) struct crypt_data *data = calloc(1, sizeof(*data));
	__attribute__((cleanup(owned_free))) char *z = malloc(password.n + 1);
	char setting[BCRYPT_TEXT_CHARS + 1] = { 0 };
	const char *made = NULL;

	if (data && z) {
		memcpy(z, password.n ? password.p : "", password.n);
		z[password.n] = '\0';
		memcpy(setting, text.p, text.n < BCRYPT_TEXT_CHARS ? text.n : BCRYPT_TEXT_CHARS);
		made = crypt_r(z, setting, data);
		OPENSSL_cleanse(z, password.n);
	}
	if (made && strlen(made) == key_n)
		memcpy(key, made, key_n);
	else
		made = NULL;
	if (data)
		OPENSSL_cleanse(data, sizeof(*data));
	return made || no_memory(err);
}

static bool pbkdf2_derive(const struct hash_cost *cost, struct str password, struct str salt,
			  unsigned char *key, size_t key_n, struct err *err)
{
	const EVP_MD *digest = cost->function == HASH_PBKDF2_SHA1     ? EVP_sha1()
			       : cost->function == HASH_PBKDF2_SHA256 ? EVP_sha256()
								      : EVP_sha512();

	if (PKCS5_PBKDF2_HMAC(password.n ? password.p : "", (int)password.n,
			      (const unsigned char *)(salt.n ? salt.p : ""), (int)salt.n,
			      (int)cost->n, digest, (int)key_n, key) == 1)
		return true;
	return no_memory(err);
}

static bool derive(const struct hash_cost *cost, struct str password, struct str salt,
		   unsigned char *key, size_t key_n, struct err *err)
{
	if (cost->function == HASH_SCRYPT)
		return scrypt_derive(cost, password, salt, key, key_n, err);
	if (cost->function == HASH_ARGON2)
		return argon2_derive(cost, password, salt, key, key_n, err);
	if (cost->function == HASH_BCRYPT)
		return bcrypt_derive(password, salt, key, key_n, err);
	return pbkdf2_derive(cost, password, salt, key, key_n, err);
}

bool hash_derive(const struct hash_cost *cost, struct str password, struct str salt,
		 unsigned char *key, size_t key_n, struct err *err)
{
	int64_t began_us = clock_steady_us();
	bool derived = derive(cost, password, salt, key, key_n, err);

	metric_observe(METRIC_PASSWORD_HASH, clock_steady_us() - began_us);
	return derived;
}

/* --- work for its own sake -------------------------------------------------------------------- */

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* The largest power of two that is not above n, which is not zero. */
static unsigned log2_floor(uint64_t n)
{
	return 63U - (unsigned)__builtin_clzll(n);
}

/* The largest part of the work that one call can do; its work is 0 when the rest is too small. */
static struct hash_cost next_part(const struct hash_cost *like, uint64_t work)
{
	struct hash_cost part = *like;

	if (is_pbkdf2(like->function)) {
		part.n = work;
		part.r = 1;
	} else if (like->function == HASH_BCRYPT) {
		part.n = least(log2_floor(work), like->n);
	} else if (like->function == HASH_ARGON2) {
		part.n = least(least(like->n, BURNT_KIB_MAX), work);
		part.r = work / part.n;
	} else if (work >= like->n * like->r) {
		part.p = least(like->p, work / (like->n * like->r));
	} else {
		part.p = 1;
		part.n = work / like->r ? (uint64_t)1 << log2_floor(work / like->r) : 0;
	}
	return part;
}

static bool do_part(const struct hash_cost *part, struct err *err)
{
	unsigned char key[HASH_KEY_MAX];
	struct str salt = STR("0123456789abcdef");
	char setting[BCRYPT_TEXT_CHARS + 1];
	size_t key_n = 20; /* no more than one block of any digest */

	if (part->function == HASH_BCRYPT) {
		struct buf b;

		buf_init_fixed(&b, setting, sizeof(setting));
		buf_fmt(&b, "$2b$%02u$abcdefghijklmnopqrstuuVfwZBql9ptxNbVgTi8Ri/it/z40Ov6u",
			(unsigned)part->n);
		salt = buf_text(&b);
		key_n = BCRYPT_TEXT_CHARS;
	}
	return hash_derive(part, STR("password"), salt, key, key_n, err);
}

bool hash_work_do(const struct hash_cost *like, uint64_t work, struct err *err)
{
	while (work) {
		struct hash_cost part = next_part(like, work);

		if (!hash_cost_is_bearable(&part))
			return true;
		if (!do_part(&part, err))
			return false;
		work -= least(work, hash_cost_work(&part));
	}
	return true;
}
