#include "store/sqlite/connection.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/cleanup.h"
#include "core/clock.h"
#include "core/private_file.h"
#include "store/sql/rows.h"
#include "store/sqlite/error.h"
#include "store/sqlite/own.h"

/* ---- the file ---- */

/* A new file name is on the disk only when its directory has been synced. */
static bool sync_directory_of(const char *path)
{
	char copy[PATH_MAX];
	bool synced;
	int fd;

	snprintf(copy, sizeof(copy), "%s", path);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	synced = fsync(fd) == 0;
	close(fd);
	return synced;
}

static const char *file_fault(const struct stat *info)
{
	const char *owner = private_owner_fault(info);

	if (S_ISLNK(info->st_mode))
		return "is a symbolic link; name the file that it leads to";
	if (!S_ISREG(info->st_mode))
		return "is not a file";
	if (info->st_mode & (S_IRWXG | S_IRWXO))
		return "may be opened by other users of this machine; chmod 600 removes that";
	return owner;
}

enum store_rc sqlite_check_file(const char *path, struct err *err)
{
	const char *fault;
	struct stat info;

	if (lstat(path, &info) < 0) {
		err_set(err, "cannot be opened: %s", strerror(errno));
		return STORE_FAULT;
	}
	fault = file_fault(&info);
	if (!fault)
		return STORE_OK;
	err_set(err, "%s", fault);
	return STORE_FAULT;
}

enum store_rc sqlite_create(const char *path, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST)
		return sqlite_check_file(path, err);
	if (fd < 0) {
		err_set(err, "cannot be created: %s", strerror(errno));
		return STORE_FAULT;
	}
	close(fd);
	if (!sync_directory_of(path)) {
		err_set(err, "its directory cannot be synchronised: %s", strerror(errno));
		return STORE_FAULT;
	}
	return STORE_OK;
}

/* ---- connections ---- */

void sqlite_prepare(void)
{
	/* Counting all allocations would be one lock for all threads. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* The cache holds the pages that a reader uses often, and grows to this size only when a reader
 * needs it. */
#define COMMON_SETTINGS                                                                            \
	"pragma foreign_keys = on;"                                                                \
	"pragma trusted_schema = off;"                                                             \
	"pragma cell_size_check = on;"                                                             \
	"pragma temp_store = memory;"                                                              \
	"pragma mmap_size = 0;" /* a bad sector is then a fault, and does not end the process */

static const char *const settings[] = {
	[SQLITE_USE_READ] = COMMON_SETTINGS "pragma cache_size = -1024;"
					    "pragma query_only = on;",
	[SQLITE_USE_WRITE] = COMMON_SETTINGS "pragma cache_size = -2048;"
					     "pragma synchronous = full;"
					     "pragma journal_size_limit = 16777216;",
};

/* SQLite calls this after each commit that has written to the log. */
static int note_commit(void *arg, sqlite3 *db, const char *name, int pages)
{
	struct sqlite *sql = arg;

	(void)db;
	(void)name;
	sql->wal_pages = pages;
	sql->full = sql->failing = false;
	return SQLITE_OK;
}

/* A "double quoted" name that does not exist is an error, not a text; the schema's own tables stay
 * closed. */
static void configure(struct sqlite *sql, enum sqlite_use use)
{
	sqlite3_db_config(sql->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(sql->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(sql->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_busy_timeout(sql->db, sql->busy_ms);
	/* The hook also turns automatic checkpoints off. */
	if (use == SQLITE_USE_WRITE)
		sqlite3_wal_hook(sql->db, note_commit, sql);
}

/* SQLite removes the log with the last connection. The log of a crash stays when that connection
 * only looked, or was refused: without it, the file would look as if it had lost its log
 * (sqlite_log_is_missing()). */
static void keep_log(struct sqlite *sql)
{
	int there = access(sql->names[1], F_OK) == 0;

	sqlite3_db_config(sql->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, there, NULL);
}

static void sqlite_free(struct sqlite *sql)
{
	if (!sql)
		return;
	for (unsigned i = 0; i < SQL_STATEMENTS; i++) {
		sqlite3_finalize(sql->runs[i].stmt);
		free(sql->runs[i].times);
	}
	sqlite3_close_v2(sql->db);
	for (size_t i = 0; i < SQLITE_FILES; i++)
		free(sql->names[i]);
	free(sql);
}
OWNER(struct sqlite *, sqlite_free)

static void close_connection(struct sql *sql)
{
	sqlite_free(sqlite_of(sql));
}

static enum store_rc run_script(struct sql *base, const char *text, struct err *err)
{
	struct sqlite *sql = sqlite_of(base);

	return sqlite_outcome(sql, sqlite3_exec(sql->db, text, NULL, NULL, NULL), text, err);
}

static const struct sql_driver sqlite_driver;

enum store_rc sqlite_open(const char *path, enum sqlite_use use, int busy_ms, struct sql **out,
			  struct err *err)
{
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	OWNED(sqlite_free) struct sqlite *sql = calloc(1, sizeof(*sql));
	enum store_rc rc;
	int code;

	if (!sql) {
		err_set(err, "no memory for a database connection");
		return STORE_FAULT;
	}
	if (sqlite_log_is_alone(path)) {
		err_set(err, "the database is missing or empty, but its write-ahead log is not; "
			     "put it back with `ostiary restore`, or move the log away");
		return STORE_FAULT;
	}
	sql->sql.driver = &sqlite_driver;
	code = sqlite3_open_v2(path, &sql->db, flags, NULL);
	if (code != SQLITE_OK)
		return sqlite_outcome(sql, code, path, err);
	sqlite_file_id(path, &sql->files[0]);
	if (sqlite3_db_readonly(sql->db, "main") == 1) {
		err_set(err, "the file may not be written");
		return STORE_FAULT;
	}
	sql->busy_ms = busy_ms;
	configure(sql, use);
	rc = sqlite_name_files(sql, err);
	if (rc != STORE_OK)
		return rc;
	keep_log(sql);
	rc = run_script(&sql->sql, settings[use], err);
	if (rc == STORE_OK)
		rc = sqlite_add_time_order(sql, err);
	if (rc != STORE_OK)
		return rc;
	*out = &TAKE(sql)->sql;
	return STORE_OK;
}

static enum store_rc try_wal(struct sql *sql, struct err *err)
{
	static const char use_wal[] = "pragma journal_mode = wal";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, use_wal);
	enum store_rc rc = sql_step(run, err);

	if (rc == STORE_OK && !str_eq(sql_text(run, 0), STR("wal"))) {
		err_set(err, "its place allows no write-ahead log; put it on a local disk");
		return STORE_FAULT;
	}
	return rc;
}

/* Two processes that change the mode at the same instant both get SQLITE_BUSY at once, without the
 * wait that sqlite3_busy_timeout() asks for. */
enum store_rc sqlite_use_wal(struct sql *base, struct err *err)
{
	const struct timespec pause = { .tv_nsec = 2000000 };
	struct sqlite *sql = sqlite_of(base);
	int64_t until_ms = clock_steady_ms() + sql->busy_ms;
	enum store_rc rc = try_wal(base, err);

	while (rc == STORE_FAULT && (sqlite3_errcode(sql->db) & 0xFF) == SQLITE_BUSY &&
	       clock_steady_ms() < until_ms) {
		nanosleep(&pause, NULL);
		rc = try_wal(base, err);
	}
	/* A connection opens the log with its first statement after the change. Until then the
	 * last reader to be closed would take the log for its own, and remove it. */
	return rc == STORE_OK ? run_script(base, "pragma schema_version", err) : rc;
}

bool sqlite_is_full(const struct sql *sql)
{
	return ((const struct sqlite *)sql)->full;
}

bool sqlite_is_failing(const struct sql *sql)
{
	return ((const struct sqlite *)sql)->failing;
}

int sqlite_wal_pages(const struct sql *sql)
{
	return ((const struct sqlite *)sql)->wal_pages;
}

enum store_rc sqlite_checkpoint(struct sql *base, int wait_ms, struct err *err)
{
	struct sqlite *sql = sqlite_of(base);
	int mode = wait_ms ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE;
	int code;

	sqlite3_busy_timeout(sql->db, wait_ms);
	code = sqlite3_wal_checkpoint_v2(sql->db, "main", mode, NULL, NULL);
	sqlite3_busy_timeout(sql->db, sql->busy_ms);
	if ((code & 0xFF) == SQLITE_BUSY || (code & 0xFF) == SQLITE_LOCKED)
		return STORE_OK;
	return sqlite_outcome(sql, code, "checkpoint", err);
}

bool sqlite_is_lockable(struct sql *base)
{
	struct sqlite *sql = sqlite_of(base);
	int code;

	sqlite3_busy_timeout(sql->db, 0);
	code = sqlite3_exec(sql->db, "begin immediate; rollback", NULL, NULL, NULL);
	sqlite3_busy_timeout(sql->db, sql->busy_ms);
	return code == SQLITE_OK;
}

/* ---- transactions ---- */

static enum store_rc plain(struct sql *sql, const char *statement, struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);

	return sql_exec(run, err);
}

static enum store_rc begin_read(struct sql *sql, struct err *err)
{
	static const char begin[] = "begin deferred";

	return plain(sql, begin, err);
}

static enum store_rc begin_write(struct sql *sql, struct err *err)
{
	static const char begin[] = "begin immediate";

	return plain(sql, begin, err);
}

static bool in_transaction(const struct sql *sql)
{
	return !sqlite3_get_autocommit(((const struct sqlite *)sql)->db);
}

static void rollback(struct sql *sql)
{
	static const char text[] = "rollback";
	struct err ignored; /* a rollback fails only when there is nothing to roll back */

	if (in_transaction(sql))
		plain(sql, text, &ignored);
}

/* The transaction is whole in the log before the disk is asked to confirm that it has the log. */
static bool may_be_in_log(int code)
{
	return (code & 0xFF) == SQLITE_IOERR && code != SQLITE_IOERR_WRITE;
}

static enum store_rc commit(struct sql *base, struct err *err)
{
	static const char text[] = "commit";
	struct sqlite *sql = sqlite_of(base);
	enum store_rc rc = plain(base, text, err);

	if (rc == STORE_OK)
		return STORE_OK;
	if (may_be_in_log(sqlite3_extended_errcode(sql->db))) {
		sql->log_suspect = true;
		err_prefix(err, "it is not known whether this was committed");
		err->kind = ERR_UNCERTAIN;
	}
	rollback(base);
	return rc;
}

static enum store_rc savepoint(struct sql *sql, struct err *err)
{
	static const char text[] = "savepoint job";

	return plain(sql, text, err);
}

static enum store_rc release(struct sql *sql, struct err *err)
{
	static const char text[] = "release savepoint job";

	return plain(sql, text, err);
}

static enum store_rc undo(struct sql *sql, struct err *err)
{
	static const char text[] = "rollback to savepoint job";
	enum store_rc rc = plain(sql, text, err);

	return rc == STORE_OK ? release(sql, err) : rc;
}

static enum store_rc check_deferred(struct sql *sql, struct err *err)
{
	int broken = 0, unused;

	sqlite3_db_status(sqlite_of(sql)->db, SQLITE_DBSTATUS_DEFERRED_FKS, &broken, &unused, 0);
	if (!broken)
		return STORE_OK;
	err_set(err, "a deferred foreign key");
	return STORE_ORPHAN;
}

static enum store_rc lock_table(struct sql *sql, const char *table, struct err *err)
{
	(void)sql;
	(void)table;
	(void)err;
	return STORE_OK;
}

static enum store_rc has_table(struct sql *sql, struct str name, struct err *err)
{
	static const char find[] = "select 1 from sqlite_schema"
				   " where type in ('table', 'view') and lower(name) = lower($1)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, find);

	sql_bind_text(run, 1, name);
	return sql_step(run, err);
}

static enum store_rc has_column(struct sql *sql, struct str table, struct str name, struct err *err)
{
	static const char find[] = "select 1 from pragma_table_info($1)"
				   " where lower(name) = lower($2)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, find);

	sql_bind_text(run, 1, table);
	sql_bind_text(run, 2, name);
	return sql_step(run, err);
}

static enum store_rc version(struct sql *sql, int64_t *out, struct err *err)
{
	static const char data_version[] = "pragma data_version";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, data_version);

	return sql_number(run, out, err);
}

static const struct sql_driver sqlite_driver = {
	.engine = SQL_SQLITE,
	.start = sqlite_start,
	.end = sqlite_end,
	.bind_text = sqlite_bind_text,
	.bind_i64 = sqlite_bind_i64,
	.bind_bool = sqlite_bind_bool,
	.bind_time = sqlite_bind_time,
	.bind_null = sqlite_bind_null,
	.step = sqlite_step,
	.change = sqlite_change,
	.text = sqlite_text,
	.i64 = sqlite_i64,
	.boolean = sqlite_bool,
	.boolean_or = sqlite_bool_or,
	.time = sqlite_time,
	.time_or = sqlite_time_or,
	.is_null = sqlite_is_null,
	.row_ok = sqlite_row_ok,
	.row_skip = sqlite_row_skip,
	.begin_read = begin_read,
	.begin_write = begin_write,
	.begin_migration = begin_write,
	.commit = commit,
	.rollback = rollback,
	.in_transaction = in_transaction,
	.savepoint = savepoint,
	.release = release,
	.undo = undo,
	.check_deferred = check_deferred,
	.lock_table = lock_table,
	.script = run_script,
	.has_table = has_table,
	.has_column = has_column,
	.version = version,
	.close = close_connection,
};
