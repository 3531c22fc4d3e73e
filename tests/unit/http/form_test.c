#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "http/form.h"

static int set_up(void **state)
{
	static struct arena arena;

	arena_init(&arena, NULL, 0);
	*state = &arena;
	return 0;
}

static int tear_down(void **state)
{
	arena_done(*state);
	return 0;
}

static void a_field_is_split_and_decoded_once(void **state)
{
	static const struct {
		struct str text;
		size_t fields;
		struct str name; /* of the first field */
		struct str value;
	} cases[] = {
		{ STR_INIT("a=b"), 1, STR_INIT("a"), STR_INIT("b") },
		{ STR_INIT("a=b=c"), 1, STR_INIT("a"), STR_INIT("b=c") },
		{ STR_INIT("a"), 1, STR_INIT("a"), STR_INIT("") },
		{ STR_INIT("a="), 1, STR_INIT("a"), STR_INIT("") },
		{ STR_INIT("=b"), 1, STR_INIT(""), STR_INIT("b") },
		{ STR_INIT("e=a%40b.example"), 1, STR_INIT("e"), STR_INIT("a@b.example") },
		{ STR_INIT("e=a+b%2Bc"), 1, STR_INIT("e"), STR_INIT("a b+c") },
		{ STR_INIT("e=%2541"), 1, STR_INIT("e"), STR_INIT("%41") },
		{ STR_INIT("e=100%"), 1, STR_INIT("e"), STR_INIT("100%") },
		{ STR_INIT("e=%zz%4"), 1, STR_INIT("e"), STR_INIT("%zz%4") },
		{ STR_INIT("n%61me=x"), 1, STR_INIT("name"), STR_INIT("x") },
		{ STR_INIT("a=1%262&b=3"), 2, STR_INIT("a"), STR_INIT("1&2") },
		{ STR_INIT("&&a=1&&b=2&"), 2, STR_INIT("a"), STR_INIT("1") },
		{ STR_INIT("p=%00x"), 1, STR_INIT("p"), STR_INIT("\0x") },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct form form;

		assert_true(form_parse(*state, cases[i].text, &form));
		assert_int_equal(form.n, cases[i].fields);
		assert_true(str_eq(form.fields[0].name, cases[i].name));
		assert_true(str_eq(form.fields[0].value, cases[i].value));
	}
}

static void an_empty_text_has_no_fields(void **state)
{
	struct form form;

	assert_true(form_parse(*state, STR(""), &form));
	assert_int_equal(form.n, 0);
	assert_null(form_first(&form, STR("a")));
}

static void a_repeated_name_is_counted_and_the_first_value_given(void **state)
{
	struct form form;

	assert_true(form_parse(*state, STR("a=1&b=2&a=3&A=4"), &form));
	assert_int_equal(form_count(&form, STR("a")), 2);
	assert_int_equal(form_count(&form, STR("b")), 1);
	assert_int_equal(form_count(&form, STR("c")), 0);
	assert_true(str_eq(*form_first(&form, STR("a")), STR("1")));
	assert_null(form_first(&form, STR("c")));
}

static void text_that_is_not_utf8_is_refused(void **state)
{
	static const struct str bad[] = {
		STR_INIT("a=%FF"),
		STR_INIT("a=%C0%AF"),
		STR_INIT("\xFF=a"),
		STR_INIT("ok=1&a=%ED%A0%80"),
	};
	struct form form;

	assert_true(form_parse(*state, STR("a=%C3%A9"), &form));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(form_parse(*state, bad[i], &form));
}

static void one_field_more_than_the_bound_is_refused(void **state)
{
	char text[2 * (FORM_FIELDS_MAX + 1)];
	struct form form;

	for (size_t i = 0; i < sizeof(text); i += 2)
		memcpy(text + i, "a&", 2);
	assert_true(form_parse(*state, str_of(text, sizeof(text) - 2), &form));
	assert_int_equal(form.n, FORM_FIELDS_MAX);
	assert_false(form_parse(*state, str_of(text, sizeof(text)), &form));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_field_is_split_and_decoded_once),
		TEST(an_empty_text_has_no_fields),
		TEST(a_repeated_name_is_counted_and_the_first_value_given),
		TEST(text_that_is_not_utf8_is_refused),
		TEST(one_field_more_than_the_bound_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
