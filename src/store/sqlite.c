#include "store/sqlite.h"

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

/* ---- the file ---- */

/* A new name is on the disk only when its directory is. */
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

enum store_rc sqlite_look_at(const char *path, const struct log *log, struct err *err)
{
	struct stat st;

	if (stat(path, &st) < 0) {
		err_set(err, "cannot be opened: %s", strerror(errno));
		return STORE_FAULT;
	}
	if (!S_ISREG(st.st_mode)) {
		err_set(err, "is not a file");
		return STORE_FAULT;
	}
	if (st.st_mode & (S_IRWXG | S_IRWXO)) {
		struct log_field fields[] = { LOG_FIELD_TEXT("path", str_z(path)),
					      LOG_FIELD_TEXT("advice", STR("chmod 0600")) };

		log_line(log, LOG_LEVEL_WARN, "other users of this machine may open the database",
			 fields, ARRAY_LEN(fields));
	}
	return STORE_OK;
}

enum store_rc sqlite_create(const char *path, const struct log *log, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST)
		return sqlite_look_at(path, log, err);
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

/* ---- faults ---- */

struct meaning {
	int code; /* an extended or a primary result code */
	enum store_rc rc;
	const char *text; /* instead of SQLite's own */
	enum err_kind kind;
};

static const struct meaning meanings[] = {
	{ SQLITE_OK, STORE_OK, NULL, ERR_FAULT },
	{ SQLITE_CONSTRAINT_UNIQUE, STORE_CONFLICT, NULL, ERR_FAULT },
	{ SQLITE_CONSTRAINT_PRIMARYKEY, STORE_CONFLICT, NULL, ERR_FAULT },
	{ SQLITE_CONSTRAINT_ROWID, STORE_CONFLICT, NULL, ERR_FAULT },
	{ SQLITE_CONSTRAINT_FOREIGNKEY, STORE_ORPHAN, NULL, ERR_FAULT },
	{ SQLITE_BUSY, STORE_FAULT, "the database is locked by another process", ERR_UNAVAILABLE },
	{ SQLITE_LOCKED, STORE_FAULT, "the database is locked", ERR_UNAVAILABLE },
	{ SQLITE_NOTADB, STORE_FAULT, "the file is not an SQLite database", ERR_FAULT },
	{ SQLITE_FULL, STORE_FAULT, "the disk is full", ERR_FAULT },
	{ SQLITE_READONLY, STORE_FAULT, "the database may not be written", ERR_FAULT },
};

static const struct meaning *meaning_of(int code)
{
	for (size_t i = 0; i < ARRAY_LEN(meanings); i++)
		if (code == meanings[i].code)
			return &meanings[i];
	for (size_t i = 0; i < ARRAY_LEN(meanings); i++)
		if ((code & 0xFF) == meanings[i].code)
			return &meanings[i];
	return NULL;
}

enum store_rc sqlite_outcome(struct sqlite *sql, int code, const char *doing, struct err *err)
{
	const struct meaning *m = meaning_of(code);

	if (m && m->rc != STORE_FAULT)
		return m->rc;
	sql->full = sql->full || (code & 0xFF) == SQLITE_FULL;
	if (m && code == SQLITE_NOTADB) /* whatever was being done */
		err_set(err, "%s; choose another with --database", m->text);
	else if (m)
		err_set_kind(err, m->kind, "%s (SQLite %d) in: %.160s", m->text, code, doing);
	else
		err_set(err, "%s (SQLite %d, errno %d) in: %.160s", sqlite3_errmsg(sql->db), code,
			sqlite3_system_errno(sql->db), doing);
	return STORE_FAULT;
}

/* ---- connections ---- */

void sqlite_prepare(void)
{
	/* Counting all allocations would be one lock for all threads. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* The cache holds a reader's warm pages; it grows to this only when that many are read. */
#define COMMON_SETTINGS                                                                            \
	"pragma foreign_keys = on;"                                                                \
	"pragma trusted_schema = off;"                                                             \
	"pragma cell_size_check = on;"                                                             \
	"pragma temp_store = memory;"                                                              \
	"pragma mmap_size = 0;" /* a bad sector shall be a fault, not the end of the process */

static const char *const settings[] = {
	[SQLITE_USE_READ] = COMMON_SETTINGS "pragma cache_size = -1024;"
					    "pragma query_only = on;",
	[SQLITE_USE_WRITE] = COMMON_SETTINGS "pragma cache_size = -2048;"
					     "pragma synchronous = full;"
					     "pragma journal_size_limit = 16777216;",
};

/* After each commit that has written. */
static int note_commit(void *arg, sqlite3 *db, const char *name, int pages)
{
	struct sqlite *sql = arg;

	(void)db;
	(void)name;
	sql->wal_pages = pages;
	sql->full = false;
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
	if (use == SQLITE_USE_WRITE)
		sqlite3_wal_hook(sql->db, note_commit, sql); /* and no checkpoint by itself */
}

static void sqlite_free(struct sqlite *sql)
{
	if (!sql)
		return;
	for (unsigned i = 0; i < SQLITE_STATEMENTS; i++) {
		sqlite3_finalize(sql->runs[i].stmt);
		free(sql->runs[i].times);
	}
	sqlite3_close_v2(sql->db);
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
	sql->sql.driver = &sqlite_driver;
	code = sqlite3_open_v2(path, &sql->db, flags, NULL);
	if (code != SQLITE_OK)
		return sqlite_outcome(sql, code, path, err);
	if (sqlite3_db_readonly(sql->db, "main") == 1) {
		err_set(err, "the file may not be written");
		return STORE_FAULT;
	}
	sql->busy_ms = busy_ms;
	configure(sql, use);
	rc = run_script(&sql->sql, settings[use], err);
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

/* Two processes that change the mode at the same instant are both told "busy" at once, without the
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
	return rc;
}

bool sqlite_is_full(const struct sql *sql)
{
	return ((const struct sqlite *)sql)->full;
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

/* ---- transactions ---- */

static enum store_rc plain(struct sql *sql, const char *statement, struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);
	enum store_rc rc = sql_step(run, err);

	return rc == STORE_NONE ? STORE_OK : rc;
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
	struct err ignored; /* the only failure left is that nothing is to be rolled back */

	if (in_transaction(sql))
		plain(sql, text, &ignored);
}

static enum store_rc commit(struct sql *sql, struct err *err)
{
	static const char text[] = "commit";
	enum store_rc rc = plain(sql, text, err);

	if (rc != STORE_OK)
		rollback(sql);
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

static const struct sql_driver sqlite_driver = {
	.engine = SQL_SQLITE,
	.start = sqlite_start,
	.end = sqlite_end,
	.bind_text = sqlite_bind_text_at,
	.bind_i64 = sqlite_bind_i64_at,
	.bind_bool = sqlite_bind_bool_at,
	.bind_time = sqlite_bind_time_at,
	.bind_null = sqlite_bind_null_at,
	.step = sqlite_next,
	.change = sqlite_change,
	.text = sqlite_text,
	.i64 = sqlite_i64,
	.boolean = sqlite_bool,
	.time = sqlite_time,
	.is_null = sqlite_is_null,
	.row_ok = sqlite_row_ok,
	.begin_read = begin_read,
	.begin_write = begin_write,
	.begin_migration = begin_write,
	.commit = commit,
	.rollback = rollback,
	.in_transaction = in_transaction,
	.savepoint = savepoint,
	.release = release,
	.undo = undo,
	.lock_table = lock_table,
	.script = run_script,
	.has_table = has_table,
	.close = close_connection,
};
