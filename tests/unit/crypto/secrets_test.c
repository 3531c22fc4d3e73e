#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "crypto/secrets.h"

static void several_are_read_in_their_order_and_the_first_is_current(void **state)
{
	static const struct {
		const char *name;
		struct str text;
		size_t n;
		uint64_t first;
	} cases[] = {
		{ "one", STR_INIT("1:new"), 1, 1 },
		{ "two", STR_INIT("2:new,1:old"), 2, 2 },
		{ "the current one need not have the highest version", STR_INIT("1:new,2:old"), 2,
		  1 },
		{ "version 0", STR_INIT("0:new"), 1, 0 },
		{ "the highest version", STR_INIT("9007199254740991:new"), 1, SECRET_VERSION_MAX },
		{ "white space around all of it", STR_INIT(" 2 : new \t,\r\n 1\v:\fold\n"), 2, 2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct secrets secrets;
		struct err err = { 0 };

		if (!secrets_parse(cases[i].text, STR("plain"), &secrets, &err))
			fail_msg("%s: %s", cases[i].name, err.text);
		assert_int_equal(secrets.n, cases[i].n);
		assert_int_equal(secrets.of[0].version, cases[i].first);
		assert_true(str_eq(secrets.current, STR("new")));
		assert_true(str_eq(secrets.legacy, STR("plain")));
		if (secrets.n == 2)
			assert_true(str_eq(secrets.of[1].text, STR("old")));
	}
}

static void a_secret_may_have_colons_and_blanks_within(void **state)
{
	struct secrets secrets;
	struct err err = { 0 };

	(void)state;
	assert_true(secrets_parse(STR("7:a:b c$d"), STR(""), &secrets, &err));
	assert_true(str_eq(secrets.current, STR("a:b c$d")));
	assert_int_equal(secrets.legacy.n, 0);
}

static void what_is_not_a_list_is_refused_by_position_and_without_the_secret(void **state)
{
	static const struct {
		struct str text;
		const char *why;
	} cases[] = {
		{ STR_INIT(""), "entry 1 is not VERSION:SECRET" },
		{ STR_INIT(" "), "entry 1 is not VERSION:SECRET" },
		{ STR_INIT("hunter2"), "entry 1 is not VERSION:SECRET" },
		{ STR_INIT("2:hunter2,"), "entry 2 is not VERSION:SECRET" },
		{ STR_INIT(",2:hunter2"), "entry 1 is not VERSION:SECRET" },
		{ STR_INIT("2:hunter2,hunter2"), "entry 2 is not VERSION:SECRET" },
		{ STR_INIT(":hunter2"), "entry 1 has a version" },
		{ STR_INIT("-1:hunter2"), "entry 1 has a version" },
		{ STR_INIT("+1:hunter2"), "entry 1 has a version" },
		{ STR_INIT("01:hunter2"), "entry 1 has a version" },
		{ STR_INIT("1.0:hunter2"), "entry 1 has a version" },
		{ STR_INIT("1e3:hunter2"), "entry 1 has a version" },
		{ STR_INIT("v1:hunter2"), "entry 1 has a version" },
		{ STR_INIT("9007199254740992:hunter2"), "entry 1 has a version" },
		{ STR_INIT("1:"), "entry 1 has no secret" },
		{ STR_INIT("2:hunter2,1: \t"), "entry 2 has no secret" },
		{ STR_INIT("1:hunter2,2:hunter3,1:hunter2"), "entry 3 has the version of an" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct secrets secrets = { .n = 77 };
		struct err err = { 0 };

		if (secrets_parse(cases[i].text, STR(""), &secrets, &err) ||
		    !str_starts(str_z(err.text), str_z(cases[i].why)))
			fail_msg("%s: %s", cases[i].text.p, err.text);
		assert_null(strstr(err.text, "hunter"));
		assert_int_equal(secrets.n, 77);
	}
}

/* "1:a,2:a,..." */
static struct str list_of(size_t n, char *memory, size_t bytes)
{
	struct buf b;

	buf_init_fixed(&b, memory, bytes);
	for (size_t i = 1; i <= n; i++)
		buf_fmt(&b, i > 1 ? ",%zu:a" : "%zu:a", i);
	assert_true(buf_ok(&b));
	return buf_text(&b);
}

static void there_is_a_bound_to_them(void **state)
{
	struct secrets secrets;
	struct err err = { 0 };
	char memory[512];

	(void)state;
	assert_true(secrets_parse(list_of(LIMIT_SECRETS, memory, sizeof(memory)), STR(""), &secrets,
				  &err));
	assert_int_equal(secrets.n, LIMIT_SECRETS);
	assert_false(secrets_parse(list_of(LIMIT_SECRETS + 1, memory, sizeof(memory)), STR(""),
				   &secrets, &err));
	assert_non_null(strstr(err.text, "entry 25 is one too many"));
}

static void each_is_found_by_its_version_and_no_other_is(void **state)
{
	struct secrets secrets;
	struct err err = { 0 };

	(void)state;
	assert_true(secrets_parse(STR("3:c,0:a"), STR("plain"), &secrets, &err));
	assert_true(str_eq(secrets_of_version(&secrets, 3), STR("c")));
	assert_true(str_eq(secrets_of_version(&secrets, 0), STR("a")));
	assert_int_equal(secrets_of_version(&secrets, 1).n, 0);
	secrets = secrets_plain(STR("plain"));
	assert_int_equal(secrets_of_version(&secrets, 0).n, 0);
}

static void all_of_them_are_listed_once(void **state)
{
	struct str all[LIMIT_SECRETS + 1];
	struct secrets secrets = secrets_plain(STR("plain"));
	struct err err = { 0 };

	(void)state;
	assert_int_equal(secrets_all(&secrets, all), 1);
	assert_true(str_eq(all[0], STR("plain")));
	assert_true(secrets_parse(STR("3:c,2:b,1:c"), STR("plain"), &secrets, &err));
	assert_int_equal(secrets_all(&secrets, all), 3);
	assert_true(str_eq(all[0], STR("c")));
	assert_true(str_eq(all[1], STR("b")));
	assert_true(str_eq(all[2], STR("plain")));
	assert_true(secrets_parse(STR("3:c,2:b"), STR("b"), &secrets, &err));
	assert_int_equal(secrets_all(&secrets, all), 2);
	assert_true(secrets_parse(STR("3:c,2:b"), STR(""), &secrets, &err));
	assert_int_equal(secrets_all(&secrets, all), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(several_are_read_in_their_order_and_the_first_is_current),
		cmocka_unit_test(a_secret_may_have_colons_and_blanks_within),
		cmocka_unit_test(what_is_not_a_list_is_refused_by_position_and_without_the_secret),
		cmocka_unit_test(there_is_a_bound_to_them),
		cmocka_unit_test(each_is_found_by_its_version_and_no_other_is),
		cmocka_unit_test(all_of_them_are_listed_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
