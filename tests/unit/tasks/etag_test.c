/* Which entity tags a header names: RFC 9110 sections 8.8.3 and 13.1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "tasks/input/etag.h"

static void a_header_names_what_it_lists(void **state)
{
	static const struct {
		const char *header;
		bool strong, weak; /* whether it names "7" by that comparison */
	} rows[] = {
		{ "\"7\"", true, true },
		{ "*", true, true },
		{ " * ", true, true },
		{ "W/\"7\"", false, true },
		{ "\"6\"", false, false },
		{ "\"6\", \"7\"", true, true },
		{ "\"6\",\"7\",\"8\"", true, true },
		{ "\"6\" , W/\"7\"", false, true },
		{ ", ,\"7\",", true, true },
		{ "\"a,b\", \"7\"", true, true },
		{ "\"7", false, false },
		{ "7", false, false },
		{ "", false, false },
		{ "\"7\" \"8\"", false, false },
		{ "\"7\", 8", false, false },
		{ "\"7\", *", false, false },
		{ "w/\"7\"", false, false },
		{ "\"7 \"", false, false },
		{ "\"77\"", false, false },
		{ "\"\"", false, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (etag_is_named(str_z(rows[i].header), STR("\"7\""), true) != rows[i].strong ||
		    etag_is_named(str_z(rows[i].header), STR("\"7\""), false) != rows[i].weak)
			fail_msg("%s", rows[i].header);
}

static void each_thing_has_a_tag_of_its_state(void **state)
{
	struct task task = { .revision = 12 };
	struct list list = { .revision = 12, .open_count = 3 };
	char memory[ETAG_BYTES];

	(void)state;
	assert_true(str_eq(etag_of_task(&task, memory), STR("\"12\"")));
	assert_true(str_eq(etag_of_list(&list, memory), STR("\"12-3\"")));
	assert_true(str_eq(etag_of_revision(INT64_MAX, memory), STR("\"9223372036854775807\"")));
}

static void a_demand_is_met_or_refused(void **state)
{
	static const struct {
		struct etag_demand demand;
		enum store_rc rc;
		enum refusal_kind kind;
	} rows[] = {
		{ { { NULL, 0 }, { NULL, 0 } }, STORE_OK, 0 },
		{ { STR_INIT("\"7\""), { NULL, 0 } }, STORE_OK, 0 },
		{ { STR_INIT("\"6\""), { NULL, 0 } }, STORE_CONFLICT, REFUSAL_CHANGED },
		{ { STR_INIT(""), { NULL, 0 } }, STORE_CONFLICT, REFUSAL_CHANGED },
		{ { STR_INIT("W/\"7\""), { NULL, 0 } }, STORE_CONFLICT, REFUSAL_CHANGED },
		{ { { NULL, 0 }, STR_INIT("\"6\"") }, STORE_OK, 0 },
		{ { { NULL, 0 }, STR_INIT("*") }, STORE_CONFLICT, REFUSAL_UNCHANGED },
		{ { { NULL, 0 }, STR_INIT("W/\"7\"") }, STORE_CONFLICT, REFUSAL_UNCHANGED },
		{ { STR_INIT("\"7\""), STR_INIT("\"7\"") }, STORE_CONFLICT, REFUSAL_UNCHANGED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct refusal refusal = { 0 };

		assert_int_equal(etag_check(&rows[i].demand, STR("\"7\""), &refusal), rows[i].rc);
		assert_int_equal(refusal.kind, rows[i].kind);
		assert_int_equal(etag_check(&rows[i].demand, STR("\"7\""), NULL), rows[i].rc);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_header_names_what_it_lists),
		cmocka_unit_test(each_thing_has_a_tag_of_its_state),
		cmocka_unit_test(a_demand_is_met_or_refused),
	};

	return cmocka_run_group_tests_name("etag", tests, NULL, NULL);
}
