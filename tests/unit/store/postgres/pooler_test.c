/* Behind a transaction pooler: each transaction may run on another connection, so that neither
 * prepared statements nor settings last. Run by tests/postgres.sh pooled. */
#include "support/writing.h"

#include "store/watch.h"

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
	struct writing_stream *s = arg;
	int64_t n;

	for (int64_t id = s->from; id < s->from + EACH; id++) {
		s->answered += store_write(s->store, writing_add_task, &id, &s->err) == STORE_OK;
		if (store_read(s->store, writing_count, &n, &s->err) != STORE_OK)
			s->answered = -1000;
	}
	return NULL;
}

static void many_read_and_write(struct place *p)
{
	struct writing_stream streams[THREADS] = { 0 };

	if (store_write(p->store, writing_add_anna, NULL, &p->err) != STORE_OK)
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
	assert_int_equal(writing_count_tasks(p), THREADS * EACH);
}

/* All tables are in the configured schema, and in no other. */
static void a_pooler_is_recognised_and_the_right_schema_used(void **state)
{
	struct place *p = *state;

	open_behind(p, STORE_PREPARE_AUTO);
	many_read_and_write(p);
	place_connect(p);
	assert_int_equal(place_number(p->sql, "select n from ostiary_task_count"), THREADS * EACH);
}

static void everything_works_without_prepared_statements(void **state)
{
	struct place *p = *state;

	open_behind(p, STORE_PREPARE_OFF);
	many_read_and_write(p);
}

/* The pooler shares the server's connections with others, which our settings must not reach. */
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

/* Acts as a pooler that cannot be recognised: the names are unknown. */
static enum store_rc forget_names(struct sql *sql, void *arg, struct err *err)
{
	(void)arg;
	return sql_script(sql, "deallocate all", err);
}

static void a_statement_whose_name_is_lost_is_sent_as_a_whole(void **state)
{
	struct place *p = *state;
	struct store_config config = place_config(p);
	int64_t id = 1;

	config.pool = 1;
	assert_int_equal(store_open(&config, &p->store, &p->err), STORE_OPENED);
	assert_int_equal(store_write(p->store, writing_add_anna, NULL, &p->err), STORE_OK);
	assert_int_equal(store_write(p->store, writing_add_task, &id, &p->err), STORE_OK);
	assert_int_equal(writing_count_tasks(p), 1);
	assert_int_equal(store_read(p->store, forget_names, NULL, &p->err), STORE_OK);
	assert_int_equal(writing_count_tasks(p),
			 1); /* outside of a transaction: the statement is sent
	                                   * again */
	id = 2;
	if (store_write(p->store, writing_add_task, &id, &p->err) != STORE_OK)
		fail_msg("%s", p->err.text);
	assert_int_equal(writing_count_tasks(p), 2);
	place_close(p);
	assert_int_equal(store_open(&config, &p->store, &p->err), STORE_OPENED);
	id = 3;
	assert_int_equal(store_write(p->store, writing_add_task, &id, &p->err), STORE_OK);
	assert_int_equal(store_read(p->store, forget_names, NULL, &p->err), STORE_OK);
	id = 4; /* the whole transaction runs again */
	if (store_write(p->store, writing_add_task, &id, &p->err) != STORE_OK)
		fail_msg("%s", p->err.text);
	assert_int_equal(writing_count_tasks(p), 4);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, place_setup, place_teardown)

static atomic_uint looks;

static bool count_look(void *arg, struct str user_id)
{
	(void)arg;
	assert_int_equal(user_id.n, 0); /* nobody is named: nothing is notified */
	atomic_fetch_add(&looks, 1);
	return true;
}

static void await_looks(unsigned n)
{
	const struct timespec pause = { .tv_nsec = 10000000 };

	for (int i = 0; atomic_load(&looks) < n; i++) {
		assert_true(i < 2000);
		nanosleep(&pause, NULL);
	}
}

/* Notifications do not pass the pooler, so changes by others are looked for. */
static void what_others_commit_is_found_without_notifications(void **state)
{
	struct place *p = *state;
	OWNED(store_watch_free) struct store_watch *watch = NULL;
	OWNED(store_free) struct store *other = NULL;
	struct store_config config = place_config(p);
	int64_t id = 1;

	config.url = str_z(pooler());
	open_behind(p, STORE_PREPARE_AUTO);
	watch = store_watch_new(&(struct store_watch_config){ .store = p->store,
							      .log = &p->log,
							      .changed = count_look },
				&p->err);
	assert_non_null(watch);
	store_watch_need(watch, true);
	await_looks(1);
	assert_int_equal(store_open(&config, &other, &p->err), STORE_OPENED);
	assert_int_equal(store_write(other, writing_add_anna, NULL, &p->err), STORE_OK);
	assert_int_equal(store_write(other, writing_add_task, &id, &p->err), STORE_OK);
	await_looks(2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(a_pooler_is_recognised_and_the_right_schema_used),
		HERE(everything_works_without_prepared_statements),
		HERE(other_users_of_the_pooler_do_not_get_our_settings),
		HERE(a_statement_whose_name_is_lost_is_sent_as_a_whole),
		HERE(what_others_commit_is_found_without_notifications),
	};

	return cmocka_run_group_tests_name("pooler", tests, NULL, NULL);
}
