/* Keys in a JWKS that are weak, wrong, or made to keep the checker busy (RFC 8725 section 3.4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/bn.h>
#include <string.h>

#include "base/cleanup.h"
#include "mint.h"

static size_t usable(struct mint_world *w, const char *jwk)
{
	struct ost_keyset *set = mint_keyset(mint_jwks(&w->arena, &jwk, 1));
	size_t count = ost_keyset_count(set);

	ost_keyset_unref(set);
	return count;
}

/* A modulus of `bits` bits with these first and last octets, and a pattern between them. */
static struct str modulus(struct mint_world *w, size_t bits, unsigned char last)
{
	size_t n = (bits + 7) / 8;
	unsigned char *octets = arena_alloc(&w->arena, n);
	struct str text;

	for (size_t i = 0; i < n; i++)
		octets[i] = (unsigned char)(i * 7 + 3);
	octets[0] = (unsigned char)(1u << (bits - 1) % 8);
	octets[n - 1] = last;
	text = mint_b64(&w->arena, str_of(octets, n));
	return text;
}

static const char *rsa_jwk(struct mint_world *w, struct str n, const char *e)
{
	struct buf b;

	arena_buf(&w->arena, &b, 1024, 1 << 20);
	buf_z(&b, "{\"kty\":\"RSA\",\"kid\":\"k\",\"n\":\"");
	buf_str(&b, n);
	buf_fmt(&b, "\",\"e\":\"%s\"}", e);
	return buf_cstr(&b);
}

static void rsa_moduli_have_2048_to_8192_bits_and_are_odd(void **state)
{
	static const struct {
		size_t bits;
		unsigned char last;
		size_t usable;
	} rows[] = {
		{ 512, 1, 0 },   { 1024, 1, 0 },  { 2040, 1, 0 }, { 2047, 1, 0 },   { 2048, 1, 1 },
		{ 2049, 1, 1 },  { 3072, 1, 1 },  { 4096, 1, 1 }, { 8192, 1, 1 },   { 8193, 1, 0 },
		{ 16384, 1, 0 }, { 65536, 1, 0 }, { 2048, 0, 0 }, { 2048, 254, 0 }, { 4096, 2, 0 },
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(
			usable(w, rsa_jwk(w, modulus(w, rows[i].bits, rows[i].last), "AQAB")),
			rows[i].usable);
	assert_int_equal(usable(w, rsa_jwk(w, STR("AA"), "AQAB")), 0);
	assert_int_equal(usable(w, rsa_jwk(w, STR("AQ"), "AQAB")), 0);
	assert_int_equal(usable(w, rsa_jwk(w, STR(""), "AQAB")), 0);
}

static void rsa_exponents_are_odd_and_neither_small_nor_huge(void **state)
{
	static const struct {
		const char *e;
		size_t usable;
	} rows[] = {
		{ "AQAB", 1 },   /* 65537 */
		{ "AQAD", 1 },   /* 65539 */
		{ "_____w", 1 }, /* 2^32 - 1 */
		{ "", 0 },
		{ "AA", 0 },
		{ "AQ", 0 },      /* 1 */
		{ "Ag", 0 },      /* 2 */
		{ "Aw", 0 },      /* 3 */
		{ "EQ", 0 },      /* 17 */
		{ "__8", 0 },     /* 65535 */
		{ "AQAA", 0 },    /* 65536: even */
		{ "AQAC", 0 },    /* even */
		{ "AQAAAAA", 0 }, /* 2^32: even */
		{ "AQAAAAE", 0 }, /* 2^32 + 1 */
		{ "AQAAAAAAAAAB", 0 },
		{ "AAEAAQ", 0 }, /* 65537 with a leading zero octet */
		{ "AQAB=", 0 },
		{ "AQ AB", 0 },
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(usable(w, rsa_jwk(w, modulus(w, 2048, 1), rows[i].e)),
				 rows[i].usable);
	assert_int_equal(usable(w, rsa_jwk(w, modulus(w, 2048, 1), modulus(w, 2048, 1).p)), 0);
}

/* RFC 7518 section 6.3.1.1: a leading zero octet makes another spelling of the same key. */
static void a_modulus_has_one_spelling(void **state)
{
	struct mint_world *w = *state;
	unsigned char octets[257] = { 0, 0x80 };

	octets[256] = 1;
	assert_int_equal(usable(w, rsa_jwk(w, mint_b64(&w->arena, str_of(octets, 257)), "AQAB")),
			 0);
	assert_int_equal(
		usable(w, rsa_jwk(w, mint_b64(&w->arena, str_of(octets + 1, 256)), "AQAB")), 1);
}

static const char *ec_jwk(struct mint_world *w, const char *crv, struct str x, struct str y)
{
	return arena_fmt(&w->arena,
			 "{\"kty\":\"EC\",\"kid\":\"k\",\"crv\":\"%s\",\"x\":\"%.*s\",\"y\":\"%.*"
			 "s\"}",
			 crv, STR_FMT(mint_b64(&w->arena, x)), STR_FMT(mint_b64(&w->arena, y)))
		.p;
}

static void elliptic_points_are_on_their_curve_and_of_full_size(void **state)
{
	struct mint_world *w = *state;
	unsigned char x[34] = { 0 }, y[34] = { 0 }; /* with an octet too many at both ends */
	BIGNUM *bn = NULL;

	assert_int_equal(EVP_PKEY_get_bn_param(w->ec.pkey, "qx", &bn), 1);
	BN_bn2binpad(bn, x + 1, 32);
	assert_int_equal(EVP_PKEY_get_bn_param(w->ec.pkey, "qy", &bn), 1);
	BN_bn2binpad(bn, y + 1, 32);
	BN_free(bn);
	assert_int_equal(usable(w, ec_jwk(w, "P-256", str_of(x + 1, 32), str_of(y + 1, 32))), 1);
	assert_int_equal(usable(w, ec_jwk(w, "P-384", str_of(x + 1, 32), str_of(y + 1, 32))), 0);
	assert_int_equal(usable(w, ec_jwk(w, "p-256", str_of(x + 1, 32), str_of(y + 1, 32))), 0);
	assert_int_equal(usable(w, ec_jwk(w, "secp256k1", str_of(x + 1, 32), str_of(y + 1, 32))),
			 0);
	assert_int_equal(usable(w, ec_jwk(w, "P-256", str_of(x, 33), str_of(y, 33))), 0);
	assert_int_equal(usable(w, ec_jwk(w, "P-256", str_of(x + 1, 33), str_of(y + 1, 33))), 0);
	assert_int_equal(usable(w, ec_jwk(w, "P-256", str_of(x + 1, 31), str_of(y + 1, 32))), 0);
	assert_int_equal(usable(w, ec_jwk(w, "P-256", str_of(y + 1, 32), str_of(x + 1, 32))), 0);
	for (size_t i = 1; i < 33; i++) {
		y[i] ^= 1;
		assert_int_equal(
			usable(w, ec_jwk(w, "P-256", str_of(x + 1, 32), str_of(y + 1, 32))), 0);
		y[i] ^= 1;
	}
	memset(x, 0, sizeof(x));
	memset(y, 0, sizeof(y));
	assert_int_equal(usable(w, ec_jwk(w, "P-256", str_of(x + 1, 32), str_of(y + 1, 32))), 0);
	memset(x, 0xFF, sizeof(x));
	memset(y, 0xFF, sizeof(y));
	assert_int_equal(usable(w, ec_jwk(w, "P-256", str_of(x + 1, 32), str_of(y + 1, 32))), 0);
}

static const char *okp_jwk(struct mint_world *w, const unsigned char *x, size_t n)
{
	return arena_fmt(&w->arena,
			 "{\"kty\":\"OKP\",\"kid\":\"k\",\"crv\":\"Ed25519\",\"x\":\"%.*s\"}",
			 STR_FMT(mint_b64(&w->arena, str_of(x, n))))
		.p;
}

/* Every spelling of a point whose order divides eight: a verifier that uses one as a key accepts
 * signatures that were never made. */
static void ed25519_points_of_small_order_are_no_keys(void **state)
{
	static const char *const points[] = {
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	};
	struct mint_world *w = *state;
	unsigned char good[32];
	size_t good_n = sizeof(good);

	for (size_t i = 0; i < ARRAY_LEN(points); i++) {
		long n;
		unsigned char *x = OPENSSL_hexstr2buf(points[i], &n);

		assert_int_equal(n, 32);
		assert_int_equal(usable(w, okp_jwk(w, x, 32)), 0);
		x[31] ^= 0x80; /* the sign of the other coordinate */
		assert_int_equal(usable(w, okp_jwk(w, x, 32)), 0);
		OPENSSL_free(x);
	}
	assert_int_equal(EVP_PKEY_get_raw_public_key(w->ed.pkey, good, &good_n), 1);
	assert_int_equal(usable(w, okp_jwk(w, good, 32)), 1);
	assert_int_equal(usable(w, okp_jwk(w, good, 31)), 0);
}

/* A published private key: anyone can sign with it. */
static void a_published_private_key_is_not_used(void **state)
{
	struct mint_world *w = *state;

	assert_int_equal(usable(w, mint_jwk(&w->arena, &w->rsa, ",\"d\":\"AQAB\"")), 0);
	assert_int_equal(usable(w, mint_jwk(&w->arena, &w->ec, ",\"d\":\"AQAB\"")), 0);
	assert_int_equal(usable(w, mint_jwk(&w->arena, &w->ed, ",\"d\":\"\"")), 0);
	assert_int_equal(usable(w, mint_jwk(&w->arena, &w->rsa, ",\"D\":\"AQAB\"")), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rsa_moduli_have_2048_to_8192_bits_and_are_odd),
		cmocka_unit_test(rsa_exponents_are_odd_and_neither_small_nor_huge),
		cmocka_unit_test(a_modulus_has_one_spelling),
		cmocka_unit_test(elliptic_points_are_on_their_curve_and_of_full_size),
		cmocka_unit_test(ed25519_points_of_small_order_are_no_keys),
		cmocka_unit_test(a_published_private_key_is_not_used),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
