/* What holds for every row of the settings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/settings/check.h"
#include "cli/settings/print.h"
#include "unit/cli/settings/read.h"

static void every_row_can_be_documented(void **state)
{
	(void)state;
	for (size_t i = 0; i < SETTINGS; i++) {
		const struct setting_row *row = &setting_rows[i];
		struct setting_value value = { .text = str_z(row->fallback) };
		struct err err = { 0 };

		print_message("# %s\n", row->variables[0]);
		assert_non_null(row->help);
		assert_int_not_equal(row->help[strlen(row->help) - 1], '.');
		assert_false(row->fallback && row->computed);
		if (row->fallback)
			assert_true(setting_check(row, &value, &err));
		if (row->type == SETTING_CHOICE)
			assert_non_null(row->choices);
		if (i > 0)
			assert_true(row->group >= setting_rows[i - 1].group);
	}
}

/* Where somebody looks for it in the help. */
static void what_is_named_for_a_subject_stands_in_its_group(void **state)
{
	static const struct {
		const char *word;
		enum setting_group group;
	} subjects[] = {
		{ "COOKIE", SETTING_GROUP_SESSIONS },    { "SESSION_", SETTING_GROUP_SESSIONS },
		{ "BEARER", SETTING_GROUP_SESSIONS },    { "JWT_", SETTING_GROUP_TOKENS },
		{ "SMTP_", SETTING_GROUP_SMTP },         { "PASSKEY", SETTING_GROUP_SIGN_IN },
		{ "RATE_", SETTING_GROUP_GUESSING },     { "REVOCATIONS_", SETTING_GROUP_ROLE },
		{ "TWO_FACTOR", SETTING_GROUP_SIGN_IN },
	};

	(void)state;
	for (size_t i = 0; i < SETTINGS; i++)
		for (size_t j = 0; j < ARRAY_LEN(subjects); j++)
			if (str_contains(str_z(setting_rows[i].variables[0]),
					 str_z(subjects[j].word)) &&
			    setting_rows[i].group != subjects[j].group)
				fail_msg("%s", setting_rows[i].variables[0]);
}

static void each_row_says_who_may_know_its_value(void **state)
{
	static const char *const endings[] = { "SECRET", "SECRETS", "PASSWORD", "TOKEN",
					       "API_KEY" };

	(void)state;
	for (size_t i = 0; i < SETTINGS; i++) {
		const struct setting_row *row = &setting_rows[i];
		bool secret = row->type == SETTING_SECRET_TEXT || row->type == SETTING_SECRET_LIST;

		for (size_t j = 0; j < ARRAY_LEN(endings); j++)
			secret = secret || str_ends(str_z(row->variables[0]), str_z(endings[j]));
		print_message("# %s\n", row->variables[0]);
		assert_int_equal(secret, row->secrecy == SETTING_SECRECY_SECRET);
		assert_int_equal(!row->flag, row->secrecy == SETTING_SECRECY_SECRET);
	}
}

static void a_file_is_its_owners_alone_where_its_value_is_not_open(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3 * SETTINGS; i++) {
		static const mode_t modes[] = { 0600, 0640, 0644 };
		const struct setting_row *setting = &setting_rows[i / 3];
		bool open = setting->secrecy == SETTING_SECRECY_OPEN || i % 3 == 0;
		char path[] = "/tmp/ostiary-settings-XXXXXX", variable[128], value[64];
		struct row row = { { NULL },
				   { variable },
				   open ? SETTINGS_OK : SETTINGS_BAD_CONFIG,
				   SETTINGS,
				   "" };
		struct settings settings;
		struct err err = { 0 };
		struct arena a;

		good_value(setting, value, sizeof(value));
		write_value(path, value);
		assert_int_equal(chmod(path, modes[i % 3]), 0);
		snprintf(variable, sizeof(variable), "%s_FILE=%s", setting->variables[0], path);
		arena_init(&a, NULL, 0);
		read_row(&row, &a, &settings, &err);
		if (!open)
			assert_non_null(strstr(err.text, "removes that"));
		arena_done(&a);
		unlink(path);
	}
}

static void a_value_is_shown_only_where_it_is_open(void **state)
{
	(void)state;
	for (size_t i = 0; i < SETTINGS; i++) {
		const struct setting_row *setting = &setting_rows[i];
		char variable[128], value[64];
		struct row row = { { NULL }, { variable }, SETTINGS_OK, SETTINGS, "" };
		struct settings settings;
		struct err err = { 0 };
		struct arena a;
		struct buf lines, json;

		good_value(setting, value, sizeof(value));
		snprintf(variable, sizeof(variable), "%s=%s", setting->variables[0], value);
		arena_init(&a, NULL, 0);
		read_row(&row, &a, &settings, &err);
		arena_buf(&a, &lines, 0, 65536);
		arena_buf(&a, &json, 0, 65536);
		settings_put(&lines, &settings);
		settings_put_json(&json, &settings);
		assert_false(str_contains(buf_text(&lines), STR("hunter2")));
		assert_false(str_contains(buf_text(&json), STR("hunter2")));
		if (setting->secrecy == SETTING_SECRECY_OPEN)
			assert_true(str_contains(buf_text(&lines), str_z(value)));
		else
			assert_true(str_contains(buf_text(&lines), STR("***")));
		arena_done(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_can_be_documented),
		cmocka_unit_test(what_is_named_for_a_subject_stands_in_its_group),
		cmocka_unit_test(each_row_says_who_may_know_its_value),
		cmocka_unit_test(a_file_is_its_owners_alone_where_its_value_is_not_open),
		cmocka_unit_test(a_value_is_shown_only_where_it_is_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
