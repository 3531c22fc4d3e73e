/* The places for imports: a few for all, one for each user. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tasks/exchange/places.h"

static void a_user_has_one_place(void **state)
{
	struct import_places places;

	(void)state;
	import_places_init(&places);
	assert_true(import_enter(&places, STR("ann")));
	assert_false(import_enter(&places, STR("ann")));
	import_leave(&places, STR("ann"));
	assert_true(import_enter(&places, STR("ann")));
	import_places_done(&places);
}

static void all_have_a_few(void **state)
{
	static const char *const users[] = { "a", "b", "c", "d" };
	struct import_places places;

	(void)state;
	import_places_init(&places);
	for (size_t i = 0; i < LIMIT_IMPORTS; i++)
		assert_true(import_enter(&places, str_z(users[i])));
	assert_false(import_enter(&places, STR("one more")));
	import_leave(&places, STR("b"));
	assert_true(import_enter(&places, STR("one more")));
	import_leave(&places, STR("nobody"));
	assert_false(import_enter(&places, STR("two more")));
	import_places_done(&places);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_user_has_one_place),
		cmocka_unit_test(all_have_a_few),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
