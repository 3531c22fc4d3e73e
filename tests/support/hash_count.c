#include "support/hash_count.h"

#include <argon2.h>
#include <crypt.h>
#include <dlfcn.h>
#include <openssl/evp.h>
#include <stdatomic.h>
#include <stdlib.h>

enum counted {
	SCRYPT = 0,
	ARGON2,
	BCRYPT,
	PBKDF2_SHA1,
	PBKDF2_SHA256,
	PBKDF2_SHA512,
	FUNCTIONS,
};

static atomic_int hash_count;
static atomic_uint_fast64_t work[FUNCTIONS];

#define INTERCEPTED __attribute__((visibility("default")))

static void *real_function(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

static void count(enum counted function, uint64_t amount)
{
	atomic_fetch_add(&hash_count, 1);
	atomic_fetch_add(&work[function], amount);
}

typedef int scrypt_fn(const char *pass, size_t passlen, const unsigned char *salt, size_t saltlen,
		      uint64_t N, uint64_t r, uint64_t p, uint64_t maxmem, unsigned char *key,
		      size_t keylen);

INTERCEPTED int EVP_PBE_scrypt(const char *pass, size_t passlen, const unsigned char *salt,
			       size_t saltlen, uint64_t N, uint64_t r, uint64_t p, uint64_t maxmem,
			       unsigned char *key, size_t keylen)
{
	scrypt_fn *real = (scrypt_fn *)(uintptr_t)real_function("EVP_PBE_scrypt");

	count(SCRYPT, N * r * p);
	return real(pass, passlen, salt, saltlen, N, r, p, maxmem, key, keylen);
}

typedef int argon2_fn(argon2_context *context, argon2_type type);

INTERCEPTED int argon2_ctx(argon2_context *context, argon2_type type)
{
	argon2_fn *real = (argon2_fn *)(uintptr_t)real_function("argon2_ctx");

	count(ARGON2, (uint64_t)context->m_cost * context->t_cost);
	return real(context, type);
}

typedef char *crypt_fn(const char *phrase, const char *setting, struct crypt_data *data);

INTERCEPTED char *crypt_r(const char *phrase, const char *setting, struct crypt_data *data)
{
	crypt_fn *real = (crypt_fn *)(uintptr_t)real_function("crypt_r");

	count(BCRYPT, (uint64_t)1 << strtoul(setting + 4, NULL, 10));
	return real(phrase, setting, data);
}

typedef int pbkdf2_fn(const char *pass, int passlen, const unsigned char *salt, int saltlen,
		      int iter, const EVP_MD *digest, int keylen, unsigned char *out);

INTERCEPTED int PKCS5_PBKDF2_HMAC(const char *pass, int passlen, const unsigned char *salt,
				  int saltlen, int iter, const EVP_MD *digest, int keylen,
				  unsigned char *out)
{
	pbkdf2_fn *real = (pbkdf2_fn *)(uintptr_t)real_function("PKCS5_PBKDF2_HMAC");
	int block = EVP_MD_get_size(digest);

	count(block == 20   ? PBKDF2_SHA1
	      : block == 32 ? PBKDF2_SHA256
			    : PBKDF2_SHA512,
	      (uint64_t)iter * (uint64_t)((keylen + block - 1) / block));
	return real(pass, passlen, salt, saltlen, iter, digest, keylen, out);
}

int hash_count_take(void)
{
	return atomic_exchange(&hash_count, 0);
}

struct hash_work hash_work_take(void)
{
	return (struct hash_work){
		.scrypt = atomic_exchange(&work[SCRYPT], 0),
		.argon2 = atomic_exchange(&work[ARGON2], 0),
		.bcrypt = atomic_exchange(&work[BCRYPT], 0),
		.pbkdf2_sha1 = atomic_exchange(&work[PBKDF2_SHA1], 0),
		.pbkdf2_sha256 = atomic_exchange(&work[PBKDF2_SHA256], 0),
		.pbkdf2_sha512 = atomic_exchange(&work[PBKDF2_SHA512], 0),
	};
}
