/* Tokens of another issuer: compared whole, by octets (CVE-2024-53861). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "mint.h"

static void only_the_very_issuer_is_accepted(void **state)
{
	static const struct {
		const char *iss;
		enum ost_verdict verdict;
	} rows[] = {
		{ "\"" MINT_ISSUER "\"", OST_OK },
		{ "\"\\u0068ttps:\\/\\/login.example\"", OST_OK }, /* the same, escaped */
		{ "\"https://login.exampl\"", OST_WRONG_ISSUER },
		{ "\"https://login.example/\"", OST_WRONG_ISSUER },
		{ "\"https://login.example.evil.example\"", OST_WRONG_ISSUER },
		{ "\"https://evil.example/" MINT_ISSUER "\"", OST_WRONG_ISSUER },
		{ "\"http://login.example\"", OST_WRONG_ISSUER },
		{ "\"HTTPS://LOGIN.EXAMPLE\"", OST_WRONG_ISSUER },
		{ "\"https://Login.example\"", OST_WRONG_ISSUER },
		{ "\" " MINT_ISSUER "\"", OST_WRONG_ISSUER },
		{ "\"" MINT_ISSUER " \"", OST_WRONG_ISSUER },
		{ "\"" MINT_ISSUER "\\n\"", OST_WRONG_ISSUER },
		{ "\"" MINT_ISSUER "\\u0000\"", OST_WRONG_ISSUER },
		{ "\"" MINT_ISSUER "\\u0000.evil.example\"", OST_WRONG_ISSUER },
		{ "\"" MINT_ISSUER "\\u200b\"", OST_WRONG_ISSUER },
		{ "\"https://\\uff4cogin.example\"", OST_WRONG_ISSUER }, /* fullwidth l */
		{ "\"https://l\\u043egin.example\"", OST_WRONG_ISSUER }, /* Cyrillic o */
		{ "\"https://login\\u3002example\"", OST_WRONG_ISSUER }, /* ideographic full stop */
		{ "\"h\"", OST_WRONG_ISSUER },
		{ "\"\"", OST_WRONG_ISSUER },
		{ "[\"" MINT_ISSUER "\"]", OST_BAD_CLAIM },
		{ "[\"x\",\"" MINT_ISSUER "\"]", OST_BAD_CLAIM },
		{ "{\"" MINT_ISSUER "\":1}", OST_BAD_CLAIM },
		{ "null", OST_BAD_CLAIM },
		{ "true", OST_BAD_CLAIM },
		{ "0", OST_BAD_CLAIM },
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str claims = arena_fmt(&w->arena,
					      "{\"iss\":%s,\"aud\":\"" MINT_AUDIENCE
					      "\",\"sub\":\"ada\",\"exp\":1800000900}",
					      rows[i].iss);

		print_message("# %s\n", rows[i].iss);
		assert_verdict(mint_judge(w, mint_token(&w->arena, &w->ed, claims.p)),
			       rows[i].verdict);
	}
}

static void a_missing_issuer_is_a_wrong_one(void **state)
{
	struct mint_world *w = *state;

	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->ed,
						"{\"aud\":\"" MINT_AUDIENCE
						"\",\"sub\":\"ada\",\"exp\":1800000900}")),
		       OST_WRONG_ISSUER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_very_issuer_is_accepted),
		cmocka_unit_test(a_missing_issuer_is_a_wrong_one),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
