/* Counts the password hashes of the program under test: its scrypt calls come here first. */
#ifndef OSTIARY_TESTS_AUTH_HASH_COUNT_H
#define OSTIARY_TESTS_AUTH_HASH_COUNT_H

#include <dlfcn.h>
#include <openssl/evp.h>
#include <stdatomic.h>

static atomic_int hash_count;

typedef int scrypt_fn(const char *pass, size_t passlen, const unsigned char *salt, size_t saltlen,
		      uint64_t N, uint64_t r, uint64_t p, uint64_t maxmem, unsigned char *key,
		      size_t keylen);

__attribute__((visibility("default"))) int EVP_PBE_scrypt(const char *pass, size_t passlen,
							  const unsigned char *salt, size_t saltlen,
							  uint64_t N, uint64_t r, uint64_t p,
							  uint64_t maxmem, unsigned char *key,
							  size_t keylen)
{
	scrypt_fn *real = (scrypt_fn *)(uintptr_t)dlsym(RTLD_NEXT, "EVP_PBE_scrypt");

	atomic_fetch_add(&hash_count, 1);
	return real(pass, passlen, salt, saltlen, N, r, p, maxmem, key, keylen);
}

/* How many since the last time. */
static inline int hashes_since(void)
{
	return atomic_exchange(&hash_count, 0);
}

#endif
