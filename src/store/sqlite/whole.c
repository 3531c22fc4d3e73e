/* Locks as SQLite takes them (https://sqlite.org/fileformat2.html, "the locking page"; os_unix.c of
 * SQLite describes the bytes): each connection to a file in use has a shared lock on a byte of the
 * database file, or on one of the shared memory of its log. */
#include "store/sqlite/whole.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/cleanup.h"
#include "core/limits.h"
#include "store/sql/rows.h"
#include "store/sqlite/error.h"
#include "store/sqlite/own.h"

/* ---- copying ---- */

/* One step holds no lock that a writer waits for. After SYNC_PAGES the disk gets what was copied,
 * so that the commits of others never wait behind a whole database. */
#define STEP_PAGES 256
#define SYNC_PAGES 2048

struct copy {
	struct sql *from;
	const char *path; /* of the copy */
	sqlite3 *to;
	int fd; /* of the copy */
};

/* From here on the connection sees what is committed now. */
static enum store_rc take_snapshot(struct sql *sql, struct err *err)
{
	static const char any[] = "select count(*) from sqlite_schema";
	OWNED(sql_end) struct sql_run *run = NULL;
	enum store_rc rc = sql_begin_read(sql, err);
	int64_t unused;

	if (rc != STORE_OK)
		return rc;
	run = sql_start(sql, any);
	return sql_number(run, &unused, err);
}

static int copy_pages(struct copy *c)
{
	sqlite3_backup *backup = sqlite3_backup_init(c->to, "main", sqlite_of(c->from)->db, "main");
	int code = backup ? SQLITE_OK : sqlite3_errcode(c->to);
	unsigned since_sync = 0;

	while (code == SQLITE_OK) {
		code = sqlite3_backup_step(backup, STEP_PAGES);
		since_sync += STEP_PAGES;
		if (since_sync >= SYNC_PAGES && fdatasync(c->fd) < 0)
			code = SQLITE_IOERR_FSYNC;
		since_sync %= SYNC_PAGES;
	}
	if (backup && code == SQLITE_DONE)
		code = sqlite3_backup_finish(backup);
	else
		sqlite3_backup_finish(backup);
	return code;
}

/* The source and the copy are different connections; *err says which of them failed by its text. */
static enum store_rc fill(struct copy *c, struct err *err)
{
	enum store_rc rc = take_snapshot(c->from, err);
	int code;

	if (rc != STORE_OK)
		return rc;
	code = sqlite3_open_v2(c->path, &c->to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(c->to,
				    "pragma journal_mode = off; pragma synchronous = off;"
				    "pragma cache_size = -2048",
				    NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = copy_pages(c);
	return sqlite_outcome(sqlite_of(c->from), code, "copying the database", err);
}

/* The pages say that the file has a log, as those of the source do. */
static enum store_rc close_copy(const char *path, int fd, struct err *err)
{
	OWNED(sql_close) struct sql *sql = NULL;
	enum store_rc rc = sqlite_open(path, SQLITE_USE_WRITE, LIMIT_BUSY_MS, &sql, err);

	if (rc != STORE_OK)
		return rc;
	(void)sqlite_close_log(sql);
	sql_close(TAKE(sql));
	if (fsync(fd) == 0 && !sqlite_log_is_missing(path))
		return STORE_OK;
	err_set(err, "the copy cannot be closed");
	return STORE_FAULT;
}

static enum store_rc copy_to(struct copy *c, struct err *err)
{
	enum store_rc rc = fill(c, err);

	sqlite3_close_v2(c->to);
	sql_rollback(c->from);
	return rc == STORE_OK ? close_copy(c->path, c->fd, err) : rc;
}

enum store_rc sqlite_copy(const char *from, const char *to, struct err *err)
{
	OWNED(sql_close) struct sql *sql = NULL;
	struct copy c = { .path = to };
	enum store_rc rc = sqlite_open(from, SQLITE_USE_READ, LIMIT_BUSY_MS, &sql, err);

	if (rc != STORE_OK)
		return rc;
	c.from = sql;
	c.fd = open(to, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (c.fd < 0) {
		err_set(err, "the copy cannot be created: %s", strerror(errno));
		return STORE_FAULT;
	}
	rc = copy_to(&c, err);
	close(c.fd);
	if (rc != STORE_OK)
		unlink(to);
	return rc;
}

/* ---- judging ---- */

/* STORE_OK: the statement's first row is the text, or it has none and the text is NULL. */
static enum store_rc expect(struct sql *sql, const char *statement, const char *text,
			    const char *fault, struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);
	enum store_rc rc = sql_step(run, err);

	if (rc == STORE_NONE && !text)
		return STORE_OK;
	if (rc == STORE_OK && text && str_eq(sql_text(run, 0), str_z(text)))
		return STORE_OK;
	if (rc != STORE_OK)
		return STORE_FAULT;
	err_set(err, "%s: %.*s", fault, STR_FMT(str_head(sql_text(run, 0), 200)));
	for (char *line; (line = strchr(err->text, '\n'));)
		*line = ' ';
	return STORE_CONFLICT;
}

enum store_rc sqlite_judge(const char *path, struct err *err)
{
	static const char integrity[] = "pragma integrity_check(1)";
	static const char references[] = "pragma foreign_key_check";
	OWNED(sql_close) struct sql *sql = NULL;
	enum store_rc rc = sqlite_open(path, SQLITE_USE_READ, LIMIT_BUSY_MS, &sql, err);

	if (rc == STORE_OK)
		rc = expect(sql, integrity, "ok", "the file is damaged", err);
	if (rc == STORE_OK)
		rc = expect(sql, references, NULL,
			    "a row refers to one that does not exist, in the table", err);
	return rc;
}

/* ---- excluding others ---- */

#define LOCKS_AT 0x40000000 /* of the database file */
#define LOCKS_N  512
#define SHM_AT   120 /* of the shared memory */
#define SHM_N    9

static enum store_rc lock_range(const char *path, off_t at, off_t n, int *fd, struct err *err)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = at, .l_len = n };

	*fd = open(path, O_RDWR | O_CLOEXEC);
	if (*fd < 0 && errno == ENOENT)
		return STORE_OK;
	if (*fd < 0) {
		err_set(err, "%s cannot be opened: %s", path, strerror(errno));
		return STORE_FAULT;
	}
	if (fcntl(*fd, F_SETLK, &lock) == 0)
		return STORE_OK;
	err_set(err, "%s is in use by another process; stop the server first", path);
	return STORE_CONFLICT;
}

enum store_rc sqlite_exclude(const char *path, struct sqlite_exclusion *out, struct err *err)
{
	char shm[PATH_MAX];
	enum store_rc rc;

	for (size_t i = 0; i < ARRAY_LEN(out->fds); i++)
		out->fds[i] = -1;
	snprintf(shm, sizeof(shm), "%s-shm", path);
	rc = lock_range(path, LOCKS_AT, LOCKS_N, &out->fds[0], err);
	if (rc == STORE_OK)
		rc = lock_range(shm, SHM_AT, SHM_N, &out->fds[1], err);
	if (rc != STORE_OK)
		sqlite_exclusion_end(out);
	return rc;
}

void sqlite_exclusion_end(struct sqlite_exclusion *exclusion)
{
	for (size_t i = 0; i < ARRAY_LEN(exclusion->fds); i++)
		if (exclusion->fds[i] >= 0)
			close(exclusion->fds[i]);
}
