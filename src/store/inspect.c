#include "store/inspect.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "core/limits.h"
#include "store/postgres/connection.h"
#include "store/postgres/pool.h"
#include "store/sql/sql.h"
#include "store/sqlite/connection.h"

static enum inspect_rc inspect_path(const struct store_config *config, const char *path,
				    const struct hash_visitor *hashes, struct arena *a,
				    struct inspection *out, struct err *err)
{
	int busy_ms = config->busy_ms ? config->busy_ms : LIMIT_BUSY_MS;
	OWNED(sql_close) struct sql *sql = NULL;
	struct stat info;

	sqlite_prepare();
	if (lstat(path, &info) < 0 && errno == ENOENT)
		return INSPECT_DONE; /* with exists false */
	if (sqlite_check_file(path, err) != STORE_OK ||
	    sqlite_open(path, SQLITE_USE_READ, busy_ms, &sql, err) != STORE_OK)
		return INSPECT_UNREADABLE;
	out->exists = true;
	sql_use(sql, config->own, config->factors);
	return inspect_tables(sql, config, hashes, a, out, err);
}

static enum inspect_rc inspect_file(const struct store_config *config,
				    const struct hash_visitor *hashes, struct arena *a,
				    struct inspection *out, struct err *err)
{
	char *path = sqlite_path(config->url, err);
	enum inspect_rc rc;

	if (!path)
		return INSPECT_BAD_URL;
	rc = inspect_path(config, path, hashes, a, out, err);
	if (rc == INSPECT_UNREADABLE)
		err_prefix(err, path);
	free(path);
	return rc;
}

static enum inspect_rc inspect_server(const struct store_config *config,
				      const struct hash_visitor *hashes, struct arena *a,
				      struct inspection *out, struct err *err)
{
	OWNED(pool_free) struct pool *pool = NULL;
	enum inspect_rc rc;
	struct sql *sql;

	out->postgres = true;
	switch (pool_new(config, &pool, err)) {
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
	out->exists = true;
	rc = inspect_tables(sql, config, hashes, a, out, err);
	pool_give(pool, sql);
	return rc;
}

enum inspect_rc store_inspect(const struct store_config *config, const struct hash_visitor *hashes,
			      struct arena *a, struct inspection *out, struct err *err)
{
	*out = (struct inspection){ .exists = false };
	return pg_url_is(config->url) ? inspect_server(config, hashes, a, out, err)
				      : inspect_file(config, hashes, a, out, err);
}
