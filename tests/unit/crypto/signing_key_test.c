#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <pthread.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "crypto/signing_key.h"
#include "support/crypto_keys.h"

OWNER(BIGNUM *, BN_free)
OWNER(EVP_PKEY *, EVP_PKEY_free)
OWNER(EVP_PKEY_CTX *, EVP_PKEY_CTX_free)
OWNER(EVP_MD_CTX *, EVP_MD_CTX_free)
OWNER(OSSL_PARAM *, OSSL_PARAM_free)
OWNER(OSSL_PARAM_BLD *, OSSL_PARAM_BLD_free)

static const struct str input = STR_INIT("ostiary signing input");

/* A member's bytes; the caller's memory is large enough for every key here. */
static size_t member_bytes(const struct json *jwk, const char *name, unsigned char out[512])
{
	struct str text = json_to_str(json_member(jwk, name));

	assert_true(text.n > 0 && b64url_decoded_len(text.n) <= 512);
	assert_true(b64url_decode(text, out));
	return b64url_decoded_len(text.n);
}

static EVP_PKEY *from_params(const char *type, OSSL_PARAM_BLD *build)
{
	OWNED(OSSL_PARAM_free) OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
	OWNED(EVP_PKEY_CTX_free) EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *pkey = NULL;

	assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
	assert_int_equal(EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params), 1);
	return pkey;
}

/* The public JWK as OpenSSL's key: by another way than the one under test. */
static EVP_PKEY *public_key(enum signing_alg alg, const struct json *jwk)
{
	OWNED(OSSL_PARAM_BLD_free) OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	OWNED(BN_free) BIGNUM *n = NULL;
	OWNED(BN_free) BIGNUM *e = NULL;
	unsigned char bytes[512], point[1024];
	size_t width;

	switch (alg) {
	case SIGNING_ALG_RS256:
	case SIGNING_ALG_PS256:
		n = BN_bin2bn(bytes, (int)member_bytes(jwk, "n", bytes), NULL);
		e = BN_bin2bn(bytes, (int)member_bytes(jwk, "e", bytes), NULL);
		OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n);
		OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e);
		return from_params("RSA", build);
	case SIGNING_ALG_ES256:
	case SIGNING_ALG_ES512:
		point[0] = 4;
		width = member_bytes(jwk, "x", point + 1);
		assert_int_equal(member_bytes(jwk, "y", point + 1 + width), width);
		OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME,
						signing_alg_curve(alg).p, 0);
		OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point,
						 1 + 2 * width);
		return from_params("EC", build);
	case SIGNING_ALG_EDDSA:
		break;
	}
	assert_int_equal(member_bytes(jwk, "x", bytes), 32);
	return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, bytes, 32);
}

/* r || s to DER, as OpenSSL wants it. */
static size_t to_der(const unsigned char *raw, size_t n, unsigned char **out)
{
	ECDSA_SIG *sig = ECDSA_SIG_new();
	int length;

	ECDSA_SIG_set0(sig, BN_bin2bn(raw, (int)(n / 2), NULL),
		       BN_bin2bn(raw + n / 2, (int)(n / 2), NULL));
	*out = NULL;
	length = i2d_ECDSA_SIG(sig, out);
	ECDSA_SIG_free(sig);
	assert_true(length > 0);
	return (size_t)length;
}

/* Judges a JWS signature with OpenSSL alone. */
static bool openssl_verifies(enum signing_alg alg, EVP_PKEY *pkey, struct str text,
			     struct str signature)
{
	OWNED(EVP_MD_CTX_free) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	const char *digest = alg == SIGNING_ALG_EDDSA   ? NULL
			     : alg == SIGNING_ALG_ES512 ? "SHA512"
							: "SHA256";
	unsigned char raw[1024], *der = NULL;
	size_t n = b64url_decoded_len(signature.n);
	EVP_PKEY_CTX *options;
	bool ok;

	assert_true(n <= sizeof(raw) && b64url_decode(signature, raw));
	assert_int_equal(EVP_DigestVerifyInit_ex(ctx, &options, digest, NULL, NULL, pkey, NULL), 1);
	if (alg == SIGNING_ALG_PS256) {
		EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
		EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST);
	}
	if (alg == SIGNING_ALG_ES256 || alg == SIGNING_ALG_ES512) {
		assert_int_equal(n, alg == SIGNING_ALG_ES256 ? 64 : 132);
		n = to_der(raw, n, &der);
	}
	ok = EVP_DigestVerify(ctx, der ? der : raw, n, (const unsigned char *)text.p, text.n) == 1;
	OPENSSL_free(der);
	return ok;
}

static void check_signature(const struct signing_key *key)
{
	char jwk_text[SIGNING_KEY_JWK_MAX], signature_text[SIGNING_KEY_SIGNATURE_MAX];
	enum signing_alg alg = signing_key_alg(key);
	OWNED(json_free) struct json *jwk = NULL;
	OWNED(EVP_PKEY_free) EVP_PKEY *pkey = NULL;
	struct buf public_jwk, signature;
	struct err err;

	buf_init_fixed(&public_jwk, jwk_text, sizeof(jwk_text));
	assert_true(signing_key_put_public(key, &public_jwk, &err));
	assert_int_equal(json_parse(buf_text(&public_jwk), 1, &jwk), JSON_OK);
	assert_null(json_member(jwk, "d"));
	pkey = public_key(alg, jwk);
	buf_init_fixed(&signature, signature_text, sizeof(signature_text));
	assert_true(signing_key_sign(key, input, &signature, &err));
	assert_true(openssl_verifies(alg, pkey, input, buf_text(&signature)));
	assert_false(
		openssl_verifies(alg, pkey, STR("ostiary signing inpuT"), buf_text(&signature)));
}

static const enum signing_alg all[] = { SIGNING_ALG_RS256, SIGNING_ALG_PS256, SIGNING_ALG_ES256,
					SIGNING_ALG_ES512, SIGNING_ALG_EDDSA };

static void a_new_key_of_every_algorithm_signs(void **state)
{
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		OWNED(signing_key_free)
		struct signing_key *key = signing_key_generate(all[i], 0, &err);

		assert_non_null(key);
		check_signature(key);
	}
}

static void an_rsa_key_is_as_long_as_asked_for(void **state)
{
	static const unsigned bits[] = { 2048, 3072 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bits); i++) {
		char memory[SIGNING_KEY_SIGNATURE_MAX];
		struct buf signature;
		struct err err;
		OWNED(signing_key_free)
		struct signing_key *key = signing_key_generate(SIGNING_ALG_RS256, bits[i], &err);

		assert_non_null(key);
		check_signature(key);
		buf_init_fixed(&signature, memory, sizeof(memory));
		assert_true(signing_key_sign(key, STR("x"), &signature, &err));
		assert_int_equal(buf_text(&signature).n, (bits[i] / 8 * 4 + 2) / 3);
	}
}

static const struct {
	const char *name;
	enum signing_alg alg;
	struct str private_jwk;
} stored[] = {
	{ "RS256", SIGNING_ALG_RS256, STR_INIT(RSA_PRIVATE) },
	{ "PS256", SIGNING_ALG_PS256, STR_INIT(RSA_PRIVATE) },
	{ "ES256", SIGNING_ALG_ES256, STR_INIT(P256_PRIVATE) },
	{ "ES512", SIGNING_ALG_ES512, STR_INIT(P521_PRIVATE) },
	{ "EdDSA", SIGNING_ALG_EDDSA, STR_INIT(ED25519_PRIVATE) },
};

static void a_stored_key_is_read_and_written_without_change(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(stored); i++) {
		OWNED(signing_key_free) struct signing_key *key = NULL;
		char memory[SIGNING_KEY_JWK_MAX];
		struct buf b;
		struct err err;

		key = signing_key_from_jwk(stored[i].alg, stored[i].private_jwk, &err);
		if (!key)
			fail_msg("%s: %s", stored[i].name, err.text);
		buf_init_fixed(&b, memory, sizeof(memory));
		assert_true(signing_key_put_private(key, &b, &err));
		if (!str_eq(buf_text(&b), stored[i].private_jwk))
			fail_msg("%s: %.*s", stored[i].name, STR_FMT(buf_text(&b)));
		check_signature(key);
	}
}

static struct str sign_to(enum signing_alg alg, struct str jwk, struct str text, char *memory)
{
	OWNED(signing_key_free) struct signing_key *key = NULL;
	struct err err;
	struct buf b;

	key = signing_key_from_jwk(alg, jwk, &err);
	assert_non_null(key);
	buf_init_fixed(&b, memory, SIGNING_KEY_SIGNATURE_MAX);
	assert_true(signing_key_sign(key, text, &b, &err));
	return buf_text(&b);
}

static void deterministic_signatures_are_those_of_others(void **state)
{
	char memory[SIGNING_KEY_SIGNATURE_MAX];

	(void)state;
	assert_true(str_eq(sign_to(SIGNING_ALG_RS256, STR(RSA_PRIVATE), input, memory),
			   STR(RSA_SIGNATURE)));
	/* RFC 8037 appendix A.4 */
	assert_true(str_eq(
		sign_to(SIGNING_ALG_EDDSA, STR(ED25519_PRIVATE),
			STR("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"), memory),
		STR("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsP"
		    "t9g7sVvpAr_MuM0KAg")));
}

static void the_public_half_has_its_members_in_order(void **state)
{
	static const struct {
		enum signing_alg alg;
		struct str private_jwk;
		const char *members[5];
	} cases[] = {
		{ SIGNING_ALG_RS256, STR_INIT(RSA_PRIVATE), { "kty", "n", "e" } },
		{ SIGNING_ALG_ES256, STR_INIT(P256_PRIVATE), { "kty", "x", "y", "crv" } },
		{ SIGNING_ALG_EDDSA, STR_INIT(ED25519_PRIVATE), { "crv", "x", "kty" } },
	};
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		OWNED(signing_key_free) struct signing_key *key = NULL;
		OWNED(json_free) struct json *jwk = NULL;
		char memory[SIGNING_KEY_JWK_MAX];
		size_t at = 0;
		struct buf b;

		key = signing_key_from_jwk(cases[i].alg, cases[i].private_jwk, &err);
		assert_non_null(key);
		buf_init_fixed(&b, memory, sizeof(memory));
		assert_true(signing_key_put_public(key, &b, &err));
		assert_int_equal(json_parse(buf_text(&b), 1, &jwk), JSON_OK);
		for (struct json_walk w = json_walk(jwk); json_next(&w); at++)
			assert_true(str_eq(w.name, str_z(cases[i].members[at])));
		assert_null(cases[i].members[at]);
	}
}

static void what_is_no_key_of_the_algorithm_is_refused(void **state)
{
	static const struct {
		const char *name;
		enum signing_alg alg;
		struct str text;
	} cases[] = {
		{ "nothing", SIGNING_ALG_RS256, STR_INIT("") },
		{ "no object", SIGNING_ALG_RS256, STR_INIT("[]") },
		{ "an empty object", SIGNING_ALG_RS256, STR_INIT("{}") },
		{ "an EC key for RS256", SIGNING_ALG_RS256, STR_INIT(P256_PRIVATE) },
		{ "an RSA key for EdDSA", SIGNING_ALG_EDDSA, STR_INIT(RSA_PRIVATE) },
		{ "P-256 for ES512", SIGNING_ALG_ES512, STR_INIT(P256_PRIVATE) },
		{ "1024 bits", SIGNING_ALG_RS256, STR_INIT(RSA_1024_PRIVATE) },
		{ "only the public half", SIGNING_ALG_EDDSA,
		  STR_INIT("{\"crv\":\"Ed25519\",\"kty\":\"OKP\","
			   "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}") },
		{ "halves that do not belong together", SIGNING_ALG_EDDSA,
		  STR_INIT("{\"crv\":\"Ed25519\",\"d\":\"nWGxne_"
			   "9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\","
			   "\"x\":\"21qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\",\"kty\":"
			   "\"OKP\"}") },
		{ "a point that is not d's", SIGNING_ALG_ES256,
		  STR_INIT(
			  "{\"kty\":\"EC\",\"x\":\"3v-gUsojAsP1MzfrlaXlZRtHwAejSmk8ZmuUEP8u0s0\","
			  "\"y\":\"scLESa6fJcZQ9Kup0WQmblE4sojqyWHCRDaHMJNGWAg\",\"crv\":\"P-256\","
			  "\"d\":\"FPLjIRVg7mKsYPMkdhVVtJsWdZCQrjgydgtD6z5g5Sg\"}") },
	};
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct signing_key *key;

		err.text[0] = '\0';
		key = signing_key_from_jwk(cases[i].alg, cases[i].text, &err);
		if (key)
			fail_msg("accepted: %s", cases[i].name);
		assert_int_not_equal(err.text[0], '\0');
	}
	for (size_t i = 0; i < ARRAY_LEN(stored); i++) {
		struct signing_key *key =
			signing_key_from_jwk(stored[i].alg, stored[i].private_jwk, &err);

		assert_non_null(key);
		signing_key_free(key);
	}
}

static void algorithm_names_are_exact(void **state)
{
	static const char *const others[] = { "rs256", "RS256 ", "RS384", "HS256", "none", "" };
	enum signing_alg alg;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_false(signing_alg_parse(str_z(others[i]), &alg));
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		assert_true(signing_alg_parse(signing_alg_name(all[i]), &alg));
		assert_int_equal(alg, all[i]);
	}
}

static void *sign_many(void *arg)
{
	char memory[SIGNING_KEY_SIGNATURE_MAX];
	const struct signing_key *key = arg;
	struct err err;

	for (int i = 0; i < 50; i++) {
		struct buf b;

		buf_init_fixed(&b, memory, sizeof(memory));
		if (!signing_key_sign(key, input, &b, &err) ||
		    !str_eq(buf_text(&b), STR(RSA_SIGNATURE)))
			return arg;
	}
	return NULL;
}

static void one_key_signs_on_many_threads_at_once(void **state)
{
	OWNED(signing_key_free) struct signing_key *key = NULL;
	pthread_t threads[8];
	struct err err;

	(void)state;
	key = signing_key_from_jwk(SIGNING_ALG_RS256, STR(RSA_PRIVATE), &err);
	assert_non_null(key);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, sign_many, key), 0);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
		void *wrong;

		pthread_join(threads[i], &wrong);
		assert_null(wrong);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_key_of_every_algorithm_signs),
		cmocka_unit_test(an_rsa_key_is_as_long_as_asked_for),
		cmocka_unit_test(a_stored_key_is_read_and_written_without_change),
		cmocka_unit_test(deterministic_signatures_are_those_of_others),
		cmocka_unit_test(the_public_half_has_its_members_in_order),
		cmocka_unit_test(what_is_no_key_of_the_algorithm_is_refused),
		cmocka_unit_test(algorithm_names_are_exact),
		cmocka_unit_test(one_key_signs_on_many_threads_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
