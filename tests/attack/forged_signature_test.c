/* Signatures that fit too much: zeros and group orders (CVE-2022-21449), DER where r and s belong,
 * and the algebra of Ed25519. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <string.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "mint.h"

static struct str with_signature(struct mint_world *w, struct str token, const void *octets,
				 size_t n)
{
	struct str head = str_head(token, (size_t)str_rfind(token, '.') + 1);

	return arena_fmt(&w->arena, "%.*s%.*s", STR_FMT(head),
			 STR_FMT(mint_b64(&w->arena, str_of(octets, n))));
}

static void r_and_s_of_zero_or_at_the_group_order_are_refused(void **state)
{
	static const char *const numbers[] = {
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0000000000000000000000000000000000000000000000000000000000000001",
		"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550", /* n - 1 */
		"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", /* n */
		"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632552", /* n + 1 */
		"ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", /* p */
		"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	};
	struct mint_world *w = *state;
	struct str token = mint_token(&w->arena, &w->ec, MINT_CLAIMS);

	for (size_t r = 0; r < ARRAY_LEN(numbers); r++)
		for (size_t s = 0; s < ARRAY_LEN(numbers); s++) {
			unsigned char octets[64];
			size_t n;

			assert_int_equal(OPENSSL_hexstr2buf_ex(octets, 32, &n, numbers[r], '\0'),
					 1);
			assert_int_equal(
				OPENSSL_hexstr2buf_ex(octets + 32, 32, &n, numbers[s], '\0'), 1);
			assert_verdict(mint_judge(w, with_signature(w, token, octets, 64)),
				       OST_BAD_SIGNATURE);
		}
	assert_verdict(mint_judge(w, token), OST_OK);
}

/* RFC 7518 section 3.4: r and s one behind the other, not the DER that other protocols use. */
static void a_true_signature_in_der_is_refused(void **state)
{
	struct mint_world *w = *state;
	struct str token = mint_token(&w->arena, &w->ec, MINT_CLAIMS);
	struct str text = str_tail(token, (size_t)str_rfind(token, '.') + 1);
	unsigned char raw[64], *der = NULL;
	ECDSA_SIG *signature = ECDSA_SIG_new();
	int n;

	assert_true(b64url_decode(text, raw));
	ECDSA_SIG_set0(signature, BN_bin2bn(raw, 32, NULL), BN_bin2bn(raw + 32, 32, NULL));
	n = i2d_ECDSA_SIG(signature, &der);
	assert_verdict(mint_judge(w, with_signature(w, token, der, (size_t)n)), OST_BAD_SIGNATURE);
	assert_verdict(mint_judge(w, with_signature(w, token, raw, 64)), OST_OK);
	OPENSSL_free(der);
	ECDSA_SIG_free(signature);
}

/* Leading zeros of r and s belong there; more or fewer do not. */
static void r_and_s_have_their_full_length(void **state)
{
	struct mint_world *w = *state;
	struct str token = mint_token(&w->arena, &w->ec, MINT_CLAIMS);
	struct str text = str_tail(token, (size_t)str_rfind(token, '.') + 1);
	unsigned char padded[66] = { 0 };

	assert_true(b64url_decode(text, padded + 1));
	memmove(padded + 34, padded + 33, 32);
	padded[33] = 0;
	assert_verdict(mint_judge(w, with_signature(w, token, padded, 66)), OST_BAD_SIGNATURE);
	for (int i = 0; i < 600; i++) { /* about one in 128 has a leading zero octet */
		struct str claims = arena_fmt(&w->arena, "%.*s,\"n\":%d}",
					      (int)sizeof(MINT_CLAIMS) - 2, MINT_CLAIMS, i);

		assert_verdict(mint_judge(w, mint_token(&w->arena, &w->ec, claims.p)), OST_OK);
	}
}

/* s + L is the same to the curve, but not a number that RFC 8032 section 5.1.7 allows. */
static void an_ed25519_s_beyond_the_order_is_refused(void **state)
{
	static const unsigned char order[32] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a,       0x63,
						 0x12, 0x58, 0xd6, 0x9c, 0xf7,       0xa2,
						 0xde, 0xf9, 0xde, 0x14, [31] = 0x10 };
	struct mint_world *w = *state;
	struct str token = mint_token(&w->arena, &w->ed, MINT_CLAIMS);
	struct str text = str_tail(token, (size_t)str_rfind(token, '.') + 1);
	unsigned char octets[64];
	unsigned carry = 0;

	assert_true(b64url_decode(text, octets));
	assert_verdict(mint_judge(w, with_signature(w, token, octets, 64)), OST_OK);
	for (size_t i = 0; i < 32; i++) {
		carry += octets[32 + i] + order[i];
		octets[32 + i] = (unsigned char)carry;
		carry >>= 8;
	}
	assert_verdict(mint_judge(w, with_signature(w, token, octets, 64)), OST_BAD_SIGNATURE);
}

static void signatures_of_zeros_or_ones_are_refused_by_each_key(void **state)
{
	struct mint_world *w = *state;
	const struct mint_key *keys[] = { &w->rsa, &w->ec, &w->ed };
	static const size_t lengths[] = { 256, 64, 64 };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		for (int fill = 0; fill < 256; fill += 51) {
			struct str token = mint_token(&w->arena, keys[i], MINT_CLAIMS);
			unsigned char octets[256];

			memset(octets, fill, sizeof(octets));
			assert_verdict(mint_judge(w, with_signature(w, token, octets, lengths[i])),
				       OST_BAD_SIGNATURE);
			assert_verdict(mint_judge(w, token), OST_OK);
		}
}

static void a_signature_of_another_token_is_refused(void **state)
{
	struct mint_world *w = *state;
	const struct mint_key *keys[] = { &w->rsa, &w->ec, &w->ed };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct str a = mint_token(&w->arena, keys[i], MINT_CLAIMS);
		struct str b = mint_token(&w->arena, keys[i], MINT_CLAIMS_WITH(",\"admin\":true"));
		struct str head = str_head(b, (size_t)str_rfind(b, '.'));
		struct str tail = str_tail(a, (size_t)str_rfind(a, '.'));

		assert_verdict(mint_judge(w, arena_fmt(&w->arena, "%.*s%.*s", STR_FMT(head),
						       STR_FMT(tail))),
			       OST_BAD_SIGNATURE);
		assert_verdict(mint_judge(w, b), OST_OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r_and_s_of_zero_or_at_the_group_order_are_refused),
		cmocka_unit_test(a_true_signature_in_der_is_refused),
		cmocka_unit_test(r_and_s_have_their_full_length),
		cmocka_unit_test(an_ed25519_s_beyond_the_order_is_refused),
		cmocka_unit_test(signatures_of_zeros_or_ones_are_refused_by_each_key),
		cmocka_unit_test(a_signature_of_another_token_is_refused),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
