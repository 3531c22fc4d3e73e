#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "jose/keys/alg.h"
#include "ostiary/verify.h"

static void each_row_has_its_own_bit_and_finds_itself_by_name(void **state)
{
	unsigned seen = 0;

	(void)state;
	for (size_t i = 0; i < ALG_COUNT; i++) {
		assert_int_equal(algs[i].bit, 1u << i);
		assert_ptr_equal(alg_named(algs[i].name), &algs[i]);
		assert_int_equal(alg_index(&algs[i]), i);
		seen |= algs[i].bit;
	}
	assert_int_equal(seen, OST_ALGORITHMS_ALL);
}

static void names_are_matched_whole_and_with_their_case(void **state)
{
	static const char *const wrong[] = {
		"",      "rs256", "Rs256",  "RS256 ", " RS256", "RS25", "RS2560", "none",  "HS256",
		"EDDSA", "eddsa", "ES256K", "ES521",  "RSA1_5", "PS",   "None",   "Ed448", "NONE",
	};

	(void)state;
	assert_int_equal(ost_algorithm_named("RS256", 5), OST_RS256);
	assert_int_equal(ost_algorithm_named("EdDSA", 5), OST_EDDSA);
	assert_int_equal(ost_algorithm_named("RS256\0", 6), 0);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_int_equal(ost_algorithm_named(wrong[i], str_z(wrong[i]).n), 0);
}

static void only_a_single_bit_has_a_name(void **state)
{
	(void)state;
	assert_string_equal(ost_algorithm_name(OST_PS384), "PS384");
	assert_null(ost_algorithm_name(0));
	assert_null(ost_algorithm_name(OST_RS256 | OST_RS384));
	assert_null(ost_algorithm_name(1u << 31));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_has_its_own_bit_and_finds_itself_by_name),
		cmocka_unit_test(names_are_matched_whole_and_with_their_case),
		cmocka_unit_test(only_a_single_bit_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
