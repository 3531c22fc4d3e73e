#include "store/store.h"

#include <stdlib.h>

#include "core/limits.h"
#include "store/layout.h"
#include "store/migrations.h"
#include "store/pool.h"
#include "store/postgres.h"
#include "store/readers.h"
#include "store/sql.h"
#include "store/sqlite.h"
#include "store/writer.h"

struct store {
	struct sql_layout layout;
	struct pool *pool; /* of PostgreSQL; NULL: SQLite, with the next three */
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

/* Tables that are there, and up to date. */
static enum store_open_rc make_ready(const struct store_config *config, struct sql *sql,
				     struct err *err)
{
	enum store_open_rc rc = migrations_check(sql, err);

	if (rc == STORE_OPENED && config->missing == STORE_MISSING_REFUSE)
		rc = migrations_expect(sql, err);
	if (rc == STORE_OPENED)
		rc = config->tables == STORE_TABLES_TASKS
			     ? migrations_run_alone(sql, config->clock, config->log, err)
			     : migrations_run(sql, config->clock, config->log, err);
	if (rc == STORE_OPENED && config->rate_limit)
		rc = migrations_add_rate_limit(sql, err);
	return rc;
}

/* ---- SQLite ---- */

static enum store_rc find_file(const struct store_config *config, const char *path, struct err *err)
{
	return config->missing == STORE_MISSING_REFUSE ? sqlite_look_at(path, config->log, err)
						       : sqlite_create(path, config->log, err);
}

/* A connection to write with, to a database that is ready. */
static enum store_open_rc open_ready(const struct store_config *config, const char *path,
				     int busy_ms, struct sql **out, struct err *err)
{
	OWNED(sql_close) struct sql *sql = NULL;
	enum store_open_rc rc;

	if (find_file(config, path, err) != STORE_OK ||
	    sqlite_open(path, SQLITE_USE_WRITE, busy_ms, &sql, err) != STORE_OK)
		return STORE_UNUSABLE;
	rc = make_ready(config, sql, err);
	if (rc != STORE_OPENED)
		return rc;
	if (sqlite_use_wal(sql, err) != STORE_OK)
		return STORE_UNUSABLE;
	*out = TAKE(sql);
	return STORE_OPENED;
}

/* Takes over the connection and the path, when it succeeds. */
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
	readers_init(&store->readers, path, busy_ms);
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
	(void)TAKE(sql); /* the writer's now */
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
	rc = STORE_UNUSABLE;
	if (config->missing == STORE_MISSING_REFUSE || pg_make_schema(sql, err) == STORE_OK)
		rc = make_ready(config, sql, err);
	if (rc == STORE_OPENED)
		pool_set_layout(pool, sql_layout(sql));
	store = rc == STORE_OPENED ? store_new(sql_layout(sql), err) : NULL;
	pool_give(pool, sql);
	if (!store)
		return rc == STORE_OPENED ? STORE_UNUSABLE : rc;
	store->pool = TAKE(pool);
	*out = store;
	return STORE_OPENED;
}

/* ---- both ---- */

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
		writer_stop(&store->writer); /* last, so that it leaves one file without a log */
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

static enum store_rc read_file(struct store *store, store_read_fn *fn, void *arg, struct err *err)
{
	struct sql *sql;
	enum store_rc rc = readers_take(&store->readers, &sql, err);

	if (rc != STORE_OK)
		return rc;
	rc = sql_begin_read(sql, err);
	if (rc == STORE_OK) {
		rc = fn(sql, arg, err);
		sql_rollback(sql);
	}
	readers_give(&store->readers, sql);
	return rc;
}

enum store_rc store_read(struct store *store, store_read_fn *fn, void *arg, struct err *err)
{
	return store->pool ? pool_read(store->pool, fn, arg, err) : read_file(store, fn, arg, err);
}

enum store_rc store_write(struct store *store, store_write_fn *fn, void *arg, struct err *err)
{
	return store->pool ? pool_write(store->pool, fn, arg, err)
			   : writer_do(&store->writer, fn, arg, err);
}

void store_stats(struct store *store, struct store_stats *out)
{
	if (store->pool)
		pool_stats(store->pool, out);
	else
		writer_stats(&store->writer, out);
}

static enum store_rc ping(struct sql *sql, void *arg, struct err *err)
{
	static const char newest[] = "select max(version) from ostiary_migration";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, newest);

	(void)arg;
	return sql_step(run, err);
}

/* Takes the write lock, and writes when the last who tried found the disk full: nothing else would tell when
 * there is room again. */
static enum store_rc ping_file(struct sql *sql, void *arg, struct err *err)
{
	static const char touch[] = "update ostiary_migration set name = name";

	return sqlite_is_full(sql) ? sql_script(sql, touch, err) : ping(sql, arg, err);
}

enum store_rc store_ping(struct store *store, struct err *err)
{
	return store->pool ? pool_read(store->pool, ping, NULL, err)
			   : writer_do(&store->writer, ping_file, NULL, err);
}
