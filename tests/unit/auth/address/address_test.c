#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/address/address.h"
#include "base/cleanup.h"

static void addresses_that_the_pattern_takes(void **state)
{
	static const struct str good[] = {
		STR_INIT("a@b.co"),
		STR_INIT("alice@example.com"),
		STR_INIT("Alice.B+tag@Sub.Example.ORG"),
		STR_INIT("o'brien@example.com"),
		STR_INIT("_@example.com"),
		STR_INIT("-@example.com"),
		STR_INIT("a-b_c+d@1a.b-.example"),
		STR_INIT("1@2.aa"),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		if (!email_is_valid(good[i]))
			fail_msg("refused: %.*s", STR_FMT(good[i]));
}

static void addresses_that_the_pattern_refuses(void **state)
{
	static const struct str bad[] = {
		STR_INIT(""),
		STR_INIT("@"),
		STR_INIT("a"),
		STR_INIT("a@"),
		STR_INIT("@b.co"),
		STR_INIT("a@b"),
		STR_INIT("a@localhost"),
		STR_INIT("a@b.c"),
		STR_INIT("a@b.c1"),
		STR_INIT("a@b.co."),
		STR_INIT("a@.co"),
		STR_INIT("a@b..co"),
		STR_INIT("a@-b.co"),
		STR_INIT("a@b_c.co"),
		STR_INIT(".a@b.co"),
		STR_INIT("a.@b.co"),
		STR_INIT("a..b@b.co"),
		STR_INIT("o'@b.co"),
		STR_INIT("a@b@c.co"),
		STR_INIT(" a@b.co"),
		STR_INIT("a@b.co "),
		STR_INIT("a b@c.co"),
		STR_INIT("a@b.co\n"),
		STR_INIT("a@b.co\0"),
		STR_INIT("a\0@b.co"),
		STR_INIT("\xC3\xA4@b.co"),
		STR_INIT("a@b\xC3\xA4.co"),
		STR_INIT("a\xEF\xBC\xA0"
			 "b.co"), /* a full-width @ */
		STR_INIT("\"a\"@b.co"),
		STR_INIT("a@[127.0.0.1]"),
		STR_INIT("a@127.0.0.1"),
		STR_INIT("a/b@c.co"),
		STR_INIT("a#b@c.co"),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (email_is_valid(bad[i]))
			fail_msg("accepted: %.*s", STR_FMT(bad[i]));
}

static void lower_case_is_ascii_lower_case(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	assert_true(str_eq(email_lower(&a, STR("Alice@EXAMPLE.Com")), STR("alice@example.com")));
	assert_true(str_eq(email_lower(&a, STR("a_b+1@[`{")), STR("a_b+1@[`{")));
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_that_the_pattern_takes),
		cmocka_unit_test(addresses_that_the_pattern_refuses),
		cmocka_unit_test(lower_case_is_ascii_lower_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
