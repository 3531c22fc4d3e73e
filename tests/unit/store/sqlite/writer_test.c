/* Reading and writing through the store: one commit for many, one state for each reader. */
#include "support/writing.h"

#define THREADS 48
#define EACH    50

static void transactions_that_wait_together_share_a_commit(void **state)
{
	struct place *p = *state;
	struct writing_call calls[THREADS] = { 0 };
	struct store_stats before, after;

	for (int i = 0; i < THREADS; i++)
		calls[i] = (struct writing_call){ .fn = writing_run_call, .id = i };
	store_stats(p->store, &before);
	writing_call_together(p, calls, THREADS);
	store_stats(p->store, &after);
	place_connect(p);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(calls[i].rc, STORE_OK);
		assert_int_equal(calls[i].runs, 1);
		assert_true(writing_task_exists(p, i));
	}
	assert_int_equal(after.writes - before.writes, THREADS + 1);
	assert_in_range(after.commits - before.commits, 1, 4);
}

static void *write_a_stream(void *arg)
{
	struct writing_stream *s = arg;

	for (int64_t id = s->from; id < s->from + EACH; id++)
		s->answered += store_write(s->store, writing_add_task, &id, &s->err) == STORE_OK;
	return NULL;
}

static void many_threads_write_and_read_and_every_answer_holds(void **state)
{
	struct place *p = *state;
	struct writing_stream writers[THREADS] = { 0 }, readers[4] = { 0 };
	struct store_stats stats;

	for (size_t i = 0; i < THREADS; i++) {
		writers[i].store = p->store;
		writers[i].from = (int64_t)i * EACH;
		pthread_create(&writers[i].thread, NULL, write_a_stream, &writers[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		readers[i].store = p->store;
		pthread_create(&readers[i].thread, NULL, writing_read_until_stopped, &readers[i]);
	}
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(writers[i].thread, NULL);
		assert_int_equal(writers[i].answered, EACH);
	}
	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		atomic_store(&readers[i].stop, true);
		pthread_join(readers[i].thread, NULL);
		assert_int_equal(readers[i].answered, 0);
	}
	store_stats(p->store, &stats);
	assert_int_equal(stats.writes, THREADS * EACH + 1);
	assert_in_range(stats.commits, 1, stats.writes / 4);
	place_close(p);
	place_open(p);
	assert_int_equal(writing_count_tasks(p), THREADS * EACH);
}

/* ---- neighbours ---- */

static enum store_rc add_and_refuse(struct sql *sql, void *arg, struct err *err)
{
	enum store_rc rc = writing_run_call(sql, arg, err);

	return rc == STORE_OK ? STORE_NONE : rc;
}

static enum store_rc add_and_fault(struct sql *sql, void *arg, struct err *err)
{
	writing_run_call(sql, arg, err);
	err_set(err, "on purpose");
	return STORE_FAULT;
}

/* Rolls back, as SQLite does by itself when the disk is full. */
static enum store_rc lose_the_transaction(struct sql *sql, void *arg, struct err *err)
{
	writing_run_call(sql, arg, err);
	sql_rollback(sql);
	err_set(err, "lost on purpose");
	return STORE_FAULT;
}

static void a_failing_job_leaves_its_neighbours_alone(void **state)
{
	static const struct {
		store_write_fn *fn;
		enum store_rc rc;
	} kinds[] = {
		{ writing_run_call, STORE_OK },
		{ add_and_refuse, STORE_NONE },
		{ writing_run_call, STORE_OK },
		{ add_and_fault, STORE_FAULT },
	};
	struct place *p = *state;
	struct writing_call calls[20];

	for (int i = 0; i < 20; i++)
		calls[i] = (struct writing_call){ .fn = kinds[i % 4].fn, .id = i };
	writing_call_together(p, calls, 20);
	place_connect(p);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(calls[i].rc, kinds[i % 4].rc);
		assert_int_equal(writing_task_exists(p, i), kinds[i % 4].rc == STORE_OK);
		if (calls[i].rc == STORE_FAULT)
			assert_says(calls[i].err, "on purpose");
	}
	assert_int_equal(place_number(p->sql, "select sum(n) from ostiary_task_count"), 10);
}

static void when_a_batch_is_lost_each_of_its_jobs_runs_again_alone(void **state)
{
	static const struct {
		store_write_fn *fn;
		enum store_rc rc;
	} kinds[] = {
		{ writing_run_call, STORE_OK },
		{ add_and_refuse, STORE_NONE },
		{ lose_the_transaction, STORE_FAULT },
		{ writing_run_call, STORE_OK },
	};
	struct place *p = *state;
	struct writing_call calls[20];
	int again = 0;

	for (int i = 0; i < 20; i++)
		calls[i] = (struct writing_call){ .fn = kinds[i % 4].fn, .id = i };
	writing_call_together(p, calls, 20);
	place_connect(p);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(calls[i].rc, kinds[i % 4].rc);
		assert_int_equal(writing_task_exists(p, i), kinds[i % 4].rc == STORE_OK);
		if (calls[i].rc == STORE_FAULT)
			assert_says(calls[i].err, "lost on purpose");
		again += calls[i].runs == 2;
	}
	assert_true(again > 0);
}

static enum store_rc add_same_id(struct sql *sql, void *arg, struct err *err)
{
	struct writing_call *c = arg;

	c->runs++;
	return writing_add(sql, 7, STR("the one"), err);
}

static void of_jobs_that_insert_the_same_row_one_succeeds(void **state)
{
	struct place *p = *state;
	struct writing_call calls[10];
	int got = 0, conflicts = 0;

	for (int i = 0; i < 10; i++)
		calls[i] = (struct writing_call){ .fn = add_same_id };
	writing_call_together(p, calls, 10);
	for (int i = 0; i < 10; i++) {
		got += calls[i].rc == STORE_OK;
		conflicts += calls[i].rc == STORE_CONFLICT;
	}
	assert_int_equal(got, 1);
	assert_int_equal(conflicts, 9);
	assert_int_equal(writing_count_tasks(p), 1);
}

/* ---- reading ---- */

struct twice {
	struct place *p;
	int64_t first;
	int64_t second;
};

static enum store_rc count_twice(struct sql *sql, void *arg, struct err *err)
{
	struct twice *t = arg;
	int64_t id = 1;

	if (writing_count(sql, &t->first, err) != STORE_OK ||
	    store_write(t->p->store, writing_add_task, &id, err) != STORE_OK)
		return STORE_FAULT;
	return writing_count(sql, &t->second, err);
}

static void a_reader_sees_one_state_to_its_end(void **state)
{
	struct place *p = *state;
	struct twice t = { .p = p, .first = -1, .second = -1 };

	assert_int_equal(store_read(p->store, count_twice, &t, &p->err), STORE_OK);
	assert_int_equal(t.first, 0);
	assert_int_equal(t.second, 0);
	assert_int_equal(writing_count_tasks(p), 1);
}

static void a_reader_cannot_write(void **state)
{
	struct place *p = *state;
	int64_t id = 1;

	assert_int_equal(store_read(p->store, writing_add_task, &id, &p->err), STORE_FAULT);
	assert_says(p->err, "may not be written");
	assert_int_equal(writing_count_tasks(p), 0);
	assert_int_equal(store_write(p->store, writing_add_task, &id, &p->err), STORE_OK);
	assert_int_equal(writing_count_tasks(p), 1);
}

static enum store_rc nothing(struct sql *sql, void *arg, struct err *err)
{
	(void)sql;
	(void)err;
	return *(const enum store_rc *)arg;
}

static void the_answer_of_the_function_is_returned(void **state)
{
	static const enum store_rc all[] = { STORE_OK,     STORE_NONE, STORE_CONFLICT,
					     STORE_ORPHAN, STORE_FULL, STORE_FAULT };
	struct place *p = *state;

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		enum store_rc rc = all[i];

		assert_int_equal(store_read(p->store, nothing, &rc, &p->err), rc);
		assert_int_equal(store_write(p->store, nothing, &rc, &p->err), rc);
	}
}

static void waiting_for_another_process_is_bounded(void **state)
{
	struct place *p = *state;
	int64_t id = 1, start_ms;

	place_connect(p);
	assert_int_equal(sql_begin_write(p->sql, &p->err), STORE_OK);
	start_ms = clock_steady_ms();
	assert_int_equal(store_write(p->store, writing_add_task, &id, &p->err), STORE_FAULT);
	assert_says(p->err, "locked by another process");
	assert_int_equal(p->err.kind, ERR_UNAVAILABLE);
	assert_in_range(clock_steady_ms() - start_ms, 100, 5000);
	assert_int_equal(writing_count_tasks(p), 0); /* reading goes on */
	assert_int_equal(store_ping(p->store, &p->err), STORE_FAULT);
	assert_says(p->err, "locked by another process");
	sql_rollback(p->sql);
	assert_int_equal(store_ping(p->store, &p->err), STORE_OK);
	assert_int_equal(store_write(p->store, writing_add_task, &id, &p->err), STORE_OK);
	assert_int_equal(writing_count_tasks(p), 1);
}

static void waiting_writes_are_finished_before_the_store_is_freed(void **state)
{
	struct place *p = *state;
	struct writing_call calls[THREADS];

	for (int i = 0; i < THREADS; i++)
		calls[i] = (struct writing_call){ .fn = writing_run_call, .id = i };
	writing_call_then(p, calls, THREADS, WRITING_THEN_CLOSE);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(calls[i].rc, STORE_OK);
	place_connect(p);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_task"), THREADS);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, writing_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(transactions_that_wait_together_share_a_commit),
		HERE(many_threads_write_and_read_and_every_answer_holds),
		HERE(a_failing_job_leaves_its_neighbours_alone),
		HERE(when_a_batch_is_lost_each_of_its_jobs_runs_again_alone),
		HERE(of_jobs_that_insert_the_same_row_one_succeeds),
		HERE(a_reader_sees_one_state_to_its_end),
		HERE(a_reader_cannot_write),
		HERE(the_answer_of_the_function_is_returned),
		HERE(waiting_for_another_process_is_bounded),
		HERE(waiting_writes_are_finished_before_the_store_is_freed),
	};

	return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
