/* Our RSA arithmetic against OpenSSL's own verification. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/core_names.h>
#include <openssl/rsa.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "jose/keys/rsa_v15.h"
#include "mint.h"

/* A raw signature of hash by the private key, over an encoding of the test's own. */
static size_t raw_sign(EVP_PKEY *key, const unsigned char *encoded, size_t n, unsigned char *out)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
	size_t out_n = n;

	assert_int_equal(EVP_PKEY_sign_init(ctx), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_NO_PADDING), 1);
	assert_int_equal(EVP_PKEY_sign(ctx, out, &out_n, encoded, n), 1);
	EVP_PKEY_CTX_free(ctx);
	return out_n;
}

static bool openssl_accepts(EVP_PKEY *key, const char *digest, struct str hash,
			    struct str signature)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
	EVP_MD *md = EVP_MD_fetch(NULL, digest, NULL);
	int answer;

	assert_int_equal(EVP_PKEY_verify_init(ctx), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING), 1);
	assert_int_equal(EVP_PKEY_CTX_set_signature_md(ctx, md), 1);
	answer = EVP_PKEY_verify(ctx, (const unsigned char *)signature.p, signature.n,
				 (const unsigned char *)hash.p, hash.n);
	EVP_PKEY_CTX_free(ctx);
	EVP_MD_free(md);
	return answer == 1;
}

static size_t openssl_sign(EVP_PKEY *key, const char *digest, struct str hash, unsigned char *out)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
	EVP_MD *md = EVP_MD_fetch(NULL, digest, NULL);
	size_t n = RSA_V15_MAX_BYTES;

	assert_int_equal(EVP_PKEY_sign_init(ctx), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING), 1);
	assert_int_equal(EVP_PKEY_CTX_set_signature_md(ctx, md), 1);
	assert_int_equal(EVP_PKEY_sign(ctx, out, &n, (const unsigned char *)hash.p, hash.n), 1);
	EVP_PKEY_CTX_free(ctx);
	EVP_MD_free(md);
	return n;
}

static struct rsa_v15 *prepared(EVP_PKEY *key, BIGNUM **n)
{
	struct rsa_v15 *v15;

	*n = NULL;
	assert_int_equal(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, n), 1);
	v15 = rsa_v15_new(*n);
	assert_non_null(v15);
	return v15;
}

static const struct {
	enum alg_digest digest;
	const char *name;
	size_t n;
} digests[] = {
	{ ALG_SHA256, "SHA256", 32 },
	{ ALG_SHA384, "SHA384", 48 },
	{ ALG_SHA512, "SHA512", 64 },
};

static void signatures_of_openssl_are_good_for_each_digest_and_modulus(void **state)
{
	static const unsigned bits[] = { 2048, 2049, 2056, 3072, 4096 };
	unsigned char hash[64], signature[RSA_V15_MAX_BYTES];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bits); i++) {
		EVP_PKEY *key = mint_rsa(bits[i]);
		BIGNUM *n;
		struct rsa_v15 *v15 = prepared(key, &n);

		for (size_t d = 0; d < ARRAY_LEN(digests); d++) {
			struct str text = str_of(hash, digests[d].n);
			size_t length;

			memset(hash, (int)(i * 16 + d), sizeof(hash));
			length = openssl_sign(key, digests[d].name, text, signature);
			assert_verdict(rsa_v15_check(v15, digests[d].digest, text,
						     str_of(signature, length)),
				       OST_OK);
			hash[0] ^= 1;
			assert_verdict(rsa_v15_check(v15, digests[d].digest, text,
						     str_of(signature, length)),
				       OST_BAD_SIGNATURE);
		}
		rsa_v15_free(v15);
		BN_free(n);
		EVP_PKEY_free(key);
	}
}

/* Many signatures and their neighbours: both sides must say the same. */
static void both_agree_on_many_signatures(void **state)
{
	EVP_PKEY *key = mint_rsa(2048);
	BIGNUM *n;
	struct rsa_v15 *v15 = prepared(key, &n);
	unsigned char hash[32] = { 0 }, signature[256];
	struct str text = str_of(hash, 32), octets = str_of(signature, 256);

	(void)state;
	for (int i = 0; i < 200; i++) {
		hash[i % 32] ^= (unsigned char)(i + 1);
		openssl_sign(key, "SHA256", text, signature);
		for (int flip = -1; flip < 8; flip++) {
			if (flip >= 0)
				signature[(i * 8 + flip) % 256] ^= (unsigned char)(1u << flip);
			assert_int_equal(rsa_v15_check(v15, ALG_SHA256, text, octets) == OST_OK,
					 openssl_accepts(key, "SHA256", text, octets));
		}
	}
	rsa_v15_free(v15);
	BN_free(n);
	EVP_PKEY_free(key);
}

/* Where the encoding 00 01 FF.. 00 DigestInfo hash is wrong, so is the signature
 * (CVE-2006-4339). */
static void wrong_encodings_with_a_true_private_key_are_refused(void **state)
{
	static const unsigned char info[] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60,
					      0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
					      0x01, 0x05, 0x00, 0x04, 0x20 };
	enum {
		WHOLE = 256,
		INFO = 256 - 32 - 19
	};
	EVP_PKEY *key = mint_rsa(2048);
	BIGNUM *n;
	struct rsa_v15 *v15 = prepared(key, &n);
	unsigned char hash[32] = { 7 }, good[WHOLE], bad[WHOLE], signature[WHOLE];
	struct str text = str_of(hash, 32), octets = str_of(signature, WHOLE);

	(void)state;
	memset(good, 0xFF, WHOLE);
	good[0] = 0;
	good[1] = 1;
	good[INFO - 1] = 0;
	memcpy(good + INFO, info, sizeof(info));
	memcpy(good + WHOLE - 32, hash, 32);
	raw_sign(key, good, WHOLE, signature);
	assert_verdict(rsa_v15_check(v15, ALG_SHA256, text, octets), OST_OK);
	assert_verdict(rsa_v15_check(v15, ALG_SHA512, str_of(good, 64), octets), OST_BAD_SIGNATURE);
	for (size_t i = 1; i < WHOLE; i++) {
		memcpy(bad, good, WHOLE);
		bad[i] ^= 4;
		raw_sign(key, bad, WHOLE, signature);
		assert_verdict(rsa_v15_check(v15, ALG_SHA256, text, octets), OST_BAD_SIGNATURE);
	}
	/* Short padding, the digest early, garbage behind it. */
	memcpy(bad + 2, good + INFO - 9, 9 + sizeof(info) + 32);
	raw_sign(key, bad, WHOLE, signature);
	assert_verdict(rsa_v15_check(v15, ALG_SHA256, text, octets), OST_BAD_SIGNATURE);
	rsa_v15_free(v15);
	BN_free(n);
	EVP_PKEY_free(key);
}

static void signatures_out_of_range_or_of_a_wrong_length_are_refused(void **state)
{
	EVP_PKEY *key = mint_rsa(2048);
	BIGNUM *n;
	struct rsa_v15 *v15 = prepared(key, &n);
	unsigned char hash[32] = { 0 }, signature[257] = { 0 };
	struct str text = str_of(hash, 32);

	(void)state;
	openssl_sign(key, "SHA256", text, signature + 1);
	assert_verdict(rsa_v15_check(v15, ALG_SHA256, text, str_of(signature + 1, 256)), OST_OK);
	assert_verdict(rsa_v15_check(v15, ALG_SHA256, text, str_of(signature, 257)),
		       OST_BAD_SIGNATURE);
	assert_verdict(rsa_v15_check(v15, ALG_SHA256, text, str_of(signature + 1, 255)),
		       OST_BAD_SIGNATURE);
	assert_verdict(rsa_v15_check(v15, ALG_SHA256, text, str_of(signature, 0)),
		       OST_BAD_SIGNATURE);
	BN_bn2bin(n, signature);
	assert_verdict(rsa_v15_check(v15, ALG_SHA256, text, str_of(signature, 256)),
		       OST_BAD_SIGNATURE);
	memset(signature, 0, sizeof(signature));
	assert_verdict(rsa_v15_check(v15, ALG_SHA256, text, str_of(signature, 256)),
		       OST_BAD_SIGNATURE);
	signature[255] = 1;
	assert_verdict(rsa_v15_check(v15, ALG_SHA256, text, str_of(signature, 256)),
		       OST_BAD_SIGNATURE);
	rsa_v15_free(v15);
	BN_free(n);
	EVP_PKEY_free(key);
}

/* A leading zero octet belongs to the signature: without it, the number is the same, the text is
 * not. */
static void a_signature_keeps_its_leading_zeros(void **state)
{
	EVP_PKEY *key = mint_rsa(2048);
	BIGNUM *n;
	struct rsa_v15 *v15 = prepared(key, &n);
	unsigned char hash[32] = { 0 }, signature[256];
	struct str text = str_of(hash, 32);
	uint32_t tries = 0;

	(void)state;
	do {
		tries++;
		memcpy(hash, &tries, sizeof(tries));
		openssl_sign(key, "SHA256", text, signature);
	} while (signature[0] != 0);
	assert_verdict(rsa_v15_check(v15, ALG_SHA256, text, str_of(signature, 256)), OST_OK);
	assert_verdict(rsa_v15_check(v15, ALG_SHA256, text, str_of(signature + 1, 255)),
		       OST_BAD_SIGNATURE);
	rsa_v15_free(v15);
	BN_free(n);
	EVP_PKEY_free(key);
}

/* s + n means the same to the arithmetic, but is another spelling (RFC 8017 section 5.2.2). */
static void a_signature_has_no_second_spelling(void **state)
{
	BIGNUM *n = NULL, *s = BN_new();
	EVP_PKEY *key = NULL;
	struct rsa_v15 *v15;
	unsigned char hash[32] = { 0 }, signature[256];
	struct str text = str_of(hash, 32), octets = str_of(signature, 256);
	uint32_t tries = 0;

	(void)state;
	do { /* a modulus that leaves room for s + n in as many octets */
		EVP_PKEY_free(key);
		BN_free(n);
		n = NULL;
		key = mint_rsa(2048);
		assert_int_equal(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &n), 1);
		BN_bn2bin(n, signature);
	} while (signature[0] >= 0xE0);
	v15 = rsa_v15_new(n);
	do { /* a signature that is small enough: about one in seven, or more */
		tries++;
		memcpy(hash, &tries, sizeof(tries));
		openssl_sign(key, "SHA256", text, signature);
		assert_verdict(rsa_v15_check(v15, ALG_SHA256, text, octets), OST_OK);
		BN_bin2bn(signature, 256, s);
		BN_add(s, s, n);
	} while (BN_num_bytes(s) > 256);
	BN_bn2bin(s, signature);
	assert_verdict(rsa_v15_check(v15, ALG_SHA256, text, octets), OST_BAD_SIGNATURE);
	rsa_v15_free(v15);
	BN_free(n);
	BN_free(s);
	EVP_PKEY_free(key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signatures_of_openssl_are_good_for_each_digest_and_modulus),
		cmocka_unit_test(both_agree_on_many_signatures),
		cmocka_unit_test(wrong_encodings_with_a_true_private_key_are_refused),
		cmocka_unit_test(signatures_out_of_range_or_of_a_wrong_length_are_refused),
		cmocka_unit_test(a_signature_keeps_its_leading_zeros),
		cmocka_unit_test(a_signature_has_no_second_spelling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
