/* Which keys of a JWKS are used, and for what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "mint.h"

static enum ost_keyset_rc try_text(const char *text, size_t n)
{
	struct ost_keyset *set = NULL;
	enum ost_keyset_rc rc = ost_keyset_new(text, n, &set);

	assert_int_equal(rc == OST_KEYSET_OK, set != NULL);
	ost_keyset_unref(set);
	return rc;
}

static void a_text_that_is_no_key_set_is_refused(void **state)
{
	static const char *const wrong[] = {
		"",
		"null",
		"[]",
		"{}",
		"{\"keys\":{}}",
		"{\"keys\":null}",
		"{\"keys\":[]",
		"{\"keys\":[]} x",
		"{\"keys\":[],\"keys\":[]}",
		"{\"keys\":[],\"k\\u0065ys\":[]}",
		"{\"Keys\":[]}",
		"<html></html>",
		"\xef\xbb\xbf",
		"\xef\xbb\xbf\xef\xbb\xbf{\"keys\":[]}",
		" \xef\xbb\xbf{\"keys\":[]}",
		"{\"keys\":[{\"kty\":\"\xff\"}]}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_int_equal(try_text(wrong[i], strlen(wrong[i])), OST_KEYSET_UNREADABLE);
	assert_int_equal(try_text(NULL, 0), OST_KEYSET_UNREADABLE);
	assert_int_equal(try_text("{\"keys\":[]}", 11), OST_KEYSET_OK);
	assert_int_equal(try_text("\xef\xbb\xbf{\"keys\":[]}", 14), OST_KEYSET_OK);
	assert_int_equal(try_text(" {\"more\":1,\"keys\":[]} \n", 23), OST_KEYSET_OK);
}

static void an_empty_set_knows_no_key(void **state)
{
	struct mint_world *w = *state;
	struct ost_keyset *set = mint_keyset("{\"keys\":[]}");
	struct str token = mint_token(&w->arena, &w->rsa, MINT_CLAIMS);
	struct ost_claims *claims;

	assert_int_equal(ost_keyset_count(set), 0);
	assert_verdict(ost_verify(set, &w->policy, token.p, token.n, MINT_NOW, &claims),
		       OST_UNKNOWN_KEY);
	ost_keyset_unref(set);
}

static void a_text_of_the_greatest_length_is_read_and_a_longer_one_is_not(void **state)
{
	char *text = malloc(OST_JWKS_MAX_BYTES + 1);

	(void)state;
	memset(text, ' ', OST_JWKS_MAX_BYTES + 1);
	memcpy(text, "{\"keys\":[]}", 11);
	assert_int_equal(try_text(text, OST_JWKS_MAX_BYTES), OST_KEYSET_OK);
	assert_int_equal(try_text(text, OST_JWKS_MAX_BYTES + 1), OST_KEYSET_UNREADABLE);
	free(text);
}

static void so_many_keys_are_read_and_more_are_not(void **state)
{
	struct mint_world *w = *state;
	static const char *jwks[OST_JWKS_MAX_KEYS + 1];
	struct ost_keyset *set;
	struct ost_key_info info = { .size = sizeof(info) };
	const char *text;

	for (size_t i = 0; i < ARRAY_LEN(jwks); i++) {
		struct mint_key key = w->ed;
		struct str kid = arena_fmt(&w->arena, "key-%zu", i);

		key.kid = kid.p;
		jwks[i] = mint_jwk(&w->arena, &key, "");
	}
	text = mint_jwks(&w->arena, jwks, OST_JWKS_MAX_KEYS);
	set = mint_keyset(text);
	assert_int_equal(ost_keyset_count(set), OST_JWKS_MAX_KEYS);
	assert_true(ost_keyset_key(set, OST_JWKS_MAX_KEYS - 1, &info));
	assert_string_equal(info.kid.p, "key-1023");
	ost_keyset_unref(set);
	text = mint_jwks(&w->arena, jwks, OST_JWKS_MAX_KEYS + 1);
	assert_int_equal(try_text(text, strlen(text)), OST_KEYSET_UNREADABLE);
}

/* The algorithms of the only key in a set with this JWK; 0 when the key is not used. */
static unsigned algorithms_of(struct mint_world *w, const char *jwk)
{
	struct ost_keyset *set = mint_keyset(mint_jwks(&w->arena, &jwk, 1));
	struct ost_key_info info = { .size = sizeof(info) };

	assert_true(ost_keyset_count(set) <= 1);
	if (ost_keyset_count(set))
		assert_true(ost_keyset_key(set, 0, &info));
	else
		assert_false(ost_keyset_key(set, 0, &info));
	ost_keyset_unref(set);
	return info.algorithms;
}

#define RSA_ALL (OST_RS256 | OST_RS384 | OST_RS512 | OST_PS256 | OST_PS384 | OST_PS512)

static void members_decide_what_a_key_is_used_for(void **state)
{
	static const struct {
		const char *name, *more;
		unsigned rsa, ec, ed;
	} rows[] = {
		{ "nothing said", "", RSA_ALL, OST_ES256, OST_EDDSA },
		{ "alg RS256", ",\"alg\":\"RS256\"", OST_RS256, 0, 0 },
		{ "alg PS512", ",\"alg\":\"PS512\"", OST_PS512, 0, 0 },
		{ "alg ES256", ",\"alg\":\"ES256\"", 0, OST_ES256, 0 },
		{ "alg of another curve", ",\"alg\":\"ES384\"", 0, 0, 0 },
		{ "alg EdDSA", ",\"alg\":\"EdDSA\"", 0, 0, OST_EDDSA },
		{ "alg HS256", ",\"alg\":\"HS256\"", 0, 0, 0 },
		{ "alg none", ",\"alg\":\"none\"", 0, 0, 0 },
		{ "alg in lower case", ",\"alg\":\"rs256\"", 0, 0, 0 },
		{ "alg for encryption", ",\"alg\":\"RSA-OAEP\"", 0, 0, 0 },
		{ "alg no string", ",\"alg\":[\"RS256\"]", 0, 0, 0 },
		{ "use sig", ",\"use\":\"sig\"", RSA_ALL, OST_ES256, OST_EDDSA },
		{ "use enc", ",\"use\":\"enc\"", 0, 0, 0 },
		{ "use no string", ",\"use\":1", 0, 0, 0 },
		{ "key_ops verify", ",\"key_ops\":[\"verify\"]", RSA_ALL, OST_ES256, OST_EDDSA },
		{ "key_ops sign and verify", ",\"key_ops\":[\"sign\",\"verify\"]", RSA_ALL,
		  OST_ES256, OST_EDDSA },
		{ "key_ops sign", ",\"key_ops\":[\"sign\"]", 0, 0, 0 },
		{ "key_ops empty", ",\"key_ops\":[]", RSA_ALL, OST_ES256, OST_EDDSA },
		{ "key_ops null", ",\"key_ops\":null", RSA_ALL, OST_ES256, OST_EDDSA },
		{ "key_ops encrypt", ",\"key_ops\":[\"encrypt\"]", 0, 0, 0 },
		{ "alg null", ",\"alg\":null", RSA_ALL, OST_ES256, OST_EDDSA },
		{ "use null", ",\"use\":null", RSA_ALL, OST_ES256, OST_EDDSA },
		{ "as .NET writes a public key",
		  ",\"d\":null,\"dp\":null,\"dq\":null,\"k\":null,\"key_ops\":[],\"oth\":null,"
		  "\"p\":null,\"q\":null,\"qi\":null,\"use\":null,\"x5c\":[],\"x5t\":null",
		  RSA_ALL, OST_ES256, OST_EDDSA },
		{ "null beside a private member", ",\"dp\":null,\"d\":\"AQAB\"", 0, 0, 0 },
		{ "key_ops no array", ",\"key_ops\":\"verify\"", 0, 0, 0 },
		{ "key_ops with a number", ",\"key_ops\":[\"verify\",1]", 0, 0, 0 },
		{ "unknown members", ",\"x5t\":\"abc\",\"more\":{\"a\":[1]}", RSA_ALL, OST_ES256,
		  OST_EDDSA },
		{ "private member d", ",\"d\":\"AQAB\"", 0, 0, 0 },
		{ "private member p", ",\"p\":\"AQAB\"", 0, 0, 0 },
		{ "private member qi", ",\"qi\":\"\"", 0, 0, 0 },
		{ "private member oth", ",\"oth\":[]", 0, 0, 0 },
		{ "secret member k", ",\"k\":\"AQAB\"", 0, 0, 0 },
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		print_message("# %s\n", rows[i].name);
		assert_int_equal(algorithms_of(w, mint_jwk(&w->arena, &w->rsa, rows[i].more)),
				 rows[i].rsa);
		assert_int_equal(algorithms_of(w, mint_jwk(&w->arena, &w->ec, rows[i].more)),
				 rows[i].ec);
		assert_int_equal(algorithms_of(w, mint_jwk(&w->arena, &w->ed, rows[i].more)),
				 rows[i].ed);
	}
}

static void ids_of_keys_are_strings_of_bounded_length(void **state)
{
	struct mint_world *w = *state;
	struct mint_key key = w->ed;
	char kid[OST_KID_MAX_BYTES + 2];

	memset(kid, 'k', sizeof(kid));
	kid[OST_KID_MAX_BYTES] = '\0';
	key.kid = kid;
	assert_int_equal(algorithms_of(w, mint_jwk(&w->arena, &key, "")), OST_EDDSA);
	kid[OST_KID_MAX_BYTES] = 'k';
	kid[OST_KID_MAX_BYTES + 1] = '\0';
	assert_int_equal(algorithms_of(w, mint_jwk(&w->arena, &key, "")), 0);
	key.kid = "";
	assert_int_equal(algorithms_of(w, mint_jwk(&w->arena, &key, "")), 0);
	key.kid = NULL;
	assert_int_equal(algorithms_of(w, mint_jwk(&w->arena, &key, ",\"kid\":7")), 0);
	assert_int_equal(algorithms_of(w, mint_jwk(&w->arena, &key, "")), OST_EDDSA);
}

static void elements_that_are_no_usable_key_leave_the_others_usable(void **state)
{
	struct mint_world *w = *state;
	const char *jwks[] = {
		"null",
		"[]",
		"\"key\"",
		"{}",
		"{\"kty\":\"oct\",\"kid\":\"rsa-1\",\"k\":\"AQAB\"}",
		"{\"kty\":\"XYZ\",\"kid\":\"new\"}",
		"{\"kty\":7}",
		"{\"kty\":\"RSA\",\"n\":\"!!!\",\"e\":\"AQAB\",\"kid\":\"bad\"}",
		"{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"AQAB\",\"kid\":\"bad\"}",
		"{\"kty\":\"RSA\",\"e\":\"AQAB\",\"kid\":\"bad\"}",
		"{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AQ\",\"y\":\"AQ\"}",
		"{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"AQ\"}",
		"{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AQ\"}",
		mint_jwk(&w->arena, &w->rsa, ""),
	};
	struct ost_keyset *set = mint_keyset(mint_jwks(&w->arena, jwks, ARRAY_LEN(jwks)));
	struct ost_key_info info = { .size = sizeof(info) };
	struct str token = mint_token(&w->arena, &w->rsa, MINT_CLAIMS);
	struct ost_claims *claims;

	assert_int_equal(ost_keyset_count(set), 1);
	assert_true(ost_keyset_key(set, 0, &info));
	assert_string_equal(info.kid.p, "rsa-1");
	assert_int_equal(info.bits, 2048);
	assert_verdict(ost_verify(set, &w->policy, token.p, token.n, MINT_NOW, &claims), OST_OK);
	ost_claims_unref(claims);
	ost_keyset_unref(set);
}

static void of_two_keys_with_one_id_the_earlier_keeps_what_both_could_do(void **state)
{
	struct mint_world *w = *state;
	struct mint_key second = { w->stranger.pkey, "rsa-1", "PS256" };
	struct mint_key third = { w->ec.pkey, "rsa-1", "ES256" };
	const char *jwks[] = {
		mint_jwk(&w->arena, &w->rsa, ",\"alg\":\"RS256\""),
		mint_jwk(&w->arena, &second, ",\"alg\":\"RS256\""), /* all taken: left out */
		mint_jwk(&w->arena, &second, ""),
		mint_jwk(&w->arena, &third, ""), /* another type: an alternative */
	};
	struct ost_keyset *set = mint_keyset(mint_jwks(&w->arena, jwks, ARRAY_LEN(jwks)));
	struct ost_key_info info = { .size = sizeof(info) };

	assert_int_equal(ost_keyset_count(set), 3);
	assert_true(ost_keyset_key(set, 0, &info));
	assert_int_equal(info.algorithms, OST_RS256);
	assert_true(ost_keyset_key(set, 1, &info));
	assert_int_equal(info.algorithms, RSA_ALL & ~OST_RS256);
	assert_true(ost_keyset_key(set, 2, &info));
	assert_int_equal(info.algorithms, OST_ES256);
	ost_keyset_unref(w->set);
	w->set = set;
	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->rsa, MINT_CLAIMS)), OST_OK);
	assert_verdict(mint_judge(w, mint_token(&w->arena, &second, MINT_CLAIMS)), OST_OK);
	assert_verdict(mint_judge(w, mint_token(&w->arena, &third, MINT_CLAIMS)), OST_OK);
	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->stranger, MINT_CLAIMS)),
		       OST_BAD_SIGNATURE);
}

static void the_identity_follows_the_text(void **state)
{
	struct mint_world *w = *state;
	struct ost_keyset *same = mint_keyset(w->jwks);
	struct ost_keyset *other = mint_keyset("{\"keys\":[]}");

	assert_memory_equal(ost_keyset_identity(same), ost_keyset_identity(w->set), 32);
	assert_memory_not_equal(ost_keyset_identity(other), ost_keyset_identity(w->set), 32);
	ost_keyset_unref(same);
	ost_keyset_unref(other);
	ost_keyset_unref(NULL);
}

static void a_set_lives_until_its_last_reference_goes(void **state)
{
	struct mint_world *w = *state;
	struct ost_keyset *set = ost_keyset_ref(w->set);

	assert_ptr_equal(set, w->set);
	ost_keyset_unref(set);
	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->rsa, MINT_CLAIMS)), OST_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_that_is_no_key_set_is_refused),
		cmocka_unit_test(an_empty_set_knows_no_key),
		cmocka_unit_test(a_text_of_the_greatest_length_is_read_and_a_longer_one_is_not),
		cmocka_unit_test(so_many_keys_are_read_and_more_are_not),
		cmocka_unit_test(members_decide_what_a_key_is_used_for),
		cmocka_unit_test(ids_of_keys_are_strings_of_bounded_length),
		cmocka_unit_test(elements_that_are_no_usable_key_leave_the_others_usable),
		cmocka_unit_test(the_identity_follows_the_text),
		cmocka_unit_test(a_set_lives_until_its_last_reference_goes),
		cmocka_unit_test(of_two_keys_with_one_id_the_earlier_keeps_what_both_could_do),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
