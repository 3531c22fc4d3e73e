/* The write-ahead log as a file: making sure that it holds only what was committed, and noticing
 * that it is missing.
 *
 * The header of a database file says whether it has a log (bytes 18 and 19, "file format version"
 * of https://sqlite.org/fileformat2.html). Here the last connection that is closed in order turns
 * that off, so that a file which says yes, and has no log, has lost it. */
#include "store/sqlite/own.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/cleanup.h"
#include "store/sqlite/error.h"

#define FORMAT_AT  18
#define FORMAT_WAL 2

bool sqlite_log_is_suspect(const struct sql *sql)
{
	return ((const struct sqlite *)sql)->log_suspect;
}

/* The log was cut to nothing, which must reach the disk before another transaction is in it. */
static int sync_log(struct sqlite *sql)
{
	sqlite3_file *log = NULL;
	int code = sqlite3_file_control(sql->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);

	if (code != SQLITE_OK)
		return code;
	return log && log->pMethods ? log->pMethods->xSync(log, SQLITE_SYNC_FULL) : SQLITE_IOERR;
}

enum store_rc sqlite_renew_log(struct sql *base, int wait_ms, struct err *err)
{
	static const char doing[] = "starting the log anew";
	struct sqlite *sql = sqlite_of(base);
	int code;

	sqlite3_busy_timeout(sql->db, wait_ms);
	code = sqlite3_wal_checkpoint_v2(sql->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(sql->db, sql->busy_ms);
	if (code == SQLITE_OK)
		code = sync_log(sql);
	if (code != SQLITE_OK)
		return sqlite_outcome(sql, code, doing, err);
	sql->log_suspect = false;
	sql->wal_pages = 0;
	return STORE_OK;
}

static bool says_that_it_has_a_log(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	unsigned char format = 0;

	if (fd < 0)
		return false;
	if (pread(fd, &format, 1, FORMAT_AT) != 1)
		format = 0;
	close(fd); /* this process has no lock on the file yet that would be lost */
	return format == FORMAT_WAL;
}

bool sqlite_log_is_missing(const char *path)
{
	char log[PATH_MAX];

	snprintf(log, sizeof(log), "%s-wal", path);
	return says_that_it_has_a_log(path) && access(log, F_OK) < 0;
}

static bool has_data(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && info.st_size > 0;
}

/* The log first: a process that makes the database fills the file before there is a log. */
bool sqlite_log_is_alone(const char *path)
{
	char log[PATH_MAX];

	snprintf(log, sizeof(log), "%s-wal", path);
	return has_data(log) && !has_data(path);
}

bool sqlite_close_log(struct sql *base)
{
	struct sqlite *sql = sqlite_of(base);

	if (!sqlite_is_in_place(base))
		return false; /* the log beside the path may be another database's */
	sqlite3_busy_timeout(sql->db, 0);
	return sqlite3_exec(sql->db, "pragma journal_mode = delete", NULL, NULL, NULL) == SQLITE_OK;
}
