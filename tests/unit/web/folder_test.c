/* A folder of pages: what is in it and meant to be seen, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_meant_to_be_seen_is_found),
	};

	return cmocka_run_group_tests(tests, make_files, remove_files);
}
