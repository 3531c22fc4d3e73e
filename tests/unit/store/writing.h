/* Users, tasks and threads that write them through the store, for the tests of the writer. */
#ifndef OSTIARY_TESTS_STORE_WRITING_H
#define OSTIARY_TESTS_STORE_WRITING_H

#include "place.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "store/tasks.h"
#include "store/users.h"

static const struct owner anna = { STR_INIT("anna") };

static inline enum store_rc add_anna(struct sql *sql, void *arg, struct err *err)
{
	struct user user = { .id = anna.user_id, .email = anna.user_id };

	(void)arg;
	return users_insert(sql, &user, err);
}

static inline enum store_rc add(struct sql *sql, int64_t id, struct str title, struct err *err)
{
	struct task task = { .id = id,
			     .title = title,
			     .priority = STR("none"),
			     .tags_json = STR("[]"),
			     .created_ms = NOW_MS,
			     .updated_ms = NOW_MS };

	return tasks_insert(sql, &anna, &task, err);
}

static inline enum store_rc add_task(struct sql *sql, void *arg, struct err *err)
{
	return add(sql, *(const int64_t *)arg, STR("a task"), err);
}

static inline int with_anna(void **state)
{
	struct place *p;

	if (place_setup(state) < 0)
		return -1;
	p = *state;
	place_open(p);
	return store_write(p->store, add_anna, NULL, &p->err) == STORE_OK ? 0 : -1;
}

static inline enum store_rc count(struct sql *sql, void *arg, struct err *err)
{
	static const char all[] = "select count(*) from ostiary_task";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, all);
	enum store_rc rc = sql_step(run, err);

	if (rc == STORE_OK)
		*(int64_t *)arg = sql_i64(run, 0);
	return rc;
}

static inline int64_t tasks_of(struct place *p)
{
	int64_t n = -1;

	if (store_read(p->store, count, &n, &p->err) != STORE_OK)
		fail_msg("%s", p->err.text);
	return n;
}

static inline bool is_there(struct place *p, int64_t id)
{
	static const char find[] = "select 1 from ostiary_task where id = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(p->sql, find);

	sql_bind_i64(run, 1, id);
	return sql_step(run, &p->err) == STORE_OK;
}

/* One store_write() on a thread of its own. */
struct call {
	struct store *store;
	store_write_fn *fn;
	int64_t id;
	atomic_int *waiting; /* how many have come to where they write, NULL: nobody counts */
	sem_t *entered;      /* of gate(): told when the writer is there */
	sem_t *go;           /* of gate(): what it then waits for */
	pthread_t thread;
	int runs;
	enum store_rc rc;
	struct err err;
};

static inline void *make_call(void *arg)
{
	struct call *c = arg;

	if (c->waiting)
		atomic_fetch_add(c->waiting, 1);
	c->rc = store_write(c->store, c->fn, c, &c->err);
	return NULL;
}

static inline enum store_rc add_its_task(struct sql *sql, void *arg, struct err *err)
{
	struct call *c = arg;

	c->runs++;
	return add(sql, c->id, STR("a task"), err);
}

/* Holds the writer until it may go, so that others gather behind it. */
static inline enum store_rc gate(struct sql *sql, void *arg, struct err *err)
{
	struct call *c = arg;

	(void)sql;
	(void)err;
	if (c->runs++ == 0) {
		sem_post(c->entered);
		while (sem_wait(c->go) < 0)
			;
	}
	return STORE_OK;
}

enum then {
	THEN_WAIT,
	THEN_CLOSE, /* the store, while they wait for it */
};

/* Makes all calls while the writer is held, so that one batch carries them, and waits for all. */
static inline void call_and(struct place *p, struct call *calls, int n, enum then then)
{
	atomic_int waiting = 0;
	sem_t entered, go;
	struct call first = { .store = p->store, .fn = gate, .entered = &entered, .go = &go };

	sem_init(&entered, 0, 0);
	sem_init(&go, 0, 0);
	assert_int_equal(pthread_create(&first.thread, NULL, make_call, &first), 0);
	sem_wait(&entered);
	for (int i = 0; i < n; i++) {
		calls[i].store = p->store;
		calls[i].waiting = &waiting;
		assert_int_equal(pthread_create(&calls[i].thread, NULL, make_call, &calls[i]), 0);
	}
	while (atomic_load(&waiting) < n)
		usleep(1000);
	usleep(50000); /* from the count to the queue */
	sem_post(&go);
	if (then == THEN_CLOSE)
		place_close(p);
	for (int i = 0; i < n; i++)
		pthread_join(calls[i].thread, NULL);
	pthread_join(first.thread, NULL);
	assert_int_equal(first.rc, STORE_OK);
	sem_destroy(&entered);
	sem_destroy(&go);
}

static inline void call_together(struct place *p, struct call *calls, int n)
{
	call_and(p, calls, n, THEN_WAIT);
}

/* One thread that writes or reads again and again. */
struct stream {
	struct store *store;
	int64_t from;
	int answered;
	atomic_bool stop;
	pthread_t thread;
	struct err err;
};

static inline void *read_until_told(void *arg)
{
	struct stream *s = arg;
	int64_t seen = 0, n = 0;

	while (!atomic_load(&s->stop)) {
		if (store_read(s->store, count, &n, &s->err) != STORE_OK || n < seen)
			s->answered = -1; /* what was there once stays */
		seen = n;
	}
	return NULL;
}

#endif
