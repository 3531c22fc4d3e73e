/* I1 a transaction runs again only when the server has reported that none of its changes was made,
 * or when it had not started. I2 while the server is away one caller at a time tries to reach it,
 * with pauses; the other callers get the error at once. A server that does not answer counts as
 * away. I3 at most `most` connections are open. */
#include "store/postgres/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/thread.h"
#include "core/limits.h"
#include "metrics/metrics.h"
#include "store/outage.h"
#include "store/postgres/connection.h"
#include "store/sql/rows.h"
#include "store/sql/sql.h"

/* A connection that has been idle for this time is closed, which frees the memory of the server. */
#define IDLE_MS 300000

/* The pause between two attempts to reach a server that is away doubles from the first value to the
 * last. */
#define AWAY_FIRST_MS 50
#define AWAY_LAST_MS  1000

/* From this try on, the transactions of this process that run again take turns, so that one of them
 * succeeds. */
#define QUEUE_FROM 2

struct pool {
	struct pg_config config;
	struct sql_layout layout; /* written before other threads use the pool */
	size_t most;
	int wait_ms;
	pthread_mutex_t retry_lock; /* held while a transaction is run again; taken before `lock` */
	pthread_mutex_t lock;
	pthread_cond_t returned;
	/* Guarded by lock: */
	struct idle_connection {
		struct sql *sql;
		int64_t since_ms;
	} idle[LIMIT_PG_POOL]; /* taken from the end */
	size_t n_idle;
	size_t n_open;
	bool reaching; /* a caller is trying to connect while the server is away */
	int away_ms;   /* 0: the server answers */
	int64_t next_try_ms;
	struct err why; /* the error of the last attempt, while the server is away */
	struct outage outage;
	/* Counted by all threads: */
	_Atomic uint64_t writes, commits;
};

/* ---- life ---- */

static size_t bound_of(const struct store_config *config)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	size_t n = config->pool ? (size_t)config->pool : 2 * (size_t)(cores > 0 ? cores : 1) + 4;

	return n < LIMIT_PG_POOL ? n : LIMIT_PG_POOL;
}

static void init_locks(struct pool *pool)
{
	pthread_mutex_init(&pool->retry_lock, NULL);
	pthread_mutex_init(&pool->lock, NULL);
	thread_condition_init(&pool->returned);
}

enum store_open_rc pool_new(const struct store_config *config, struct pool **out, struct err *err)
{
	OWNED(pool_free) struct pool *pool = calloc(1, sizeof(*pool));

	if (!pool) {
		err_set(err, "no memory");
		return STORE_UNUSABLE;
	}
	init_locks(pool);
	pool->most = bound_of(config);
	pool->wait_ms = config->busy_ms ? config->busy_ms : LIMIT_BUSY_MS;
	pool->config.busy_ms = pool->wait_ms;
	pool->config.prepare = config->prepare;
	pool->layout.own = config->own;
	pool->layout.factors = config->factors;
	pool->layout.admin = config->admin;
	pool->config.url = pg_url_copy(config->url, err);
	if (!pool->config.url)
		return STORE_BAD_URL;
	if (config->schema.n) {
		pool->config.schema = strndup(config->schema.p, config->schema.n);
		if (!pool->config.schema) {
			err_set(err, "no memory");
			return STORE_UNUSABLE;
		}
	}
	*out = TAKE(pool);
	return STORE_OPENED;
}

void pool_free(struct pool *pool)
{
	if (!pool)
		return;
	for (size_t i = 0; i < pool->n_idle; i++)
		sql_close(pool->idle[i].sql);
	pthread_cond_destroy(&pool->returned);
	pthread_mutex_destroy(&pool->lock);
	pthread_mutex_destroy(&pool->retry_lock);
	if (pool->config.url)
		explicit_bzero(pool->config.url, strlen(pool->config.url));
	free(pool->config.url);
	free(pool->config.schema);
	free(pool);
}

void pool_set_layout(struct pool *pool, const struct sql_layout *layout)
{
	pool->layout = *layout;
}

/* ---- taking and giving ---- */

static void let_go_locked(struct pool *pool)
{
	pool->n_open--;
	pthread_cond_signal(&pool->returned);
}

/* Closes the idle connections to a server that does not answer: a caller that took one of them
 * would wait for nothing as well. */
static void close_idle(struct pool *pool)
{
	struct sql *idle[LIMIT_PG_POOL];
	size_t n;

	pthread_mutex_lock(&pool->lock);
	n = pool->n_idle;
	for (size_t i = 0; i < n; i++)
		idle[i] = pool->idle[i].sql;
	pool->n_idle = 0;
	pool->n_open -= n;
	pool->away_ms = AWAY_FIRST_MS; /* I2 */
	pool->next_try_ms = clock_steady_ms();
	err_set_kind(&pool->why, ERR_UNAVAILABLE, "the database does not answer");
	outage_begin(&pool->outage, &pool->why);
	pthread_cond_broadcast(&pool->returned);
	pthread_mutex_unlock(&pool->lock);
	for (size_t i = 0; i < n; i++)
		sql_close(idle[i]);
}

static void discard(struct pool *pool, struct sql *sql)
{
	bool silent = pg_is_silent(sql);

	sql_close(sql);
	pthread_mutex_lock(&pool->lock);
	let_go_locked(pool);
	pthread_mutex_unlock(&pool->lock);
	if (silent)
		close_idle(pool);
}

static void note_locked(struct pool *pool, enum store_rc rc, struct err *err)
{
	pool->reaching = false;
	if (rc == STORE_OK) {
		pool->away_ms = 0;
		outage_end(&pool->outage);
		return;
	}
	pool->away_ms = pool->away_ms ? 2 * pool->away_ms : AWAY_FIRST_MS;
	if (pool->away_ms > AWAY_LAST_MS)
		pool->away_ms = AWAY_LAST_MS;
	pool->next_try_ms = clock_steady_ms() + pool->away_ms;
	outage_begin(&pool->outage, err);
	pool->why = *err;
	let_go_locked(pool);
	pthread_cond_broadcast(&pool->returned); /* all waiting callers get the error */
}

enum store_rc pool_open(struct pool *pool, struct sql **out, struct err *err)
{
	enum store_rc rc = pg_open(&pool->config, out, err);

	if (rc == STORE_OK)
		(*out)->layout = pool->layout;
	return rc;
}

/* The caller has counted the connection in n_open. */
static enum store_rc open_one(struct pool *pool, struct sql **out, struct err *err)
{
	enum store_rc rc = pool_open(pool, out, err);

	pthread_mutex_lock(&pool->lock);
	note_locked(pool, rc, err);
	pthread_mutex_unlock(&pool->lock);
	return rc;
}

static bool wait_locked(struct pool *pool, int64_t until_ms)
{
	return thread_wait_until(&pool->returned, &pool->lock, thread_time_at(until_ms));
}

enum next {
	NEXT_IDLE,
	NEXT_OPEN,
	NEXT_NONE,
};

/* I2 and I3. With NEXT_NONE, *err says why. */
static enum next choose(struct pool *pool, struct sql **out, struct err *err)
{
	int64_t until_ms = clock_steady_ms() + pool->wait_ms;

	for (;;) {
		if (pool->n_idle) {
			*out = pool->idle[--pool->n_idle].sql;
			return NEXT_IDLE;
		}
		if (pool->away_ms && (pool->reaching || clock_steady_ms() < pool->next_try_ms)) {
			*err = pool->why;
			return NEXT_NONE;
		}
		if (pool->n_open < pool->most) {
			pool->n_open++;
			pool->reaching = true;
			return NEXT_OPEN;
		}
		if (!wait_locked(pool, until_ms)) {
			metric_count(METRIC_DATABASE_NO_CONNECTION, 1);
			err_set_kind(err, ERR_UNAVAILABLE,
				     "all %zu connections to the database were in use for %d ms",
				     pool->most, pool->wait_ms);
			return NEXT_NONE;
		}
	}
}

enum store_rc pool_take(struct pool *pool, struct sql **out, struct err *err)
{
	struct sql *sql;
	enum next next;

	for (;;) {
		pthread_mutex_lock(&pool->lock);
		next = choose(pool, &sql, err);
		pthread_mutex_unlock(&pool->lock);
		switch (next) {
		case NEXT_IDLE:
			if (pg_is_alive(sql)) {
				*out = sql;
				return STORE_OK;
			}
			discard(pool, sql);
			break;
		case NEXT_OPEN:
			return open_one(pool, out, err);
		case NEXT_NONE:
			return STORE_FAULT;
		}
	}
}

/* The one that was idle longest, when that is long enough. The lock is held. */
static struct sql *take_stale(struct pool *pool, int64_t now_ms)
{
	struct sql *stale;

	if (pool->n_idle == 0 || now_ms - pool->idle[0].since_ms < IDLE_MS)
		return NULL;
	stale = pool->idle[0].sql;
	pool->n_idle--;
	memmove(pool->idle, pool->idle + 1, pool->n_idle * sizeof(pool->idle[0]));
	return stale;
}

void pool_give(struct pool *pool, struct sql *sql)
{
	int64_t now_ms = clock_steady_ms();
	struct sql *stale;

	if (!pg_is_alive(sql)) {
		discard(pool, sql);
		return;
	}
	pthread_mutex_lock(&pool->lock);
	/* The server has answered, so that another connection was silent alone. While there is one
	 * to take, none is opened that would tell. */
	pool->away_ms = 0;
	outage_end(&pool->outage);
	stale = take_stale(pool, now_ms);
	pool->idle[pool->n_idle++] = (struct idle_connection){ sql, now_ms };
	pthread_cond_signal(&pool->returned);
	pthread_mutex_unlock(&pool->lock);
	if (stale)
		discard(pool, stale);
}

/* ---- using ---- */

/* Starts a transaction on a connection that works. An idle connection may have been lost unnoticed;
 * then nothing has been done yet, and another one is tried. */
static enum store_rc begin(struct pool *pool, struct sql **out, struct err *err)
{
	enum store_rc rc;
	struct sql *sql;

	for (size_t tries = 0; tries <= pool->most; tries++) {
		rc = pool_take(pool, &sql, err);
		if (rc != STORE_OK)
			return rc;
		rc = sql_begin_write(sql, err);
		if (rc == STORE_OK) {
			*err = (struct err){ 0 }; /* of connections that were lost */
			*out = sql;
			return STORE_OK;
		}
		if (pg_is_alive(sql)) {
			pool_give(pool, sql);
			return rc;
		}
		discard(pool, sql);
	}
	return rc;
}

static enum store_rc write_once(struct pool *pool, store_write_fn *fn, void *arg, bool *out_again,
				struct err *err)
{
	struct sql *sql;
	enum store_rc rc = begin(pool, &sql, err);

	*out_again = false;
	if (rc != STORE_OK)
		return rc;
	rc = sql_finish(sql, fn(sql, arg, err), err);
	*out_again = rc != STORE_OK && pg_should_retry(sql);
	pool_give(pool, sql);
	return rc;
}

/* Sleeps for up to 1, 2, 4, ... 64 ms. The lowest digits of the clock are random enough for
 * this. */
static void pause_before(unsigned tries)
{
	struct timespec now, pause = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	pause.tv_nsec = (now.tv_nsec * 7919L) % (1000000L << (tries < 6 ? tries : 6));
	nanosleep(&pause, NULL);
}

static enum store_rc write_or_wait(struct pool *pool, unsigned tries, store_write_fn *fn, void *arg,
				   bool *out_again, struct err *err)
{
	enum store_rc rc;

	if (tries < QUEUE_FROM)
		return write_once(pool, fn, arg, out_again, err);
	pthread_mutex_lock(&pool->retry_lock);
	rc = write_once(pool, fn, arg, out_again, err);
	pthread_mutex_unlock(&pool->retry_lock);
	return rc;
}

enum store_rc pool_write(struct pool *pool, store_write_fn *fn, void *arg, struct err *err)
{
	int64_t until_ms = clock_steady_ms() + pool->wait_ms, began_us = clock_steady_us();
	bool again = false;
	enum store_rc rc;

	for (unsigned tries = 0;; tries++) {
		err->text[0] = '\0';
		rc = write_or_wait(pool, tries, fn, arg, &again, err);
		if (!again)
			break;
		if (clock_steady_ms() >= until_ms) {
			err_set_kind(err, ERR_UNAVAILABLE,
				     "other transactions changed the row first, %u times in a row",
				     tries + 1);
			return STORE_FAULT;
		}
		metric_count(METRIC_DATABASE_RETRIED, 1);
		pause_before(tries);
	}
	if (rc == STORE_OK) {
		metric_observe(METRIC_COMMIT_TIME, clock_steady_us() - began_us);
		atomic_fetch_add(&pool->writes, 1);
		atomic_fetch_add(&pool->commits, 1);
	}
	return rc;
}

void pool_announce(struct pool *pool, const struct log *log)
{
	pool->outage.log = log;
}

void pool_state(struct pool *pool, struct store_state *out)
{
	pthread_mutex_lock(&pool->lock);
	out->connections = pool->n_open;
	out->idle = pool->n_idle;
	pthread_mutex_unlock(&pool->lock);
	out->connections_max = pool->most;
	out->away = outage_lasts(&pool->outage);
}

void pool_stats(struct pool *pool, struct store_stats *out)
{
	out->writes = atomic_load(&pool->writes);
	out->commits = atomic_load(&pool->commits);
}
