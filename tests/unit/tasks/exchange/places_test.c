/* The places for imports: a few for all, one for each user. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
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

static void a_user_has_a_few_exports_of_many(void **state)
{
	static struct export_place of_ann[LIMIT_EXPORTS_PER_USER + 1], others[LIMIT_EXPORTS];
	static char names[LIMIT_EXPORTS][8];
	struct export_places places;
	size_t n = 0;

	(void)state;
	export_places_init(&places);
	for (size_t i = 0; i < LIMIT_EXPORTS_PER_USER; i++) {
		of_ann[i].user_id = STR("ann");
		assert_true(export_enter(&places, &of_ann[i]));
	}
	of_ann[LIMIT_EXPORTS_PER_USER].user_id = STR("ann");
	assert_false(export_enter(&places, &of_ann[LIMIT_EXPORTS_PER_USER]));
	for (; n < LIMIT_EXPORTS - LIMIT_EXPORTS_PER_USER; n++) {
		snprintf(names[n], sizeof(names[n]), "%zu", n);
		others[n].user_id = str_z(names[n]);
		assert_true(export_enter(&places, &others[n]));
	}
	others[n].user_id = STR("one more");
	assert_false(export_enter(&places, &others[n]));
	export_leave(&places, &of_ann[1]);
	assert_true(export_enter(&places, &others[n]));
	assert_false(export_enter(&places, &of_ann[1]));
	export_leave(&places, &others[0]);
	assert_true(export_enter(&places, &of_ann[1]));
	export_places_done(&places);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_user_has_one_place),
		cmocka_unit_test(all_have_a_few),
		cmocka_unit_test(a_user_has_a_few_exports_of_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
