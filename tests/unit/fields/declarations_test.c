/* Declarations of columns of one's own: what is read, and what is refused with its reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "fields/declarations.h"

static bool parse(const char *text, struct arena *a, struct own_tables *out, struct err *err)
{
	return own_tables_parse(str_z(text), a, out, err);
}

static void a_field_has_the_defaults_of_better_auth(void **state)
{
	struct own_tables tables;
	struct err err = { 0 };
	const struct own_field *f = &tables.user.of[0];
	ARENA(a);

	(void)state;
	assert_true(parse("{\"user\":{\"additionalFields\":{\"nick\":{\"type\":\"string\"}}}}", &a,
			  &tables, &err));
	assert_int_equal(tables.user.n, 1);
	assert_int_equal(tables.session.n, 0);
	assert_true(str_eq(f->name, STR("nick")) && str_eq(f->column, STR("nick")));
	assert_true(f->required && f->input && f->returned && f->claim);
	assert_false(f->unique || f->now);
	assert_int_equal(f->fallback.state, OWN_ABSENT);
}

static void all_members_are_read(void **state)
{
	struct own_tables tables;
	struct err err = { 0 };
	const struct own_field *f = tables.user.of;
	ARENA(a);

	(void)state;
	assert_true(parse("{\"user\":{\"additionalFields\":{"
			  "\"a\":{\"type\":\"number\",\"required\":false,\"defaultValue\":1.50,"
			  "\"fieldName\":\"a_column\",\"unique\":true,\"input\":false},"
			  "\"b\":{\"type\":\"date\",\"defaultValue\":\"now\",\"returned\":false},"
			  "\"c\":{\"type\":\"string[]\",\"defaultValue\":[\"x\"],\"token\":false},"
			  "\"d\":{\"type\":\"boolean\",\"defaultValue\":true}}},"
			  "\"session\":{\"additionalFields\":{"
			  "\"e\":{\"type\":\"string\",\"required\":false}}}}",
			  &a, &tables, &err));
	assert_int_equal(tables.user.n, 4);
	assert_true(str_eq(f[0].column, STR("a_column")) && f[0].unique && !f[0].input);
	assert_true(!f[0].required && str_eq(f[0].fallback.text, STR("1.5")));
	assert_true(f[1].now && !f[1].returned);
	assert_true(str_eq(f[2].fallback.text, STR("[\"x\"]")) && !f[2].claim);
	assert_true(f[3].fallback.yes);
	assert_int_equal(tables.session.n, 1);
}

static void what_is_no_declaration_is_refused(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "[]", "not a JSON object" },
		{ "{\"user\":", "not a JSON object" },
		{ "{\"users\":{}}", "\"user\" and \"session\" only" },
		{ "{\"user\":{\"fields\":{}}}", "additionalFields" },
		{ "{\"user\":[]}", "additionalFields" },
		{ "{\"user\":{\"additionalFields\":{\"x\":1}}}", "an object" },
	};
	ARENA(a);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct own_tables tables;
		struct err err = { 0 };

		assert_false(parse(cases[i].text, &a, &tables, &err));
		assert_non_null(strstr(err.text, cases[i].says));
	}
}

static void a_field_that_cannot_be_kept_is_refused(void **state)
{
	static const struct {
		const char *table, *name, *field, *says;
	} cases[] = {
		{ "user", "x", "{}", "type must be" },
		{ "user", "x", "{\"type\":\"json\"}", "type must be" },
		{ "user", "x", "{\"type\":\"string\",\"Required\":true}", "\"Required\"" },
		{ "user", "x", "{\"type\":\"string\",\"input\":1}", "true or false" },
		{ "user", "x", "{\"type\":\"number\",\"defaultValue\":\"x\"}", "defaultValue" },
		{ "user", "x", "{\"type\":\"string\",\"defaultValue\":null}", "is null" },
		{ "user", "a b", "{\"type\":\"string\"}", "names are letters" },
		{ "user", "1a", "{\"type\":\"string\"}", "names are letters" },
		{ "user", "x", "{\"type\":\"string\",\"fieldName\":\"a\\\"b\"}", "names are" },
		{ "user", "email", "{\"type\":\"string\"}", "a meaning already" },
		{ "user", "password", "{\"type\":\"string\"}", "a meaning already" },
		{ "user", "sub", "{\"type\":\"string\"}", "a meaning already" },
		{ "user", "x", "{\"type\":\"string\",\"fieldName\":\"id\"}", "a meaning already" },
		{ "user", "banned", "{\"type\":\"boolean\",\"required\":false}", "must not set" },
		{ "session", "token", "{\"type\":\"string\"}", "a meaning already" },
		{ "session", "x", "{\"type\":\"string\"}", "no session could be made" },
		/* A column of SQLite has a name in any case. */
		{ "user", "Email", "{\"type\":\"string\"}", "a meaning already" },
		{ "user", "x", "{\"type\":\"string\",\"fieldName\":\"ID\"}", "a meaning already" },
		{ "user", "twofactorenabled", "{\"type\":\"boolean\"}", "a meaning already" },
		{ "user", "BANNED", "{\"type\":\"boolean\",\"required\":false}", "must not set" },
		{ "session", "userid", "{\"type\":\"string\"}", "a meaning already" },
		/* Columns that tables have by themselves. */
		{ "user", "xmin", "{\"type\":\"number\"}", "a meaning already" },
		{ "user", "CTID", "{\"type\":\"string\"}", "a meaning already" },
		{ "session", "cmax", "{\"type\":\"number\"}", "a meaning already" },
	};
	ARENA(a);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str text = arena_fmt(&a, "{\"%s\":{\"additionalFields\":{\"%s\":%s}}}",
					    cases[i].table, cases[i].name, cases[i].field);
		struct own_tables tables;
		struct err err = { 0 };

		assert_false(own_tables_parse(text, &a, &tables, &err));
		if (!strstr(err.text, cases[i].says))
			fail_msg("\"%s\" does not say \"%s\"", err.text, cases[i].says);
	}
}

static void a_column_belongs_to_one_field(void **state)
{
	struct own_tables tables;
	struct err err = { 0 };
	ARENA(a);

	(void)state;
	assert_false(parse("{\"user\":{\"additionalFields\":{\"a\":{\"type\":\"string\"},"
			   "\"b\":{\"type\":\"string\",\"fieldName\":\"A\"}}}}",
			   &a, &tables, &err));
	assert_non_null(strstr(err.text, "another field has this column"));
	assert_true(parse("{\"user\":{\"additionalFields\":{\"a\":{\"type\":\"string\"}}},"
			  "\"session\":{\"additionalFields\":{"
			  "\"a\":{\"type\":\"string\",\"required\":false}}}}",
			  &a, &tables, &err));
}

static void a_name_that_is_near_to_another_is_free(void **state)
{
	static const char *const cases[] = {
		"{\"user\":{\"additionalFields\":{\"emails\":{\"type\":\"string\"}}}}",
		"{\"user\":{\"additionalFields\":{\"token\":{\"type\":\"string\"}}}}",
		"{\"user\":{\"additionalFields\":{\"Email\":"
		"{\"type\":\"string\",\"fieldName\":\"second_email\"}}}}",
		"{\"user\":{\"additionalFields\":{\"Banned\":"
		"{\"type\":\"boolean\",\"fieldName\":\"banned\",\"input\":false}}}}",
	};
	ARENA(a);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct own_tables tables;
		struct err err = { 0 };

		if (!parse(cases[i], &a, &tables, &err))
			fail_msg("%s: %s", cases[i], err.text);
	}
}

static void a_table_has_so_many_fields(void **state)
{
	struct own_tables tables;
	struct err err = { 0 };
	struct buf text;
	ARENA(a);

	(void)state;
	for (int n = LIMIT_OWN_FIELDS; n <= LIMIT_OWN_FIELDS + 1; n++) {
		arena_buf(&a, &text, 64, 1 << 16);
		buf_z(&text, "{\"user\":{\"additionalFields\":{");
		for (int i = 0; i < n; i++)
			buf_fmt(&text, "%s\"f%d\":{\"type\":\"string\"}", i ? "," : "", i);
		buf_z(&text, "}}}");
		assert_int_equal(own_tables_parse(buf_text(&text), &a, &tables, &err),
				 n == LIMIT_OWN_FIELDS);
	}
	assert_non_null(strstr(err.text, "too many fields"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_field_has_the_defaults_of_better_auth),
		cmocka_unit_test(all_members_are_read),
		cmocka_unit_test(what_is_no_declaration_is_refused),
		cmocka_unit_test(a_field_that_cannot_be_kept_is_refused),
		cmocka_unit_test(a_column_belongs_to_one_field),
		cmocka_unit_test(a_name_that_is_near_to_another_is_free),
		cmocka_unit_test(a_table_has_so_many_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
