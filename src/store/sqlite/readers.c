#include "store/sqlite/readers.h"

#include <string.h>

#include "store/sql/driver.h"
#include "store/sqlite/connection.h"

/* A connection that has been idle for this time is closed, which frees its cache. */
#define IDLE_MS 30000

void readers_init(struct readers *r, const char *path, int busy_ms, const struct sql_layout *layout)
{
	*r = (struct readers){ .path = path, .busy_ms = busy_ms, .layout = layout };
	sqlite_file_id(path, &r->file);
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->returned, NULL);
}

void readers_done(struct readers *r)
{
	for (size_t i = 0; i < r->n_idle; i++)
		sql_close(r->idle[i].sql);
	pthread_cond_destroy(&r->returned);
	pthread_mutex_destroy(&r->lock);
}

enum store_rc readers_open(struct readers *r, struct sql **out, struct err *err)
{
	OWNED(sql_close) struct sql *sql = NULL;
	enum store_rc rc = sqlite_open(r->path, SQLITE_USE_READ, r->busy_ms, &sql, err);

	if (rc != STORE_OK)
		return rc;
	sql->layout = *r->layout;
	if (!sqlite_is_at(r->path, r->file)) {
		err_set_kind(err, ERR_UNAVAILABLE,
			     "the database file was moved, deleted or replaced");
		return STORE_FAULT;
	}
	*out = TAKE(sql);
	return STORE_OK;
}

static enum store_rc open_one(struct readers *r, struct sql **out, struct err *err)
{
	enum store_rc rc = readers_open(r, out, err);

	if (rc == STORE_OK)
		return STORE_OK;
	pthread_mutex_lock(&r->lock);
	r->n_open--;
	pthread_cond_signal(&r->returned);
	pthread_mutex_unlock(&r->lock);
	return rc;
}

enum store_rc readers_take(struct readers *r, struct sql **out, struct err *err)
{
	struct sql *sql = NULL;

	pthread_mutex_lock(&r->lock);
	while (r->n_idle == 0 && r->n_open == LIMIT_READERS)
		pthread_cond_wait(&r->returned, &r->lock);
	if (r->n_idle)
		sql = r->idle[--r->n_idle].sql;
	else
		r->n_open++;
	pthread_mutex_unlock(&r->lock);
	if (!sql)
		return open_one(r, out, err);
	*out = sql;
	return STORE_OK;
}

/* Removes the connection that has been idle longest, if it has been idle for IDLE_MS; otherwise
 * NULL. The caller holds the lock. */
static struct sql *take_stale(struct readers *r, int64_t now_ms)
{
	struct sql *stale;

	if (r->n_idle == 0 || now_ms - r->idle[0].since_ms < IDLE_MS)
		return NULL;
	stale = r->idle[0].sql;
	r->n_idle--;
	r->n_open--;
	memmove(r->idle, r->idle + 1, r->n_idle * sizeof(r->idle[0]));
	return stale;
}

void readers_give(struct readers *r, struct sql *sql)
{
	int64_t now_ms = clock_steady_ms();
	struct sql *stale;

	pthread_mutex_lock(&r->lock);
	stale = take_stale(r, now_ms);
	r->idle[r->n_idle++] = (struct idle_reader){ sql, now_ms };
	if (r->n_open == LIMIT_READERS || stale)
		pthread_cond_signal(&r->returned);
	pthread_mutex_unlock(&r->lock);
	sql_close(stale);
}

void readers_state(struct readers *r, struct store_state *out)
{
	pthread_mutex_lock(&r->lock);
	out->connections = r->n_open;
	out->idle = r->n_idle;
	pthread_mutex_unlock(&r->lock);
	out->connections_max = LIMIT_READERS;
}
