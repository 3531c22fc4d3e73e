/* The public key used as an HMAC secret, and keys used with algorithms that are not theirs
 * (CVE-2015-9235, CVE-2016-5431, CVE-2022-29217, CVE-2023-48223 and their kin). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "mint.h"

#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

static struct str hmac_token(struct mint_world *w, const char *alg, const char *kid, struct str key)
{
	static const struct {
		const char *alg, *digest;
	} digests[] = { { "HS256", "SHA256" }, { "HS384", "SHA384" }, { "HS512", "SHA512" } };
	struct str header = arena_fmt(&w->arena, "{\"alg\":\"%s\",\"kid\":\"%s\"}", alg, kid);
	struct str input = arena_fmt(&w->arena, "%.*s.%.*s", STR_FMT(mint_b64(&w->arena, header)),
				     STR_FMT(mint_b64(&w->arena, STR(MINT_CLAIMS))));
	const char *digest = "SHA256";
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	for (size_t i = 0; i < ARRAY_LEN(digests); i++)
		if (strcmp(alg, digests[i].alg) == 0)
			digest = digests[i].digest;
	assert_non_null(HMAC(EVP_get_digestbyname(digest), key.p ? key.p : "", (int)key.n,
			     (const unsigned char *)input.p, input.n, mac, &n));
	return arena_fmt(&w->arena, "%.*s.%.*s", STR_FMT(input),
			 STR_FMT(mint_b64(&w->arena, str_of(mac, n))));
}

static struct str pem_of(struct mint_world *w, int (*write)(BIO *bio, const EVP_PKEY *key))
{
	BIO *bio = BIO_new(BIO_s_mem());
	struct str text;
	char *p;
	long n;

	assert_int_equal(write(bio, w->rsa.pkey), 1);
	n = BIO_get_mem_data(bio, &p);
	text = arena_copy(&w->arena, str_of(p, (size_t)n));
	BIO_free(bio);
	return text;
}

static struct str der_of(struct mint_world *w)
{
	unsigned char *der = NULL;
	int n = i2d_PUBKEY(w->rsa.pkey, &der);
	struct str copy;

	assert_true(n > 0);
	copy = arena_copy(&w->arena, str_of(der, (size_t)n));
	OPENSSL_free(der);
	return copy;
}

static void the_public_key_is_no_secret_in_whatever_form(void **state)
{
	struct mint_world *w = *state;
	struct str pem = pem_of(w, PEM_write_bio_PUBKEY);
	struct str jwk = str_z(mint_jwk(&w->arena, &w->rsa, ""));
	struct str secrets[] = {
		STR(""),
		STR("rsa-1"),
		STR("secret"),
		pem,
		str_head(pem, pem.n - 1),
		arena_fmt(&w->arena, " %.*s", STR_FMT(pem)),
		arena_fmt(&w->arena, "\n%.*s", STR_FMT(pem)),
		arena_fmt(&w->arena, "%.*s\n", STR_FMT(pem)),
		arena_fmt(&w->arena, "%.*s\r\n", STR_FMT(pem)),
		der_of(w),
		mint_b64(&w->arena, der_of(w)),
		jwk,
		str_z(w->jwks),
	};
	static const char *const algorithms[] = { "HS256", "HS384", "HS512" };

	for (size_t i = 0; i < ARRAY_LEN(secrets); i++)
		for (size_t a = 0; a < ARRAY_LEN(algorithms); a++)
			assert_verdict(
				mint_judge(w, hmac_token(w, algorithms[a], "rsa-1", secrets[i])),
				OST_BAD_ALGORITHM);
	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->rsa, MINT_CLAIMS)), OST_OK);
}

static void a_key_without_alg_never_reaches_hmac_either(void **state)
{
	struct mint_world *w = *state;
	const char *jwk = mint_jwk(&w->arena, &w->rsa, "");
	struct ost_keyset *bare = mint_keyset(mint_jwks(&w->arena, &jwk, 1));
	struct ost_keyset *usual = w->set;

	w->set = bare;
	assert_verdict(mint_judge(w, hmac_token(w, "HS256", "rsa-1", STR(""))), OST_BAD_ALGORITHM);
	assert_verdict(mint_judge(w, hmac_token(w, "HS256", "rsa-1", der_of(w))),
		       OST_BAD_ALGORITHM);
	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->rsa, MINT_CLAIMS)), OST_OK);
	w->set = usual;
	ost_keyset_unref(bare);
}

static void a_secret_key_in_the_set_is_not_used(void **state)
{
	struct mint_world *w = *state;
	const char *jwks[] = {
		"{\"kty\":\"oct\",\"kid\":\"mac\",\"alg\":\"HS256\",\"k\":\"c2VjcmV0\"}",
		mint_jwk(&w->arena, &w->rsa, "")
	};
	struct ost_keyset *set = mint_keyset(mint_jwks(&w->arena, jwks, 2));
	struct ost_keyset *usual = w->set;

	w->set = set;
	assert_int_equal(ost_keyset_count(set), 1);
	assert_verdict(mint_judge(w, hmac_token(w, "HS256", "mac", STR("secret"))),
		       OST_BAD_ALGORITHM);
	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->rsa, MINT_CLAIMS)), OST_OK);
	w->set = usual;
	ost_keyset_unref(set);
}

/* RFC 8725 section 3.1: the same private key, another algorithm than the one its JWK names. */
static void a_key_named_for_one_algorithm_is_used_with_no_other(void **state)
{
	static const char *const others[] = { "RS384", "RS512", "PS256", "PS384", "PS512" };
	struct mint_world *w = *state;
	struct mint_key key = w->rsa;

	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		key.alg = others[i];
		assert_verdict(mint_judge(w, mint_token(&w->arena, &key, MINT_CLAIMS)),
			       OST_BAD_ALGORITHM);
	}
	key.alg = "RS256";
	assert_verdict(mint_judge(w, mint_token(&w->arena, &key, MINT_CLAIMS)), OST_OK);
}

static void an_algorithm_of_another_key_type_is_refused(void **state)
{
	static const struct {
		const char *alg, *kid;
	} rows[] = {
		{ "ES256", "rsa-1" }, { "EdDSA", "rsa-1" }, { "RS256", "ec-1" },
		{ "EdDSA", "ec-1" },  { "RS256", "ed-1" },  { "ES256", "ed-1" },
		{ "ES384", "ec-1" },
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str header = arena_fmt(&w->arena, "{\"alg\":\"%s\",\"kid\":\"%s\"}",
					      rows[i].alg, rows[i].kid);

		assert_verdict(mint_judge(w, mint_sign(&w->arena, w->rsa.pkey, "RS256", header,
						       STR(MINT_CLAIMS))),
			       OST_BAD_ALGORITHM);
	}
	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->ec, MINT_CLAIMS)), OST_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_public_key_is_no_secret_in_whatever_form),
		cmocka_unit_test(a_key_without_alg_never_reaches_hmac_either),
		cmocka_unit_test(a_secret_key_in_the_set_is_not_used),
		cmocka_unit_test(a_key_named_for_one_algorithm_is_used_with_no_other),
		cmocka_unit_test(an_algorithm_of_another_key_type_is_refused),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
