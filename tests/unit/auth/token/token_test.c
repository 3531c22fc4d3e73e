#include "support/issuer_fixture.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "auth/token/token.h"
#include "base/b64url.h"
#include "base/json.h"

OWNER(EVP_PKEY *, EVP_PKEY_free)
OWNER(EVP_PKEY_CTX *, EVP_PKEY_CTX_free)
OWNER(EVP_MD_CTX *, EVP_MD_CTX_free)
OWNER(OSSL_PARAM *, OSSL_PARAM_free)
OWNER(OSSL_PARAM_BLD *, OSSL_PARAM_BLD_free)

static const struct user user = {
	.id = STR_INIT("u1"),
	.name = STR_INIT("Z\xC3\xB6"
			 "e \"Q\""),
	.email = STR_INIT("a@example.com"),
	.created_ms = TEST_NOW_MS - 1,
	.updated_ms = TEST_NOW_MS,
};

static struct str decode(struct fixture *f, struct str part)
{
	unsigned char *bytes = arena_alloc(&f->arena, b64url_decoded_len(part.n));

	assert_true(b64url_decode(part, bytes));
	return str_of(bytes, b64url_decoded_len(part.n));
}

struct parts {
	struct str signed_text; /* header "." payload */
	struct str header;
	struct str payload;
	struct str signature; /* bytes */
};

static struct parts split(struct fixture *f, struct str token)
{
	ptrdiff_t last = str_rfind(token, '.');
	struct str header, payload;
	struct parts parts;

	assert_true(last > 0);
	parts.signed_text = str_head(token, (size_t)last);
	assert_true(str_cut(parts.signed_text, '.', &header, &payload));
	parts.header = decode(f, header);
	parts.payload = decode(f, payload);
	parts.signature = decode(f, str_tail(token, (size_t)last + 1));
	return parts;
}

static struct str issue(struct fixture *f, const struct user *whose)
{
	struct str token;

	if (token_issue(f->issuer, &f->arena, whose, &token, &f->err) != AUTH_OK)
		fail_msg("%s", f->err.text);
	return token;
}

static void header_and_claims_are_exactly_these(void **state)
{
	struct fixture *f = *state;
	struct parts parts;
	struct signer signer;

	f->settings.token.issuer = STR("https://auth.example.com");
	f->settings.token.audience = STR("https://api.example.com");
	f->settings.token.life_s = 86400;
	test_open(f);
	parts = split(f, issue(f, &user));
	assert_int_equal(keyring_signer(f->issuer->keyring, &signer, &f->err), KEYRING_OK);
	assert_true(
		str_eq(parts.header, arena_fmt(&f->arena, "{\"alg\":\"ES256\",\"kid\":\"%.*s\"}",
					       STR_FMT(signer.kid))));
	signer_done(&signer);
	assert_true(str_eq(parts.payload,
			   STR("{\"iat\":1795148913,\"name\":\"Z\xC3\xB6"
			       "e \\\"Q\\\"\",\"email\":\"a@example.com\","
			       "\"emailVerified\":false,\"image\":null,"
			       "\"createdAt\":\"2026-11-20T04:28:33.594Z\","
			       "\"updatedAt\":\"2026-11-20T04:28:33.595Z\",\"id\":\"u1\","
			       "\"sub\":\"u1\",\"exp\":1795235313,"
			       "\"iss\":\"https://auth.example.com\","
			       "\"aud\":\"https://api.example.com\"}")));
}

/* The one key of the published set, as OpenSSL's. */
static EVP_PKEY *published_rsa_key(struct fixture *f)
{
	OWNED(published_free) const struct published *p = keyring_published(f->issuer->keyring);
	OWNED(OSSL_PARAM_BLD_free) OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	OWNED(OSSL_PARAM_free) OSSL_PARAM *params = NULL;
	OWNED(EVP_PKEY_CTX_free)
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OWNED(json_free) struct json *set = NULL;
	const struct json *jwk;
	EVP_PKEY *pkey = NULL;
	BIGNUM *n, *e;
	struct str bytes;

	assert_int_equal(json_parse(p->jwks, 4, &set), JSON_OK);
	jwk = json_element(json_member(set, "keys"), 0);
	assert_true(str_eq(json_to_str(json_member(jwk, "alg")), STR("RS256")));
	bytes = decode(f, json_to_str(json_member(jwk, "n")));
	n = BN_bin2bn((const unsigned char *)bytes.p, (int)bytes.n, NULL);
	bytes = decode(f, json_to_str(json_member(jwk, "e")));
	e = BN_bin2bn((const unsigned char *)bytes.p, (int)bytes.n, NULL);
	OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n);
	OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e);
	params = OSSL_PARAM_BLD_to_param(build);
	assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
	assert_int_equal(EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params), 1);
	BN_free(n);
	BN_free(e);
	return pkey;
}

static bool verifies(EVP_PKEY *pkey, struct str text, struct str signature)
{
	OWNED(EVP_MD_CTX_free) EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	assert_int_equal(EVP_DigestVerifyInit_ex(ctx, NULL, "SHA256", NULL, NULL, pkey, NULL), 1);
	return EVP_DigestVerify(ctx, (const unsigned char *)signature.p, signature.n,
				(const unsigned char *)text.p, text.n) == 1;
}

static void the_published_key_verifies_it_and_no_changed_one(void **state)
{
	struct fixture *f = *state;
	OWNED(EVP_PKEY_free) EVP_PKEY *pkey = NULL;
	struct parts parts;
	char *changed;

	f->settings.keys.alg = SIGNING_ALG_RS256;
	test_open(f);
	parts = split(f, issue(f, &user));
	pkey = published_rsa_key(f);
	assert_int_equal(parts.signature.n, 256);
	assert_true(verifies(pkey, parts.signed_text, parts.signature));
	changed = arena_alloc(&f->arena, parts.signed_text.n);
	memcpy(changed, parts.signed_text.p, parts.signed_text.n);
	for (size_t bit = 0; bit < 8 * parts.signed_text.n; bit += 7) {
		changed[bit / 8] = (char)(changed[bit / 8] ^ 1 << bit % 8);
		assert_false(verifies(pkey, str_of(changed, parts.signed_text.n), parts.signature));
		changed[bit / 8] = (char)(changed[bit / 8] ^ 1 << bit % 8);
	}
}

static void one_second_and_one_user_give_one_rs256_token(void **state)
{
	struct fixture *f = *state;
	struct user other = user;
	struct str first;

	f->settings.keys.alg = SIGNING_ALG_RS256;
	test_open(f);
	first = issue(f, &user);
	test_advance(f, 404); /* ...595 to ...999 */
	assert_true(str_eq(issue(f, &user), first));
	other.id = STR("u2");
	assert_false(str_eq(issue(f, &other), first));
	test_advance(f, 1);
	assert_false(str_eq(issue(f, &user), first));
}

static void a_token_that_no_verifier_would_take_is_not_issued(void **state)
{
	struct fixture *f = *state;
	struct user big = user;
	struct str token = STR("untouched");
	char *name = arena_alloc(&f->arena, 60000);

	memset(name, 'n', 60000);
	big.name = str_of(name, 60000);
	assert_int_equal(token_issue(f->issuer, &f->arena, &big, &token, &f->err),
			 REFUSED_ACCESS_TOKEN_TOO_LONG);
	assert_true(str_eq(token, STR("untouched")));
	for (big.name.n = 5000; big.name.n < 6500; big.name.n++) {
		enum auth_result rc = token_issue(f->issuer, &f->arena, &big, &token, &f->err);

		if (rc == REFUSED_ACCESS_TOKEN_TOO_LONG)
			break;
		assert_int_equal(rc, AUTH_OK);
		assert_true(token.n <= TOKEN_MAX);
	}
	assert_in_range(token.n, TOKEN_MAX - 2, TOKEN_MAX);
	assert_in_range(big.name.n, 5001, 6499);
	assert_int_equal(token_issue(f->issuer, &f->arena, &user, &token, &f->err), AUTH_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_FILES(header_and_claims_are_exactly_these),
		TEST_WITH_FILES(the_published_key_verifies_it_and_no_changed_one),
		TEST_WITH_FILES(one_second_and_one_user_give_one_rs256_token),
		TEST_WITH_ISSUER(a_token_that_no_verifier_would_take_is_not_issued),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
