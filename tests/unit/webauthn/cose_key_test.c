#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/rsa.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "support/authenticator.h"
#include "webauthn/data/cose_key.h"

static enum webauthn_verdict read_text(struct str text)
{
	struct cose_key key;
	enum webauthn_verdict verdict = cose_key_read(text, &key);

	if (verdict == WEBAUTHN_OK)
		cose_key_done(&key);
	return verdict;
}

static void reads_the_three_algorithms(void **state)
{
	static const int64_t algs[] = { -7, -8, -257 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(algs); i++) {
		struct authenticator device;
		struct cose_key key;
		struct buf text;

		authenticator_init(&device, algs[i]);
		buf_init_heap(&text, 4096);
		authenticator_put_key(&device, &text);
		assert_int_equal(cose_key_read(buf_text(&text), &key), WEBAUTHN_OK);
		assert_int_equal(key.alg->id, algs[i]);
		assert_int_equal(EVP_PKEY_eq(key.public, device.key), 1);
		cose_key_done(&key);
		buf_done(&text);
		authenticator_done(&device);
	}
}

/* A map of integers and of bytes of one value, which is how far these keys get. */
#define B32(c)  "\x58\x20" c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c
#define ZEROS31 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define P256_X                                                                                     \
	"\x58\x20\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40\xf2\x77\x03"         \
	"\x7d\x81\x2d\xeb\x33\xa0\xf4\xa1\x39\x45\xd8\x98\xc2\x96"
#define P256_Y                                                                                     \
	"\x58\x20\x4f\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c\x0f\x9e\x16\x2b\xce"         \
	"\x33\x57\x6b\x31\x5e\xce\xcb\xb6\x40\x68\x37\xbf\x51\xf5"

static const struct {
	const char *name;
	struct str text;
	enum webauthn_verdict verdict;
} rows[] = {
	{ "the base point of P-256",
	  STR_INIT("\xa5\x01\x02\x03\x26\x20\x01\x21" P256_X "\x22" P256_Y), WEBAUTHN_OK },
	{ "in another order", STR_INIT("\xa5\x22" P256_Y "\x21" P256_X "\x20\x01\x03\x26\x01\x02"),
	  WEBAUTHN_OK },
	{ "with a member more",
	  STR_INIT("\xa6\x01\x02\x03\x26\x20\x01\x21" P256_X "\x22" P256_Y "\x04\x81\x02"),
	  WEBAUTHN_OK },
	{ "a point beside the curve",
	  STR_INIT("\xa5\x01\x02\x03\x26\x20\x01\x21" P256_X "\x22" P256_X), WEBAUTHN_BAD_KEY },
	{ "the point zero", STR_INIT("\xa5\x01\x02\x03\x26\x20\x01\x21" B32("\0") "\x22" B32("\0")),
	  WEBAUTHN_BAD_KEY },
	{ "a compressed point", STR_INIT("\xa5\x01\x02\x03\x26\x20\x01\x21" P256_X "\x22\xf5"),
	  WEBAUTHN_BAD_KEY },
	{ "without y", STR_INIT("\xa4\x01\x02\x03\x26\x20\x01\x21" P256_X), WEBAUTHN_BAD_KEY },
	{ "curve P-384", STR_INIT("\xa5\x01\x02\x03\x26\x20\x02\x21" P256_X "\x22" P256_Y),
	  WEBAUTHN_BAD_KEY },
	{ "ES384", STR_INIT("\xa5\x01\x02\x03\x38\x22\x20\x01\x21" P256_X "\x22" P256_Y),
	  WEBAUTHN_BAD_KEY },
	{ "an unknown algorithm",
	  STR_INIT("\xa5\x01\x02\x03\x38\x63\x20\x01\x21" P256_X "\x22" P256_Y), WEBAUTHN_BAD_KEY },
	{ "algorithm 7", STR_INIT("\xa5\x01\x02\x03\x07\x20\x01\x21" P256_X "\x22" P256_Y),
	  WEBAUTHN_BAD_KEY },
	{ "the type of RSA", STR_INIT("\xa5\x01\x03\x03\x26\x20\x01\x21" P256_X "\x22" P256_Y),
	  WEBAUTHN_BAD_KEY },
	{ "EdDSA with a point of P-256",
	  STR_INIT("\xa5\x01\x02\x03\x27\x20\x01\x21" P256_X "\x22" P256_Y), WEBAUTHN_BAD_KEY },
	{ "EdDSA on Ed448", STR_INIT("\xa4\x01\x01\x03\x27\x20\x07\x21" P256_X), WEBAUTHN_BAD_KEY },
	{ "EdDSA with a short x", STR_INIT("\xa4\x01\x01\x03\x27\x20\x06\x21\x41\x01"),
	  WEBAUTHN_BAD_KEY },
	{ "a point of Ed25519", STR_INIT("\xa4\x01\x01\x03\x27\x20\x06\x21" P256_X), WEBAUTHN_OK },
	{ "the neutral point of Ed25519",
	  STR_INIT("\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20\x01" ZEROS31), WEBAUTHN_BAD_KEY },
	{ "a point of Ed25519 whose order is four",
	  STR_INIT("\xa4\x01\x01\x03\x27\x20\x06\x21" B32("\0")), WEBAUTHN_BAD_KEY },
	{ "RS256 without n", STR_INIT("\xa3\x01\x03\x03\x39\x01\x00\x21\x43\x01\x00\x01"),
	  WEBAUTHN_BAD_KEY },
	{ "an algorithm of text", STR_INIT("\xa1\x03\x61x"), WEBAUTHN_MALFORMED },
	{ "no algorithm", STR_INIT("\xa1\x01\x02"), WEBAUTHN_MALFORMED },
	{ "a list", STR_INIT("\x80"), WEBAUTHN_MALFORMED },
	{ "nothing", STR_INIT(""), WEBAUTHN_MALFORMED },
};

static void judges_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (read_text(rows[i].text) != rows[i].verdict)
			fail_msg("%s: %s", rows[i].name,
				 webauthn_verdict_text(read_text(rows[i].text)));
}

static enum webauthn_verdict read_rsa(struct str n, struct str e)
{
	enum webauthn_verdict verdict;
	struct buf text;

	buf_init_heap(&text, 8192);
	buf_str(&text, STR("\xa4\x01\x03\x03\x39\x01\x00\x20"));
	cbor_put_bytes(&text, n);
	buf_char(&text, 0x21);
	cbor_put_bytes(&text, e);
	verdict = read_text(buf_text(&text));
	buf_done(&text);
	return verdict;
}

static size_t modulus_of(unsigned bits, unsigned char out[2048])
{
	EVP_PKEY *key = EVP_RSA_gen(bits);
	BIGNUM *n = NULL;
	int length;

	assert_int_equal(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &n), 1);
	length = BN_bn2bin(n, out);
	BN_free(n);
	EVP_PKEY_free(key);
	return (size_t)length;
}

static void refuses_weak_rsa_keys(void **state)
{
	unsigned char n[2048], padded[1 + 256] = { 0 }, large[1025];
	size_t bytes = modulus_of(2048, n);

	(void)state;
	assert_int_equal(read_rsa(str_of(n, bytes), STR("\x01\x00\x01")), WEBAUTHN_OK);
	memcpy(padded + 1, n, bytes);
	assert_int_equal(read_rsa(str_of(padded, bytes + 1), STR("\x01\x00\x01")),
			 WEBAUTHN_BAD_KEY);
	assert_int_equal(read_rsa(str_of(n, bytes), STR("\x00\x01\x00\x01")), WEBAUTHN_BAD_KEY);
	assert_int_equal(read_rsa(str_of(n, bytes), STR("\x03")), WEBAUTHN_BAD_KEY);
	assert_int_equal(read_rsa(str_of(n, bytes), STR("\x01\x00\x02")), WEBAUTHN_BAD_KEY);
	assert_int_equal(read_rsa(str_of(n, bytes), STR("\x01\x00\x00\x00\x01")), WEBAUTHN_BAD_KEY);
	assert_int_equal(read_rsa(str_of(n, bytes), STR("")), WEBAUTHN_BAD_KEY);
	n[bytes - 1] ^= 1;
	assert_int_equal(read_rsa(str_of(n, bytes), STR("\x01\x00\x01")), WEBAUTHN_BAD_KEY);
	bytes = modulus_of(1024, n);
	assert_int_equal(read_rsa(str_of(n, bytes), STR("\x01\x00\x01")), WEBAUTHN_BAD_KEY);
	memset(large, 0xff, sizeof(large));
	assert_int_equal(read_rsa(str_of(large, sizeof(large)), STR("\x01\x00\x01")),
			 WEBAUTHN_BAD_KEY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_three_algorithms),
		cmocka_unit_test(judges_keys),
		cmocka_unit_test(refuses_weak_rsa_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
