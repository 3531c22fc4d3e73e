/* How settings are shown, and what is never shown of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "cli/settings/print.h"
#include "unit/cli/settings/read.h"

static void all_settings_are_shown_as_json(void **state)
{
	struct row row = { { "--port", "1" },
			   { "BETTER_AUTH_SECRET=0123456789abcdef0123456789abcdef",
			     "DATABASE_URL=postgres://me:hunter2@db/x" },
			   SETTINGS_OK,
			   SETTING_PORT,
			   "" };
	OWNED(json_free) struct json *shown = NULL;
	struct settings settings;
	struct err err = { 0 };
	struct arena a;
	struct buf text;

	(void)state;
	arena_init(&a, NULL, 0);
	read_row(&row, &a, &settings, &err);
	arena_buf(&a, &text, 0, 256 << 10);
	settings_put_json(&text, &settings);
	assert_false(str_contains(buf_text(&text), STR("hunter2")));
	assert_false(str_contains(buf_text(&text), STR("0123456789abcdef")));
	assert_int_equal(json_parse(buf_text(&text), 8, &shown), JSON_OK);
	assert_int_equal(json_count(shown), SETTINGS);
	for (size_t i = 0; i < SETTINGS; i++) {
		const struct json *one = json_element(shown, i);
		bool set = json_kind(json_member(one, "value")) == JSON_KIND_STRING;

		assert_int_equal(json_count(one), 5);
		assert_true(str_eq(json_to_str(json_member(one, "name")),
				   str_z(setting_rows[i].variables[0])));
		assert_int_equal(json_kind(json_member(one, "flag")),
				 setting_rows[i].flag ? JSON_KIND_STRING : JSON_KIND_NULL);
		assert_int_equal(json_kind(json_member(one, "from")),
				 set ? JSON_KIND_STRING : JSON_KIND_NULL);
		if (i == SETTING_PORT) {
			assert_true(str_eq(json_to_str(json_member(one, "from")), STR("flag")));
			assert_true(str_eq(json_to_str(json_member(one, "source")), STR("--port")));
			assert_true(str_eq(json_to_str(json_member(one, "value")), STR("1")));
		}
	}
	arena_done(&a);
}

static void a_secret_can_be_a_file_and_is_never_shown(void **state)
{
	char path[] = "/tmp/ostiary-settings-XXXXXX", variable[128];
	struct row row = { { NULL }, { variable }, SETTINGS_OK, SETTING_SECRET, "" };
	struct settings settings;
	struct err err = { 0 };
	struct arena a;
	struct buf text;

	(void)state;
	write_value(path, "0123456789abcdef0123456789abcdef\n");
	snprintf(variable, sizeof(variable), "BETTER_AUTH_SECRET_FILE=%s", path);
	arena_init(&a, NULL, 0);
	read_row(&row, &a, &settings, &err);
	assert_int_equal(settings.of[SETTING_SECRET].text.n, 32);
	arena_buf(&a, &text, 0, 65536);
	settings_put(&text, &settings);
	assert_false(str_contains(buf_text(&text), STR("0123456789abcdef")));
	assert_true(str_contains(buf_text(&text), STR("***")));
	arena_done(&a);
	unlink(path);
}

static void of_numbered_secrets_the_versions_are_shown(void **state)
{
	struct row row = { { NULL },
			   { "BETTER_AUTH_SECRETS=12:0123456789abcdef0123456789abcdef, "
			     "1:abcdefghijklmnopqrstuvwxyz012345" },
			   SETTINGS_OK,
			   SETTING_SECRETS,
			   "" };
	struct settings settings;
	struct err err = { 0 };
	struct arena a;
	struct buf text;

	(void)state;
	arena_init(&a, NULL, 0);
	read_row(&row, &a, &settings, &err);
	arena_buf(&a, &text, 0, 65536);
	settings_put(&text, &settings);
	assert_false(str_contains(buf_text(&text), STR("0123456789abcdef")));
	assert_false(str_contains(buf_text(&text), STR("abcdefghij")));
	assert_true(str_contains(buf_text(&text), STR(" 12:***,1:*** ")));
	arena_done(&a);
}

static void a_password_in_a_database_url_is_never_shown(void **state)
{
	static const struct {
		const char *url, *shown;
	} urls[] = {
		{ "postgres://me:hunter2@db:5432/x", "postgres://me:***@db:5432/x " },
		{ "postgres://db/x?user=me&password=hunter2",
		  "postgres://db/x?user=me&password=*** " },
		{ "postgres://me:hunter2@db/x?sslpassword=hunter2&a=1@b", "*** " },
		{ "postgres://me:hunter2@db/x?sslpassword=hunter2&dbname=1%40b",
		  "postgres://me:***@db/x?sslpassword=***&dbname=1%40b " },
		{ "host=db user=me password=hunter2 dbname=x",
		  "host=db user=me password=*** dbname=x " },
		{ "mysql://me:hunter2@db/x", "mysql:***" },
		{ "postgres://me@db/x?sslmode=require", "postgres://me@db/x?sslmode=require " },
		{ "sqlite:/data/a?b", "sqlite:/data/a?b " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		char variable[128];
		struct row row = { { NULL }, { variable }, SETTINGS_OK, SETTING_DATABASE, "" };
		struct settings settings;
		struct err err = { 0 };
		struct arena a;
		struct buf text;

		snprintf(variable, sizeof(variable), "DATABASE_URL=%s", urls[i].url);
		arena_init(&a, NULL, 0);
		read_row(&row, &a, &settings, &err);
		arena_buf(&a, &text, 0, 65536);
		settings_put(&text, &settings);
		assert_false(str_contains(buf_text(&text), STR("hunter2")));
		if (!str_contains(buf_text(&text), str_z(urls[i].shown)))
			fail_msg("%s", urls[i].url);
		arena_done(&a);
	}
}

static void the_longest_name_and_its_value_are_two_words(void **state)
{
	struct row row = { { NULL }, { NULL }, SETTINGS_OK, SETTINGS, "" };
	struct settings settings;
	struct err err = { 0 };
	struct arena a;
	struct buf text;
	struct str rest, line, name, value;

	(void)state;
	arena_init(&a, NULL, 0);
	read_row(&row, &a, &settings, &err);
	arena_buf(&a, &text, 0, 65536);
	settings_put(&text, &settings);
	rest = buf_text(&text);
	for (size_t i = 0; i < SETTINGS; i++) {
		assert_true(str_cut(rest, '\n', &line, &rest));
		assert_true(str_cut(line, ' ', &name, &value));
		assert_true(str_eq(name, str_z(setting_rows[i].variables[0])));
	}
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_settings_are_shown_as_json),
		cmocka_unit_test(a_secret_can_be_a_file_and_is_never_shown),
		cmocka_unit_test(of_numbered_secrets_the_versions_are_shown),
		cmocka_unit_test(a_password_in_a_database_url_is_never_shown),
		cmocka_unit_test(the_longest_name_and_its_value_are_two_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
