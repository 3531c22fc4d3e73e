/* Values of columns of one's own, from JSON and from columns, and as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "fields/values.h"

static enum own_value_rc read_value(struct arena *a, enum own_type type, struct str text,
				    struct own_value *out)
{
	OWNED(json_free) struct json *value = NULL;

	assert_int_equal(json_parse(text, 8, &value), JSON_OK);
	return own_value_read(type, a, value, out);
}

static void each_type_is_read_and_written(void **state)
{
	static const struct {
		enum own_type type;
		const char *in, *out;
	} cases[] = {
		{ OWN_STRING, "\"a \\\"b\\\" \\u00e4\"", "\"a \\\"b\\\" ä\"" },
		{ OWN_STRING, "\"\"", "\"\"" },
		{ OWN_NUMBER, "7", "7" },
		{ OWN_NUMBER, "-0.1", "-0.1" },
		{ OWN_NUMBER, "1.50", "1.5" },
		{ OWN_NUMBER, "2e3", "2000" },
		{ OWN_NUMBER, "9007199254740993", "9007199254740993" },
		{ OWN_NUMBER, "\"12\"", "12" }, /* as a form sends it */
		{ OWN_BOOLEAN, "true", "true" },
		{ OWN_BOOLEAN, "false", "false" },
		{ OWN_BOOLEAN, "\"true\"", "true" },
		{ OWN_BOOLEAN, "\"false\"", "false" },
		{ OWN_DATE, "\"2020-02-29\"", "\"2020-02-29T00:00:00.000Z\"" },
		{ OWN_DATE, "\"0001-01-01T00:00:00.000Z\"", "\"0001-01-01T00:00:00.000Z\"" },
		{ OWN_DATE, "\"2026-11-20T05:53:11+02:00\"", "\"2026-11-20T03:53:11.000Z\"" },
		{ OWN_STRINGS, "[ ]", "[]" },
		{ OWN_STRINGS, "[\"a\", \"b\\n\"]", "[\"a\",\"b\\n\"]" },
		{ OWN_STRING, "null", "null" },
		{ OWN_DATE, "null", "null" },
	};
	ARENA(a);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct own_value value;
		struct buf b;

		assert_int_equal(read_value(&a, cases[i].type, str_z(cases[i].in), &value),
				 OWN_VALUE_OK);
		arena_buf(&a, &b, 16, 4096);
		own_value_put(&b, cases[i].type, &value);
		if (!str_eq(buf_text(&b), str_z(cases[i].out)))
			fail_msg("%s became %.*s", cases[i].in, STR_FMT(buf_text(&b)));
	}
}

static void values_of_another_type_are_refused(void **state)
{
	static const struct {
		enum own_type type;
		const char *in;
		enum own_value_rc rc;
	} cases[] = {
		{ OWN_STRING, "1", OWN_VALUE_WRONG_TYPE },
		{ OWN_STRING, "{}", OWN_VALUE_WRONG_TYPE },
		{ OWN_NUMBER, "\"\"", OWN_VALUE_WRONG_TYPE },
		{ OWN_NUMBER, "\"1x\"", OWN_VALUE_WRONG_TYPE },
		{ OWN_NUMBER, "true", OWN_VALUE_WRONG_TYPE },
		{ OWN_BOOLEAN, "1", OWN_VALUE_WRONG_TYPE },
		{ OWN_BOOLEAN, "\"yes\"", OWN_VALUE_WRONG_TYPE },
		{ OWN_DATE, "1700000000000", OWN_VALUE_WRONG_TYPE },
		{ OWN_DATE, "\"some day\"", OWN_VALUE_NO_DATE },
		{ OWN_DATE, "\"0000-12-31T23:59:59.999Z\"", OWN_VALUE_NO_DATE },
		{ OWN_DATE, "\"-000001-01-01T00:00:00Z\"", OWN_VALUE_NO_DATE },
		{ OWN_DATE, "\"0001-01-01T00:00:00+01:00\"", OWN_VALUE_NO_DATE },
		{ OWN_STRINGS, "\"a\"", OWN_VALUE_WRONG_TYPE },
		{ OWN_STRINGS, "[1]", OWN_VALUE_WRONG_TYPE },
		{ OWN_STRINGS, "[[]]", OWN_VALUE_WRONG_TYPE },
	};
	ARENA(a);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct own_value value;

		assert_int_equal(read_value(&a, cases[i].type, str_z(cases[i].in), &value),
				 cases[i].rc);
	}
}

/* A JSON string of n letters, or a list of n empty strings. */
static struct str letters(struct arena *a, int n)
{
	struct buf b;

	arena_buf(a, &b, 64, 1 << 16);
	buf_char(&b, '"');
	for (int i = 0; i < n; i++)
		buf_char(&b, 'x');
	buf_char(&b, '"');
	return buf_text(&b);
}

static struct str empty_strings(struct arena *a, int n)
{
	struct buf b;

	arena_buf(a, &b, 64, 1 << 16);
	for (int i = 0; i < n; i++)
		buf_z(&b, i ? ",\"\"" : "[\"\"");
	buf_char(&b, ']');
	return buf_text(&b);
}

static void texts_and_lists_have_a_bound(void **state)
{
	struct own_value value;
	ARENA(a);

	(void)state;
	assert_int_equal(read_value(&a, OWN_STRING, letters(&a, LIMIT_OWN_UNITS), &value),
			 OWN_VALUE_OK);
	assert_int_equal(read_value(&a, OWN_STRING, letters(&a, LIMIT_OWN_UNITS + 1), &value),
			 OWN_VALUE_TOO_LONG);
	assert_int_equal(read_value(&a, OWN_STRINGS, empty_strings(&a, LIMIT_OWN_STRINGS), &value),
			 OWN_VALUE_OK);
	assert_int_equal(
		read_value(&a, OWN_STRINGS, empty_strings(&a, LIMIT_OWN_STRINGS + 1), &value),
		OWN_VALUE_TOO_MANY);
}

static void columns_that_hold_something_else_are_nothing(void **state)
{
	ARENA(a);

	(void)state;
	assert_true(str_eq(own_number_text(&a, STR("5.0")), STR("5")));
	assert_true(str_eq(own_number_text(&a, STR("-12")), STR("-12")));
	assert_null(own_number_text(&a, STR("NaN")).p);
	assert_null(own_number_text(&a, STR("\"5\"")).p);
	assert_null(own_number_text(&a, STR("")).p);
	assert_true(str_eq(own_list_text(&a, STR("[\"a\", \"b\"]")), STR("[\"a\",\"b\"]")));
	assert_null(own_list_text(&a, STR("{\"a\":1}")).p);
	assert_null(own_list_text(&a, STR("[")).p);
}

/* clang-format off */
static const struct own_fields fields = { {
	{ .name = STR_INIT("a"), .type = OWN_STRING, .returned = true, .claim = true },
	{ .name = STR_INIT("b"), .type = OWN_NUMBER, .returned = true },
	{ .name = STR_INIT("c"), .type = OWN_STRING, .claim = true },
}, 3 };
/* clang-format on */

static void members_leave_out_what_is_not_to_be_shown(void **state)
{
	static const struct own_value values[] = { { .state = OWN_SET, .text = STR_INIT("x") },
						   { .state = OWN_SET, .text = STR_INIT("1") },
						   { .state = OWN_SET, .text = STR_INIT("y") } };
	struct own_members members;
	ARENA(a);

	(void)state;
	members = own_members_of(&a, &fields, values);
	assert_true(str_eq(members.all, STR(",\"a\":\"x\",\"b\":1")));
	assert_true(str_eq(members.claims, STR(",\"a\":\"x\"")));
}

static void members_of_an_object_are_copied_as_far_as_it_has_them(void **state)
{
	OWNED(json_free) struct json *object = NULL;
	struct own_members members;
	ARENA(a);

	(void)state;
	assert_int_equal(json_parse(STR("{\"c\":\"y\",\"b\":0.1,\"x\":1,\"a\":null}"), 8, &object),
			 JSON_OK);
	members = own_members_copied(&a, &fields, object);
	assert_true(str_eq(members.all, STR(",\"a\":null,\"b\":0.1")));
	assert_true(str_eq(own_members_copied(&a, &fields, NULL).all, STR("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_type_is_read_and_written),
		cmocka_unit_test(values_of_another_type_are_refused),
		cmocka_unit_test(texts_and_lists_have_a_bound),
		cmocka_unit_test(columns_that_hold_something_else_are_nothing),
		cmocka_unit_test(members_leave_out_what_is_not_to_be_shown),
		cmocka_unit_test(members_of_an_object_are_copied_as_far_as_it_has_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
