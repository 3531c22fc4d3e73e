/* The claims of a signed payload: their types, their times, and the policy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "mint.h"

#define HEAD "{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"" MINT_AUDIENCE "\",\"sub\":\"ada\""
#define EXP  ",\"exp\":1800000900"

/* MINT_NOW is 1800000000, the leeway 30 seconds. */
static void payloads_are_judged_by_their_claims(void **state)
{
	static const struct {
		const char *payload;
		enum ost_verdict verdict;
	} rows[] = {
		{ HEAD EXP "}", OST_OK },
		{ HEAD "}", OST_BAD_CLAIM },
		{ HEAD ",\"exp\":null}", OST_BAD_CLAIM },
		{ HEAD ",\"exp\":true}", OST_BAD_CLAIM },
		{ HEAD ",\"exp\":\"1800000900\"}", OST_BAD_CLAIM },
		{ HEAD ",\"exp\":[1800000900]}", OST_BAD_CLAIM },
		{ HEAD ",\"exp\":{}}", OST_BAD_CLAIM },
		{ HEAD ",\"exp\":NaN}", OST_BAD_PAYLOAD },
		{ HEAD ",\"exp\":Infinity}", OST_BAD_PAYLOAD },
		{ HEAD ",\"exp\":0x7FFFFFFF}", OST_BAD_PAYLOAD },
		{ HEAD ",\"exp\":+1800000900}", OST_BAD_PAYLOAD },
		{ HEAD ",\"exp\":01800000900}", OST_BAD_PAYLOAD },
		{ HEAD ",\"exp\":1e400}", OST_BAD_PAYLOAD },
		{ HEAD ",\"exp\":18446744073709551621}", OST_BAD_CLAIM }, /* 2^64 + 5 */
		{ HEAD ",\"exp\":9223372036854775808}", OST_BAD_CLAIM },  /* 2^63 */
		{ HEAD ",\"exp\":1800000900,\"n\":18446744073709551621}", OST_OK },
		{ HEAD ",\"exp\":1800000900,\"n\":[{\"n\":-99999999999999999999}]}", OST_OK },
		{ HEAD ",\"exp\":1800000900,\"n\":1e400}", OST_BAD_PAYLOAD },
		{ HEAD ",\"exp\":9223372036854775807}", OST_OK },
		{ HEAD ",\"exp\":-9223372036854775808}", OST_EXPIRED },
		{ HEAD ",\"exp\":9007199254740993}", OST_OK }, /* 2^53 + 1 */
		{ HEAD ",\"exp\":1e308}", OST_OK },
		{ HEAD ",\"exp\":-1e308}", OST_EXPIRED },
		{ HEAD ",\"exp\":1.8000009e9}", OST_OK },
		{ HEAD ",\"exp\":18000009E2}", OST_OK },
		{ HEAD ",\"exp\":0}", OST_EXPIRED },
		{ HEAD ",\"exp\":-0}", OST_EXPIRED },
		{ HEAD ",\"exp\":1e-400}", OST_EXPIRED },
		{ HEAD ",\"exp\":1799999970}", OST_EXPIRED },
		{ HEAD ",\"exp\":1799999970.0}", OST_EXPIRED },
		{ HEAD ",\"exp\":1799999970.5}", OST_OK },
		{ HEAD ",\"exp\":1799999971}", OST_OK },
		{ HEAD EXP ",\"nbf\":1800000030}", OST_OK },
		{ HEAD EXP ",\"nbf\":1800000030.5}", OST_NOT_YET_VALID },
		{ HEAD EXP ",\"nbf\":1800000031}", OST_NOT_YET_VALID },
		{ HEAD EXP ",\"nbf\":1e308}", OST_NOT_YET_VALID },
		{ HEAD EXP ",\"nbf\":-1e308}", OST_OK },
		{ HEAD EXP ",\"nbf\":\"0\"}", OST_BAD_CLAIM },
		{ HEAD EXP ",\"nbf\":null}", OST_BAD_CLAIM },
		{ HEAD EXP ",\"iat\":1800000030}", OST_OK },
		{ HEAD EXP ",\"iat\":1800000031}", OST_ISSUED_IN_FUTURE },
		{ HEAD EXP ",\"iat\":\"1\"}", OST_BAD_CLAIM },
		{ HEAD EXP ",\"iat\":-5}", OST_OK },
		{ "[]", OST_BAD_PAYLOAD },
		{ "\"text\"", OST_BAD_PAYLOAD },
		{ "null", OST_BAD_PAYLOAD },
		{ "", OST_BAD_PAYLOAD },
		{ HEAD EXP "} {}", OST_BAD_PAYLOAD },
		{ HEAD EXP, OST_BAD_PAYLOAD },
		{ HEAD EXP ",\"sub\":\"eve\"}", OST_BAD_PAYLOAD },
		{ HEAD EXP ",\"\\u0073ub\":\"eve\"}", OST_BAD_PAYLOAD },
		{ HEAD EXP ",\"deep\":{\"a\":1,\"a\":2}}", OST_BAD_PAYLOAD },
		{ HEAD EXP ",\"text\":\"\xff\"}", OST_BAD_PAYLOAD },
		{ HEAD EXP ",\"text\":\"\xc0\xaf\"}", OST_BAD_PAYLOAD },
		{ HEAD EXP ",\"text\":\"\xed\xa0\x80\"}", OST_BAD_PAYLOAD },
		{ HEAD EXP ",\"text\":\"\\ud800\"}", OST_BAD_PAYLOAD },
		{ HEAD EXP ",\"text\":\"\\ud83d\\ude00\"}", OST_OK },
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		print_message("# %s\n", rows[i].payload);
		assert_verdict(mint_judge(w, mint_token(&w->arena, &w->ed, rows[i].payload)),
			       rows[i].verdict);
	}
}

static void names_are_compared_whole(void **state)
{
	static const struct {
		const char *iss, *aud, *sub;
		enum ost_verdict verdict;
	} rows[] = {
		{ "\"" MINT_ISSUER "\"", "\"" MINT_AUDIENCE "\"", "\"ada\"", OST_OK },
		{ "\"" MINT_ISSUER "/\"", "\"" MINT_AUDIENCE "\"", "\"ada\"", OST_WRONG_ISSUER },
		{ "\"HTTPS://login.example\"", "\"" MINT_AUDIENCE "\"", "\"ada\"",
		  OST_WRONG_ISSUER },
		{ "\"https://login.exampl\"", "\"" MINT_AUDIENCE "\"", "\"ada\"",
		  OST_WRONG_ISSUER },
		{ "\"" MINT_ISSUER "\\u0000\"", "\"" MINT_AUDIENCE "\"", "\"ada\"",
		  OST_WRONG_ISSUER },
		{ "\"https://log\\u0069n.example\"", "\"" MINT_AUDIENCE "\"", "\"ada\"", OST_OK },
		{ "\"\"", "\"" MINT_AUDIENCE "\"", "\"ada\"", OST_WRONG_ISSUER },
		{ "[\"" MINT_ISSUER "\"]", "\"" MINT_AUDIENCE "\"", "\"ada\"", OST_BAD_CLAIM },
		{ "null", "\"" MINT_AUDIENCE "\"", "\"ada\"", OST_BAD_CLAIM },
		{ "\"" MINT_ISSUER "\"", "[\"" MINT_AUDIENCE "\"]", "\"ada\"", OST_OK },
		{ "\"" MINT_ISSUER "\"", "[\"x\",\"" MINT_AUDIENCE "\",\"y\"]", "\"ada\"", OST_OK },
		{ "\"" MINT_ISSUER "\"", "[]", "\"ada\"", OST_WRONG_AUDIENCE },
		{ "\"" MINT_ISSUER "\"", "[\"x\"]", "\"ada\"", OST_WRONG_AUDIENCE },
		{ "\"" MINT_ISSUER "\"", "\"x " MINT_AUDIENCE "\"", "\"ada\"", OST_WRONG_AUDIENCE },
		{ "\"" MINT_ISSUER "\"", "\"" MINT_AUDIENCE ",x\"", "\"ada\"", OST_WRONG_AUDIENCE },
		{ "\"" MINT_ISSUER "\"", "\"https://API.example\"", "\"ada\"", OST_WRONG_AUDIENCE },
		{ "\"" MINT_ISSUER "\"", "[\"" MINT_AUDIENCE "\",1]", "\"ada\"", OST_BAD_CLAIM },
		{ "\"" MINT_ISSUER "\"", "{\"" MINT_AUDIENCE "\":1}", "\"ada\"", OST_BAD_CLAIM },
		{ "\"" MINT_ISSUER "\"", "[[\"" MINT_AUDIENCE "\"]]", "\"ada\"", OST_BAD_CLAIM },
		{ "\"" MINT_ISSUER "\"", "\"" MINT_AUDIENCE "\"", "\"\"", OST_NO_SUBJECT },
		{ "\"" MINT_ISSUER "\"", "\"" MINT_AUDIENCE "\"", "7", OST_BAD_CLAIM },
		{ "\"" MINT_ISSUER "\"", "\"" MINT_AUDIENCE "\"", "null", OST_BAD_CLAIM },
		{ "\"" MINT_ISSUER "\"", "\"" MINT_AUDIENCE "\"", "[\"ada\"]", OST_BAD_CLAIM },
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str claims =
			arena_fmt(&w->arena, "{\"iss\":%s,\"aud\":%s,\"sub\":%s" EXP "}",
				  rows[i].iss, rows[i].aud, rows[i].sub);

		print_message("# %s\n", claims.p);
		assert_verdict(mint_judge(w, mint_token(&w->arena, &w->ed, claims.p)),
			       rows[i].verdict);
	}
}

static void absent_names_are_refused_where_the_policy_asks_for_them(void **state)
{
	struct mint_world *w = *state;
	struct str bare = mint_token(&w->arena, &w->ed, "{\"sub\":\"ada\"" EXP "}");
	struct str no_audience = mint_token(&w->arena, &w->ed,
					    "{\"iss\":\"" MINT_ISSUER "\",\"sub\":\"ada\"" EXP "}");
	struct str no_subject =
		mint_token(&w->arena, &w->ed,
			   "{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"" MINT_AUDIENCE "\"" EXP "}");
	struct ost_policy strict = w->policy;

	assert_verdict(mint_judge(w, bare), OST_WRONG_ISSUER);
	assert_verdict(mint_judge(w, no_audience), OST_WRONG_AUDIENCE);
	assert_verdict(mint_judge(w, no_subject), OST_NO_SUBJECT);
	w->policy.issuer = NULL;
	w->policy.n_audiences = 0;
	assert_verdict(mint_judge(w, bare), OST_OK);
	assert_verdict(mint_judge(w, no_subject), OST_NO_SUBJECT);
	w->policy = strict;
}

static enum ost_verdict judge_at(const struct mint_world *w, struct str token, int64_t now_s)
{
	struct ost_claims *claims;
	enum ost_verdict verdict = ost_verify(w->set, &w->policy, token.p, token.n, now_s, &claims);

	if (verdict == OST_OK)
		ost_claims_unref(claims);
	return verdict;
}

static void the_leeway_is_bounded_and_moves_both_ends(void **state)
{
	struct mint_world *w = *state;
	struct str token = mint_token(&w->arena, &w->ed, HEAD ",\"nbf\":1000,\"exp\":2000}");
	static const struct {
		int64_t leeway, now;
		enum ost_verdict verdict;
	} rows[] = {
		{ 0, 999, OST_NOT_YET_VALID },
		{ 0, 1000, OST_OK },
		{ 0, 1999, OST_OK },
		{ 0, 2000, OST_EXPIRED },
		{ 30, 969, OST_NOT_YET_VALID },
		{ 30, 970, OST_OK },
		{ 30, 2029, OST_OK },
		{ 30, 2030, OST_EXPIRED },
		{ 60, 2059, OST_OK },
		{ 60, 2060, OST_EXPIRED },
		{ 61, 2060, OST_EXPIRED },
		{ INT64_MAX, 2060, OST_EXPIRED },
		{ -1, 1999, OST_OK },
		{ INT64_MIN, 2000, OST_EXPIRED },
		{ 60, INT64_MAX, OST_EXPIRED },
		{ 60, INT64_MIN, OST_NOT_YET_VALID },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		w->policy.leeway_s = rows[i].leeway;
		assert_verdict(judge_at(w, token, rows[i].now), rows[i].verdict);
	}
	w->policy.leeway_s = OST_LEEWAY_DEFAULT_S;
}

static void a_token_that_never_expires_is_good_at_the_end_of_time_but_one(void **state)
{
	struct mint_world *w = *state;
	struct str token = mint_token(&w->arena, &w->ed, HEAD ",\"exp\":1e300}");

	assert_verdict(judge_at(w, token, INT64_MAX), OST_OK);
	w->policy.leeway_s = 0;
	assert_verdict(judge_at(w, token, INT64_MAX - 1), OST_OK);
	w->policy.leeway_s = OST_LEEWAY_DEFAULT_S;
}

static void a_policy_may_limit_the_age(void **state)
{
	struct mint_world *w = *state;
	struct str dated = mint_token(&w->arena, &w->ed, HEAD EXP ",\"iat\":1799999000}");
	struct str undated = mint_token(&w->arena, &w->ed, HEAD EXP "}");

	assert_verdict(mint_judge(w, dated), OST_OK);
	assert_verdict(mint_judge(w, undated), OST_OK);
	w->policy.max_age_s = 970;
	assert_verdict(mint_judge(w, dated), OST_OK);
	assert_verdict(mint_judge(w, undated), OST_TOO_OLD);
	w->policy.max_age_s = 969;
	assert_verdict(mint_judge(w, dated), OST_TOO_OLD);
	w->policy.max_age_s = INT64_MAX;
	assert_verdict(mint_judge(w, dated), OST_OK);
	w->policy.max_age_s = 0;
}

static void several_audiences_of_the_policy_are_alternatives(void **state)
{
	struct mint_world *w = *state;
	const char *mine[] = { "https://other.example", MINT_AUDIENCE };
	struct ost_policy before = w->policy;
	struct str token = mint_token(&w->arena, &w->ed, MINT_CLAIMS);

	w->policy.audiences = mine;
	w->policy.n_audiences = 2;
	assert_verdict(mint_judge(w, token), OST_OK);
	w->policy.n_audiences = 1;
	assert_verdict(mint_judge(w, token), OST_WRONG_AUDIENCE);
	w->policy = before;
}

static void an_empty_list_of_algorithms_refuses_everything(void **state)
{
	struct mint_world *w = *state;
	struct ost_policy before = w->policy;
	struct str token = mint_token(&w->arena, &w->ed, MINT_CLAIMS);

	w->policy.algorithms = 0;
	assert_verdict(mint_judge(w, token), OST_BAD_ALGORITHM);
	w->policy = (struct ost_policy){ .size = sizeof(w->policy) };
	assert_verdict(mint_judge(w, token), OST_BAD_ALGORITHM);
	w->policy = before;
	w->policy.algorithms = OST_RS256;
	assert_verdict(mint_judge(w, token), OST_BAD_ALGORITHM);
	w->policy.algorithms = OST_EDDSA;
	assert_verdict(mint_judge(w, token), OST_OK);
	w->policy = before;
}

static struct ost_claims *claims_of(struct mint_world *w, const char *payload)
{
	struct str token = mint_token(&w->arena, &w->ed, payload);
	struct ost_claims *claims = NULL;

	assert_verdict(ost_verify(w->set, &w->policy, token.p, token.n, MINT_NOW, &claims), OST_OK);
	return claims;
}

#define assert_text(text, expected)                                                                \
	do {                                                                                       \
		struct ost_text text_ = (text);                                                    \
		assert_int_equal(text_.n, sizeof(expected) - 1);                                   \
		assert_memory_equal(text_.p, expected, sizeof(expected));                          \
	} while (0)

static void claims_can_be_read(void **state)
{
	static const char payload[] = HEAD EXP
		",\"iat\":1799999999.25,\"name\":\"A\\u00e9\\\"\\\\\\/\\n\\u0000z\",\"n\":-12,"
		"\"yes\":true,\"no\":false,\"f\":1.5,\"o\":{\"n\":1},\"a\":[\"x\"],\"nil\":null}";
	struct ost_claims *claims = claims_of(*state, payload);
	struct ost_text text;
	int64_t integer;
	bool flag;

	assert_text(ost_claims_subject(claims), "ada");
	assert_text(ost_claims_issuer(claims), MINT_ISSUER);
	assert_text(ost_claims_kid(claims), "ed-1");
	assert_text(
		ost_claims_payload(claims), HEAD EXP
		",\"iat\":1799999999.25,\"name\":\"A\\u00e9\\\"\\\\\\/\\n\\u0000z\",\"n\":-12,"
		"\"yes\":true,\"no\":false,\"f\":1.5,\"o\":{\"n\":1},\"a\":[\"x\"],\"nil\":null}");
	assert_int_equal(ost_claims_algorithm(claims), OST_EDDSA);
	assert_int_equal(ost_claims_expires_s(claims), 1800000900);
	assert_true(ost_claims_issued_s(claims, &integer));
	assert_int_equal(integer, 1800000000);
	assert_true(ost_claims_has_audience(claims, MINT_AUDIENCE));
	assert_false(ost_claims_has_audience(claims, "https://api"));
	assert_true(ost_claims_text(claims, "name", &text));
	assert_text(text, "A\xc3\xa9\"\\/\n\0z");
	assert_true(ost_claims_integer(claims, "n", &integer));
	assert_int_equal(integer, -12);
	assert_true(ost_claims_bool(claims, "yes", &flag) && flag);
	assert_true(ost_claims_bool(claims, "no", &flag) && !flag);
	assert_false(ost_claims_text(claims, "n", &text));
	assert_false(ost_claims_text(claims, "nobody", &text));
	assert_false(ost_claims_text(claims, "nil", &text));
	assert_false(ost_claims_integer(claims, "f", &integer));
	assert_false(ost_claims_integer(claims, "name", &integer));
	assert_false(ost_claims_bool(claims, "n", &flag));
	assert_false(ost_claims_bool(claims, "nil", &flag));
	ost_claims_unref(claims);
}

static void absent_claims_have_no_text(void **state)
{
	struct mint_world *w = *state;
	struct ost_policy before = w->policy;
	struct ost_claims *claims;
	int64_t integer = 77;

	w->policy.issuer = NULL;
	w->policy.n_audiences = 0;
	claims = claims_of(w, "{\"sub\":\"ada\"" EXP "}");
	assert_null(ost_claims_issuer(claims).p);
	assert_false(ost_claims_issued_s(claims, &integer));
	assert_int_equal(integer, 77);
	assert_false(ost_claims_has_audience(claims, MINT_AUDIENCE));
	assert_false(ost_claims_has_audience(claims, ""));
	ost_claims_unref(claims);
	w->policy = before;
}

static void methods_are_listed_in_their_order(void **state)
{
	static const char *const none[] = { "", ",\"amr\":[]", ",\"amr\":\"pwd\"",
					    ",\"amr\":[\"pwd\",1]", ",\"amr\":{\"pwd\":\"pwd\"}" };
	struct mint_world *w = *state;
	struct ost_text text = { NULL, 7 };
	struct ost_claims *claims =
		claims_of(w, MINT_CLAIMS_WITH(",\"amr\":[\"pwd\",\"\",\"mfa\"]"));

	assert_true(ost_claims_method(claims, 0, &text));
	assert_text(text, "pwd");
	assert_true(ost_claims_method(claims, 1, &text));
	assert_int_equal(text.n, 0);
	assert_true(ost_claims_method(claims, 2, &text));
	assert_text(text, "mfa");
	assert_false(ost_claims_method(claims, 3, &text));
	assert_false(ost_claims_method(claims, SIZE_MAX, &text));
	assert_text(text, "mfa"); /* untouched */
	assert_true(ost_claims_has_method(claims, "mfa") && ost_claims_has_method(claims, ""));
	assert_false(ost_claims_has_method(claims, "otp"));
	ost_claims_unref(claims);
	for (size_t i = 0; i < ARRAY_LEN(none); i++) {
		struct str more = arena_fmt(&w->arena,
					    "{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"" MINT_AUDIENCE
					    "\",\"sub\":\"ada\",\"exp\":1800000900%s}",
					    none[i]);

		claims = claims_of(w, more.p);
		assert_false(ost_claims_method(claims, 0, &text));
		assert_false(ost_claims_has_method(claims, "pwd"));
		ost_claims_unref(claims);
	}
}

static void claims_outlive_their_key_set(void **state)
{
	struct mint_world *w = *state;
	struct ost_keyset *set = mint_keyset(w->jwks);
	struct str token = mint_token(&w->arena, &w->ed, MINT_CLAIMS);
	struct ost_claims *claims, *again;

	assert_verdict(ost_verify(set, &w->policy, token.p, token.n, MINT_NOW, &claims), OST_OK);
	ost_keyset_unref(set);
	again = ost_claims_ref(claims);
	ost_claims_unref(claims);
	assert_text(ost_claims_kid(again), "ed-1");
	ost_claims_unref(again);
	ost_claims_unref(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(payloads_are_judged_by_their_claims),
		cmocka_unit_test(names_are_compared_whole),
		cmocka_unit_test(absent_names_are_refused_where_the_policy_asks_for_them),
		cmocka_unit_test(the_leeway_is_bounded_and_moves_both_ends),
		cmocka_unit_test(a_token_that_never_expires_is_good_at_the_end_of_time_but_one),
		cmocka_unit_test(a_policy_may_limit_the_age),
		cmocka_unit_test(several_audiences_of_the_policy_are_alternatives),
		cmocka_unit_test(an_empty_list_of_algorithms_refuses_everything),
		cmocka_unit_test(claims_can_be_read),
		cmocka_unit_test(absent_claims_have_no_text),
		cmocka_unit_test(methods_are_listed_in_their_order),
		cmocka_unit_test(claims_outlive_their_key_set),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
