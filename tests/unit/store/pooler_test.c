/* Behind a transaction pooler: each transaction may run on another connection, so that neither prepared
 * statements nor settings stay. Run by tests/postgres.sh pooled. */
#include "writing.h"

#define THREADS 8
#define EACH    25

static const char *pooler(void)
{
	const char *url = getenv("OSTIARY_TEST_POOLER");

	if (!url)
		fail_msg("run it with tests/postgres.sh pooled");
	return url;
}

static void open_behind(struct place *p, enum store_prepare prepare)
{
	struct store_config config = place_config(p);

	config.url = str_z(pooler());
	config.prepare = prepare;
	config.busy_ms = 2000;
	if (store_open(&config, &p->store, &p->err) != STORE_OPENED)
		fail_msg("%s", p->err.text);
}

static void *add_tasks(void *arg)
{
	struct stream *s = arg;
	int64_t n;

	for (int64_t id = s->from; id < s->from + EACH; id++) {
		s->answered += store_write(s->store, add_task, &id, &s->err) == STORE_OK;
		if (store_read(s->store, count, &n, &s->err) != STORE_OK)
			s->answered = -1000;
	}
	return NULL;
}

static void many_read_and_write(struct place *p)
{
	struct stream streams[THREADS] = { 0 };

	if (store_write(p->store, add_anna, NULL, &p->err) != STORE_OK)
		fail_msg("%s", p->err.text);
	for (size_t i = 0; i < THREADS; i++) {
		streams[i].store = p->store;
		streams[i].from = (int64_t)i * EACH;
		pthread_create(&streams[i].thread, NULL, add_tasks, &streams[i]);
	}
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(streams[i].thread, NULL);
		if (streams[i].answered != EACH)
			fail_msg("%d: %s", streams[i].answered, streams[i].err.text);
	}
	assert_int_equal(tasks_of(p), THREADS * EACH);
}

/* In the schema that was asked for, and in no other. */
static void it_is_recognised_and_all_works_in_the_right_schema(void **state)
{
	struct place *p = *state;

	open_behind(p, STORE_PREPARE_AUTO);
	many_read_and_write(p);
	place_connect(p);
	assert_int_equal(number(p->sql, "select n from ostiary_task_count"), THREADS * EACH);
}

static void without_prepared_statements_all_works_as_well(void **state)
{
	struct place *p = *state;

	open_behind(p, STORE_PREPARE_OFF);
	many_read_and_write(p);
}

/* The pool shares the server's connections with others: what is set for ours must not reach them. */
static void other_users_of_the_pooler_do_not_get_our_settings(void **state)
{
	static const char path[] = "select current_setting('search_path')::text";
	static const char limit[] = "select current_setting('lock_timeout')::text";
	struct place *p = *state;
	struct pg_config other = { .url = (char *)(uintptr_t)pooler(), .busy_ms = 1 };
	struct sql *sql = NULL;

	open_behind(p, STORE_PREPARE_AUTO);
	many_read_and_write(p);
	if (pg_open(&other, &sql, &p->err) != STORE_OK)
		fail_msg("%s", p->err.text);
	for (int i = 0; i < 10; i++) {
		struct sql_run *run = sql_start(sql, path);

		assert_int_equal(sql_step(run, &p->err), STORE_OK);
		assert_text(sql_text(run, 0), "\"$user\", public");
		sql_end(run);
		run = sql_start(sql, limit);
		assert_int_equal(sql_step(run, &p->err), STORE_OK);
		assert_text(sql_text(run, 0), "0");
		sql_end(run);
	}
	sql_close(sql);
}

/* What a pooler that cannot be recognised would say: the names are not there. */
static enum store_rc forget_names(struct sql *sql, void *arg, struct err *err)
{
	(void)arg;
	return sql_script(sql, "deallocate all", err);
}

static void when_a_name_is_lost_the_statement_is_sent_whole(void **state)
{
	struct place *p = *state;
	struct store_config config = place_config(p);
	int64_t id = 1;

	config.pool = 1;
	assert_int_equal(store_open(&config, &p->store, &p->err), STORE_OPENED);
	assert_int_equal(store_write(p->store, add_anna, NULL, &p->err), STORE_OK);
	assert_int_equal(store_write(p->store, add_task, &id, &p->err), STORE_OK);
	assert_int_equal(tasks_of(p), 1);
	assert_int_equal(store_read(p->store, forget_names, NULL, &p->err), STORE_OK);
	assert_int_equal(tasks_of(p), 1); /* alone: sent again */
	id = 2;
	if (store_write(p->store, add_task, &id, &p->err) != STORE_OK)
		fail_msg("%s", p->err.text);
	assert_int_equal(tasks_of(p), 2);
	place_close(p);
	assert_int_equal(store_open(&config, &p->store, &p->err), STORE_OPENED);
	id = 3;
	assert_int_equal(store_write(p->store, add_task, &id, &p->err), STORE_OK);
	assert_int_equal(store_read(p->store, forget_names, NULL, &p->err), STORE_OK);
	id = 4;
	if (store_write(p->store, add_task, &id, &p->err) !=
	    STORE_OK) /* in a transaction: from its begin */
		fail_msg("%s", p->err.text);
	assert_int_equal(tasks_of(p), 4);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, place_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(it_is_recognised_and_all_works_in_the_right_schema),
		HERE(without_prepared_statements_all_works_as_well),
		HERE(other_users_of_the_pooler_do_not_get_our_settings),
		HERE(when_a_name_is_lost_the_statement_is_sent_whole),
	};

	return cmocka_run_group_tests_name("pooler", tests, NULL, NULL);
}
