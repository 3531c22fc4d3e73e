/* Demands on the sign-in: as settings and proxies write them, and as sessions meet them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "route/verifier/demand.h"

#define NOW_S INT64_C(1800000000)
#define LONG  "0123456789012345678901234567890123456789012345678901234567890123"

static void names_are_separated_by_commas(void **state)
{
	static const struct {
		const char *text;
		size_t n; /* SIZE_MAX: it cannot be read */
	} rows[] = {
		{ "", 0 },
		{ "mfa", 1 },
		{ "mfa,otp", 2 },
		{ " mfa , otp ", 2 },
		{ "1,2,3,4,5,6,7,8", DEMAND_NAMES_MAX },
		{ "urn:mace:incommon:iap:silver", 1 },
		{ "1,2,3,4,5,6,7,8,9", SIZE_MAX },
		{ ",", SIZE_MAX },
		{ "mfa,", SIZE_MAX },
		{ " ", SIZE_MAX },
		{ "a b", SIZE_MAX },
		{ "a\"b", SIZE_MAX },
		{ "a\\b", SIZE_MAX },
		{ "a\nb", SIZE_MAX },
		{ "\xC3\xA4", SIZE_MAX },
		{ LONG LONG LONG LONG LONG LONG LONG LONG "x", SIZE_MAX },
	};
	struct demand_names names;
	ARENA(a);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool read = demand_names_read(&a, str_z(rows[i].text), &names);

		if (read != (rows[i].n != SIZE_MAX) || (read && names.n != rows[i].n))
			fail_msg("%s", rows[i].text);
	}
	assert_true(demand_names_read(&a, STR("mfa, otp"), &names));
	assert_string_equal(names.of[0], "mfa");
	assert_string_equal(names.of[1], "otp");
}

static void a_query_with_a_wrong_demand_is_not_read(void **state)
{
	static const struct {
		const char *query;
		bool read, empty;
	} rows[] = {
		{ "", true, true },
		{ "a=b&c", true, true },
		{ "require_methods=mfa", true, false },
		{ "a=b&require_acr=2fa%2Cphr", true, false },
		{ "require_auth_age=1", true, false },
		{ "require_auth_age=31622400", true, false },
		{ "require_auth_age=31622401", false, true },
		{ "require_auth_age=0", false, true },
		{ "require_auth_age=-1", false, true },
		{ "require_auth_age=1h", false, true },
		{ "require_auth_age=", false, true },
		{ "require_methods", false, true },
		{ "require_methods=a,,b", false, true },
		{ "require_methods=a&require_methods=b", false, true },
		{ "require_method=mfa", false, true },
		{ "require_=mfa", false, true },
		{ "%72equire_x=1", false, true },
		{ "Require_methods=mfa", true, true }, /* a parameter of somebody else */
	};
	ARENA(a);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct demand demand;
		bool read = demand_query_read(&a, str_z(rows[i].query), &demand);

		if (read != rows[i].read || (read && demand_is_empty(&demand) != rows[i].empty))
			fail_msg("%s", rows[i].query);
	}
}

#define PWD  PROOF_BY_PASSWORD
#define BOTH (PROOF_BY_PASSWORD | PROOF_BY_TOTP)

static void a_session_meets_a_demand_as_its_token_would(void **state)
{
	static const struct {
		const char *methods, *classes;
		int64_t max_age_s;
		unsigned shown;
		int64_t at_s;
		enum ost_verdict verdict;
	} rows[] = {
		{ "", "", 0, 0, 0, OST_OK },
		{ "", "", 0, PWD, NOW_S, OST_OK },
		{ "pwd", "", 0, PWD, NOW_S, OST_OK },
		{ "pwd", "", 0, 0, 0, OST_MISSING_METHOD },
		{ "pwd,mfa", "", 0, PWD, NOW_S, OST_MISSING_METHOD },
		{ "pwd,mfa", "", 0, BOTH, NOW_S, OST_OK },
		{ "", "2fa,phr", 0, PWD, NOW_S, OST_WRONG_CLASS },
		{ "", "2fa,phr", 0, BOTH, NOW_S, OST_OK },
		{ "", "2fa,phr", 0, PROOF_BY_VERIFYING_KEY, NOW_S, OST_OK },
		{ "", "2fa,phr", 0, PROOF_BY_TOUCHED_KEY, NOW_S, OST_WRONG_CLASS },
		{ "", "1fa", 0, 0, 0, OST_WRONG_CLASS },
		{ "", "", 300, PWD, NOW_S, OST_OK },
		{ "", "", 300, PWD, NOW_S - 330, OST_OK },
		{ "", "", 300, PWD, NOW_S - 331, OST_AUTH_TOO_OLD },
		{ "", "", 300, PWD, NOW_S + 30, OST_OK },
		{ "", "", 300, PWD, NOW_S + 31, OST_AUTH_TOO_OLD },
		{ "", "", 300, 0, 0, OST_AUTH_TOO_OLD },
	};
	ARENA(a);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct session_proof proof = proof_at(rows[i].shown, rows[i].at_s * 1000);
		struct demand demand = { .max_age_s = rows[i].max_age_s };

		assert_true(demand_names_read(&a, str_z(rows[i].methods), &demand.methods));
		assert_true(demand_names_read(&a, str_z(rows[i].classes), &demand.classes));
		if (demand_judge(&demand, &proof, NOW_S) != rows[i].verdict)
			fail_msg("row %zu", i);
	}
}

static void a_challenge_names_what_is_demanded_and_nothing_else(void **state)
{
	struct demand demand = { .max_age_s = 300 };
	struct str text;
	ARENA(a);

	(void)state;
	text = demand_challenge(&a, &demand, OST_AUTH_TOO_OLD);
	assert_true(str_eq(text, STR("Bearer error=\"insufficient_user_authentication\", "
				     "error_description=\"A more recent sign-in is required\", "
				     "max_age=\"300\"")));
	demand.max_age_s = 0;
	assert_true(demand_names_read(&a, STR("2fa,phr"), &demand.classes));
	assert_true(demand_names_read(&a, STR("mfa"), &demand.methods));
	text = demand_challenge(&a, &demand, OST_WRONG_CLASS);
	assert_true(str_eq(text, STR("Bearer error=\"insufficient_user_authentication\", "
				     "error_description=\"A stronger sign-in is required\", "
				     "acr_values=\"2fa phr\", amr_values=\"mfa\"")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_separated_by_commas),
		cmocka_unit_test(a_query_with_a_wrong_demand_is_not_read),
		cmocka_unit_test(a_session_meets_a_demand_as_its_token_would),
		cmocka_unit_test(a_challenge_names_what_is_demanded_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
