/* A folder of pages: what is in it and meant to be seen, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "web/folder.h"

static const char *const folders[] = { "site", "site/.well-known", "site/.git", "site/a" };
static const char *const files[] = {
	"site/index.html", "site/.env",   "site/.git/config",      "site/.well-known/security.txt",
	"site/a/b.html",   "outside.txt", "site/.well-known/.env",
};

static char base[64];

static const char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", base, name);
	return path;
}

static int make_files(void **state)
{
	(void)state;
	snprintf(base, sizeof(base), "/tmp/ostiary-web-XXXXXX");
	if (!mkdtemp(base))
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		if (mkdir(path_of(folders[i]), 0700))
			return -1;
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		close(open(path_of(files[i]), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	return symlink("../outside.txt", path_of("site/link.txt"));
}

static int remove_files(void **state)
{
	(void)state;
	unlink(path_of("site/link.txt"));
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		unlink(path_of(files[i]));
	for (size_t i = ARRAY_LEN(folders); i-- > 0;)
		rmdir(path_of(folders[i]));
	return rmdir(base);
}

static void only_what_is_meant_to_be_seen_is_found(void **state)
{
	static const struct {
		const char *path;
		bool found;
	} rows[] = {
		{ "/", true },
		{ "/index.html", true },
		{ "/index", true },
		{ "/a/b", true },
		{ "/.well-known/security.txt", true },
		{ "/.env", false },
		{ "/.git/config", false },
		{ "/.well-known/.env", false },
		{ "/.well-known/../.env", false },
		{ "/a/../.env", false },
		{ "/../outside.txt", false },
		{ "/link.txt", false },
		{ "//index.html", false },
		{ "index.html", false },
		{ "/a", false },
	};
	char folder[128];

	(void)state;
	snprintf(folder, sizeof(folder), "%s", path_of("site"));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct folder_file file;
		struct arena a;

		arena_init(&a, NULL, 0);
		if (folder_read(&a, folder, str_z(rows[i].path), &file) != rows[i].found)
			fail_msg("%s", rows[i].path);
		arena_done(&a);
	}
}

/* As the web UI is built, in each of its forms, at two places of the host. */
static void the_marks_of_a_built_page_become_the_texts_of_the_server(void **state)
{
	static const struct {
		const char *type, *text, *at_root, *below;
	} rows[] = {
		{ "text/html; charset=utf-8", "<a href=\"/__root__\"><a href=\"/__root__/tasks\">",
		  "<a href=\"/\"><a href=\"/tasks\">", "<a href=\"/t/\"><a href=\"/t/tasks\">" },
		{ "text/javascript; charset=utf-8", "a=\"/__root__\";b=\"/__issuer__\"",
		  "a=\"\";b=\"/api/auth\"", "a=\"/t\";b=\"/t/auth\"" },
		{ "text/x-component", "/__root__/__root__/__issuer__", "/api/auth", "/t/t/t/auth" },
		{ "text/html; charset=utf-8", "<p data-features=\"/__features__\">",
		  "<p data-features=\"passkeys\">", "<p data-features=\"\">" },
		{ "text/html; charset=utf-8", "/__other__ /__root_ /__roo",
		  "/__other__ /__root_ /__roo", "/__other__ /__root_ /__roo" },
		{ "text/html; charset=utf-8", "", "", "" },
		{ "image/png", "/__root__", "/__root__", "/__root__" },
		{ "font/woff2", "/__issuer__", "/__issuer__", "/__issuer__" },
	};

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_LEN(rows); i++) {
		const struct web_texts at_root = { STR(""), STR("/api/auth"), STR("passkeys") };
		const struct web_texts below = { STR("/t"), STR("/t/auth"), STR("") };
		const char *expected = i % 2 ? rows[i / 2].below : rows[i / 2].at_root;
		struct folder_file file = { .type = str_z(rows[i / 2].type),
					    .body = str_z(rows[i / 2].text) };
		struct arena a;

		arena_init(&a, NULL, 0);
		assert_true(folder_place(&a, i % 2 ? &below : &at_root, &file));
		if (!str_eq(file.body, str_z(expected)))
			fail_msg("%s: %.*s", rows[i / 2].text, STR_FMT(file.body));
		arena_done(&a);
	}
}

/* Only the service worker may fetch by itself; other scripts have the policy of their page. */
static void the_service_worker_has_a_policy_of_its_own(void **state)
{
	const struct folder_file script = { .type = STR("text/javascript; charset=utf-8") };
	const struct folder_file page = { .type = STR("text/html; charset=utf-8") };

	(void)state;
	assert_string_equal(folder_csp(&script, STR("/service-worker.js")),
			    "default-src 'none'; connect-src 'self'");
	assert_string_equal(folder_csp(&script, STR("/_next/static/a.js")), "");
	assert_non_null(strstr(folder_csp(&page, STR("/today")), "default-src 'self'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_meant_to_be_seen_is_found),
		cmocka_unit_test(the_marks_of_a_built_page_become_the_texts_of_the_server),
		cmocka_unit_test(the_service_worker_has_a_policy_of_its_own),
	};

	return cmocka_run_group_tests(tests, make_files, remove_files);
}
