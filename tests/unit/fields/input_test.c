/* What a request may set, and what a new row gets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "fields/input.h"
#include "fields/values.h"

#define OPEN .required = true, .input = true, .returned = true, .claim = true

/* clang-format off */
static const struct own_fields fields = { {
	{ .name = STR_INIT("nick"), .column = STR_INIT("nick"), .type = OWN_STRING, OPEN },
	{ .name = STR_INIT("age"), .column = STR_INIT("age"), .type = OWN_NUMBER, .input = true,
	  .returned = true },
	{ .name = STR_INIT("lang"), .column = STR_INIT("lang"), .type = OWN_STRING, OPEN,
	  .fallback = { .state = OWN_SET, .text = STR_INIT("en") } },
	{ .name = STR_INIT("role"), .column = STR_INIT("role"), .type = OWN_STRING,
	  .required = true, .returned = true, .claim = true,
	  .fallback = { .state = OWN_SET, .text = STR_INIT("reader") } },
	{ .name = STR_INIT("since"), .column = STR_INIT("since"), .type = OWN_DATE, .now = true },
	{ .name = STR_INIT("shut"), .column = STR_INIT("shut"), .type = OWN_BOOLEAN },
}, 6 };
/* clang-format on */

static struct own_input take(struct arena *a, enum own_action action, const char *text)
{
	OWNED(json_free) struct json *body = NULL;

	assert_int_equal(json_parse(str_z(text), 8, &body), JSON_OK);
	return own_input_take(&fields, action, a, body);
}

static struct str new_row(struct arena *a, const char *text)
{
	struct own_input input = take(a, OWN_CREATE, text);

	assert_int_equal(input.rc, OWN_INPUT_OK);
	return own_members_of(a, &fields, own_defaults(&fields, a, input.values, 1000)).all;
}

static void a_new_row_gets_values_and_defaults(void **state)
{
	ARENA(a);

	(void)state;
	assert_true(
		str_eq(new_row(&a, "{\"nick\":\"ann\"}"),
		       STR(",\"nick\":\"ann\",\"age\":null,\"lang\":\"en\",\"role\":\"reader\"")));
	assert_true(
		str_eq(new_row(&a, "{\"nick\":\"\",\"age\":7,\"lang\":null,\"role\":\"admin\"}"),
		       STR(",\"nick\":\"\",\"age\":7,\"lang\":\"en\",\"role\":\"reader\"")));
}

static void a_default_may_be_the_time(void **state)
{
	const struct own_value *values;
	ARENA(a);

	(void)state;
	values = own_defaults(&fields, &a, NULL, 1000);
	assert_int_equal(values[4].state, OWN_SET);
	assert_int_equal(values[4].ms, 1000);
	assert_null(own_defaults(NULL, &a, NULL, 1000));
}

static void refusals_name_the_field(void **state)
{
	static const struct {
		enum own_action action;
		const char *body;
		enum own_input_rc rc;
		const char *message;
	} cases[] = {
		{ OWN_CREATE, "{}", OWN_INPUT_MISSING, "nick is required" },
		{ OWN_CREATE, "{\"nick\":null}", OWN_INPUT_MISSING, "nick is required" },
		{ OWN_UPDATE, "{\"nick\":null}", OWN_INPUT_MISSING, "nick is required" },
		{ OWN_UPDATE, "{\"role\":\"admin\"}", OWN_INPUT_NOT_ALLOWED,
		  "role is not allowed to be set" },
		{ OWN_CREATE, "{\"nick\":\"a\",\"shut\":true}", OWN_INPUT_NOT_ALLOWED,
		  "shut is not allowed to be set" },
		{ OWN_UPDATE, "{\"age\":\"x\"}", OWN_INPUT_INVALID,
		  "[body.age] Invalid input: expected number, received string" },
		{ OWN_UPDATE, "{\"nick\":[]}", OWN_INPUT_INVALID,
		  "[body.nick] Invalid input: expected string, received array" },
	};
	ARENA(a);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct own_input input = take(&a, cases[i].action, cases[i].body);

		assert_int_equal(input.rc, cases[i].rc);
		assert_true(str_eq(input.message, str_z(cases[i].message)));
	}
}

static void what_counts_as_nothing_is_ignored(void **state)
{
	static const char *const bodies[] = { "{}", "{\"role\":\"\"}", "{\"shut\":false}",
					      "{\"shut\":0}", "{\"role\":null}" };
	ARENA(a);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		struct own_input input = take(&a, OWN_UPDATE, bodies[i]);

		assert_int_equal(input.rc, OWN_INPUT_OK);
		assert_int_equal(input.n_set, 0);
	}
}

static void an_update_has_what_was_given(void **state)
{
	struct own_input input;
	ARENA(a);

	(void)state;
	input = take(&a, OWN_UPDATE, "{\"age\":null,\"lang\":\"de\"}");
	assert_int_equal(input.rc, OWN_INPUT_OK);
	assert_int_equal(input.n_set, 2);
	assert_int_equal(input.values[0].state, OWN_ABSENT);
	assert_int_equal(input.values[1].state, OWN_NULL);
	assert_true(str_eq(input.values[2].text, STR("de")));
}

static void without_fields_nothing_is_taken(void **state)
{
	static const struct own_fields none;
	ARENA(a);

	(void)state;
	assert_null(own_input_take(NULL, OWN_CREATE, &a, NULL).values);
	assert_null(own_input_take(&none, OWN_CREATE, &a, NULL).values);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_row_gets_values_and_defaults),
		cmocka_unit_test(a_default_may_be_the_time),
		cmocka_unit_test(refusals_name_the_field),
		cmocka_unit_test(what_counts_as_nothing_is_ignored),
		cmocka_unit_test(an_update_has_what_was_given),
		cmocka_unit_test(without_fields_nothing_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
