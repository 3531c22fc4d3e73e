/* Names are kept once each, in their order, up to a bound. */
#include "store/watch_names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static struct watch_names names;

static int set_up(void **state)
{
	(void)state;
	memset(&names, 0, sizeof(names));
	return 0;
}

static void each_name_is_kept_once(void **state)
{
	static const struct str given[] = { STR_INIT("anna"), STR_INIT("bob"), STR_INIT("anna"),
					    STR_INIT("ann"), STR_INIT("bob") };
	static const struct str wanted[] = { STR_INIT("anna"), STR_INIT("bob"), STR_INIT("ann") };
	struct str name;
	size_t at = 0;

	(void)state;
	assert_true(watch_names_are_none(&names));
	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++)
		watch_names_add(&names, given[i]);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		assert_true(watch_names_next(&names, &at, &name));
		assert_true(str_eq(name, wanted[i]));
	}
	assert_false(watch_names_next(&names, &at, &name));
	assert_false(names.overflown);
	watch_names_clear(&names);
	assert_true(watch_names_are_none(&names));
}

static void what_does_not_fit_is_known_to_be_missing(void **state)
{
	static char long_name[WATCH_NAMES_BYTES];
	struct str name;
	size_t at = 0, most = sizeof(long_name) - sizeof(uint16_t);

	(void)state;
	memset(long_name, 'x', sizeof(long_name));
	watch_names_add(&names, str_of(long_name, most));
	assert_false(names.overflown);
	watch_names_add(&names, STR("anna"));
	assert_true(names.overflown);
	assert_true(watch_names_next(&names, &at, &name));
	assert_int_equal(name.n, most);
	watch_names_clear(&names);
	watch_names_add(&names, str_of(long_name, most + 1));
	assert_true(names.overflown);
	assert_false(watch_names_are_none(&names));
	assert_int_equal(names.n, 0);
}

static void a_name_without_letters_stands_for_all(void **state)
{
	(void)state;
	watch_names_add(&names, STR(""));
	assert_true(names.overflown);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(each_name_is_kept_once, set_up),
		cmocka_unit_test_setup(what_does_not_fit_is_known_to_be_missing, set_up),
		cmocka_unit_test_setup(a_name_without_letters_stands_for_all, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
