/* Tokens after their time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "mint.h"

static enum ost_verdict judge_at(const struct mint_world *w, struct str token, int64_t now_s)
{
	struct ost_claims *claims = NULL;
	enum ost_verdict verdict = ost_verify(w->set, &w->policy, token.p, token.n, now_s, &claims);

	ost_claims_unref(claims);
	return verdict;
}

static void a_token_is_refused_from_the_second_on_at_which_it_expires(void **state)
{
	struct mint_world *w = *state;
	struct str token = mint_token(&w->arena, &w->rsa, MINT_CLAIMS); /* exp 1800000900 */

	assert_verdict(judge_at(w, token, 1800000929), OST_OK); /* 30 seconds of leeway */
	assert_verdict(judge_at(w, token, 1800000930), OST_EXPIRED);
	assert_verdict(judge_at(w, token, 1900000000), OST_EXPIRED);
	assert_verdict(judge_at(w, token, INT64_MAX), OST_EXPIRED);
}

static void a_token_without_an_end_is_refused(void **state)
{
	struct mint_world *w = *state;

	assert_verdict(
		mint_judge(w, mint_token(&w->arena, &w->rsa,
					 "{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"" MINT_AUDIENCE
					 "\",\"sub\":\"ada\"}")),
		OST_BAD_CLAIM);
}

/* CVE-2020-15084 and others: what is no number was taken for a late or for no end. */
static void an_end_of_a_wrong_type_or_range_is_refused(void **state)
{
	static const char *const values[] = {
		"\"9999999999\"",
		"\"\"",
		"null",
		"true",
		"false",
		"[9999999999]",
		"{}",
		"1e400",
		"18446744073709551616",
		"NaN",
		"0x7FFFFFFF",
		"9999999999999999999999",
		"-1e400",
		"+9999999999",
		"09999999999",
		"9999999999.",
		".9e99",
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct str claims =
			arena_fmt(&w->arena,
				  "{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"" MINT_AUDIENCE
				  "\",\"sub\":\"ada\",\"exp\":%s}",
				  values[i]);
		enum ost_verdict verdict = mint_judge(w, mint_token(&w->arena, &w->ed, claims.p));

		assert_true(verdict == OST_BAD_CLAIM || verdict == OST_BAD_PAYLOAD);
	}
}

static void times_that_would_wrap_do_not(void **state)
{
	static const struct {
		const char *exp;
		enum ost_verdict verdict;
	} rows[] = {
		{ "4294967296", OST_OK },
		{ "9007199254740993", OST_OK },
		{ "9223372036854775807", OST_OK },
		{ "1e308", OST_OK },
		{ "-9223372036854775808", OST_EXPIRED },
		{ "-1", OST_EXPIRED },
		{ "-1e308", OST_EXPIRED },
		{ "1e-308", OST_EXPIRED },
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str claims =
			arena_fmt(&w->arena,
				  "{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"" MINT_AUDIENCE
				  "\",\"sub\":\"ada\",\"exp\":%s}",
				  rows[i].exp);

		assert_verdict(mint_judge(w, mint_token(&w->arena, &w->ed, claims.p)),
			       rows[i].verdict);
	}
}

static void a_cached_token_expires_as_well(void **state)
{
	struct mint_world *w = *state;
	struct ost_cache *cache = ost_cache_new(16);
	struct str token = mint_token(&w->arena, &w->rsa, MINT_CLAIMS);
	struct ost_claims *claims;

	assert_verdict(
		ost_cache_verify(cache, w->set, &w->policy, token.p, token.n, MINT_NOW, &claims),
		OST_OK);
	ost_claims_unref(claims);
	assert_verdict(
		ost_cache_verify(cache, w->set, &w->policy, token.p, token.n, 1800000930, &claims),
		OST_EXPIRED);
	ost_cache_free(cache);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_is_refused_from_the_second_on_at_which_it_expires),
		cmocka_unit_test(a_token_without_an_end_is_refused),
		cmocka_unit_test(an_end_of_a_wrong_type_or_range_is_refused),
		cmocka_unit_test(times_that_would_wrap_do_not),
		cmocka_unit_test(a_cached_token_expires_as_well),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
