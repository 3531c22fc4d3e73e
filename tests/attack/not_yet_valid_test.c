/* Tokens before their time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "mint.h"

static void a_token_is_refused_until_its_begin(void **state)
{
	static const struct {
		const char *more;
		enum ost_verdict verdict;
	} rows[] = {
		{ ",\"nbf\":1800000030", OST_OK },
		{ ",\"nbf\":1800000031", OST_NOT_YET_VALID },
		{ ",\"nbf\":1800000030.001", OST_NOT_YET_VALID },
		{ ",\"nbf\":9223372036854775807", OST_NOT_YET_VALID },
		{ ",\"nbf\":1e300", OST_NOT_YET_VALID },
		{ ",\"nbf\":-1e300", OST_OK },
		{ ",\"nbf\":0", OST_OK },
		{ ",\"nbf\":\"0\"", OST_BAD_CLAIM },
		{ ",\"nbf\":null", OST_BAD_CLAIM },
		{ ",\"nbf\":false", OST_BAD_CLAIM },
		{ ",\"nbf\":18446744073709551616", OST_BAD_CLAIM },
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str claims = arena_fmt(&w->arena, "%.*s%s}", (int)sizeof(MINT_CLAIMS) - 2,
					      MINT_CLAIMS, rows[i].more);

		assert_verdict(mint_judge(w, mint_token(&w->arena, &w->ed, claims.p)),
			       rows[i].verdict);
	}
}

static void a_token_from_the_future_is_refused(void **state)
{
	struct mint_world *w = *state;
	struct str token = mint_token(&w->arena, &w->ed, MINT_CLAIMS); /* iat 1799999990 */
	struct ost_claims *claims = NULL;

	assert_verdict(ost_verify(w->set, &w->policy, token.p, token.n, 1799999959, &claims),
		       OST_ISSUED_IN_FUTURE);
	assert_verdict(ost_verify(w->set, &w->policy, token.p, token.n, 1799999960, &claims),
		       OST_OK);
	ost_claims_unref(claims);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_is_refused_until_its_begin),
		cmocka_unit_test(a_token_from_the_future_is_refused),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
