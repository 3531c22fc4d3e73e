/* Every algorithm, with its own key and with the keys of the others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/rsa.h>
#include <stdlib.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "mint.h"

struct bag {
	struct arena arena;
	struct mint_key keys[10]; /* one per algorithm, named like it */
	struct ost_keyset *set;
};

static EVP_PKEY *key_for(const char *alg, EVP_PKEY *rsa)
{
	if (alg[0] == 'R' || alg[0] == 'P') {
		EVP_PKEY_up_ref(rsa);
		return rsa;
	}
	if (strcmp(alg, "EdDSA") == 0)
		return mint_ed25519();
	return mint_ec(strcmp(alg, "ES256") == 0   ? "P-256"
		       : strcmp(alg, "ES384") == 0 ? "P-384"
						   : "P-521");
}

static int set_up(void **state)
{
	struct bag *bag = calloc(1, sizeof(*bag));
	EVP_PKEY *rsa = mint_rsa(2048);
	const char *jwks[10];

	arena_init(&bag->arena, NULL, 0);
	for (unsigned i = 0; i < 10; i++) {
		const char *alg = ost_algorithm_name(1u << i);

		bag->keys[i] = (struct mint_key){ key_for(alg, rsa), alg, alg };
		jwks[i] = mint_jwk(&bag->arena, &bag->keys[i], "");
	}
	EVP_PKEY_free(rsa);
	bag->set = mint_keyset(mint_jwks(&bag->arena, jwks, 10));
	*state = bag;
	return 0;
}

static int tear_down(void **state)
{
	struct bag *bag = *state;

	for (size_t i = 0; i < 10; i++)
		EVP_PKEY_free(bag->keys[i].pkey);
	ost_keyset_unref(bag->set);
	arena_done(&bag->arena);
	free(bag);
	return 0;
}

static enum ost_verdict judge(const struct ost_keyset *set, struct str jws)
{
	return ost_jws_verify(set, OST_ALGORITHMS_ALL, OST_KID_RULE_REQUIRED, jws.p, jws.n);
}

static void each_algorithm_checks_its_own_signatures(void **state)
{
	struct bag *bag = *state;

	for (size_t i = 0; i < 10; i++)
		for (int again = 0; again < 20; again++)
			assert_verdict(judge(bag->set, mint_token(&bag->arena, &bag->keys[i], "x")),
				       OST_OK);
}

static void a_changed_input_or_signature_is_refused_by_each(void **state)
{
	struct bag *bag = *state;

	for (size_t i = 0; i < 10; i++) {
		struct str token = mint_token(&bag->arena, &bag->keys[i], "payload");
		char *text = (char *)(uintptr_t)token.p;
		size_t dot = (size_t)str_rfind(token, '.');

		text[dot - 3] ^= 2; /* stays in the alphabet or not: refused either way */
		assert_true(judge(bag->set, token) != OST_OK);
		text[dot - 3] ^= 2;
		text[dot + 10] = text[dot + 10] == 'A' ? 'B' : 'A';
		assert_verdict(judge(bag->set, token), OST_BAD_SIGNATURE);
	}
}

/* The signature's octets replaced by others of any length. */
static struct str with_signature(struct arena *a, struct str token, struct str octets)
{
	struct str head = str_head(token, (size_t)str_rfind(token, '.') + 1);

	return arena_fmt(a, "%.*s%.*s", STR_FMT(head), STR_FMT(mint_b64(a, octets)));
}

static void signatures_of_a_wrong_length_are_refused_by_each(void **state)
{
	struct bag *bag = *state;

	for (size_t i = 0; i < 10; i++) {
		struct str token = mint_token(&bag->arena, &bag->keys[i], "payload");
		struct str text = str_tail(token, (size_t)str_rfind(token, '.') + 1);
		unsigned char octets[1100] = { 0 };
		size_t n = b64url_decoded_len(text.n);

		assert_true(b64url_decode(text, octets));
		assert_verdict(
			judge(bag->set, with_signature(&bag->arena, token, str_of(octets, n))),
			OST_OK);
		for (size_t wrong = 0; wrong < sizeof(octets); wrong += wrong < n + 3 ? 1 : 97) {
			if (wrong == n)
				continue;
			assert_verdict(judge(bag->set, with_signature(&bag->arena, token,
								      str_of(octets, wrong))),
				       OST_BAD_SIGNATURE);
		}
	}
}

/* One private RSA key, six algorithms: a key named for one is not used with the others. */
static void one_key_s_signature_is_no_other_algorithm_s(void **state)
{
	struct bag *bag = *state;

	for (size_t signer = 0; signer < 10; signer++)
		for (size_t named = 0; named < 10; named++) {
			struct mint_key key = bag->keys[signer];
			struct str token;

			key.kid = bag->keys[named].kid;
			token = mint_token(&bag->arena, &key, "payload");
			if (signer == named || (signer < 6 && named < 6))
				assert_verdict(judge(bag->set, token), OST_OK);
			else
				assert_verdict(judge(bag->set, token), OST_BAD_ALGORITHM);
		}
}

static void a_header_that_lies_about_the_algorithm_is_refused(void **state)
{
	struct bag *bag = *state;

	for (size_t signer = 0; signer < 6; signer++)
		for (size_t said = 0; said < 6; said++) {
			struct str header =
				arena_fmt(&bag->arena, "{\"alg\":\"%s\",\"kid\":\"RS256\"}",
					  bag->keys[said].alg);
			struct str token = mint_sign(&bag->arena, bag->keys[signer].pkey,
						     bag->keys[signer].alg, header, STR("x"));

			assert_verdict(judge(bag->set, token),
				       said == signer ? OST_OK : OST_BAD_SIGNATURE);
		}
}

static EVP_PKEY *rsa_with_exponent(const char *decimal)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	BIGNUM *e = NULL;
	EVP_PKEY *key = NULL;

	assert_true(BN_dec2bn(&e, decimal) > 0);
	assert_int_equal(EVP_PKEY_keygen_init(ctx), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, 2048), 1);
	assert_int_equal(EVP_PKEY_CTX_set1_rsa_keygen_pubexp(ctx, e), 1);
	assert_int_equal(EVP_PKEY_generate(ctx, &key), 1);
	EVP_PKEY_CTX_free(ctx);
	BN_free(e);
	return key;
}

static void other_sound_exponents_work_as_well(void **state)
{
	static const char *const exponents[] = { "65539", "16777217", "4294967291" };
	struct bag *bag = *state;

	for (size_t i = 0; i < ARRAY_LEN(exponents); i++) {
		struct mint_key key = { rsa_with_exponent(exponents[i]), "k", NULL };
		const char *jwk = mint_jwk(&bag->arena, &key, "");
		struct ost_keyset *set = mint_keyset(mint_jwks(&bag->arena, &jwk, 1));

		for (unsigned alg = 0; alg < 6; alg++) {
			struct str token;

			key.alg = ost_algorithm_name(1u << alg);
			token = mint_token(&bag->arena, &key, "x");
			assert_verdict(judge(set, token), OST_OK);
			((char *)(uintptr_t)token.p)[token.n - 20] ^= 1;
			assert_true(judge(set, token) != OST_OK);
		}
		ost_keyset_unref(set);
		EVP_PKEY_free(key.pkey);
	}
}

static struct str sign_pss(struct arena *a, EVP_PKEY *key, int salt, const char *mgf1)
{
	struct str input = arena_fmt(
		a, "%.*s.%.*s", STR_FMT(mint_b64(a, STR("{\"alg\":\"PS256\",\"kid\":\"PS256\"}"))),
		STR_FMT(mint_b64(a, STR("x"))));
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *pkey_ctx;
	unsigned char octets[512];
	size_t n = sizeof(octets);

	assert_int_equal(EVP_DigestSignInit_ex(ctx, &pkey_ctx, "SHA256", NULL, NULL, key, NULL), 1);
	EVP_PKEY_CTX_set_rsa_padding(pkey_ctx, RSA_PKCS1_PSS_PADDING);
	EVP_PKEY_CTX_set_rsa_pss_saltlen(pkey_ctx, salt);
	EVP_PKEY_CTX_set_rsa_mgf1_md_name(pkey_ctx, mgf1, NULL);
	assert_int_equal(EVP_DigestSign(ctx, octets, &n, (const unsigned char *)input.p, input.n),
			 1);
	EVP_MD_CTX_free(ctx);
	return arena_fmt(a, "%.*s.%.*s", STR_FMT(input), STR_FMT(mint_b64(a, str_of(octets, n))));
}

static void pss_wants_its_own_salt_length_and_mask(void **state)
{
	struct bag *bag = *state;
	EVP_PKEY *key = bag->keys[3].pkey;

	assert_verdict(judge(bag->set, sign_pss(&bag->arena, key, 32, "SHA256")), OST_OK);
	assert_verdict(judge(bag->set, sign_pss(&bag->arena, key, 0, "SHA256")), OST_BAD_SIGNATURE);
	assert_verdict(judge(bag->set, sign_pss(&bag->arena, key, 20, "SHA256")),
		       OST_BAD_SIGNATURE);
	assert_verdict(judge(bag->set, sign_pss(&bag->arena, key, 222, "SHA256")),
		       OST_BAD_SIGNATURE);
	assert_verdict(judge(bag->set, sign_pss(&bag->arena, key, 32, "SHA1")), OST_BAD_SIGNATURE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_algorithm_checks_its_own_signatures),
		cmocka_unit_test(a_changed_input_or_signature_is_refused_by_each),
		cmocka_unit_test(signatures_of_a_wrong_length_are_refused_by_each),
		cmocka_unit_test(one_key_s_signature_is_no_other_algorithm_s),
		cmocka_unit_test(a_header_that_lies_about_the_algorithm_is_refused),
		cmocka_unit_test(other_sound_exponents_work_as_well),
		cmocka_unit_test(pss_wants_its_own_salt_length_and_mask),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
