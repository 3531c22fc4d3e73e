/* Keys that the token brings along or says where to fetch (CVE-2018-0114): neither used nor
 * fetched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "mint.h"

static void a_token_signed_by_the_key_it_brings_is_refused(void **state)
{
	struct mint_world *w = *state;
	const char *jwk = mint_jwk(&w->arena, &w->stranger, "");
	struct str headers[] = {
		arena_fmt(&w->arena, "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"jwk\":%s}", jwk),
		arena_fmt(&w->arena,
			  "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"jku\":\"http://127.0.0.1:1/\"}"),
		arena_fmt(&w->arena, "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"x5u\":\"file:///x\"}"),
		arena_fmt(&w->arena, "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"x5c\":[\"MIIB\"]}"),
		arena_fmt(&w->arena, "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"x5t\":\"AAAA\"}"),
		arena_fmt(&w->arena, "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"keys\":[%s]}", jwk),
		arena_fmt(&w->arena, "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"jwk\":\"%s\"}", "x"),
	};

	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		struct str forged = mint_sign(&w->arena, w->stranger.pkey, "RS256", headers[i],
					      STR(MINT_CLAIMS));
		struct str genuine =
			mint_sign(&w->arena, w->rsa.pkey, "RS256", headers[i], STR(MINT_CLAIMS));

		assert_verdict(mint_judge(w, forged), OST_BAD_SIGNATURE);
		assert_verdict(mint_judge(w, genuine), OST_OK); /* they are ignored, not refused */
	}
}

static void a_key_it_brings_is_no_help_without_a_key_id(void **state)
{
	struct mint_world *w = *state;
	struct str header = arena_fmt(&w->arena, "{\"alg\":\"RS256\",\"jwk\":%s}",
				      mint_jwk(&w->arena, &w->stranger, ""));
	struct str token =
		mint_sign(&w->arena, w->stranger.pkey, "RS256", header, STR(MINT_CLAIMS));

	assert_verdict(mint_judge(w, token), OST_NO_KEY_ID);
	w->policy.kid_rule = OST_KID_RULE_OPTIONAL;
	assert_verdict(mint_judge(w, token), OST_BAD_SIGNATURE);
	w->policy.kid_rule = OST_KID_RULE_REQUIRED;
}

static void iss_decides_nothing_about_the_key(void **state)
{
	struct mint_world *w = *state;
	struct str header =
		STR("{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"iss\":\"https://evil.example\"}");

	assert_verdict(mint_judge(w, mint_sign(&w->arena, w->stranger.pkey, "RS256", header,
					       STR(MINT_CLAIMS))),
		       OST_BAD_SIGNATURE);
	/* A header member that has a claim's name does not shadow the claim. */
	assert_verdict(
		mint_judge(w, mint_sign(&w->arena, w->rsa.pkey, "RS256", header, STR(MINT_CLAIMS))),
		OST_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_signed_by_the_key_it_brings_is_refused),
		cmocka_unit_test(a_key_it_brings_is_no_help_without_a_key_id),
		cmocka_unit_test(iss_decides_nothing_about_the_key),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
