/* Concurrent writers on PostgreSQL, a bounded pool, and lost connections. */
#include "support/rows.h"
#include "support/writing.h"

#include "core/clock.h"
#include "store/postgres/own.h"
#include "store/postgres/pool.h"

#define THREADS 12
#define EACH    20

/* ---- transactions ---- */

/* A transaction that adds one to the value that it reads, while another connection may change
 * it. */
struct adding {
	struct place *p;
	int runs;
	bool disturb; /* another connection changes the row during the first run */
};

static enum store_rc count_to(struct sql *sql, int64_t n, struct err *err)
{
	static const char set[] = "update t set parent = null, at = $1 where id = 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, set);

	sql_bind_time(run, 1, n);
	return sql_change(run, err);
}

static enum store_rc counted(struct sql *sql, int64_t *out, struct err *err)
{
	static const char get[] = "select at from t where id = 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, get);
	enum store_rc rc = sql_step(run, err);

	if (rc == STORE_OK)
		*out = sql_time(run, 0);
	return rc;
}

static enum store_rc add_one(struct sql *sql, void *arg, struct err *err)
{
	struct adding *a = arg;
	int64_t n = 0;
	enum store_rc rc = counted(sql, &n, err);

	if (rc != STORE_OK)
		return rc;
	if (a->runs++ == 0 && a->disturb)
		assert_int_equal(count_to(a->p->sql, 100, &a->p->err), STORE_OK);
	return count_to(sql, n + 1, err);
}

static void make_counter(struct place *p)
{
	rows_make_table(p);
	place_open(p);
	assert_int_equal(rows_insert(p, p->sql, 1, STR("counter"), 0), STORE_OK);
	assert_int_equal(count_to(p->sql, 0, &p->err), STORE_OK);
}

static void an_overtaken_transaction_runs_again_and_sees_the_other_change(void **state)
{
	struct place *p = *state;
	struct adding a = { .p = p, .disturb = true };
	int64_t n;

	make_counter(p);
	assert_int_equal(store_write(p->store, add_one, &a, &p->err), STORE_OK);
	assert_int_equal(a.runs, 2);
	assert_int_equal(counted(p->sql, &n, &p->err), STORE_OK);
	assert_int_equal(n, 101);
}

static void *add_again_and_again(void *arg)
{
	struct writing_stream *s = arg;

	for (int i = 0; i < EACH; i++) {
		struct adding a = { 0 };

		s->answered += store_write(s->store, add_one, &a, &s->err) == STORE_OK;
	}
	return NULL;
}

static void concurrent_changes_of_one_row_are_all_kept(void **state)
{
	struct place *p = *state;
	struct writing_stream streams[THREADS] = { 0 };
	int64_t n, done = 0;

	make_counter(p);
	for (size_t i = 0; i < THREADS; i++) {
		streams[i].store = p->store;
		pthread_create(&streams[i].thread, NULL, add_again_and_again, &streams[i]);
	}
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(streams[i].thread, NULL);
		if (streams[i].answered != EACH && streams[i].err.kind != ERR_UNAVAILABLE)
			fail_msg("%s", streams[i].err.text);
		done += streams[i].answered;
	}
	assert_int_equal(counted(p->sql, &n, &p->err), STORE_OK);
	assert_int_equal(n, done);
	assert_true(done > THREADS * EACH * 9 / 10);
}

static void *add_tasks(void *arg)
{
	struct writing_stream *s = arg;

	for (int64_t id = s->from; id < s->from + EACH; id++)
		s->answered += store_write(s->store, writing_add_task, &id, &s->err) == STORE_OK;
	return NULL;
}

static void tasks_that_a_user_adds_concurrently_are_all_counted(void **state)
{
	struct place *p = *state;
	struct writing_stream streams[THREADS] = { 0 };
	int64_t done = 0;

	place_open(p);
	assert_int_equal(store_write(p->store, writing_add_anna, NULL, &p->err), STORE_OK);
	for (size_t i = 0; i < THREADS; i++) {
		streams[i].store = p->store;
		streams[i].from = (int64_t)i * EACH;
		pthread_create(&streams[i].thread, NULL, add_tasks, &streams[i]);
	}
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(streams[i].thread, NULL);
		if (streams[i].answered != EACH && streams[i].err.kind != ERR_UNAVAILABLE)
			fail_msg("%s", streams[i].err.text);
		done += streams[i].answered;
	}
	place_connect(p);
	assert_int_equal(writing_count_tasks(p), done);
	assert_int_equal(place_number(p->sql, "select n from ostiary_task_count"), done);
	assert_true(done > THREADS * EACH * 9 / 10);
}

/* Two transactions that lock two rows in opposite order. */
struct crossing {
	struct store *store;
	int64_t first, second;
	int runs;
	atomic_int *met;
	pthread_t thread;
	enum store_rc rc;
	struct err err;
};

static enum store_rc touch(struct sql *sql, int64_t id, struct err *err)
{
	static const char update[] = "update t set flag = not flag where id = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, update);

	sql_bind_i64(run, 1, id);
	return sql_change(run, err);
}

static enum store_rc touch_both(struct sql *sql, void *arg, struct err *err)
{
	struct crossing *c = arg;
	enum store_rc rc = touch(sql, c->first, err);

	if (c->runs++ == 0) {
		atomic_fetch_add(c->met, 1);
		while (atomic_load(c->met) < 2)
			usleep(1000);
	}
	return rc == STORE_OK ? touch(sql, c->second, err) : rc;
}

static void *cross(void *arg)
{
	struct crossing *c = arg;

	c->rc = store_write(c->store, touch_both, c, &c->err);
	return NULL;
}

static void a_deadlock_is_run_again(void **state)
{
	struct place *p = *state;
	atomic_int met = 0;
	struct crossing two[2];
	struct store_config config = place_config(p);

	rows_make_table(p);
	config.busy_ms = 5000; /* longer than the server waits before it looks for deadlocks */
	assert_int_equal(store_open(&config, &p->store, &p->err), STORE_OPENED);
	rows_insert(p, p->sql, 1, STR("one"), 0);
	rows_insert(p, p->sql, 2, STR("two"), 0);
	for (int i = 0; i < 2; i++) {
		two[i] = (struct crossing){
			.store = p->store, .first = 1 + i, .second = 2 - i, .met = &met
		};
		pthread_create(&two[i].thread, NULL, cross, &two[i]);
	}
	for (int i = 0; i < 2; i++) {
		pthread_join(two[i].thread, NULL);
		if (two[i].rc != STORE_OK)
			fail_msg("%s", two[i].err.text);
	}
	assert_true(two[0].runs + two[1].runs > 2);
	assert_int_equal(place_number(p->sql, "select count(*) from t where flag"), 2);
}

static enum store_rc touch_one(struct sql *sql, void *arg, struct err *err)
{
	return touch(sql, *(int64_t *)arg, err);
}

static void waiting_for_a_lock_is_bounded(void **state)
{
	struct place *p = *state;
	int64_t id = 1, start_ms;

	make_counter(p);
	place_script(p->sql, "begin; update t set flag = flag where id = 1");
	start_ms = clock_steady_ms();
	assert_int_equal(store_write(p->store, touch_one, &id, &p->err), STORE_FAULT);
	assert_int_equal(p->err.kind, ERR_UNAVAILABLE);
	assert_says(p->err, "a lock was not granted in time");
	assert_in_range(clock_steady_ms() - start_ms, 100, 5000);
	place_script(p->sql, "rollback");
	assert_int_equal(store_write(p->store, touch_one, &id, &p->err), STORE_OK);
}

static enum store_rc swallow_a_conflict(struct sql *sql, void *arg, struct err *err)
{
	struct place *p = arg;

	if (touch(sql, 1, err) != STORE_OK)
		return STORE_FAULT;
	assert_int_equal(rows_insert(p, sql, 1, STR("again"), 0), STORE_CONFLICT);
	return STORE_OK;
}

static void a_transaction_that_has_failed_is_never_answered_as_written(void **state)
{
	struct place *p = *state;
	int64_t id = 1;

	make_counter(p);
	assert_int_equal(store_write(p->store, swallow_a_conflict, p, &p->err), STORE_FAULT);
	assert_says(p->err, "failed before its commit");
	assert_int_equal(place_number(p->sql, "select count(*) from t where flag"), 1);
	assert_int_equal(store_write(p->store, touch_one, &id, &p->err), STORE_OK);
	assert_int_equal(place_number(p->sql, "select count(*) from t where flag"), 0);
}

/* ---- the pool ---- */

static enum store_rc hold(struct sql *sql, void *arg, struct err *err)
{
	struct writing_call *c = arg;

	(void)sql;
	(void)err;
	sem_post(c->entered);
	while (sem_wait(c->go) < 0)
		;
	return STORE_OK;
}

static void *hold_one(void *arg)
{
	struct writing_call *c = arg;

	c->rc = store_read(c->store, hold, c, &c->err);
	return NULL;
}

static void waiting_for_a_full_pool_is_bounded(void **state)
{
	struct place *p = *state;
	struct store_config config = place_config(p);
	struct writing_call holders[3] = { 0 };
	sem_t entered, go;
	int64_t start_ms;

	sem_init(&entered, 0, 0);
	sem_init(&go, 0, 0);
	config.pool = 2;
	assert_int_equal(store_open(&config, &p->store, &p->err), STORE_OPENED);
	for (int i = 0; i < 2; i++) {
		holders[i] =
			(struct writing_call){ .store = p->store, .entered = &entered, .go = &go };
		pthread_create(&holders[i].thread, NULL, hold_one, &holders[i]);
		sem_wait(&entered);
	}
	start_ms = clock_steady_ms();
	assert_int_equal(store_ping(p->store, &p->err), STORE_FAULT);
	assert_int_equal(p->err.kind, ERR_UNAVAILABLE);
	assert_says(p->err, "all 2 connections");
	assert_in_range(clock_steady_ms() - start_ms, 150, 2000);
	holders[2] = holders[0]; /* the waiting caller gets the connection that is given back */
	pthread_create(&holders[2].thread, NULL, hold_one, &holders[2]);
	usleep(50000);
	sem_post(&go);
	sem_wait(&entered);
	sem_post(&go);
	sem_post(&go);
	for (int i = 0; i < 3; i++) {
		pthread_join(holders[i].thread, NULL);
		assert_int_equal(holders[i].rc, STORE_OK);
	}
	assert_int_equal(store_ping(p->store, &p->err), STORE_OK);
	sem_destroy(&entered);
	sem_destroy(&go);
}

static void end_all_but(struct sql *sql)
{
	place_script(sql, "select pg_terminate_backend(pid) from pg_stat_activity where pid <>"
			  " pg_backend_pid() and application_name = 'ostiary-test'");
	usleep(100000);
}

/* Marks the connections of this test, since others use the cluster as well. */
static void open_marked(struct place *p)
{
	struct store_config config = place_config(p);
	char url[512];

	rows_make_table(p);
	snprintf(url, sizeof(url), "%s&application_name=ostiary-test", p->pg.url);
	config.url = str_z(url);
	assert_int_equal(store_open(&config, &p->store, &p->err), STORE_OPENED);
	assert_int_equal(rows_insert(p, p->sql, 1, STR("one"), 0), STORE_OK);
}

static void idle_connections_that_were_closed_are_replaced(void **state)
{
	struct place *p = *state;
	int64_t id = 1;

	open_marked(p);
	for (int i = 0; i < 3; i++) {
		end_all_but(p->sql);
		assert_int_equal(store_ping(p->store, &p->err), STORE_OK);
		end_all_but(p->sql);
		assert_int_equal(store_write(p->store, touch_one, &id, &p->err), STORE_OK);
	}
	assert_int_equal(place_number(p->sql, "select count(*) from t where flag"), 0);
}

struct cut {
	struct place *p;
	int runs;
};

static enum store_rc touch_and_be_cut(struct sql *sql, void *arg, struct err *err)
{
	struct cut *c = arg;
	enum store_rc rc = touch(sql, 1, err);

	c->runs++;
	end_all_but(c->p->sql);
	return rc == STORE_OK ? touch(sql, 1, err) : rc;
}

static enum store_rc touch_and_be_cut_before_commit(struct sql *sql, void *arg, struct err *err)
{
	struct cut *c = arg;
	enum store_rc rc = touch(sql, 1, err);

	c->runs++;
	end_all_but(c->p->sql);
	return rc;
}

static void a_connection_lost_in_a_transaction_is_a_fault_and_not_tried_again(void **state)
{
	static store_write_fn *const functions[] = { touch_and_be_cut,
						     touch_and_be_cut_before_commit };
	struct place *p = *state;
	int64_t id = 1;

	open_marked(p);
	for (size_t i = 0; i < ARRAY_LEN(functions); i++) {
		struct cut c = { .p = p };

		assert_int_equal(store_write(p->store, functions[i], &c, &p->err), STORE_FAULT);
		assert_int_equal(p->err.kind, i == 1 ? ERR_UNCERTAIN : ERR_UNAVAILABLE);
		assert_int_equal(c.runs, 1);
		if (i == 1)
			assert_says(p->err, "not known whether");
		assert_int_equal(place_number(p->sql, "select count(*) from t where flag"), 1);
	}
	assert_int_equal(store_write(p->store, touch_one, &id, &p->err), STORE_OK);
	assert_int_equal(place_number(p->sql, "select count(*) from t where flag"), 0);
}

/* A connection whose server has fallen silent, as after its bound for an answer. */
static void fall_silent(struct sql *sql)
{
	struct pg *pg = (struct pg *)sql;

	pg->silent = pg->dead = true;
}

/* Otherwise the outage would last as long as there is a connection to take, since only the opening
 * of another one would end it. */
static void a_connection_that_answers_ends_the_outage(void **state)
{
	struct place *p = *state;
	struct store_config config = place_config(p);
	OWNED(pool_free) struct pool *pool = NULL;
	struct store_state now = { 0 };
	struct sql *sound, *silent;

	assert_int_equal(pool_new(&config, &pool, &p->err), STORE_OPENED);
	pool_announce(pool, &p->log);
	assert_int_equal(pool_take(pool, &sound, &p->err), STORE_OK);
	assert_int_equal(pool_take(pool, &silent, &p->err), STORE_OK);
	fall_silent(silent);
	pool_give(pool, silent);
	pool_state(pool, &now);
	assert_true(now.away);
	assert_true(place_log_says(p, "the database is away"));
	pool_give(pool, sound);
	pool_state(pool, &now);
	assert_false(now.away);
	assert_true(place_log_says(p, "the database is back"));
	assert_int_equal(pool_take(pool, &sound, &p->err), STORE_OK);
	pool_give(pool, sound);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, place_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(an_overtaken_transaction_runs_again_and_sees_the_other_change),
		HERE(concurrent_changes_of_one_row_are_all_kept),
		HERE(tasks_that_a_user_adds_concurrently_are_all_counted),
		HERE(a_deadlock_is_run_again),
		HERE(waiting_for_a_lock_is_bounded),
		HERE(a_transaction_that_has_failed_is_never_answered_as_written),
		HERE(waiting_for_a_full_pool_is_bounded),
		HERE(idle_connections_that_were_closed_are_replaced),
		HERE(a_connection_lost_in_a_transaction_is_a_fault_and_not_tried_again),
		HERE(a_connection_that_answers_ends_the_outage),
	};

	return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
