#include "store/watch.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/thread.h"
#include "store/postgres/listen.h"
#include "store/sql/sql.h"
#include "store/watch_names.h"

#define CHANNEL     "ostiary_tasks"
#define AGAIN_MS    1000 /* until the next try after a fault */
#define PAUSE_MIN   20   /* after a look at all, in milliseconds */
#define PAUSE_MAX   1000
#define PAUSE_TIMES 4 /* as long as the look took (I4) */

struct store_watch {
	struct store_watch_config config;
	bool by_server; /* PostgreSQL */
	pthread_t thread;
	int wake; /* an eventfd: something of what follows has changed */
	atomic_bool needed, stops;
	_Atomic int64_t looked_ms;
	pthread_mutex_t mutex;
	struct watch_names written; /* guarded by mutex */
	/* Used by the thread alone: */
	struct watch_names names; /* those that it is telling of */
	struct sql *sql;          /* NULL: not connected */
	bool listens;             /* notifications come */
	bool all;                 /* all may have changed */
	bool told;                /* a fault has been logged, and no success since */
	int64_t version, next_look_ms;
};

/* ---- waiting ---- */

static void rouse(struct store_watch *watch)
{
	const uint64_t one = 1;

	(void)!write(watch->wake, &one, sizeof(one));
}

/* What has changed is looked at afterwards, so that no wake is lost. */
static void settle(struct store_watch *watch)
{
	uint64_t times;

	(void)!read(watch->wake, &times, sizeof(times));
}

static void await(struct store_watch *watch, int ms)
{
	struct pollfd fd = { .fd = watch->wake, .events = POLLIN };

	(void)!poll(&fd, 1, ms);
	settle(watch);
}

static void pause_ms(int64_t ms)
{
	const struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&time, NULL);
}

/* ---- connecting ---- */

static void disconnect(struct store_watch *watch)
{
	sql_close(TAKE(watch->sql));
	watch->listens = false;
}

/* Logs the first of several faults in a row. */
static void fail(struct store_watch *watch, const struct err *err)
{
	if (!watch->told)
		log_error(watch->config.log, "changes by others are not seen for a while",
			  str_z(err->text));
	watch->told = true;
	disconnect(watch);
	await(watch, AGAIN_MS);
}

static enum store_rc start_listening(struct store_watch *watch, struct err *err)
{
	enum store_rc rc = watch->by_server ? pg_listen(watch->sql, CHANNEL, err) : STORE_NONE;

	watch->listens = rc == STORE_OK;
	if (watch->by_server && rc == STORE_NONE)
		log_line(watch->config.log, LOG_LEVEL_NOTICE,
			 "notifications do not pass the pooler: changes by others are looked for "
			 "each second",
			 NULL, 0);
	return rc == STORE_NONE ? STORE_OK : rc;
}

static void plan_look(struct store_watch *watch)
{
	int ms = watch->listens     ? STORE_WATCH_SERVER_MS
		 : watch->by_server ? STORE_WATCH_POOLER_MS
				    : STORE_WATCH_FILE_MS;

	watch->next_look_ms = clock_steady_ms() + ms;
}

static void connect_anew(struct store_watch *watch)
{
	struct err err = { 0 };
	enum store_rc rc = store_connect(watch->config.store, &watch->sql, &err);

	if (rc == STORE_OK)
		rc = start_listening(watch, &err);
	if (rc == STORE_OK)
		rc = sql_version(watch->sql, &watch->version, &err);
	watch->all = true;
	plan_look(watch);
	if (rc == STORE_OK) {
		watch->told = false;
		atomic_store(&watch->looked_ms, clock_steady_ms());
	} else {
		fail(watch, &err);
	}
}

/* ---- what this process has written ---- */

static enum store_rc tell_others(struct sql *sql, void *arg, struct err *err)
{
	const struct watch_names *names = arg;
	enum store_rc rc = STORE_OK;
	struct str name;

	if (names->overflown)
		return pg_tell(sql, CHANNEL, STR(""), err);
	for (size_t at = 0; rc == STORE_OK && watch_names_next(names, &at, &name);)
		rc = pg_tell(sql, CHANNEL, name, err);
	return rc;
}

static void tell_here(struct store_watch *watch)
{
	struct str name;

	if (watch->names.overflown)
		watch->all = true;
	for (size_t at = 0; watch_names_next(&watch->names, &at, &name);)
		if (!watch->config.changed(watch->config.arg, name))
			watch->all = true;
}

/* Others who are not told look by themselves. */
static void tell_written(struct store_watch *watch)
{
	struct err ignored;

	pthread_mutex_lock(&watch->mutex);
	watch->names = watch->written;
	watch_names_clear(&watch->written);
	pthread_mutex_unlock(&watch->mutex);
	if (watch_names_are_none(&watch->names))
		return;
	if (atomic_load(&watch->needed))
		tell_here(watch);
	if (watch->by_server)
		store_write(watch->config.store, tell_others, &watch->names, &ignored);
}

/* ---- what others have written ---- */

static void tell_all(struct store_watch *watch)
{
	int64_t began = clock_steady_ms(), pause;

	watch->all = !watch->config.changed(watch->config.arg, str_of(NULL, 0));
	if (watch->all) {
		await(watch, AGAIN_MS);
		return;
	}
	pause = PAUSE_TIMES * (clock_steady_ms() - began);
	if (pause < PAUSE_MIN)
		pause = PAUSE_MIN;
	pause_ms(pause < PAUSE_MAX ? pause : PAUSE_MAX);
}

/* The look also shows whether a connection that listens still leads anywhere. */
static void look(struct store_watch *watch)
{
	int64_t version = watch->version;
	struct err err = { 0 };

	plan_look(watch);
	if (sql_version(watch->sql, &version, &err) != STORE_OK)
		fail(watch, &err);
	else
		atomic_store(&watch->looked_ms, clock_steady_ms());
	if (version != watch->version)
		watch->all = true;
	watch->version = version;
}

static void hear(void *arg, struct str text)
{
	struct store_watch *watch = arg;

	if (!text.n || !watch->config.changed(watch->config.arg, text))
		watch->all = true;
}

static void await_changes(struct store_watch *watch)
{
	int64_t left = watch->next_look_ms - clock_steady_ms();
	struct err err = { 0 };

	if (left <= 0) {
		look(watch);
	} else if (!watch->listens) {
		await(watch, (int)left);
	} else {
		if (pg_hear(watch->sql, watch->wake, (int)left, hear, watch, &err) == STORE_FAULT)
			fail(watch, &err);
		settle(watch);
	}
}

/* ---- the thread ---- */

static void turn(struct store_watch *watch)
{
	tell_written(watch);
	if (!atomic_load(&watch->needed)) {
		disconnect(watch);
		await(watch, -1);
	} else if (!watch->sql) {
		connect_anew(watch);
	} else if (watch->all) {
		tell_all(watch);
	} else {
		await_changes(watch);
	}
}

static void *run(void *arg)
{
	struct store_watch *watch = arg;

	while (!atomic_load(&watch->stops))
		turn(watch);
	disconnect(watch);
	return NULL;
}

/* ---- from other threads ---- */

void store_watch_need(struct store_watch *watch, bool needed)
{
	if (atomic_exchange(&watch->needed, needed) != needed)
		rouse(watch);
}

void store_watch_wrote(struct store_watch *watch, struct str user_id)
{
	bool first;

	if (!watch->by_server && !atomic_load(&watch->needed))
		return;
	pthread_mutex_lock(&watch->mutex);
	first = watch_names_are_none(&watch->written);
	watch_names_add(&watch->written, user_id);
	pthread_mutex_unlock(&watch->mutex);
	if (first)
		rouse(watch);
}

/* 0 or an errno value. */
static int start(struct store_watch *watch)
{
	pthread_mutex_init(&watch->mutex, NULL);
	watch->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (watch->wake < 0)
		return errno;
	return thread_start(&watch->thread, THREAD_STACK_SMALL, run, watch);
}

static void release(struct store_watch *watch)
{
	if (watch->wake >= 0)
		close(watch->wake);
	pthread_mutex_destroy(&watch->mutex);
	free(watch);
}

struct store_watch *store_watch_new(const struct store_watch_config *config, struct err *err)
{
	struct store_watch *watch = calloc(1, sizeof(*watch));
	int failed;

	if (!watch) {
		err_set(err, "no memory to watch the database");
		return NULL;
	}
	watch->config = *config;
	watch->by_server = store_reads_wait(config->store);
	failed = start(watch);
	if (!failed)
		return watch;
	err_set(err, "no thread to watch the database: %s", strerror(failed));
	release(watch);
	return NULL;
}

void store_watch_free(struct store_watch *watch)
{
	if (!watch)
		return;
	atomic_store(&watch->stops, true);
	rouse(watch);
	pthread_join(watch->thread, NULL);
	release(watch);
}

int64_t store_watch_looked_ms(struct store_watch *watch)
{
	return atomic_load(&watch->looked_ms);
}
