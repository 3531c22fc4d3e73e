#include "support/writing.h"

const struct owner writing_anna = { STR_INIT("anna") };

enum store_rc writing_add_anna(struct sql *sql, void *arg, struct err *err)
{
	struct user user = { .id = writing_anna.user_id, .email = writing_anna.user_id };

	(void)arg;
	return users_insert(sql, &user, err);
}

enum store_rc writing_add(struct sql *sql, int64_t id, struct str title, struct err *err)
{
	struct task task = { .id = id,
			     .title = title,
			     .priority = STR("none"),
			     .tags_json = STR("[]"),
			     .created_ms = NOW_MS,
			     .updated_ms = NOW_MS };

	return tasks_insert(sql, &writing_anna, &task, err);
}

enum store_rc writing_add_task(struct sql *sql, void *arg, struct err *err)
{
	return writing_add(sql, *(const int64_t *)arg, STR("a task"), err);
}

int writing_setup(void **state)
{
	struct place *p;

	if (place_setup(state) < 0)
		return -1;
	p = *state;
	place_open(p);
	return store_write(p->store, writing_add_anna, NULL, &p->err) == STORE_OK ? 0 : -1;
}

enum store_rc writing_count(struct sql *sql, void *arg, struct err *err)
{
	static const char all[] = "select count(*) from ostiary_task";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, all);
	enum store_rc rc = sql_step(run, err);

	if (rc == STORE_OK)
		*(int64_t *)arg = sql_i64(run, 0);
	return rc;
}

int64_t writing_count_tasks(struct place *p)
{
	int64_t n = -1;

	if (store_read(p->store, writing_count, &n, &p->err) != STORE_OK)
		fail_msg("%s", p->err.text);
	return n;
}

bool writing_task_exists(struct place *p, int64_t id)
{
	static const char find[] = "select 1 from ostiary_task where id = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(p->sql, find);

	sql_bind_i64(run, 1, id);
	return sql_step(run, &p->err) == STORE_OK;
}

static void *make_call(void *arg)
{
	struct writing_call *c = arg;

	if (c->waiting)
		atomic_fetch_add(c->waiting, 1);
	c->rc = store_write(c->store, c->fn, c, &c->err);
	return NULL;
}

enum store_rc writing_run_call(struct sql *sql, void *arg, struct err *err)
{
	struct writing_call *c = arg;

	c->runs++;
	return writing_add(sql, c->id, STR("a task"), err);
}

/* Blocks the writer until it may go on, so that other calls queue behind it. */
static enum store_rc gate(struct sql *sql, void *arg, struct err *err)
{
	struct writing_call *c = arg;

	(void)sql;
	(void)err;
	if (c->runs++ == 0) {
		sem_post(c->entered);
		while (sem_wait(c->go) < 0)
			;
	}
	return STORE_OK;
}

void writing_call_then(struct place *p, struct writing_call *calls, int n, enum writing_then then)
{
	atomic_int waiting = 0;
	sem_t entered, go;
	struct writing_call first = {
		.store = p->store, .fn = gate, .entered = &entered, .go = &go
	};

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
	if (then == WRITING_THEN_CLOSE)
		place_close(p);
	for (int i = 0; i < n; i++)
		pthread_join(calls[i].thread, NULL);
	pthread_join(first.thread, NULL);
	assert_int_equal(first.rc, STORE_OK);
	sem_destroy(&entered);
	sem_destroy(&go);
}

void writing_call_together(struct place *p, struct writing_call *calls, int n)
{
	writing_call_then(p, calls, n, WRITING_THEN_WAIT);
}

void *writing_read_until_stopped(void *arg)
{
	struct writing_stream *s = arg;
	int64_t seen = 0, n = 0;

	while (!atomic_load(&s->stop)) {
		if (store_read(s->store, writing_count, &n, &s->err) != STORE_OK || n < seen)
			s->answered = -1; /* what was there once stays */
		seen = n;
	}
	return NULL;
}
