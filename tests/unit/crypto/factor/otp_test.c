#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "crypto/factor/otp.h"

static const struct str key = STR_INIT("12345678901234567890");

static void assert_code(uint64_t counter, unsigned digits, const char *expected)
{
	struct otp otp;

	assert_true(otp_make(key, counter, digits, &otp));
	if (!otp_eq(&otp, str_z(expected)))
		fail_msg("%llu: %.*s, not %s", (unsigned long long)counter, (int)otp.digits,
			 otp.text, expected);
}

static void codes_are_those_of_rfc_4226(void **state)
{
	static const char *const codes[] = { "755224", "287082", "359152", "969429", "338314",
					     "254676", "287922", "162583", "399871", "520489" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		assert_code(i, 6, codes[i]);
}

static void codes_are_those_of_rfc_6238(void **state)
{
	static const struct {
		uint64_t seconds;
		const char *code;
	} cases[] = {
		{ 59, "94287082" },         { 1111111109, "07081804" },
		{ 1111111111, "14050471" }, { 1234567890, "89005924" },
		{ 2000000000, "69279037" }, { UINT64_C(20000000000), "65353130" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_code(cases[i].seconds / 30, 8, cases[i].code);
}

static void another_code_or_length_is_none(void **state)
{
	static const char *const wrong[] = {
		"755225", "75522", "7552240", "", "75522a", "0755224"
	};
	struct otp otp;

	(void)state;
	assert_true(otp_make(key, 0, 6, &otp));
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_false(otp_eq(&otp, str_z(wrong[i])));
	assert_true(otp_eq(&otp, STR("755224")));
	assert_false(otp_make(key, 0, OTP_DIGITS_MAX + 1, &otp));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_those_of_rfc_4226),
		cmocka_unit_test(codes_are_those_of_rfc_6238),
		cmocka_unit_test(another_code_or_length_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
