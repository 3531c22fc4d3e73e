/* Where the value of a setting comes from, and which values are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/settings/nearest.h"
#include "cli/settings/value_file.h"
#include "unit/cli/settings/read.h"

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
	{ { "port" }, { NULL }, SETTINGS_USAGE, SETTING_PORT, "takes no argument" },
	{ { "--no-web" }, { NULL }, SETTINGS_OK, SETTING_WEB, "off" },
	{ { "--no-port" }, { NULL }, SETTINGS_USAGE, SETTING_WEB, "--no-port" },
	{ { NULL }, { "OSTIARY_WEB=off" }, SETTINGS_OK, SETTING_WEB, "off" },
	{ { NULL }, { "OSTIARY_THREDS=1" }, SETTINGS_BAD_CONFIG, SETTING_WEB, "OSTIARY_THREADS?" },
	{ { NULL }, { "OSTIARY_PORT=9000" }, SETTINGS_BAD_CONFIG, SETTING_PORT, "mean PORT?" },
	{ { NULL }, { "OSTIARY_PORT=tcp://10.0.0.1:80" }, SETTINGS_OK, SETTING_PORT, "8080" },
	{ { NULL }, { "OSTIARY_SMTP_PORT=2525" }, SETTINGS_OK, SETTING_SMTP_PORT, "2525" },
	{ { NULL }, { "OSTIARY_SMTP_PORT=tcp://10.0.0.1:25" }, SETTINGS_OK, SETTING_SMTP_PORT, "" },
	{ { NULL },
	  { "OSTIARY_SERVICE_HOST=10.0.0.1", "OSTIARY_SERVICE_PORT=80",
	    "OSTIARY_SERVICE_PORT_HTTP=80", "OSTIARY_PORT_80_TCP=tcp://10.0.0.1:80",
	    "OSTIARY_PORT_80_TCP_PROTO=tcp", "OSTIARY_PORT_80_TCP_PORT=80" },
	  SETTINGS_OK,
	  SETTING_PORT,
	  "8080" },
	{ { NULL },
	  { "OSTIARY_PORT_80_TCP_ADDR=10.0.0.1", "OSTIARY_DATA_PORT=tcp://10.0.0.1:80",
	    "OSTIARY_WEB_SERVICE_HOST=10.0.0.1" },
	  SETTINGS_OK,
	  SETTING_PORT,
	  "8080" },
	{ { NULL },
	  { "OSTIARY_NAME=/web/ostiary", "OSTIARY_ENV_OSTIARY_WEB=off", "OSTIARY_ENV_I=1" },
	  SETTINGS_OK,
	  SETTING_WEB,
	  "on" },
	{ { NULL },
	  { "OSTIARY_PASSKEY_RP_NAME=/tmp" },
	  SETTINGS_OK,
	  SETTING_PASSKEY_RP_NAME,
	  "/tmp" },
	{ { NULL }, { "OSTIARY_NAME=tasks" }, SETTINGS_BAD_CONFIG, SETTING_ROLE, "OSTIARY_ROLE?" },
	{ { NULL }, { "OSTIARY_ROL=auth" }, SETTINGS_BAD_CONFIG, SETTING_ROLE, "OSTIARY_ROLE?" },
	{ { NULL }, { "OSTIARY_TOKEN=x" }, SETTINGS_OK, SETTING_ROLE, "all" },
	{ { NULL }, { "OSTIARY_TOLE=x" }, SETTINGS_BAD_CONFIG, SETTING_ROLE, "OSTIARY_ROLE?" },
	{ { NULL }, { "OSTIARY_NOT_BEFORE=" }, SETTINGS_OK, SETTING_REVOCATIONS, "off" },
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
	  { "BETTER_AUTH_URL=https://me:hunter2@a.example/auth" },
	  SETTINGS_BAD_CONFIG,
	  SETTING_BASE_URL,
	  "without a user name and a password" },
	{ { NULL },
	  { "BETTER_AUTH_URL=https://a.example/@me" },
	  SETTINGS_OK,
	  SETTING_BASE_URL,
	  "https://a.example/@me" },
	{ { "--database", "postgres://me:hunter2@db/x" },
	  { NULL },
	  SETTINGS_USAGE,
	  SETTING_DATABASE,
	  "--database: holds a password" },
	{ { "--database", "host=db password=hunter2" },
	  { NULL },
	  SETTINGS_USAGE,
	  SETTING_DATABASE,
	  "DATABASE_URL_FILE" },
	{ { "--database", "postgres://me@db/x" },
	  { NULL },
	  SETTINGS_OK,
	  SETTING_DATABASE,
	  "postgres://me@db/x" },
	{ { "--database", "/data/a.db" }, { NULL }, SETTINGS_OK, SETTING_DATABASE, "/data/a.db" },
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

static void a_file_too_long_for_one_value_is_refused_and_not_cut(void **state)
{
	char path[] = "/tmp/ostiary-settings-XXXXXX", variable[128], text[VALUE_FILE_MAX];
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

/* A process that writes text to the pipe in pieces, each long after the one before. */
static void write_in_pieces(int to, const char *text, size_t n, size_t piece)
{
	if (fork() != 0)
		return;
	for (size_t done = 0; done < n; done += piece) {
		size_t some = n - done < piece ? n - done : piece;

		usleep(20000);
		if (write(to, text + done, some) != (ssize_t)some)
			_exit(1);
	}
	_exit(0);
}

/* As the shell names one: BETTER_AUTH_SECRET_FILE=<(pass show secret). */
static void a_pipe_is_read_to_its_end(void **state)
{
	static const struct {
		size_t n;
		enum settings_rc rc;
	} pipes[] = {
		{ 40, SETTINGS_OK },
		{ VALUE_FILE_MAX, SETTINGS_OK },
		{ VALUE_FILE_MAX + 1, SETTINGS_BAD_CONFIG },
		{ 0, SETTINGS_BAD_CONFIG },
	};
	char text[VALUE_FILE_MAX + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i % 26);
	for (size_t i = 0; i < ARRAY_LEN(pipes); i++) {
		char variable[64];
		struct row row = { { NULL }, { variable }, pipes[i].rc, SETTING_SECRET, "" };
		struct settings settings;
		struct err err = { 0 };
		struct arena a;
		int ends[2];

		assert_int_equal(pipe(ends), 0);
		write_in_pieces(ends[1], text, pipes[i].n, pipes[i].n / 3 + 1);
		close(ends[1]);
		snprintf(variable, sizeof(variable), "BETTER_AUTH_SECRET_FILE=/dev/fd/%d", ends[0]);
		arena_init(&a, NULL, 0);
		read_row(&row, &a, &settings, &err);
		if (row.rc == SETTINGS_OK)
			assert_true(
				str_eq(settings.of[SETTING_SECRET].text, str_of(text, pipes[i].n)));
		arena_done(&a);
		close(ends[0]);
		assert_true(wait(NULL) > 0);
	}
}

/* Ignored in silence, the earlier names would leave revocation off. */
static void a_renamed_variable_is_refused_and_its_new_name_is_read(void **state)
{
	static const struct {
		const char *earlier, *now, *value;
		enum setting which;
	} names[] = {
		{ "OSTIARY_NOT_BEFORE", "OSTIARY_REVOCATIONS", "on", SETTING_REVOCATIONS },
		{ "OSTIARY_NOT_BEFORE_URL", "OSTIARY_REVOCATIONS_URL", "https://a.example/r",
		  SETTING_REVOCATIONS_URL },
		{ "OSTIARY_NOT_BEFORE_INTERVAL", "OSTIARY_REVOCATIONS_INTERVAL", "10s",
		  SETTING_REVOCATIONS_INTERVAL },
	};

	(void)state;
	for (size_t i = 0; i < 4 * ARRAY_LEN(names); i++) {
		char path[] = "/tmp/ostiary-settings-XXXXXX", variable[128], error[128];
		const char *earlier = names[i / 4].earlier, *now = names[i / 4].now;
		const char *value = names[i / 4].value, *end = i & 1 ? "_FILE" : "";
		enum settings_rc rc = i & 2 ? SETTINGS_OK : SETTINGS_BAD_CONFIG;
		struct row row = { { NULL }, { variable }, rc, SETTINGS, "" };
		struct settings settings;
		struct err err = { 0 };
		struct arena a;

		write_value(path, value);
		snprintf(variable, sizeof(variable), "%s%s=%s", i & 2 ? now : earlier, end,
			 i & 1 ? path : value);
		snprintf(error, sizeof(error), "%s%s is now %s%s", earlier, end, now, end);
		arena_init(&a, NULL, 0);
		read_row(&row, &a, &settings, &err);
		assert_string_equal(err.text, rc == SETTINGS_OK ? "" : error);
		if (rc == SETTINGS_OK)
			assert_true(str_eq(settings.of[names[i / 4].which].text, str_z(value)));
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
		cmocka_unit_test(a_file_too_long_for_one_value_is_refused_and_not_cut),
		cmocka_unit_test(a_pipe_is_read_to_its_end),
		cmocka_unit_test(a_renamed_variable_is_refused_and_its_new_name_is_read),
		cmocka_unit_test(typing_errors_are_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
