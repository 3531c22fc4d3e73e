#include "store/store.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/limits.h"
#include "store/postgres/connection.h"
#include "store/postgres/pool.h"
#include "store/schema/better_auth.h"
#include "store/schema/file_mark.h"
#include "store/schema/migrations.h"
#include "store/sql/sql.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/readers.h"
#include "store/sqlite/writer.h"

struct store {
	struct sql_layout layout;
	atomic_bool outdated; /* a newer version of this program has changed the tables */
	struct pool *pool;    /* PostgreSQL; NULL: SQLite, with the next three */
	char *path;
	struct readers readers;
	struct writer writer;
};

static struct store *store_new(const struct sql_layout *layout, struct err *err)
{
	struct store *store = calloc(1, sizeof(*store));

	if (store)
		store->layout = *layout;
	else
		err_set(err, "no memory");
	return store;
}

/* Brings the tables up to date, as far as the configuration allows. */
static enum store_open_rc make_ready(const struct store_config *config, struct sql *sql,
				     struct err *err)
{
	const struct migrations_extras extras = { .rate_limit = config->rate_limit,
						  .factors = config->factors,
						  .admin = config->admin };
	enum store_open_rc rc = migrations_check(sql, err);

	if (rc == STORE_OPENED && config->missing == STORE_MISSING_REFUSE)
		rc = migrations_expect(sql, err);
	if (rc == STORE_OPENED && config->keep_tables)
		return migrations_expect_current(sql, err);
	if (rc == STORE_OPENED)
		rc = config->tables == STORE_TABLES_TASKS
			     ? migrations_run_alone(sql, config->clock, config->log, err)
			     : migrations_run(sql, config->clock, config->log, err);
	return rc == STORE_OPENED ? migrations_add(sql, &extras, err) : rc;
}

/* ---- SQLite ---- */

static enum store_rc prepare_file(const struct store_config *config, const char *path,
				  struct err *err)
{
	return config->missing == STORE_MISSING_REFUSE ? sqlite_check_file(path, err)
						       : sqlite_create(path, err);
}

static enum store_rc refuse_copy(const char *path, struct err *err)
{
	err_set(err,
		"the file is a copy that was made while the database was open, and its write-ahead "
		"log is missing: it lacks what was written last; put %s-wal beside it, or a backup "
		"in its place with `ostiary restore`, or accept the loss with `ostiary check "
		"--accept-lost-log`",
		path);
	return STORE_FAULT;
}

static void warn_of_lost_log(const struct store_config *config, const char *path)
{
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("path", str_z(path)),
		LOG_FIELD_TEXT("advice", STR("copy ostiary.db, ostiary.db-wal and ostiary.db-shm "
					     "together, or stop the server before"))
	};

	log_line(config->log, LOG_LEVEL_WARN,
		 "the database was not closed and its write-ahead log is missing: if no other "
		 "program has closed it, what was written last is lost",
		 fields, ARRAY_LEN(fields));
}

/* The last user of the file has not closed it, and its log is gone: the file was copied without it,
 * the log was deleted, or another program, such as sqlite3, has moved the log to the file. */
static enum store_rc judge_lost_log(const struct store_config *config, const char *path,
				    struct sql *sql, struct err *err)
{
	bool sure, copy = false;
	enum store_rc rc = migrations_tell_closed(sql, &sure, err);

	if (rc == STORE_OK && sure)
		rc = file_mark_differs(sql, sqlite_file_number(sql), &copy, err);
	if (rc != STORE_OK || !sure)
		return rc;
	if (copy)
		return refuse_copy(path, err);
	warn_of_lost_log(config, path);
	return STORE_OK;
}

/* In the file itself: in its log alone, the mark would not be in a copy. A full disk, which leaves
 * the file without a mark, is no reason not to start. */
static void mark_file(struct sql *sql)
{
	struct err ignored;
	bool written;

	if (file_mark_put(sql, sqlite_file_number(sql), &written, &ignored) == STORE_OK && written)
		(void)sqlite_checkpoint(sql, 0, &ignored);
}

/* Opens a connection for writing to a database whose tables are up to date. */
static enum store_open_rc open_ready(const struct store_config *config, const char *path,
				     int busy_ms, struct sql **out, struct err *err)
{
	OWNED(sql_close) struct sql *sql = NULL;
	enum store_open_rc rc;
	bool log_missing;

	if (prepare_file(config, path, err) != STORE_OK)
		return STORE_UNUSABLE;
	log_missing = sqlite_log_is_missing(path);
	if (sqlite_open(path, SQLITE_USE_WRITE, busy_ms, &sql, err) != STORE_OK ||
	    (log_missing && judge_lost_log(config, path, sql, err) != STORE_OK))
		return STORE_UNUSABLE;
	sql_use(sql, config);
	rc = make_ready(config, sql, err);
	if (rc != STORE_OPENED)
		return rc;
	mark_file(sql);
	if (sqlite_use_wal(sql, err) != STORE_OK)
		return STORE_UNUSABLE;
	*out = TAKE(sql);
	return STORE_OPENED;
}

/* On success the store owns the connection and the path. */
static struct store *new_on_file(const struct store_config *config, struct sql *sql, char *path,
				 int busy_ms, struct err *err)
{
	struct store *store = store_new(sql_layout(sql), err);

	if (!store)
		return NULL;
	if (writer_start(&store->writer, sql, config->log, err) != STORE_OK) {
		free(store);
		return NULL;
	}
	store->path = path;
	readers_init(&store->readers, path, busy_ms, &store->layout);
	return store;
}

static enum store_open_rc open_at(const struct store_config *config, char *path, struct store **out,
				  struct err *err)
{
	int busy_ms = config->busy_ms ? config->busy_ms : LIMIT_BUSY_MS;
	OWNED(sql_close) struct sql *sql = NULL;
	enum store_open_rc rc = open_ready(config, path, busy_ms, &sql, err);
	struct store *store;

	if (rc != STORE_OPENED)
		return rc;
	store = new_on_file(config, sql, path, busy_ms, err);
	if (!store)
		return STORE_UNUSABLE;
	(void)TAKE(sql); /* the writer owns it now */
	*out = store;
	return STORE_OPENED;
}

static enum store_open_rc open_file(const struct store_config *config, struct store **out,
				    struct err *err)
{
	char *path = sqlite_path(config->url, err);
	enum store_open_rc rc;

	if (!path)
		return STORE_BAD_URL;
	sqlite_prepare();
	rc = open_at(config, path, out, err);
	if (rc == STORE_OPENED)
		return rc;
	err_prefix(err, path);
	free(path);
	return rc;
}

/* ---- PostgreSQL ---- */

static enum store_open_rc open_server(const struct store_config *config, struct store **out,
				      struct err *err)
{
	OWNED(pool_free) struct pool *pool = NULL;
	enum store_open_rc rc = pool_new(config, &pool, err);
	struct store *store;
	struct sql *sql;

	if (rc != STORE_OPENED)
		return rc;
	if (pool_take(pool, &sql, err) != STORE_OK)
		return STORE_UNUSABLE;
	pg_warn_of_link(sql, config->log);
	rc = STORE_UNUSABLE;
	if (config->missing == STORE_MISSING_REFUSE || pg_make_schema(sql, err) == STORE_OK)
		rc = make_ready(config, sql, err);
	if (rc == STORE_OPENED)
		pool_set_layout(pool, sql_layout(sql));
	store = rc == STORE_OPENED ? store_new(sql_layout(sql), err) : NULL;
	pool_give(pool, sql);
	if (!store)
		return rc == STORE_OPENED ? STORE_UNUSABLE : rc;
	pool_announce(pool, config->log);
	store->pool = TAKE(pool);
	*out = store;
	return STORE_OPENED;
}

/* ---- both ---- */

bool store_url_is_good(struct str url, struct err *err)
{
	bool server = pg_url_is(url);
	char *copy = server ? pg_url_copy(url, err) : sqlite_path(url, err);
	bool good = copy && (!server || pg_url_values_are_good(url, err));

	if (server && copy)
		explicit_bzero(copy, strlen(copy));
	free(copy);
	return good;
}

enum store_open_rc store_open(const struct store_config *config, struct store **out,
			      struct err *err)
{
	return pg_url_is(config->url) ? open_server(config, out, err) : open_file(config, out, err);
}

void store_free(struct store *store)
{
	if (!store)
		return;
	if (store->pool) {
		pool_free(store->pool);
	} else {
		readers_done(&store->readers);
		writer_stop(&store->writer); /* last: closing the last connection removes the log */
		free(store->path);
	}
	free(store);
}

const struct sql_layout *store_layout(const struct store *store)
{
	return &store->layout;
}

bool store_reads_wait(const struct store *store)
{
	return store->pool != NULL;
}

/* ---- using ---- */

static enum store_rc take_connection(struct store *store, struct sql **out, struct err *err)
{
	return store->pool ? pool_take(store->pool, out, err)
			   : readers_take(&store->readers, out, err);
}

static void give_connection(struct store *store, struct sql *sql)
{
	if (store->pool)
		pool_give(store->pool, sql);
	else
		readers_give(&store->readers, sql);
}

enum store_rc store_begin_read(struct store *store, struct sql **out, struct err *err)
{
	struct sql *sql;
	enum store_rc rc = take_connection(store, &sql, err);

	if (rc != STORE_OK)
		return rc;
	rc = sql_begin_read(sql, err);
	if (rc == STORE_OK)
		*out = sql;
	else
		give_connection(store, sql);
	return rc;
}

void store_end_read(struct store *store, struct sql *sql)
{
	sql_rollback(sql);
	give_connection(store, sql);
}

enum store_rc store_read(struct store *store, store_read_fn *fn, void *arg, struct err *err)
{
	return STORE_READ(store, sql, err, fn(sql, arg, err));
}

enum store_rc store_connect(struct store *store, struct sql **out, struct err *err)
{
	return store->pool ? pool_open(store->pool, out, err)
			   : readers_open(&store->readers, out, err);
}

enum store_rc store_write(struct store *store, store_write_fn *fn, void *arg, struct err *err)
{
	return store->pool ? pool_write(store->pool, fn, arg, err)
			   : writer_do(&store->writer, fn, arg, err);
}

enum store_rc store_grow(struct store *store, store_write_fn *fn, void *arg, struct err *err)
{
	return store->pool ? pool_write(store->pool, fn, arg, err)
			   : writer_grow(&store->writer, fn, arg, err);
}

bool store_is_short_of_room(struct store *store)
{
	return !store->pool && writer_is_short_of_room(&store->writer);
}

void store_stats(struct store *store, struct store_stats *out)
{
	if (store->pool)
		pool_stats(store->pool, out);
	else
		writer_stats(&store->writer, out);
}

void store_state(struct store *store, struct store_state *out)
{
	*out = (struct store_state){ .server = store->pool != NULL };
	if (store->pool) {
		pool_state(store->pool, out);
	} else {
		writer_state(&store->writer, out);
		readers_state(&store->readers, out);
	}
}

const char *store_path(const struct store *store)
{
	return store->path;
}

void store_misfit(const char *doing, struct err *err)
{
	char words[128];

	snprintf(words, sizeof(words), "%s: the rows do not fit together", doing);
	if (err->text[0])
		err_prefix(err, words);
	else
		err_set(err, "%s", words);
}

enum store_rc store_look_for_newer(struct store *store, struct err *err)
{
	int64_t version = 0;
	enum store_rc rc = STORE_READ(store, sql, err, migrations_recorded(sql, &version, err));

	if (rc == STORE_OK)
		atomic_store(&store->outdated, version > migrations_newest());
	return rc;
}

bool store_is_outdated(struct store *store)
{
	return atomic_load(&store->outdated);
}

static enum store_rc ping(struct sql *sql, struct err *err)
{
	static const char newest[] = "select max(version) from ostiary_migration";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, newest);

	return sql_step(run, err);
}

/* Takes the write lock. When the last write failed, another is made: nothing else shows whether the
 * disk takes writes again. An update to the same value would write nothing. */
static enum store_rc ping_file_tx(struct sql *sql, void *unused, struct err *err)
{
	static const char touch[] =
		"insert or replace into ostiary_migration (version, name, applied_at)"
		" values (-2, '', ''); delete from ostiary_migration where version = -2";

	(void)unused;
	return sqlite_is_failing(sql) ? sql_script(sql, touch, err) : ping(sql, err);
}

/* Through a connection for reading, as the next request reads. STORE_NONE is an answer, too. */
static enum store_rc ping_tasks(struct sql *sql, struct err *err)
{
	static const char any[] = "select 1 from ostiary_task limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, any);
	enum store_rc rc = sql_step(run, err);

	return rc == STORE_NONE ? STORE_OK : rc;
}

enum store_rc store_ping(struct store *store, struct err *err)
{
	enum store_rc rc;

	if (store->pool)
		return STORE_READ(store, sql, err, ping(sql, err));
	rc = writer_do(&store->writer, ping_file_tx, NULL, err);
	return rc == STORE_OK ? STORE_READ(store, sql, err, ping_tasks(sql, err)) : rc;
}
