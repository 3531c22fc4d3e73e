/* Tokens of a weaker or older sign-in than the policy demands, and tokens that do not really say
 * how and when their person signed in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "mint.h"

struct row {
	const char *claims; /* after the others */
	enum ost_verdict verdict;
};

/* Each token is also judged without the demand, by which it is good whatever it claims. */
static void judge_rows(struct mint_world *w, const struct row *rows, size_t n)
{
	struct ost_policy strict = w->policy, plain = w->policy;

	plain.n_methods = plain.n_classes = 0;
	plain.max_auth_age_s = 0;
	for (size_t i = 0; i < n; i++) {
		struct str claims =
			arena_fmt(&w->arena,
				  "{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"" MINT_AUDIENCE
				  "\",\"sub\":\"ada\",\"exp\":1800000900%s}",
				  rows[i].claims);
		struct str token = mint_token(&w->arena, &w->ed, claims.p);

		print_message("# %s\n", claims.p);
		w->policy = strict;
		assert_verdict(mint_judge(w, token), rows[i].verdict);
		w->policy = plain;
		assert_verdict(mint_judge(w, token), OST_OK);
	}
	w->policy = plain;
}

static void every_demanded_method_must_be_there(void **state)
{
	static const char *const methods[] = { "pwd", "mfa" };
	static const struct row rows[] = {
		{ ",\"amr\":[\"pwd\",\"otp\",\"mfa\"]", OST_OK },
		{ ",\"amr\":[\"mfa\",\"pwd\"]", OST_OK },
		{ ",\"amr\":[\"mfa\",\"mfa\",\"pwd\"]", OST_OK },
		{ "", OST_MISSING_METHOD },
		{ ",\"amr\":null", OST_MISSING_METHOD },
		{ ",\"amr\":[]", OST_MISSING_METHOD },
		{ ",\"amr\":[\"pwd\"]", OST_MISSING_METHOD },
		{ ",\"amr\":[\"mfa\"]", OST_MISSING_METHOD },
		{ ",\"amr\":[\"pwd\",\"MFA\"]", OST_MISSING_METHOD },
		{ ",\"amr\":[\"pwd\",\"mfa \"]", OST_MISSING_METHOD },
		{ ",\"amr\":[\"pwd\",\"mf\"]", OST_MISSING_METHOD },
		{ ",\"amr\":[\"pwd\",\"mfa\\u0000\"]", OST_MISSING_METHOD },
		{ ",\"amr\":[\"pwd mfa\"]", OST_MISSING_METHOD },
		{ ",\"amr\":[\"pwd,mfa\"]", OST_MISSING_METHOD },
		{ ",\"amr\":\"mfa\"", OST_MISSING_METHOD },
		{ ",\"amr\":\"pwd mfa\"", OST_MISSING_METHOD },
		{ ",\"amr\":[[\"pwd\",\"mfa\"]]", OST_MISSING_METHOD },
		{ ",\"amr\":[\"pwd\",\"mfa\",1]", OST_MISSING_METHOD },
		{ ",\"amr\":[\"pwd\",\"mfa\",null]", OST_MISSING_METHOD },
		{ ",\"amr\":{\"pwd\":true,\"mfa\":true}", OST_MISSING_METHOD },
		{ ",\"amr\":true", OST_MISSING_METHOD },
		{ ",\"amr\":2", OST_MISSING_METHOD },
		{ ",\"AMR\":[\"pwd\",\"mfa\"]", OST_MISSING_METHOD },
		{ ",\"more\":{\"amr\":[\"pwd\",\"mfa\"]}", OST_MISSING_METHOD },
	};
	struct mint_world *w = *state;

	w->policy.methods = methods;
	w->policy.n_methods = ARRAY_LEN(methods);
	judge_rows(w, rows, ARRAY_LEN(rows));
}

static void the_class_must_be_one_of_the_demanded(void **state)
{
	static const char *const classes[] = { "2fa", "phr" };
	static const struct row rows[] = {
		{ ",\"acr\":\"2fa\"", OST_OK },
		{ ",\"acr\":\"phr\"", OST_OK },
		{ "", OST_WRONG_CLASS },
		{ ",\"acr\":\"1fa\"", OST_WRONG_CLASS },
		{ ",\"acr\":\"\"", OST_WRONG_CLASS },
		{ ",\"acr\":\"2FA\"", OST_WRONG_CLASS },
		{ ",\"acr\":\"2fa phr\"", OST_WRONG_CLASS },
		{ ",\"acr\":\"2fa\\u0000\"", OST_WRONG_CLASS },
		{ ",\"acr\":[\"2fa\"]", OST_WRONG_CLASS },
		{ ",\"acr\":2", OST_WRONG_CLASS },
		{ ",\"acr\":null", OST_WRONG_CLASS },
		{ ",\"acr\":{\"2fa\":1}", OST_WRONG_CLASS },
	};
	struct mint_world *w = *state;

	w->policy.classes = classes;
	w->policy.n_classes = ARRAY_LEN(classes);
	judge_rows(w, rows, ARRAY_LEN(rows));
}

/* A policy that names the empty text must not take a missing claim for it. */
static void no_claim_is_not_the_empty_claim(void **state)
{
	static const char *const empty[] = { "" };
	static const struct row classes[] = {
		{ "", OST_WRONG_CLASS },
		{ ",\"acr\":null", OST_WRONG_CLASS },
		{ ",\"acr\":\"\"", OST_OK },
	};
	static const struct row methods[] = {
		{ "", OST_MISSING_METHOD },
		{ ",\"amr\":[]", OST_MISSING_METHOD },
		{ ",\"amr\":[\"\"]", OST_OK },
	};
	struct mint_world *w = *state;

	w->policy.classes = empty;
	w->policy.n_classes = 1;
	judge_rows(w, classes, ARRAY_LEN(classes));
	w->policy.methods = empty;
	w->policy.n_methods = 1;
	judge_rows(w, methods, ARRAY_LEN(methods));
}

/* The time is 1800000000; at most 300 seconds old, with a leeway of 30. */
static void the_sign_in_must_be_young_and_not_to_come(void **state)
{
	static const struct row rows[] = {
		{ ",\"auth_time\":1800000000", OST_OK },
		{ ",\"auth_time\":1799999670", OST_OK },
		{ ",\"auth_time\":1799999669", OST_AUTH_TOO_OLD },
		{ ",\"auth_time\":1799999669.5", OST_OK },
		{ ",\"auth_time\":1800000030", OST_OK },
		{ ",\"auth_time\":1800000030.5", OST_AUTH_TOO_OLD },
		{ ",\"auth_time\":1800000031", OST_AUTH_TOO_OLD },
		{ ",\"auth_time\":1.8e9", OST_OK },
		{ "", OST_AUTH_TOO_OLD },
		{ ",\"iat\":1800000000", OST_AUTH_TOO_OLD },
		{ ",\"auth_time\":null", OST_AUTH_TOO_OLD },
		{ ",\"auth_time\":\"1800000000\"", OST_AUTH_TOO_OLD },
		{ ",\"auth_time\":true", OST_AUTH_TOO_OLD },
		{ ",\"auth_time\":[1800000000]", OST_AUTH_TOO_OLD },
		{ ",\"auth_time\":0", OST_AUTH_TOO_OLD },
		{ ",\"auth_time\":-1", OST_AUTH_TOO_OLD },
		{ ",\"auth_time\":-1800000000", OST_AUTH_TOO_OLD },
		{ ",\"auth_time\":1800000000000", OST_AUTH_TOO_OLD },
		{ ",\"auth_time\":9223372036854775807", OST_AUTH_TOO_OLD },
		{ ",\"auth_time\":9223372036854775808", OST_AUTH_TOO_OLD },
		{ ",\"auth_time\":1e300", OST_AUTH_TOO_OLD },
		{ ",\"auth_time\":-1e300", OST_AUTH_TOO_OLD },
	};
	struct mint_world *w = *state;

	w->policy.max_auth_age_s = 300;
	judge_rows(w, rows, ARRAY_LEN(rows));
}

/* An age without an end demands that the token says when, and nothing else. */
static void any_age_is_still_an_age(void **state)
{
	static const struct row rows[] = {
		{ ",\"auth_time\":0", OST_OK },
		{ ",\"auth_time\":1800000000", OST_OK },
		{ ",\"auth_time\":-1", OST_AUTH_TOO_OLD },
		{ ",\"auth_time\":1800000031", OST_AUTH_TOO_OLD },
		{ "", OST_AUTH_TOO_OLD },
	};
	struct mint_world *w = *state;

	w->policy.max_auth_age_s = INT64_MAX;
	judge_rows(w, rows, ARRAY_LEN(rows));
}

/* Whoever is told to sign in again has a token with which nothing else is wrong. */
static void all_else_is_judged_before(void **state)
{
	static const char *const methods[] = { "mfa" };
	struct mint_world *w = *state;
	struct ost_policy before = w->policy;

	w->policy.methods = methods;
	w->policy.n_methods = 1;
	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->stranger, MINT_CLAIMS)),
		       OST_BAD_SIGNATURE);
	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->rsa, MINT_CLAIMS)),
		       OST_MISSING_METHOD);
	w->policy.issuer = "https://other.example";
	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->rsa, MINT_CLAIMS)),
		       OST_WRONG_ISSUER);
	w->policy = before;
	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->rsa, MINT_CLAIMS)), OST_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_demanded_method_must_be_there),
		cmocka_unit_test(the_class_must_be_one_of_the_demanded),
		cmocka_unit_test(no_claim_is_not_the_empty_claim),
		cmocka_unit_test(the_sign_in_must_be_young_and_not_to_come),
		cmocka_unit_test(any_age_is_still_an_age),
		cmocka_unit_test(all_else_is_judged_before),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
