#include "store/inspect.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "core/limits.h"
#include "store/postgres/connection.h"
#include "store/postgres/pool.h"
#include "store/sql/rows.h"
#include "store/sqlite/connection.h"

/* What is done with the open connection. */
typedef enum inspect_rc look_fn(struct sql *sql, const void *arg, struct err *err);

struct look {
	const struct store_config *config;
	look_fn *fn;
	const void *arg;
	bool *exists;
};

static enum inspect_rc look_at_path(const struct look *look, const char *path, struct err *err)
{
	const struct store_config *config = look->config;
	int busy_ms = config->busy_ms ? config->busy_ms : LIMIT_BUSY_MS;
	OWNED(sql_close) struct sql *sql = NULL;
	struct stat info;

	sqlite_prepare();
	if (lstat(path, &info) < 0 && errno == ENOENT)
		return INSPECT_DONE; /* with exists false */
	if (sqlite_check_file(path, err) != STORE_OK ||
	    sqlite_open(path, SQLITE_USE_READ, busy_ms, &sql, err) != STORE_OK)
		return INSPECT_UNREADABLE;
	*look->exists = true;
	sql_use(sql, config);
	return look->fn(sql, look->arg, err);
}

static enum inspect_rc look_at_file(const struct look *look, struct err *err)
{
	char *path = sqlite_path(look->config->url, err);
	enum inspect_rc rc;

	if (!path)
		return INSPECT_BAD_URL;
	rc = look_at_path(look, path, err);
	if (rc == INSPECT_UNREADABLE)
		err_prefix(err, path);
	free(path);
	return rc;
}

static enum inspect_rc look_at_server(const struct look *look, struct err *err)
{
	OWNED(pool_free) struct pool *pool = NULL;
	enum inspect_rc rc;
	struct sql *sql;

	switch (pool_new(look->config, &pool, err)) {
	case STORE_OPENED:
		break;
	case STORE_BAD_URL:
		return INSPECT_BAD_URL;
	case STORE_NEWER:
	case STORE_UNUSABLE:
		return INSPECT_UNREADABLE;
	}
	if (pool_take(pool, &sql, err) != STORE_OK)
		return INSPECT_UNREADABLE;
	*look->exists = true;
	rc = look->fn(sql, look->arg, err);
	pool_give(pool, sql);
	return rc;
}

static enum inspect_rc look_at(const struct look *look, struct err *err)
{
	*look->exists = false;
	return pg_url_is(look->config->url) ? look_at_server(look, err) : look_at_file(look, err);
}

/* ---- reading ---- */

struct reading {
	store_read_fn *fn;
	void *arg;
};

static enum inspect_rc read_once(struct sql *sql, const void *arg, struct err *err)
{
	const struct reading *reading = arg;

	return SQL_READ(sql, err, reading->fn(sql, reading->arg, err)) == STORE_OK
		       ? INSPECT_DONE
		       : INSPECT_UNREADABLE;
}

enum inspect_rc store_look(const struct store_config *config, store_read_fn *fn, void *arg,
			   bool *exists, struct err *err)
{
	const struct reading reading = { fn, arg };

	return look_at(&(struct look){ config, read_once, &reading, exists }, err);
}

/* ---- inspecting ---- */

struct inspecting_all {
	const struct store_config *config;
	const struct hash_visitor *hashes;
	struct arena *arena;
	struct inspection *out;
};

static enum inspect_rc inspect(struct sql *sql, const void *arg, struct err *err)
{
	const struct inspecting_all *all = arg;

	return inspect_tables(sql, all->config, all->hashes, all->arena, all->out, err);
}

enum inspect_rc store_inspect(const struct store_config *config, const struct hash_visitor *hashes,
			      struct arena *a, struct inspection *out, struct err *err)
{
	const struct inspecting_all all = { config, hashes, a, out };

	*out = (struct inspection){ .postgres = pg_url_is(config->url) };
	return look_at(&(struct look){ config, inspect, &all, &out->exists }, err);
}
