/* Two members with one name: the issuer may read the first, the verifier the second. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "mint.h"

static void repeated_names_in_the_header_are_refused(void **state)
{
	static const char *const headers[] = {
		"{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"alg\":\"RS256\"}",
		"{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"rsa-1\"}",
		"{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"kid\":\"rsa-1\"}",
		"{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"k\\u0069d\":\"ec-1\"}",
		"{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"\\u0061\\u006c\\u0067\":\"none\"}",
		"{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"x\":1,\"x\":2}",
		"{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"x\":{\"y\":1,\"y\":2}}",
		"{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"\":1,\"\":2}",
		"{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"a\\/b\":1,\"a/b\":2}",
		"{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"\xc3\xa9\":1,\"\\u00E9\":2}",
		"{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}",
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(headers); i++)
		assert_verdict(mint_judge(w, mint_with_header(w, headers[i], MINT_CLAIMS)),
			       OST_MALFORMED);
}

static void repeated_names_in_the_claims_are_refused(void **state)
{
	static const char *const more[] = {
		",\"sub\":\"eve\"",
		",\"sub\":\"ada\"",
		",\"\\u0073ub\":\"eve\"",
		",\"s\\u0075\\u0062\":\"eve\"",
		",\"exp\":9999999999",
		",\"iss\":\"" MINT_ISSUER "\"",
		",\"role\":\"user\",\"role\":\"admin\"",
		",\"deep\":[{\"a\":{\"b\":1,\"b\":2}}]",
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(more); i++) {
		struct str claims = arena_fmt(&w->arena, "%.*s%s}", (int)sizeof(MINT_CLAIMS) - 2,
					      MINT_CLAIMS, more[i]);

		assert_verdict(mint_judge(w, mint_token(&w->arena, &w->ed, claims.p)),
			       OST_BAD_PAYLOAD);
	}
}

static void names_that_only_look_alike_are_different_names(void **state)
{
	struct mint_world *w = *state;

	assert_verdict(mint_judge(w, mint_with_header(w,
						      "{\"alg\":\"RS256\",\"kid\":\"rsa-1\","
						      "\"Alg\":\"none\",\"KID\":\"x\",\"al\":1}",
						      MINT_CLAIMS)),
		       OST_OK);
	assert_verdict(
		mint_judge(w, mint_token(&w->arena, &w->ed,
					 MINT_CLAIMS_WITH(",\"Sub\":\"eve\",\"sub \":\"eve\","
							  "\"deep\":{\"sub\":\"eve\"}"))),
		OST_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(repeated_names_in_the_header_are_refused),
		cmocka_unit_test(repeated_names_in_the_claims_are_refused),
		cmocka_unit_test(names_that_only_look_alike_are_different_names),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
