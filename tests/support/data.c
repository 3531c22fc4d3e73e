#include "support/data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"

#define NESTING_MAX 64
#define PATH_ROOM   4096

static void data_path(char *out, size_t bytes, const char *folder, const char *name)
{
	int n = snprintf(out, bytes, "%s/%s%s%s", TEST_DATA, folder, *folder ? "/" : "", name);

	assert_true(n > 0 && (size_t)n < bytes);
}

/* The caller frees the result. */
static char *data_read(const char *path, size_t *out_n)
{
	FILE *file = fopen(path, "rb");
	char *text;
	long n;

	if (!file)
		fail_msg("cannot open %s", path);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	n = ftell(file);
	assert_true(n >= 0);
	rewind(file);
	text = malloc((size_t)n + 1);
	assert_non_null(text);
	assert_int_equal(fread(text, 1, (size_t)n, file), n);
	fclose(file);
	*out_n = (size_t)n;
	return text;
}

struct json *data_json(const char *name)
{
	struct json *root = NULL;
	char path[PATH_ROOM], *text;
	size_t n;

	data_path(path, sizeof(path), "", name);
	text = data_read(path, &n);
	if (json_parse(str_of(text, n), NESTING_MAX, &root) != JSON_OK)
		fail_msg("%s is not JSON", name);
	free(text);
	return root;
}

struct str data_text(const struct json *object, const char *name)
{
	return json_to_str(json_member(object, name));
}

size_t data_each(const char *folder, const char *suffix, data_fn *fn)
{
	char path[PATH_ROOM];
	struct dirent *entry;
	size_t count = 0, n;
	DIR *dir;

	data_path(path, sizeof(path), folder, "");
	dir = opendir(path);
	if (!dir)
		fail_msg("cannot open %s", path);
	while ((entry = readdir(dir))) {
		struct str name = str_z(entry->d_name);
		char *text;

		if (!str_ends(name, str_z(suffix)))
			continue;
		data_path(path, sizeof(path), folder, entry->d_name);
		text = data_read(path, &n);
		fn(name, str_of(text, n));
		free(text);
		count++;
	}
	closedir(dir);
	return count;
}
