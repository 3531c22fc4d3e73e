#include "cli/upkeep/series.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"

#define PREFIX "ostiary-"
#define SUFFIX ".db"

const char *series_name(struct arena *a, const char *folder, const struct clock *clock)
{
	struct buf b;

	arena_buf(a, &b, 256, 8192);
	buf_z(&b, folder);
	buf_z(&b, "/" PREFIX);
	clock_put_iso(&b, clock_now_ms(clock));
	buf_z(&b, SUFFIX);
	return arena_z(a, buf_text(&b));
}

static bool time_of(struct str name, int64_t *out_ms)
{
	if (!str_starts(name, STR(PREFIX)) || !str_ends(name, STR(SUFFIX)) ||
	    name.n < sizeof(PREFIX SUFFIX) - 1)
		return false;
	name = str_tail(str_head(name, name.n - (sizeof(SUFFIX) - 1)), sizeof(PREFIX) - 1);
	return clock_parse_iso(name, out_ms);
}

static int is_backup(const struct dirent *entry)
{
	int64_t unused;

	return time_of(str_z(entry->d_name), &unused);
}

bool series_newest(const char *folder, int64_t *out_ms)
{
	DIR *open = opendir(folder);
	const struct dirent *entry;
	bool found = false;
	int64_t ms;

	while (open && (entry = readdir(open)))
		if (time_of(str_z(entry->d_name), &ms) && (!found || ms > *out_ms)) {
			*out_ms = ms;
			found = true;
		}
	if (open)
		closedir(open);
	return found;
}

static bool delete (struct arena *a, const char *folder, const char *name, struct err *err)
{
	const char *path = arena_fmt(a, "%s/%s", folder, name).p;

	if (unlink(path) == 0 || errno == ENOENT)
		return true;
	err_set(err, "%s cannot be deleted: %s", path, strerror(errno));
	return false;
}

/* The names have their times in an order that is that of their bytes. */
bool series_trim(struct arena *a, const char *folder, size_t keep, struct err *err)
{
	struct dirent **found;
	int n = scandir(folder, &found, is_backup, alphasort);
	bool deleted = true;

	if (n < 0) {
		err_set(err, "%s cannot be read: %s", folder, strerror(errno));
		return false;
	}
	for (int i = 0; i < n; i++) {
		if (deleted && (size_t)(n - i) > keep)
			deleted = delete (a, folder, found[i]->d_name, err);
		free(found[i]);
	}
	free(found);
	return deleted;
}
