/* Tokens for another audience (CVE-2020-26160). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "mint.h"

static void only_the_very_audience_is_accepted(void **state)
{
	static const struct {
		const char *aud;
		enum ost_verdict verdict;
	} rows[] = {
		{ "\"" MINT_AUDIENCE "\"", OST_OK },
		{ "[\"" MINT_AUDIENCE "\"]", OST_OK },
		{ "[\"https://other.example\",\"" MINT_AUDIENCE "\"]", OST_OK },
		{ "\"https://other.example\"", OST_WRONG_AUDIENCE },
		{ "[\"https://other.example\"]", OST_WRONG_AUDIENCE },
		{ "[]", OST_WRONG_AUDIENCE },
		{ "[\"\"]", OST_WRONG_AUDIENCE },
		{ "\"\"", OST_WRONG_AUDIENCE },
		{ "\"https://api.example/\"", OST_WRONG_AUDIENCE },
		{ "\"https://api.exampl\"", OST_WRONG_AUDIENCE },
		{ "\"https://API.example\"", OST_WRONG_AUDIENCE },
		{ "\"" MINT_AUDIENCE " https://other.example\"", OST_WRONG_AUDIENCE },
		{ "\"https://other.example," MINT_AUDIENCE "\"", OST_WRONG_AUDIENCE },
		{ "\"" MINT_AUDIENCE "\\u0000\"", OST_WRONG_AUDIENCE },
		{ "\"*\"", OST_WRONG_AUDIENCE },
		{ "[[\"" MINT_AUDIENCE "\"]]", OST_BAD_CLAIM },
		{ "[\"" MINT_AUDIENCE "\",null]", OST_BAD_CLAIM },
		{ "[\"" MINT_AUDIENCE "\",0]", OST_BAD_CLAIM },
		{ "{\"0\":\"" MINT_AUDIENCE "\"}", OST_BAD_CLAIM },
		{ "null", OST_BAD_CLAIM },
		{ "true", OST_BAD_CLAIM },
		{ "1", OST_BAD_CLAIM },
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str claims = arena_fmt(&w->arena,
					      "{\"iss\":\"" MINT_ISSUER
					      "\",\"aud\":%s,\"sub\":\"ada\",\"exp\":1800000900}",
					      rows[i].aud);

		print_message("# %s\n", rows[i].aud);
		assert_verdict(mint_judge(w, mint_token(&w->arena, &w->ed, claims.p)),
			       rows[i].verdict);
	}
}

static void a_missing_audience_is_a_wrong_one(void **state)
{
	struct mint_world *w = *state;

	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->ed,
						"{\"iss\":\"" MINT_ISSUER
						"\",\"sub\":\"ada\",\"exp\":1800000900}")),
		       OST_WRONG_AUDIENCE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_very_audience_is_accepted),
		cmocka_unit_test(a_missing_audience_is_a_wrong_one),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
