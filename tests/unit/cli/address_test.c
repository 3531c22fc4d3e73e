/* Where the server listens, and where browsers find its parts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "cli/resolve/address.h"
#include "cli/settings/parse.h"

static void read_settings_of(struct arena *a, const char *url, const char *base_path,
			     struct settings *out)
{
	char *environment[] = {
		(char *)(uintptr_t)arena_fmt(a, "BETTER_AUTH_URL=%s", url).p,
		(char *)(uintptr_t)arena_fmt(a, "OSTIARY_BASE_PATH=%s", base_path).p, NULL
	};
	struct err err = { 0 };

	*out = (struct settings){ 0 };
	if (settings_read(a, environment, out, &err) != SETTINGS_OK)
		fail_msg("%s", err.text);
}

static const struct {
	const char *url, *base_path;
	const char *root, *issuer, *base; /* NULL: refused, with the text of base in the error */
} rows[] = {
	{ "", "", "", "/api/auth", "/api/auth" },
	{ "", "/auth", "", "/auth", "/auth" },
	{ "", "auth/", "", "/auth", "/auth" },
	{ "https://a.example", "", "", "/api/auth", "/api/auth" },
	{ "https://a.example/", "/auth", "", "/auth", "/auth" },
	{ "https://a.example/api/auth", "", "", "/api/auth", "/api/auth" },
	{ "https://a.example/sub/api/auth", "", "/sub", "/sub/api/auth", "/api/auth" },
	{ "https://a.example/a/b/api/auth/", "", "/a/b", "/a/b/api/auth", "/api/auth" },
	{ "https://a.example/sub/auth", "/auth", "/sub", "/sub/auth", "/auth" },
	{ "https://a.example/sub", "", "/sub", "/sub", "/api/auth" },
	{ "https://a.example/tasks", "", "/tasks", "/tasks", "/api/auth" },
	{ "https://a.example/sub", "/auth", NULL, NULL, "write https://a.example/sub/auth" },
	{ "", "/", NULL, NULL, "OSTIARY_BASE_PATH must be" },
	{ "", "//", NULL, NULL, "OSTIARY_BASE_PATH must be" },
	{ "", "/a//b", NULL, NULL, "OSTIARY_BASE_PATH must be" },
	{ "", "/a/../b", NULL, NULL, "OSTIARY_BASE_PATH must be" },
	{ "", "/a b", NULL, NULL, "OSTIARY_BASE_PATH must be" },
	{ "", "/a%2fb", NULL, NULL, "OSTIARY_BASE_PATH must be" },
	{ "", "/tasks", NULL, NULL, "OSTIARY_BASE_PATH must be" },
	{ "", "/api", NULL, NULL, "OSTIARY_BASE_PATH must be" },
	{ "", "/api/users/x", NULL, NULL, "OSTIARY_BASE_PATH must be" },
	{ "", "/healthz", NULL, NULL, "OSTIARY_BASE_PATH must be" },
	{ "https://a.example/a\"b", "", NULL, NULL, "BETTER_AUTH_URL must be" },
	{ "https://a.example/a/../b", "", NULL, NULL, "BETTER_AUTH_URL must be" },
};

static void each_part_has_its_path_or_the_start_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct public_address outside = { 0 };
		struct listen_address listening;
		struct settings settings;
		struct err err = { 0 };
		struct arena a;
		bool good;

		arena_init(&a, NULL, 0);
		read_settings_of(&a, rows[i].url, rows[i].base_path, &settings);
		assert_true(address_to_listen(&settings, &listening, &err));
		good = address_to_outside(&a, &settings, &listening, &outside, &err);
		if (good != (rows[i].root != NULL) ||
		    (good ? !str_eq(outside.root, str_z(rows[i].root)) ||
				     !str_eq(outside.issuer_path, str_z(rows[i].issuer)) ||
				     !str_eq(outside.base_path, str_z(rows[i].base))
			  : !str_contains(str_z(err.text), str_z(rows[i].base))))
			fail_msg("%s %s: \"%.*s\" \"%.*s\" \"%.*s\" %s", rows[i].url,
				 rows[i].base_path, STR_FMT(outside.root),
				 STR_FMT(outside.issuer_path), STR_FMT(outside.base_path),
				 err.text);
		arena_done(&a);
	}
}

static void this_machine_has_many_names(void **state)
{
	static const char *const own[] = { "127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]" };
	static const char *const others[] = { "0.0.0.0", "::", "10.0.0.1", "127.evil.example" };
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		assert_true(address_is_loopback(&a, str_z(own[i])));
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_false(address_is_loopback(&a, str_z(others[i])));
	arena_done(&a);
}

static void the_port_of_metrics_is_on_the_loopback_unless_told(void **state)
{
	static const struct {
		const char *text, *host; /* NULL: refused, or not set */
		unsigned port;
	} cases[] = {
		{ "", NULL, 0 },
		{ "9464", "127.0.0.1", 9464 },
		{ ":9464", "127.0.0.1", 9464 },
		{ "0", "127.0.0.1", 0 },
		{ "0.0.0.0:9464", "0.0.0.0", 9464 },
		{ "[::1]:9464", "::1", 9464 },
		{ "65536", NULL, 0 },
		{ "-1", NULL, 0 },
		{ "x", NULL, 0 },
		{ "localhost:9464", NULL, 0 },
		{ "127.0.0.1:", NULL, 0 },
		{ "127.0.0.1:9464:1", NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct settings settings = { 0 };
		struct listen_address at = { 0 };
		struct err err = { 0 };
		bool wanted = cases[i].host;

		settings.of[SETTING_METRICS_LISTEN] =
			(struct setting_value){ .text = str_z(cases[i].text),
						.source = "--metrics-listen" };
		assert_int_equal(address_of_metrics(&settings, &at, &err), wanted);
		assert_int_equal(err.text[0] != '\0', !wanted && cases[i].text[0]);
		if (wanted) {
			assert_true(str_eq(at.host, str_z(cases[i].host)));
			assert_int_equal(at.port, cases[i].port);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_part_has_its_path_or_the_start_is_refused),
		cmocka_unit_test(this_machine_has_many_names),
		cmocka_unit_test(the_port_of_metrics_is_on_the_loopback_unless_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
