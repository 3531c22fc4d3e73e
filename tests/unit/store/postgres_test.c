/* What only PostgreSQL has: many that write at once, a bounded pool, a connection that is lost. */
#include "writing.h"

#include <sys/wait.h>

#include "core/clock.h"

#define THREADS 12
#define EACH    20

/* ---- values ---- */

static void make_table(struct place *p)
{
	place_connect(p);
	script(p->sql, "create table t (id bigint primary key, txt text unique, flag boolean,"
		       " at timestamptz, parent bigint references t (id))");
}

static const char insert_all[] =
	"insert into t (id, txt, flag, at, parent) values ($1, $2, $3, $4, $5)";
static const char select_all[] = "select id, txt, flag, at, parent from t where id = $1";
static const char by_text[] = "select id from t where txt = $1";

static enum store_rc insert(struct place *p, struct sql *sql, int64_t id, struct str text,
			    int64_t parent)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert_all);

	sql_bind_i64(run, 1, id);
	sql_bind_text_or_null(run, 2, text);
	sql_bind_bool(run, 3, id > 0);
	sql_bind_time(run, 4, NOW_MS + id);
	if (parent)
		sql_bind_i64(run, 5, parent);
	else
		sql_bind_null(run, 5);
	return sql_change(run, &p->err);
}

static enum store_rc find(struct place *p, struct str text)
{
	OWNED(sql_end) struct sql_run *run = sql_start(p->sql, by_text);

	sql_bind_text(run, 1, text);
	return sql_step(run, &p->err);
}

static void what_is_bound_is_read_back(void **state)
{
	static const int64_t ids[] = { 1, -1, INT64_MAX / 2, -62135596800000 };
	static const struct str texts[] = { STR_INIT(""),
					    STR_INIT("a"),
					    { NULL, 0 },
					    STR_INIT("\xF0\x9F\x98\x80'; drop table t; --") };
	struct place *p = *state;

	make_table(p);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		int64_t id = i == 2 ? 5 : ids[i];
		OWNED(sql_end) struct sql_run *run = NULL;

		if (i == 3)
			id = -62135596800000 - NOW_MS; /* the year 1 */
		if (insert(p, p->sql, id, texts[i], 0) != STORE_OK)
			fail_msg("%s", p->err.text);
		run = sql_start(p->sql, select_all);
		sql_bind_i64(run, 1, id);
		assert_int_equal(sql_step(run, &p->err), STORE_OK);
		assert_int_equal(sql_i64(run, 0), id);
		assert_true(str_eq(sql_copy(run, 1, &p->arena), texts[i]));
		assert_int_equal(sql_is_null(run, 1), !texts[i].p);
		assert_int_equal(sql_bool(run, 2), id > 0);
		assert_int_equal(sql_time(run, 3), NOW_MS + id);
		assert_true(sql_is_null(run, 4));
		assert_int_equal(sql_row_ok(run, &p->err), STORE_OK);
		assert_int_equal(sql_step(run, &p->err), STORE_NONE);
		assert_int_equal(sql_step(run, &p->err), STORE_NONE);
	}
}

static void a_text_that_cannot_be_held_is_in_no_row_and_is_not_kept(void **state)
{
	static const struct str texts[] = { STR_INIT("a\0b"), STR_INIT("\0"), STR_INIT("\xFF"),
					    STR_INIT("\xED\xA0\x80") };
	static const char rename[] = "update t set txt = $1 where id = $2";
	static const char touch[] = "update t set flag = $1 where txt = $2";
	struct place *p = *state;

	make_table(p);
	assert_int_equal(insert(p, p->sql, 1, STR("a"), 0), STORE_OK);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		OWNED(sql_end) struct sql_run *renaming = sql_start(p->sql, rename);
		OWNED(sql_end) struct sql_run *touching = sql_start(p->sql, touch);

		assert_int_equal(find(p, texts[i]), STORE_NONE);
		assert_int_equal(insert(p, p->sql, 2, texts[i], 0), STORE_FAULT);
		assert_int_equal(p->err.kind, ERR_UNSTORABLE);
		sql_bind_text(renaming, 1, texts[i]);
		sql_bind_i64(renaming, 2, 1);
		assert_int_equal(sql_change(renaming, &p->err), STORE_FAULT);
		assert_int_equal(p->err.kind, ERR_UNSTORABLE);
		sql_bind_bool(touching, 1, true);
		sql_bind_text(touching, 2, texts[i]);
		assert_int_equal(sql_change(touching, &p->err), STORE_NONE);
	}
	assert_int_equal(find(p, STR("a")), STORE_OK);
	assert_int_equal(number(p->sql, "select count(*) from t"), 1);
}

static void a_column_of_another_type_is_a_fault_that_names_it(void **state)
{
	static const char *const times[] = {
		"select timestamp '2026-11-20 03:53:11' as x",
		"select '2026-11-20T03:53:11.318Z'::text as x",
		"select timestamptz 'infinity' as x",
		"select timestamptz '-infinity' as x",
		"select null::timestamptz as x",
		"select 5 as x",
	};
	static const char good[] = "select timestamptz '2026-11-20 03:53:11.318999+00' as x";
	struct place *p = *state;
	struct sql_run *run;

	place_connect(p);
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		run = sql_start(p->sql, times[i]);
		assert_int_equal(sql_step(run, &p->err), STORE_OK);
		assert_int_equal(sql_time(run, 0), 0);
		assert_int_equal(sql_row_ok(run, &p->err), STORE_FAULT);
		assert_says(p->err, "column \"x\"");
		sql_end(run);
	}
	run = sql_start(p->sql, good);
	assert_int_equal(sql_step(run, &p->err), STORE_OK);
	assert_int_equal(sql_time(run, 0), NOW_MS);
	assert_int_equal(sql_row_ok(run, &p->err), STORE_OK);
	sql_text(run, 0);
	assert_int_equal(sql_row_ok(run, &p->err), STORE_FAULT);
	sql_end(run);
}

/* ---- statements ---- */

static void broken_constraints_are_answers(void **state)
{
	struct place *p = *state;

	make_table(p);
	assert_int_equal(insert(p, p->sql, 1, STR("one"), 0), STORE_OK);
	assert_int_equal(insert(p, p->sql, 2, STR("one"), 0), STORE_CONFLICT);
	assert_int_equal(insert(p, p->sql, 1, STR("two"), 0), STORE_CONFLICT);
	assert_int_equal(insert(p, p->sql, 2, STR("two"), 9), STORE_ORPHAN);
	assert_int_equal(insert(p, p->sql, 2, STR("two"), 1), STORE_OK);
	assert_int_equal(number(p->sql, "select count(*) from t"), 2);
}

static void placeholders_must_be_numbered_in_order(void **state)
{
	static const char *const wrong[] = { "select $2, $1", "select ?",  "select :a",
					     "select $1, $3", "select $0", "select $99999999999" };
	static const char right[] = "select $1::bigint, ':b ? $7', \"a\", $2::text, $1::bigint"
				    " from (select 5 as \"a\") x";
	struct place *p = *state;
	struct sql_run *run;

	place_connect(p);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		run = sql_start(p->sql, wrong[i]);
		assert_int_equal(sql_step(run, &p->err), STORE_FAULT);
		assert_says(p->err, "placeholders are not");
		sql_end(run);
	}
	run = sql_start(p->sql, right);
	sql_bind_i64(run, 1, 7);
	sql_bind_text(run, 2, STR("x"));
	if (sql_step(run, &p->err) != STORE_OK)
		fail_msg("%s", p->err.text);
	assert_int_equal(sql_i64(run, 4), 7);
	sql_end(run);
	run = sql_start(p->sql, right);
	sql_bind_i64(run, 1, 7); /* $2 must not keep what it had before */
	assert_int_equal(sql_step(run, &p->err), STORE_FAULT);
	assert_says(p->err, "given no value");
	sql_bind_i64(run, 3, 7);
	assert_int_equal(sql_step(run, &p->err), STORE_FAULT);
	assert_says(p->err, "$3");
	sql_end(run);
}

static void a_wrong_statement_faults_and_the_next_one_works(void **state)
{
	struct place *p = *state;

	make_table(p);
	for (int i = 0; i < 2; i++) {
		OWNED(sql_end) struct sql_run *run = sql_start(p->sql, "select nothing from t");

		assert_int_equal(sql_step(run, &p->err), STORE_FAULT);
		assert_says(p->err, "does not exist");
		assert_int_equal(p->err.kind, ERR_FAULT);
	}
	assert_int_equal(insert(p, p->sql, 1, STR("one"), 0), STORE_OK);
}

/* Rows come one by one; what was begun goes on behind other statements. */
static void statements_may_be_mixed_while_their_rows_are_read(void **state)
{
	static const char numbers[] = "select i from generate_series(1, 1000) i";
	static const char others[] = "select i + $1::bigint from generate_series(1, 3) i";
	struct place *p = *state;
	struct sql_run *run, *other;

	make_table(p);
	run = sql_start(p->sql, numbers);
	for (int64_t i = 1; i <= 1000; i++) {
		assert_int_equal(sql_step(run, &p->err), STORE_OK);
		if (i == 10)
			assert_int_equal(insert(p, p->sql, 1, STR("one"), 0), STORE_OK);
		if (i == 20) {
			other = sql_start(p->sql, others);
			sql_bind_i64(other, 1, 5);
			assert_int_equal(sql_step(other, &p->err), STORE_OK);
			assert_int_equal(sql_i64(other, 0), 6);
			assert_int_equal(insert(p, p->sql, 2, STR("two"), 0), STORE_OK);
			assert_int_equal(sql_step(other, &p->err), STORE_OK);
			assert_int_equal(sql_i64(other, 0), 7);
			sql_end(other); /* in the middle */
		}
		assert_int_equal(sql_i64(run, 0), i);
	}
	assert_int_equal(sql_step(run, &p->err), STORE_NONE);
	sql_end(run);
	run = sql_start(p->sql, numbers);
	assert_int_equal(sql_step(run, &p->err), STORE_OK);
	sql_end(run); /* with 999 rows unread */
	assert_int_equal(number(p->sql, "select count(*) from t"), 2);
}

static void prepared_statements_survive_a_change_of_tables(void **state)
{
	struct place *p = *state;
	OWNED(sql_close) struct sql *other = NULL;

	make_table(p);
	assert_int_equal(insert(p, p->sql, 1, STR("one"), 0), STORE_OK);
	assert_int_equal(find(p, STR("one")), STORE_OK);
	other = place_connection(p);
	script(other, "alter table t add column more text; create index t_at on t (at)");
	assert_int_equal(insert(p, p->sql, 2, STR("two"), 0), STORE_OK);
	assert_int_equal(find(p, STR("two")), STORE_OK);
}

static void a_savepoint_is_undone_also_after_a_conflict(void **state)
{
	struct place *p = *state;

	make_table(p);
	assert_int_equal(sql_begin_write(p->sql, &p->err), STORE_OK);
	for (int i = 1; i <= 4; i++) {
		assert_int_equal(sql_savepoint(p->sql, &p->err), STORE_OK);
		assert_int_equal(insert(p, p->sql, i == 3 ? 1 : i, str_of(NULL, 0), 0),
				 i == 3 ? STORE_CONFLICT : STORE_OK);
		assert_int_equal(i % 2 && i != 3 ? sql_release(p->sql, &p->err)
						 : sql_undo(p->sql, &p->err),
				 STORE_OK);
	}
	assert_true(sql_in_transaction(p->sql));
	assert_int_equal(sql_commit(p->sql, &p->err), STORE_OK);
	assert_false(sql_in_transaction(p->sql));
	assert_int_equal(number(p->sql, "select count(*) * 10 + max(id) from t"), 11);
}

static void a_connection_has_the_limits_that_the_operator_has_not_set(void **state)
{
	static const char limit[] = "select current_setting('statement_timeout')::text";
	static const char lock[] = "select current_setting('lock_timeout')::text";
	struct place *p = *state;
	struct sql_run *run;
	char *url = p->pg.url;

	place_connect(p);
	run = sql_start(p->sql, limit);
	assert_int_equal(sql_step(run, &p->err), STORE_OK);
	assert_text(sql_text(run, 0), "15s");
	sql_end(run);
	run = sql_start(p->sql, lock);
	assert_int_equal(sql_step(run, &p->err), STORE_OK);
	assert_text(sql_text(run, 0), "200ms");
	sql_end(run);
	sql_close(p->sql);
	assert_true(asprintf(&p->pg.url, "%s&options=-c%%20statement_timeout%%3D7s", url) > 0);
	free(url);
	place_connect(p);
	run = sql_start(p->sql, limit);
	assert_int_equal(sql_step(run, &p->err), STORE_OK);
	assert_text(sql_text(run, 0), "7s");
	sql_end(run);
}

static void urls_that_cannot_be_used_are_told_without_their_password(void **state)
{
	static const struct {
		const char *url;
		enum store_open_rc rc;
		const char *says;
	} rows[] = {
		{ "postgres://me:hun%zzter2@db/x", STORE_BAD_URL, "%40 for @" },
		{ "postgres://me:hunter2@db:port:7/x", STORE_UNUSABLE, "port:7" },
		{ "postgres://me:hunter2@db/x?sslmoed=require", STORE_BAD_URL, "\"sslmoed\"" },
		{ "postgres://me:hunter2@127.0.0.1:1/x", STORE_UNUSABLE, "refused" },
		{ "postgresql://me:hunter2@/x?host=/nowhere", STORE_UNUSABLE, "/nowhere" },
		{ "postgres://me:hunter2@127.0.0.1:1,127.0.0.1:2/x", STORE_UNUSABLE, "port 2" },
	};
	struct place *p = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct store_config config = place_config(p);

		config.url = str_z(rows[i].url);
		if (store_open(&config, &p->store, &p->err) != rows[i].rc)
			fail_msg("%s: %s", rows[i].url, p->err.text);
		assert_null(strstr(p->err.text, "ter2"));
		assert_says(p->err, rows[i].says);
	}
}

/* ---- transactions ---- */

/* One that adds one to what it reads, while somebody else may do so. */
struct adding {
	struct place *p;
	int runs;
	bool disturb; /* another connection writes the row in the middle of the first run */
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
	make_table(p);
	place_open(p);
	assert_int_equal(insert(p, p->sql, 1, STR("counter"), 0), STORE_OK);
	assert_int_equal(count_to(p->sql, 0, &p->err), STORE_OK);
}

static void who_was_overtaken_runs_again_and_sees_the_others_work(void **state)
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
	struct stream *s = arg;

	for (int i = 0; i < EACH; i++) {
		struct adding a = { 0 };

		s->answered += store_write(s->store, add_one, &a, &s->err) == STORE_OK;
	}
	return NULL;
}

static void of_many_that_change_one_row_none_is_lost(void **state)
{
	struct place *p = *state;
	struct stream streams[THREADS] = { 0 };
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
	struct stream *s = arg;

	for (int64_t id = s->from; id < s->from + EACH; id++)
		s->answered += store_write(s->store, add_task, &id, &s->err) == STORE_OK;
	return NULL;
}

static void tasks_that_one_user_adds_at_once_are_all_counted(void **state)
{
	struct place *p = *state;
	struct stream streams[THREADS] = { 0 };

	place_open(p);
	assert_int_equal(store_write(p->store, add_anna, NULL, &p->err), STORE_OK);
	for (size_t i = 0; i < THREADS; i++) {
		streams[i].store = p->store;
		streams[i].from = (int64_t)i * EACH;
		pthread_create(&streams[i].thread, NULL, add_tasks, &streams[i]);
	}
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(streams[i].thread, NULL);
		assert_int_equal(streams[i].answered, EACH);
	}
	place_connect(p);
	assert_int_equal(tasks_of(p), THREADS * EACH);
	assert_int_equal(number(p->sql, "select n from ostiary_task_count"), THREADS * EACH);
}

/* Two that lock two rows in opposite order. */
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

	make_table(p);
	config.busy_ms = 5000; /* longer than until the server looks for deadlocks */
	assert_int_equal(store_open(&config, &p->store, &p->err), STORE_OPENED);
	insert(p, p->sql, 1, STR("one"), 0);
	insert(p, p->sql, 2, STR("two"), 0);
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
	assert_int_equal(number(p->sql, "select count(*) from t where flag"), 2);
}

static enum store_rc touch_one(struct sql *sql, void *arg, struct err *err)
{
	return touch(sql, *(int64_t *)arg, err);
}

static void a_lock_is_waited_for_but_not_for_ever(void **state)
{
	struct place *p = *state;
	int64_t id = 1, start_ms;

	make_counter(p);
	script(p->sql, "begin; update t set flag = flag where id = 1");
	start_ms = clock_steady_ms();
	assert_int_equal(store_write(p->store, touch_one, &id, &p->err), STORE_FAULT);
	assert_int_equal(p->err.kind, ERR_UNAVAILABLE);
	assert_says(p->err, "a lock was not to be had in time");
	assert_in_range(clock_steady_ms() - start_ms, 100, 5000);
	script(p->sql, "rollback");
	assert_int_equal(store_write(p->store, touch_one, &id, &p->err), STORE_OK);
}

static enum store_rc swallow_a_conflict(struct sql *sql, void *arg, struct err *err)
{
	struct place *p = arg;

	if (touch(sql, 1, err) != STORE_OK)
		return STORE_FAULT;
	assert_int_equal(insert(p, sql, 1, STR("again"), 0), STORE_CONFLICT);
	return STORE_OK;
}

static void a_transaction_that_has_failed_is_never_answered_as_written(void **state)
{
	struct place *p = *state;
	int64_t id = 1;

	make_counter(p);
	assert_int_equal(store_write(p->store, swallow_a_conflict, p, &p->err), STORE_FAULT);
	assert_says(p->err, "failed before its commit");
	assert_int_equal(number(p->sql, "select count(*) from t where flag"), 1);
	assert_int_equal(store_write(p->store, touch_one, &id, &p->err), STORE_OK);
	assert_int_equal(number(p->sql, "select count(*) from t where flag"), 0);
}

/* ---- the pool ---- */

static enum store_rc hold(struct sql *sql, void *arg, struct err *err)
{
	struct call *c = arg;

	(void)sql;
	(void)err;
	sem_post(c->entered);
	while (sem_wait(c->go) < 0)
		;
	return STORE_OK;
}

static void *hold_one(void *arg)
{
	struct call *c = arg;

	c->rc = store_read(c->store, hold, c, &c->err);
	return NULL;
}

static void a_full_pool_is_waited_for_but_not_for_ever(void **state)
{
	struct place *p = *state;
	struct store_config config = place_config(p);
	struct call holders[3] = { 0 };
	sem_t entered, go;
	int64_t start_ms;

	sem_init(&entered, 0, 0);
	sem_init(&go, 0, 0);
	config.pool = 2;
	assert_int_equal(store_open(&config, &p->store, &p->err), STORE_OPENED);
	for (int i = 0; i < 2; i++) {
		holders[i] = (struct call){ .store = p->store, .entered = &entered, .go = &go };
		pthread_create(&holders[i].thread, NULL, hold_one, &holders[i]);
		sem_wait(&entered);
	}
	start_ms = clock_steady_ms();
	assert_int_equal(store_ping(p->store, &p->err), STORE_FAULT);
	assert_int_equal(p->err.kind, ERR_UNAVAILABLE);
	assert_says(p->err, "all 2 connections");
	assert_in_range(clock_steady_ms() - start_ms, 150, 2000);
	holders[2] = holders[0]; /* who waits gets the one that comes back */
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
	script(sql, "select pg_terminate_backend(pid) from pg_stat_activity where pid <>"
		    " pg_backend_pid() and application_name = 'ostiary-test'");
	usleep(100000);
}

/* Connections of this test alone, in a cluster that others use as well. */
static void open_marked(struct place *p)
{
	struct store_config config = place_config(p);
	char url[512];

	make_table(p);
	snprintf(url, sizeof(url), "%s&application_name=ostiary-test", p->pg.url);
	config.url = str_z(url);
	assert_int_equal(store_open(&config, &p->store, &p->err), STORE_OPENED);
	assert_int_equal(insert(p, p->sql, 1, STR("one"), 0), STORE_OK);
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
	assert_int_equal(number(p->sql, "select count(*) from t where flag"), 0);
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

static void a_connection_lost_in_a_transaction_is_a_fault_and_no_second_try(void **state)
{
	static store_write_fn *const functions[] = { touch_and_be_cut,
						     touch_and_be_cut_before_commit };
	struct place *p = *state;
	int64_t id = 1;

	open_marked(p);
	for (size_t i = 0; i < ARRAY_LEN(functions); i++) {
		struct cut c = { .p = p };

		assert_int_equal(store_write(p->store, functions[i], &c, &p->err), STORE_FAULT);
		assert_int_equal(p->err.kind, ERR_UNAVAILABLE);
		assert_int_equal(c.runs, 1);
		if (i == 1)
			assert_says(p->err, "not known whether");
		assert_int_equal(number(p->sql, "select count(*) from t where flag"), 1);
	}
	assert_int_equal(store_write(p->store, touch_one, &id, &p->err), STORE_OK);
	assert_int_equal(number(p->sql, "select count(*) from t where flag"), 0);
}

/* ---- opening ---- */

#define PROCESSES 6

static void processes_that_start_at_once_make_one_database(void **state)
{
	struct place *p = *state;
	pid_t pids[PROCESSES];

	place_schema(p, "drop", "cascade"); /* it is made as well */
	for (int i = 0; i < PROCESSES; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0) {
			if (place_try_open(p) == STORE_OPENED &&
			    store_ping(p->store, &p->err) == STORE_OK)
				_exit(0);
			fprintf(stderr, "%s\n", p->err.text);
			_exit(1);
		}
	}
	for (int i = 0; i < PROCESSES; i++) {
		int status = 1;

		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	place_connect(p);
	assert_int_equal(number(p->sql, "select count(*) from ostiary_migration"),
			 number(p->sql, "select max(version) from ostiary_migration"));
}

static void a_database_of_a_newer_version_is_refused_untouched(void **state)
{
	struct place *p = *state;

	place_connect(p);
	script(p->sql,
	       "create table ostiary_migration (version bigint not null primary key,"
	       " name text not null, applied_at timestamptz not null);"
	       "insert into ostiary_migration values (1, 'first', now()), (99, 'next', now())");
	assert_int_equal(place_try_open(p), STORE_NEWER);
	assert_says(p->err, "newer version of Ostiary");
	assert_int_equal(number(p->sql, "select count(*) from pg_tables where schemaname ="
					" current_schema()"),
			 1);
	script(p->sql, "delete from ostiary_migration");
	place_open(p);
}

/* The names and types of all columns and indexes, in one text. */
static const char described[] =
	"select coalesce(string_agg(d, chr(10) order by d), '')::text from (select table_name || "
	"'.' ||"
	" lpad(ordinal_position::text, 2, '0') || column_name || ' ' || data_type || ' ' ||"
	" is_nullable || ' ' || coalesce(column_default, '') as d from information_schema.columns"
	" where table_schema = current_schema() and table_name not like 'ostiary%' union all"
	" select replace(indexdef, current_schema(), '') from pg_indexes where schemaname ="
	" current_schema() and tablename not like 'ostiary%' union all"
	" select conrelid::regclass::text || pg_get_constraintdef(oid) from pg_constraint where"
	" connamespace = (select oid from pg_namespace where nspname = current_schema()) and "
	"conrelid::regclass::text not like"
	" 'ostiary%') x";

static struct str description(struct place *p)
{
	struct sql_run *run = sql_start(p->sql, described);
	struct str text;

	if (sql_step(run, &p->err) != STORE_OK)
		fail_msg("%s", p->err.text);
	text = sql_copy(run, 0, &p->arena);
	sql_end(run);
	return text;
}

/* As Better Auth 1.7 makes them; each statement as its own migration has it. */
static const char made_by_better_auth[] =
	"create table \"user\" (\"id\" text not null primary key, \"name\" text not null, "
	"\"email\" text"
	" not null unique, \"emailVerified\" boolean not null, \"image\" text, \"createdAt\""
	" timestamptz default CURRENT_TIMESTAMP not null, \"updatedAt\" timestamptz default"
	" CURRENT_TIMESTAMP not null);"
	"create table \"session\" (\"id\" text not null primary key, \"expiresAt\" timestamptz not "
	"null,"
	" \"token\" text not null unique, \"createdAt\" timestamptz default CURRENT_TIMESTAMP not"
	" null, \"updatedAt\" timestamptz not null, \"ipAddress\" text, \"userAgent\" text, "
	"\"userId\""
	" text not null references \"user\" (\"id\") on delete cascade);"
	"create table \"account\" (\"id\" text not null primary key, \"accountId\" text not null,"
	" \"providerId\" text not null, \"userId\" text not null references \"user\" (\"id\") on "
	"delete"
	" cascade, \"accessToken\" text, \"refreshToken\" text, \"idToken\" text,"
	" \"accessTokenExpiresAt\" timestamptz, \"refreshTokenExpiresAt\" timestamptz, \"scope\" "
	"text,"
	" \"password\" text, \"createdAt\" timestamptz default CURRENT_TIMESTAMP not null,"
	" \"updatedAt\" timestamptz not null);"
	"create table \"verification\" (\"id\" text not null primary key, \"identifier\" text not "
	"null,"
	" \"value\" text not null, \"expiresAt\" timestamptz not null, \"createdAt\" timestamptz"
	" default CURRENT_TIMESTAMP not null, \"updatedAt\" timestamptz default CURRENT_TIMESTAMP"
	" not null);"
	"create table \"jwks\" (\"id\" text not null primary key, \"publicKey\" text not null,"
	" \"privateKey\" text not null, \"createdAt\" timestamptz not null, \"expiresAt\" "
	"timestamptz,"
	" \"alg\" text, \"crv\" text);"
	"create index \"session_userId_idx\" on \"session\" (\"userId\");"
	"create index \"account_userId_idx\" on \"account\" (\"userId\");"
	"create index \"verification_identifier_idx\" on \"verification\" (\"identifier\")";

static void better_auths_tables_are_as_its_own_migration_makes_them(void **state)
{
	struct place *p = *state;
	struct str ours;

	place_open(p);
	place_connect(p);
	ours = description(p);
	assert_true(ours.n > 1000);
	place_close(p);
	sql_close(p->sql);
	p->sql = NULL;
	place_schema(p, "drop", "cascade");
	place_schema(p, "create", "");
	place_connect(p);
	script(p->sql, made_by_better_auth);
	if (!str_eq(description(p), ours))
		fail_msg("ours:\n%.*s\nBetter Auth's:\n%.*s", STR_FMT(ours),
			 STR_FMT(description(p)));
	place_open(p); /* and nothing is added to them */
	assert_true(str_eq(description(p), ours));
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, place_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* First the one that forks, before there is a thread. */
		HERE(processes_that_start_at_once_make_one_database),
		HERE(what_is_bound_is_read_back),
		HERE(a_text_that_cannot_be_held_is_in_no_row_and_is_not_kept),
		HERE(a_column_of_another_type_is_a_fault_that_names_it),
		HERE(broken_constraints_are_answers),
		HERE(placeholders_must_be_numbered_in_order),
		HERE(a_wrong_statement_faults_and_the_next_one_works),
		HERE(statements_may_be_mixed_while_their_rows_are_read),
		HERE(prepared_statements_survive_a_change_of_tables),
		HERE(a_savepoint_is_undone_also_after_a_conflict),
		HERE(a_connection_has_the_limits_that_the_operator_has_not_set),
		HERE(urls_that_cannot_be_used_are_told_without_their_password),
		HERE(who_was_overtaken_runs_again_and_sees_the_others_work),
		HERE(of_many_that_change_one_row_none_is_lost),
		HERE(tasks_that_one_user_adds_at_once_are_all_counted),
		HERE(a_deadlock_is_run_again),
		HERE(a_lock_is_waited_for_but_not_for_ever),
		HERE(a_transaction_that_has_failed_is_never_answered_as_written),
		HERE(a_full_pool_is_waited_for_but_not_for_ever),
		HERE(idle_connections_that_were_closed_are_replaced),
		HERE(a_connection_lost_in_a_transaction_is_a_fault_and_no_second_try),
		HERE(a_database_of_a_newer_version_is_refused_untouched),
		HERE(better_auths_tables_are_as_its_own_migration_makes_them),
	};

	return cmocka_run_group_tests_name("postgres", tests, NULL, NULL);
}
