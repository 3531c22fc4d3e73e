#include "store/files.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "store/postgres/connection.h"
#include "store/sqlite/connection.h"

static void add_folder(struct arena *a, const char *path, struct store_files *out)
{
	size_t n = strlen(path) + 1;
	char *copy = memcpy(arena_alloc(a, n), path, n);

	out->folders[out->n_folders++] = dirname(copy);
}

void store_files(struct arena *a, struct str url, struct store_files *out)
{
	__attribute__((cleanup(owned_free))) char *path = NULL, *target = NULL;
	struct err ignored; /* store_open() reports it */

	*out = (struct store_files){ .server = pg_url_is(url) };
	if (out->server) {
		out->n_read = pg_url_files(a, url, out->read, ARRAY_LEN(out->read));
		out->passwords = pg_url_password_file(a, url);
		return;
	}
	path = sqlite_path(url, &ignored);
	if (!path)
		return;
	add_folder(a, path, out);
	target = realpath(path, NULL);
	if (target)
		add_folder(a, target, out);
}

static struct str without_slashes(struct str path)
{
	while (path.n > 1 && path.p[path.n - 1] == '/')
		path.n--;
	return path;
}

/* Whether two folders that may not be there yet will be one: by their paths, or by the folders
 * around them. */
static bool is_same_place(struct arena *a, const char *x, const char *y)
{
	struct store_files around = { .n_folders = 0 };
	struct stat of_x, of_y;
	const char *last_x = strrchr(x, '/'), *last_y = strrchr(y, '/');

	if (strcmp(x, y) == 0)
		return true;
	add_folder(a, x, &around);
	add_folder(a, y, &around);
	return strcmp(last_x ? last_x + 1 : x, last_y ? last_y + 1 : y) == 0 &&
	       stat(around.folders[0], &of_x) == 0 && stat(around.folders[1], &of_y) == 0 &&
	       of_x.st_dev == of_y.st_dev && of_x.st_ino == of_y.st_ino;
}

static bool has_folder(struct arena *a, const char *path, struct str made_first, struct err *err)
{
	const char *made = arena_z(a, without_slashes(made_first));
	struct store_files files = { .n_folders = 0 };
	struct stat info;
	size_t n;

	add_folder(a, path, &files);
	n = strlen(files.folders[0]);
	if (is_same_place(a, files.folders[0], made) ||
	    (strncmp(made, files.folders[0], n) == 0 && made[n] == '/'))
		return true;
	if (stat(files.folders[0], &info) == 0) {
		if (S_ISDIR(info.st_mode))
			return true;
		errno = ENOTDIR;
	}
	err_set(err, "cannot be created: %s", strerror(errno));
	return false;
}

bool store_file_is_good(struct arena *a, struct str url, struct str made_first, struct err *err)
{
	__attribute__((cleanup(owned_free))) char *path = NULL;
	struct err ignored; /* store_url_is_good() has it */
	struct stat info;
	bool good;

	if (pg_url_is(url))
		return true;
	path = sqlite_path(url, &ignored);
	if (!path)
		return true;
	good = lstat(path, &info) == 0 ? sqlite_check_file(path, err) == STORE_OK
				       : has_folder(a, path, made_first, err);
	if (!good)
		err_prefix(err, path);
	return good;
}
