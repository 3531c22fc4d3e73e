#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "core/limits.h"
#include "store/postgres/connection.h"
#include "store/schema/migrations.h"
#include "store/sql/sql.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/whole.h"

/* A copy has this behind its name until it has been judged. */
#define UNFINISHED ".unfinished"

/* ---- files ---- */

static enum backup_rc file_fault(struct err *err, const char *doing, const char *path)
{
	err_set(err, "%s cannot be %s: %s", path, doing, strerror(errno));
	return BACKUP_FAULT;
}

static const char *folder_of(struct arena *a, const char *path)
{
	size_t n = strlen(path) + 1;

	return dirname(memcpy(arena_alloc(a, n), path, n)); /* which changes its argument */
}

static enum backup_rc sync_folder(struct arena *a, const char *path, struct err *err)
{
	const char *folder = folder_of(a, path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return synced ? BACKUP_DONE : file_fault(err, "synchronised", folder);
}

static enum backup_rc move(struct arena *a, const char *from, const char *to, struct err *err)
{
	if (rename(from, to) < 0)
		return file_fault(err, "put in its place", to);
	return sync_folder(a, to, err);
}

/* ---- judging ---- */

enum backup_rc backup_path_of(struct arena *a, struct str url, struct str *out, struct err *err)
{
	char *path;

	if (pg_url_is(url))
		return BACKUP_SERVER;
	path = sqlite_path(url, err);
	if (!path)
		return BACKUP_BAD_URL;
	*out = str_z(arena_z(a, str_z(path)));
	free(path);
	sqlite_prepare();
	return BACKUP_DONE;
}

static enum backup_rc judge(const char *path, struct err *err)
{
	switch (sqlite_judge(path, err)) {
	case STORE_OK:
		return BACKUP_DONE;
	case STORE_CONFLICT:
		return BACKUP_DAMAGED;
	case STORE_NONE:
	case STORE_ORPHAN:
	case STORE_FULL:
	case STORE_FAULT:
		break;
	}
	return BACKUP_FAULT;
}

/* The file that is to be copied: it is there, and has all that belongs to it. */
static enum backup_rc look_at(const char *path, struct err *err)
{
	struct stat info;

	if (stat(path, &info) < 0 && errno == ENOENT) {
		err_set(err, "there is no %s", path);
		return BACKUP_MISSING;
	}
	if (!sqlite_log_is_missing(path))
		return BACKUP_DONE;
	err_set(err,
		"%s was copied from a running server without its write-ahead log (%s-wal), so that "
		"it lacks what was written last",
		path, path);
	return BACKUP_NO_LOG;
}

/* It has the tables of this program or of Better Auth, and none that a newer version has made. */
static enum backup_rc look_into(const char *path, struct err *err)
{
	OWNED(sql_close) struct sql *sql = NULL;

	if (sqlite_open(path, SQLITE_USE_READ, LIMIT_BUSY_MS, &sql, err) != STORE_OK)
		return BACKUP_FAULT;
	switch (migrations_expect(sql, err) == STORE_OPENED ? migrations_check(sql, err)
							    : STORE_BAD_URL) {
	case STORE_OPENED:
		return BACKUP_DONE;
	case STORE_NEWER:
		return BACKUP_NEWER;
	case STORE_BAD_URL:
		return BACKUP_MISSING;
	case STORE_UNUSABLE:
		break;
	}
	return BACKUP_FAULT;
}

enum backup_rc backup_judge(struct arena *a, struct str url, struct err *err)
{
	struct str path;
	enum backup_rc rc = backup_path_of(a, url, &path, err);

	if (rc == BACKUP_DONE)
		rc = look_at(path.p, err);
	if (rc == BACKUP_DONE)
		rc = look_into(path.p, err);
	return rc == BACKUP_DONE ? judge(path.p, err) : rc;
}

enum backup_rc backup_accept_lost_log(struct arena *a, struct str url, struct err *err)
{
	OWNED(sql_close) struct sql *sql = NULL;
	struct str path;
	enum backup_rc rc = backup_path_of(a, url, &path, err);

	if (rc == BACKUP_DONE && !sqlite_log_is_missing(path.p))
		return backup_judge(a, url, err);
	if (rc == BACKUP_DONE)
		rc = look_into(path.p, err);
	if (rc == BACKUP_DONE)
		rc = judge(path.p, err);
	if (rc != BACKUP_DONE)
		return rc;
	if (sqlite_open(path.p, SQLITE_USE_WRITE, LIMIT_BUSY_MS, &sql, err) != STORE_OK)
		return BACKUP_FAULT;
	if (sqlite_close_log(sql))
		return BACKUP_DONE;
	err_set(err, "a process has %s open", path.p);
	return BACKUP_IN_USE;
}

/* ---- copying ---- */

static bool are_one_file(const char *one, const char *other)
{
	struct stat a, b;

	return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

/* Copies the database `from` to the new file `to` and judges the copy. */
static enum backup_rc copy(const char *from, const char *to, struct err *err)
{
	enum backup_rc rc = look_at(from, err);

	if (rc != BACKUP_DONE)
		return rc;
	if (unlink(to) < 0 && errno != ENOENT) /* of an attempt that was ended */
		return file_fault(err, "written", to);
	if (sqlite_copy(from, to, err) != STORE_OK) {
		err_prefix(err, from);
		return BACKUP_FAULT;
	}
	rc = look_into(to, err);
	if (rc == BACKUP_DONE)
		rc = judge(to, err);
	if (rc != BACKUP_DONE)
		unlink(to);
	return rc;
}

enum backup_rc backup_make(struct arena *a, struct str url, const char *to, struct err *err)
{
	const char *unfinished = arena_fmt(a, "%s" UNFINISHED, to).p;
	struct str path;
	enum backup_rc rc = backup_path_of(a, url, &path, err);

	if (rc != BACKUP_DONE)
		return rc;
	if (are_one_file(path.p, to)) {
		err_set(err, "%s is the database itself; name another file", to);
		return BACKUP_FAULT;
	}
	rc = copy(path.p, unfinished, err);
	return rc == BACKUP_DONE ? move(a, unfinished, to, err) : rc;
}

/* ---- putting back ---- */

/* The files of the database that were there before get the time behind their names. The database
 * itself keeps its present name as well, until the backup takes it: at no moment is there none,
 * which a start would take for a new installation. */
static enum backup_rc set_aside(struct arena *a, const struct clock *clock,
				struct backup_restored *out, struct err *err)
{
	struct buf name;

	arena_buf(a, &name, 256, 8192);
	buf_str(&name, out->path);
	buf_z(&name, ".replaced-");
	clock_put_iso(&name, clock_now_ms(clock));
	for (size_t i = 0; i < SQLITE_FILES; i++) {
		const char *from = arena_fmt(a, "%s%s", out->path.p, sqlite_suffixes[i]).p;
		const char *to =
			arena_fmt(a, "%.*s%s", STR_FMT(buf_text(&name)), sqlite_suffixes[i]).p;

		if ((i == 0 ? link(from, to) : rename(from, to)) == 0)
			out->aside = buf_text(&name);
		else if (errno != ENOENT)
			return file_fault(err, "set aside", from);
	}
	return BACKUP_DONE;
}

/* What root puts back stays the server's. */
static enum backup_rc give_to_owner(struct arena *a, const char *database, const char *copied,
				    struct err *err)
{
	const char *folder = folder_of(a, database);
	struct stat info;

	if (geteuid() != 0)
		return BACKUP_DONE;
	if (stat(database, &info) < 0 && stat(folder, &info) < 0)
		return file_fault(err, "read", folder);
	return chown(copied, info.st_uid, info.st_gid) == 0
		       ? BACKUP_DONE
		       : file_fault(err, "given to its owner", copied);
}

/* BACKUP_DONE: nobody else has the database open until sqlite_exclusion_end(). */
static enum backup_rc exclude(const char *path, struct sqlite_exclusion *others, struct err *err)
{
	switch (sqlite_exclude(path, others, err)) {
	case STORE_OK:
		return BACKUP_DONE;
	case STORE_CONFLICT:
		return BACKUP_IN_USE;
	case STORE_NONE:
	case STORE_ORPHAN:
	case STORE_FULL:
	case STORE_FAULT:
		break;
	}
	return BACKUP_FAULT;
}

static enum backup_rc replace(struct arena *a, const struct clock *clock, const char *copied,
			      struct backup_restored *out, struct err *err)
{
	struct sqlite_exclusion others;
	enum backup_rc rc = exclude(out->path.p, &others, err);

	if (rc != BACKUP_DONE)
		return rc;
	rc = give_to_owner(a, out->path.p, copied, err);
	if (rc == BACKUP_DONE)
		rc = set_aside(a, clock, out, err);
	if (rc == BACKUP_DONE)
		rc = move(a, copied, out->path.p, err);
	sqlite_exclusion_end(&others);
	return rc;
}

static enum backup_rc is_free(const char *path, struct err *err)
{
	struct sqlite_exclusion others;
	enum backup_rc rc = exclude(path, &others, err);

	if (rc == BACKUP_DONE)
		sqlite_exclusion_end(&others);
	return rc;
}

enum backup_rc backup_restore(struct arena *a, const struct store_config *config, const char *from,
			      struct backup_restored *out, struct err *err)
{
	const char *copied;
	enum backup_rc rc;

	*out = (struct backup_restored){ .aside = STR("") };
	rc = backup_path_of(a, config->url, &out->path, err);
	if (rc == BACKUP_DONE)
		rc = is_free(out->path.p, err); /* before a long copy */
	if (rc != BACKUP_DONE)
		return rc;
	copied = arena_fmt(a, "%s" UNFINISHED, out->path.p).p;
	rc = copy(from, copied, err);
	if (rc != BACKUP_DONE)
		return rc;
	rc = replace(a, config->clock, copied, out, err);
	if (rc != BACKUP_DONE)
		unlink(copied);
	return rc;
}
