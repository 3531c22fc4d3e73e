/* Tokens that say that they need no signature (CVE-2015-9235, CVE-2020-28042, CVE-2022-23540). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "mint.h"

static void no_spelling_of_none_is_accepted(void **state)
{
	static const char *const spellings[] = {
		"\"none\"",  "\"None\"",  "\"NONE\"",        "\"nOnE\"",
		"\"none \"", "\" none\"", "\"none\\u0000\"", "\"n\\u006fne\"",
		"\"\"",      "null",      "false",           "0",
		"[]",        "{}",        "[\"none\"]",      "\"plain\"",
		"\"HS256\"", "\"RS0\"",
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
		struct str header =
			arena_fmt(&w->arena, "{\"alg\":%s,\"kid\":\"rsa-1\"}", spellings[i]);

		/* Without a signature, and with a genuine one. */
		assert_verdict(
			mint_judge(w, mint_sign(&w->arena, NULL, "none", header, STR(MINT_CLAIMS))),
			OST_BAD_ALGORITHM);
		assert_verdict(mint_judge(w, mint_sign(&w->arena, w->rsa.pkey, "RS256", header,
						       STR(MINT_CLAIMS))),
			       OST_BAD_ALGORITHM);
	}
}

static void a_missing_alg_is_not_taken_from_the_key(void **state)
{
	struct mint_world *w = *state;

	assert_verdict(mint_judge(w, mint_with_header(w, "{\"kid\":\"rsa-1\"}", MINT_CLAIMS)),
		       OST_BAD_ALGORITHM);
	assert_verdict(mint_judge(w, mint_with_header(w, "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}",
						      MINT_CLAIMS)),
		       OST_OK);
}

static void a_true_alg_without_a_signature_is_refused(void **state)
{
	static const char *const headers[] = {
		"{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}",
		"{\"alg\":\"ES256\",\"kid\":\"ec-1\"}",
		"{\"alg\":\"EdDSA\",\"kid\":\"ed-1\"}",
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		struct str bare =
			mint_sign(&w->arena, NULL, "none", str_z(headers[i]), STR(MINT_CLAIMS));

		assert_verdict(mint_judge(w, bare), OST_BAD_SIGNATURE);
		assert_verdict(mint_judge(w, str_head(bare, bare.n - 1)), OST_MALFORMED);
	}
}

static void a_policy_cannot_be_talked_into_none(void **state)
{
	struct mint_world *w = *state;
	struct str token = mint_sign(&w->arena, NULL, "none",
				     STR("{\"alg\":\"none\",\"kid\":\"rsa-1\"}"), STR(MINT_CLAIMS));
	struct ost_policy before = w->policy;

	w->policy.algorithms = ~0u; /* bits that mean nothing allow nothing */
	assert_verdict(mint_judge(w, token), OST_BAD_ALGORITHM);
	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->rsa, MINT_CLAIMS)), OST_OK);
	w->policy = before;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_spelling_of_none_is_accepted),
		cmocka_unit_test(a_missing_alg_is_not_taken_from_the_key),
		cmocka_unit_test(a_true_alg_without_a_signature_is_refused),
		cmocka_unit_test(a_policy_cannot_be_talked_into_none),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
