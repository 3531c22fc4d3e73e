#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/nearest.h"
#include "cli/settings.h"

#define WORDS 6

struct row {
	const char *arguments[WORDS];
	const char *environment[WORDS];
	enum settings_rc rc;
	enum setting which;
	const char *value; /* of it, or what the error must contain */
};

static const struct row rows[] = {
	{ { NULL }, { NULL }, SETTINGS_OK, SETTING_PORT, "8080" },
	{ { NULL }, { "PORT=9000" }, SETTINGS_OK, SETTING_PORT, "9000" },
	{ { NULL }, { "PORT=" }, SETTINGS_OK, SETTING_PORT, "8080" },
	{ { "--port", "9001" }, { "PORT=9000" }, SETTINGS_OK, SETTING_PORT, "9001" },
	{ { "--port=9001" }, { NULL }, SETTINGS_OK, SETTING_PORT, "9001" },
	{ { "--port", "65536" }, { NULL }, SETTINGS_USAGE, SETTING_PORT, "0 to 65535" },
	{ { "--port", "-1" }, { NULL }, SETTINGS_USAGE, SETTING_PORT, "--port" },
	{ { NULL }, { "PORT=http" }, SETTINGS_BAD_CONFIG, SETTING_PORT, "PORT" },
	{ { "--prot", "1" }, { NULL }, SETTINGS_USAGE, SETTING_PORT, "did you mean --port?" },
	{ { "--port" }, { NULL }, SETTINGS_USAGE, SETTING_PORT, "--port needs a value" },
	{ { "port" }, { NULL }, SETTINGS_USAGE, SETTING_PORT, "not a flag" },
	{ { "--no-web" }, { NULL }, SETTINGS_OK, SETTING_WEB, "off" },
	{ { "--no-port" }, { NULL }, SETTINGS_USAGE, SETTING_WEB, "--no-port" },
	{ { NULL }, { "OSTIARY_WEB=off" }, SETTINGS_OK, SETTING_WEB, "off" },
	{ { "--help" }, { NULL }, SETTINGS_HELP, SETTING_WEB, "" },
	{ { NULL }, { "OSTIARY_THREDS=1" }, SETTINGS_BAD_CONFIG, SETTING_WEB, "OSTIARY_THREADS?" },
	{ { NULL }, { "OSTIARY_SOMETHING_ELSE=1" }, SETTINGS_OK, SETTING_PORT, "8080" },
	{ { NULL },
	  { "BETTER_AUTH_SECRET=0123456789abcdef0123456789abcdef" },
	  SETTINGS_OK,
	  SETTING_SECRET,
	  "0123456789abcdef0123456789abcdef" },
	{ { NULL },
	  { "AUTH_SECRET=abcdefghijklmnopqrstuvwxyz012345" },
	  SETTINGS_OK,
	  SETTING_SECRET,
	  "abcdefghijklmnopqrstuvwxyz012345" },
	{ { NULL },
	  { "AUTH_SECRET=abcdefghijklmnopqrstuvwxyz012345",
	    "BETTER_AUTH_SECRET=0123456789abcdef0123456789abcdef" },
	  SETTINGS_OK,
	  SETTING_SECRET,
	  "0123456789abcdef0123456789abcdef" },
	{ { NULL },
	  { "BETTER_AUTH_SECRET=short" },
	  SETTINGS_BAD_CONFIG,
	  SETTING_SECRET,
	  "5 bytes" },
	{ { NULL },
	  { "BETTER_AUTH_SECRET_FILE=/nowhere/at/all" },
	  SETTINGS_BAD_CONFIG,
	  SETTING_SECRET,
	  "cannot be read" },
	{ { "--secret", "x" }, { NULL }, SETTINGS_USAGE, SETTING_SECRET, "unknown flag" },
	{ { NULL },
	  { "BETTER_AUTH_SECRET=better-auth-secret-12345678901234567890" },
	  SETTINGS_BAD_CONFIG,
	  SETTING_SECRET,
	  "can be guessed" },
	{ { NULL },
	  { "AUTH_SECRET=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
	  SETTINGS_BAD_CONFIG,
	  SETTING_SECRET,
	  "can be guessed" },
	{ { NULL },
	  { "BETTER_AUTH_SECRETS=2:0123456789abcdef0123456789abcdef,1:"
	    "abcdefghijklmnopqrstuvwxyz012345" },
	  SETTINGS_OK,
	  SETTING_SECRETS,
	  "2:0123456789abcdef0123456789abcdef,1:abcdefghijklmnopqrstuvwxyz012345" },
	{ { NULL },
	  { "BETTER_AUTH_SECRETS=2:0123456789abcdef0123456789abcdef,1:short" },
	  SETTINGS_BAD_CONFIG,
	  SETTING_SECRETS,
	  "BETTER_AUTH_SECRETS: version 1: is too short: 5 bytes" },
	{ { NULL },
	  { "BETTER_AUTH_SECRETS=2:better-auth-secret-12345678901234567890" },
	  SETTINGS_BAD_CONFIG,
	  SETTING_SECRETS,
	  "BETTER_AUTH_SECRETS: version 2: can be guessed" },
	{ { NULL },
	  { "BETTER_AUTH_SECRETS=0123456789abcdef0123456789abcdef" },
	  SETTINGS_BAD_CONFIG,
	  SETTING_SECRETS,
	  "BETTER_AUTH_SECRETS: entry 1 is not VERSION:SECRET" },
	{ { NULL }, { "BETTER_AUTH_SECRETS=" }, SETTINGS_OK, SETTING_SECRETS, "" },
	{ { NULL }, { "JWKS_ALG=ES256" }, SETTINGS_OK, SETTING_JWKS_ALG, "ES256" },
	{ { NULL }, { "JWKS_ALG=HS256" }, SETTINGS_BAD_CONFIG, SETTING_JWKS_ALG, "one of: RS256" },
	{ { NULL },
	  { "BETTER_AUTH_URL=https://a.example/auth" },
	  SETTINGS_OK,
	  SETTING_BASE_URL,
	  "https://a.example/auth" },
	{ { NULL },
	  { "BETTER_AUTH_URL=a.example" },
	  SETTINGS_BAD_CONFIG,
	  SETTING_BASE_URL,
	  "must be a URL" },
	{ { NULL },
	  { "BETTER_AUTH_URL=https://" },
	  SETTINGS_BAD_CONFIG,
	  SETTING_BASE_URL,
	  "must be a URL" },
	{ { NULL },
	  { "JWT_EXPIRES_IN=1 fortnight" },
	  SETTINGS_BAD_CONFIG,
	  SETTING_BASE_URL,
	  "must be a time" },
};

static size_t fill(const char *const *from, char **to, size_t at)
{
	for (size_t i = 0; i < WORDS && from[i]; i++)
		to[at++] = (char *)(uintptr_t)from[i];
	to[at] = NULL;
	return at;
}

static void read_row(const struct row *row, struct arena *a, struct settings *settings,
		     struct err *err)
{
	char *argv[WORDS + 2] = { (char[]){ "serve" } };
	char *environment[WORDS + 1];
	size_t argc = fill(row->arguments, argv, 1);
	enum settings_rc rc;

	fill(row->environment, environment, 0);
	rc = settings_read(a, (int)argc, argv, environment, settings, err);
	if (rc != row->rc)
		fail_msg("%s %s: %d: %s", argv[1] ? argv[1] : "",
			 environment[0] ? environment[0] : "", rc, err->text);
}

static void each_value_comes_from_where_it_should_or_is_refused_in_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct settings settings;
		struct err err = { 0 };
		struct arena a;

		arena_init(&a, NULL, 0);
		read_row(&rows[i], &a, &settings, &err);
		if (rows[i].rc == SETTINGS_OK &&
		    !str_eq(settings.of[rows[i].which].text, str_z(rows[i].value)))
			fail_msg("row %zu: \"%.*s\"", i, STR_FMT(settings.of[rows[i].which].text));
		if (rows[i].rc != SETTINGS_OK &&
		    !str_contains(str_z(err.text), str_z(rows[i].value)))
			fail_msg("row %zu: %s", i, err.text);
		arena_done(&a);
	}
}

static void times_have_units(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} times[] = {
		{ "JWT_EXPIRES_IN=90", 90 },
		{ "JWT_EXPIRES_IN=15m", 900 },
		{ "JWT_EXPIRES_IN=15 Minutes", 900 },
		{ "JWT_EXPIRES_IN=24h", 86400 },
		{ "JWT_EXPIRES_IN=7 days", 7 * 86400 },
		{ "JWT_EXPIRES_IN=2w", 14 * 86400 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		struct row row = { { NULL }, { times[i].text }, SETTINGS_OK, 0, "" };
		struct settings settings;
		struct err err = { 0 };
		struct arena a;

		arena_init(&a, NULL, 0);
		read_row(&row, &a, &settings, &err);
		assert_int_equal(settings.of[SETTING_JWT_EXPIRES_IN].number, times[i].seconds);
		arena_done(&a);
	}
}

static void a_secret_can_be_a_file_and_is_never_shown(void **state)
{
	char path[] = "/tmp/ostiary-settings-XXXXXX", variable[128];
	struct row row = { { NULL }, { variable }, SETTINGS_OK, SETTING_SECRET, "" };
	struct settings settings;
	struct err err = { 0 };
	struct arena a;
	struct buf text;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "0123456789abcdef0123456789abcdef\n", 33), 33);
	close(fd);
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

static void a_file_too_long_for_one_value_is_refused_and_not_cut(void **state)
{
	char path[] = "/tmp/ostiary-settings-XXXXXX", variable[128], text[4096];
	struct row good = { { NULL }, { variable }, SETTINGS_OK, SETTING_SECRET, "" };
	struct row bad = { { NULL }, { variable }, SETTINGS_BAD_CONFIG, SETTING_SECRET, "" };
	struct settings settings;
	struct err err = { 0 };
	struct arena a;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i % 26);
	assert_int_equal(write(fd, text, sizeof(text)), sizeof(text));
	snprintf(variable, sizeof(variable), "BETTER_AUTH_SECRET_FILE=%s", path);
	arena_init(&a, NULL, 0);
	read_row(&good, &a, &settings, &err);
	assert_int_equal(settings.of[SETTING_SECRET].text.n, sizeof(text));
	assert_int_equal(write(fd, "x", 1), 1);
	read_row(&bad, &a, &settings, &err);
	assert_non_null(strstr(err.text, "too long"));
	close(fd);
	arena_done(&a);
	unlink(path);
}

static void a_password_in_a_database_url_is_never_shown(void **state)
{
	static const struct {
		const char *url, *shown;
	} urls[] = {
		{ "postgres://me:hunter2@db:5432/x", "postgres://me:***@db:5432/x " },
		{ "postgres://db/x?user=me&password=hunter2",
		  "postgres://db/x?user=me&password=*** " },
		{ "postgres://me:hunter2@db/x?sslpassword=hunter2&a=1@b",
		  "postgres://me:***@db/x?sslpassword=***&a=1@b " },
		{ "postgres://me@db/x?sslmode=require", "postgres://me@db/x?sslmode=require " },
		{ "sqlite:/data/a?b", "sqlite:/data/a?b " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		struct row row = {
			{ "--database", urls[i].url }, { NULL }, SETTINGS_OK, SETTING_DATABASE, ""
		};
		struct settings settings;
		struct err err = { 0 };
		struct arena a;
		struct buf text;

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

static void a_file_with_a_secret_is_its_owners_alone(void **state)
{
	static const struct {
		const char *name;
		mode_t mode;
		enum settings_rc rc;
	} files[] = {
		{ "BETTER_AUTH_SECRET_FILE", 0600, SETTINGS_OK },
		{ "BETTER_AUTH_SECRET_FILE", 0400, SETTINGS_OK },
		{ "BETTER_AUTH_SECRET_FILE", 0644, SETTINGS_BAD_CONFIG },
		{ "BETTER_AUTH_SECRET_FILE", 0640, SETTINGS_BAD_CONFIG },
		{ "OSTIARY_SMTP_PASSWORD_FILE", 0644, SETTINGS_BAD_CONFIG },
		{ "OSTIARY_SMTP_PASSWORD_FILE", 0600, SETTINGS_OK },
		{ "DATABASE_URL_FILE", 0644, SETTINGS_BAD_CONFIG },
		{ "DATABASE_URL_FILE", 0600, SETTINGS_OK },
		{ "OSTIARY_MAIL_FROM_FILE", 0644, SETTINGS_OK },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		char path[] = "/tmp/ostiary-settings-XXXXXX", variable[128];
		struct row row = { { NULL }, { variable }, files[i].rc, SETTINGS, "" };
		struct settings settings;
		struct err err = { 0 };
		struct arena a;
		int fd = mkstemp(path);

		assert_true(fd >= 0);
		assert_int_equal(write(fd, "a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6\n", 33), 33);
		assert_int_equal(fchmod(fd, files[i].mode), 0);
		close(fd);
		snprintf(variable, sizeof(variable), "%s=%s", files[i].name, path);
		arena_init(&a, NULL, 0);
		read_row(&row, &a, &settings, &err);
		if (files[i].rc != SETTINGS_OK)
			assert_non_null(strstr(err.text, "takes that away"));
		arena_done(&a);
		unlink(path);
	}
}

static void typing_errors_are_near(void **state)
{
	(void)state;
	assert_int_equal(nearest_distance(STR("port"), STR("port")), 0);
	assert_int_equal(nearest_distance(STR("prot"), STR("port")), 1);
	assert_int_equal(nearest_distance(STR("pot"), STR("port")), 1);
	assert_int_equal(nearest_distance(STR("porrt"), STR("port")), 1);
	assert_int_equal(nearest_distance(STR(""), STR("port")), 4);
	assert_int_equal(nearest_distance(STR("kitten"), STR("sitting")), 3);
	assert_true(nearest_is_typo(STR("OSTIARY_THREDS"), STR("OSTIARY_THREADS")));
	assert_false(nearest_is_typo(STR("OSTIARY_BIN"), STR("OSTIARY_DATA")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_value_comes_from_where_it_should_or_is_refused_in_words),
		cmocka_unit_test(times_have_units),
		cmocka_unit_test(a_secret_can_be_a_file_and_is_never_shown),
		cmocka_unit_test(of_numbered_secrets_the_versions_are_shown),
		cmocka_unit_test(a_file_too_long_for_one_value_is_refused_and_not_cut),
		cmocka_unit_test(a_password_in_a_database_url_is_never_shown),
		cmocka_unit_test(a_file_with_a_secret_is_its_owners_alone),
		cmocka_unit_test(typing_errors_are_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
