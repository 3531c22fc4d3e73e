/* How many requests one client may make to one path. */
#include "support/issuer_fixture.h"

#include <pthread.h>

#include "auth/abuse/rate_limit.h"
#include "store/sql/sql.h"

#define START INT64_C(1795148913595)

static struct rate_limit *limit_of(int64_t max)
{
	const struct rate_limit_config config = { .window_s = 10,
						  .max = max,
						  .random = &random_kernel };
	struct rate_limit *limit = rate_limit_new(&config);

	assert_non_null(limit);
	assert_false(rate_limit_waits(limit));
	return limit;
}

/* 0 when it is allowed, else the seconds to wait. */
static int64_t take_at(struct rate_limit *limit, const char *address, const char *route,
		       const char *path, int64_t now_ms)
{
	const struct rate_limit_request request = { str_z(address), str_z(route), str_z(path),
						    now_ms };
	int64_t retry_s = 0;
	enum rate_limit_rc rc;
	struct arena a;

	arena_init(&a, NULL, 0);
	rc = rate_limit_take(limit, &a, &request, &retry_s);
	arena_done(&a);
	return rc == RATE_LIMIT_ALLOWED ? 0 : retry_s;
}

static bool take(struct rate_limit *limit, const char *address, const char *path, int64_t now_ms)
{
	return take_at(limit, address, path, path, now_ms) == 0;
}

static void the_one_too_many_is_told_when_to_come_back(void **state)
{
	OWNED(rate_limit_free) struct rate_limit *limit = limit_of(2);

	(void)state;
	assert_true(take(limit, "a", "/token", START));
	assert_true(take(limit, "a", "/token", START + 5000));
	assert_int_equal(take_at(limit, "a", "/token", "/token", START + 6500), 9); /* 8.5 */
	assert_false(take(limit, "a", "/token", START + 14999));
	assert_true(take(limit, "a", "/token", START + 15000));
}

static void clients_and_paths_are_counted_apart(void **state)
{
	OWNED(rate_limit_free) struct rate_limit *limit = limit_of(1);

	(void)state;
	assert_true(take(limit, "a", "/token", START));
	assert_false(take(limit, "a", "/token", START));
	assert_int_equal(take_at(limit, "a", "/token", "/token/", START), 10); /* the same route */
	assert_true(take(limit, "b", "/token", START));
	assert_true(take(limit, "a", "/jwks", START));
}

static void delicate_paths_have_rules_of_their_own(void **state)
{
	static const struct {
		const char *path;
		int64_t window_ms;
	} rows[] = {
		{ "/sign-in/email", 10000 },          { "/sign-up/email", 10000 },
		{ "/change-password", 10000 },        { "/change-email", 10000 },
		{ "/request-password-reset", 60000 }, { "/send-verification-email", 60000 },
	};
	OWNED(rate_limit_free) struct rate_limit *limit = limit_of(100);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (int n = 0; n < 3; n++)
			assert_true(take(limit, "a", rows[i].path, START));
		assert_false(take(limit, "a", rows[i].path, START));
		assert_false(take(limit, "a", rows[i].path, START + rows[i].window_ms - 1));
		assert_true(take(limit, "a", rows[i].path, START + rows[i].window_ms));
	}
}

static void many_clients_do_not_grow_it(void **state)
{
	OWNED(rate_limit_free) struct rate_limit *limit = limit_of(1);
	char address[32];

	(void)state;
	for (int i = 0; i < 300000; i++) {
		snprintf(address, sizeof(address), "client %d", i);
		assert_true(take(limit, address, "/token", START + i));
	}
	assert_false(take(limit, address, "/token", START + 300000));
}

static void a_route_is_one_count_whatever_its_parameters_are(void **state)
{
	OWNED(rate_limit_free) struct rate_limit *limit = limit_of(2);
	static const char route[] = "/reset-password/{token}";

	(void)state;
	assert_int_equal(take_at(limit, "a", route, "/reset-password/one", START), 0);
	assert_int_equal(take_at(limit, "a", route, "/reset-password/two", START), 0);
	assert_int_equal(take_at(limit, "a", route, "/reset-password/three", START), 10);
	assert_true(take(limit, "a", "/reset-password", START));
}

static void paths_that_lead_nowhere_are_one_count(void **state)
{
	OWNED(rate_limit_free) struct rate_limit *limit = limit_of(5);

	(void)state;
	assert_int_equal(take_at(limit, "a", "", "/x/1", START), 0);
	assert_int_equal(take_at(limit, "a", "", "/x/2", START), 0);
	assert_int_equal(take_at(limit, "a", "", "", START), 0);
	assert_int_equal(take_at(limit, "a", "", "/", START), 0);
	assert_int_equal(take_at(limit, "a", "", "//token", START), 0);
	assert_int_equal(take_at(limit, "a", "", "/y", START), 10);
	assert_int_equal(take_at(limit, "b", "", "/y", START), 0);
	assert_true(take(limit, "a", "/token", START));
	/* Those that begin like a route with a stricter rule have that rule. */
	assert_int_equal(take_at(limit, "a", "", "/sign-in/one", START), 0);
	assert_int_equal(take_at(limit, "a", "", "/sign-in/two", START), 0);
	assert_int_equal(take_at(limit, "a", "", "/sign-in/three", START), 0);
	assert_int_equal(take_at(limit, "a", "", "/sign-in/four", START), 10);
	assert_true(take(limit, "a", "/sign-in/email", START));
}

static void made_up_paths_push_no_counts_out(void **state)
{
	OWNED(rate_limit_free) struct rate_limit *limit = limit_of(1);
	char path[32];

	(void)state;
	assert_true(take(limit, "a", "/token", START));
	for (int i = 0; i < 200000; i++) {
		snprintf(path, sizeof(path), "/made-up/%d", i);
		take_at(limit, "b", "", path, START + 1);
	}
	assert_false(take(limit, "a", "/token", START + 2));
}

struct crowd {
	struct rate_limit *limit;
	int allowed;
	int times;
};

static void *ask(void *arg)
{
	struct crowd *crowd = arg;

	for (int i = 0; i < crowd->times; i++)
		crowd->allowed += take(crowd->limit, "a", "/token", START);
	return NULL;
}

static void a_crowd_gets_no_more_than_one(void **state)
{
	OWNED(rate_limit_free) struct rate_limit *limit = limit_of(100);
	struct crowd crowds[4];
	pthread_t threads[4];
	int allowed = 0;

	(void)state;
	for (int i = 0; i < 4; i++) {
		crowds[i] = (struct crowd){ limit, 0, 1000 };
		assert_int_equal(pthread_create(&threads[i], NULL, ask, &crowds[i]), 0);
	}
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		allowed += crowds[i].allowed;
	}
	assert_int_equal(allowed, 100);
}

/* ---- in the database ---- */

static int setup_table(void **state)
{
	struct fixture *f;

	test_setup(state);
	f = *state;
	f->rate_limit = true;
	test_open(f);
	return 0;
}

static struct rate_limit *stored(struct fixture *f, int64_t max)
{
	const struct rate_limit_config config = { .window_s = 10,
						  .max = max,
						  .random = &f->random.random,
						  .store = f->store,
						  .log = &f->log };
	struct rate_limit *limit = rate_limit_new(&config);

	assert_non_null(limit);
	assert_true(rate_limit_waits(limit));
	return limit;
}

struct rows {
	int64_t n, count, last_ms;
};

static enum store_rc read_rows(struct sql *sql, void *arg, struct err *err)
{
	static const char all[] = "select count(*), coalesce(max(\"count\"), 0),"
				  " coalesce(max(\"lastRequest\"), 0) from \"rateLimit\"";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, all);
	struct rows *rows = arg;
	enum store_rc rc = sql_step(run, err);

	if (rc == STORE_OK)
		*rows = (struct rows){ sql_i64(run, 0), sql_i64(run, 1), sql_i64(run, 2) };
	return rc;
}

static struct rows rows_of(struct fixture *f)
{
	struct rows rows = { 0 };

	assert_int_equal(store_read(f->store, read_rows, &rows, &f->err), STORE_OK);
	return rows;
}

static void a_count_in_the_table_is_the_one_in_memory(void **state)
{
	struct fixture *f = *state;
	OWNED(rate_limit_free) struct rate_limit *limit = stored(f, 3);
	struct rows rows;

	assert_true(take(limit, "a", "/token", START));
	assert_true(take(limit, "a", "/token", START + 1000));
	assert_true(take(limit, "a", "/token", START + 2000));
	assert_int_equal(take_at(limit, "a", "/token", "/token", START + 3500), 9); /* 8.5 */
	rows = rows_of(f); /* a refusal changes nothing */
	assert_int_equal(rows.n, 1);
	assert_int_equal(rows.count, 3);
	assert_int_equal(rows.last_ms, START + 2000);
	assert_false(take(limit, "a", "/token", START + 11999));
	assert_true(take(limit, "a", "/token", START + 12000));
	rows = rows_of(f);
	assert_int_equal(rows.n, 1);
	assert_int_equal(rows.count, 1);
	assert_true(take(limit, "b", "/token", START + 12000));
	assert_true(take(limit, "a", "/jwks", START + 12000));
	assert_int_equal(rows_of(f).n, 3);
}

static void two_that_share_the_table_share_the_counts(void **state)
{
	struct fixture *f = *state;
	OWNED(rate_limit_free) struct rate_limit *one = stored(f, 2);
	OWNED(rate_limit_free) struct rate_limit *two = stored(f, 2);

	assert_true(take(one, "a", "/token", START));
	assert_true(take(two, "a", "/token", START));
	assert_false(take(one, "a", "/token", START));
	assert_false(take(two, "a", "/token", START));
}

static void old_rows_go_when_a_window_begins(void **state)
{
	struct fixture *f = *state;
	OWNED(rate_limit_free) struct rate_limit *limit = stored(f, 5);

	for (int i = 0; i < 20; i++) {
		char address[16];

		snprintf(address, sizeof(address), "old %d", i);
		assert_true(take(limit, address, "/token", START));
	}
	assert_true(take(limit, "young", "/token", START + 30000));
	assert_int_equal(rows_of(f).n, 21);
	assert_true(take(limit, "new", "/token", START + 60001));
	assert_int_equal(rows_of(f).n, 2);
}

static void a_crowd_gets_no_more_than_one_from_the_table(void **state)
{
	struct fixture *f = *state;
	OWNED(rate_limit_free) struct rate_limit *limit = stored(f, 40);
	struct crowd crowds[4];
	pthread_t threads[4];
	int allowed = 0;

	for (int i = 0; i < 4; i++) {
		crowds[i] = (struct crowd){ limit, 0, 50 };
		assert_int_equal(pthread_create(&threads[i], NULL, ask, &crowds[i]), 0);
	}
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		allowed += crowds[i].allowed;
	}
	assert_int_equal(allowed, 40);
	assert_int_equal(rows_of(f).count, 40);
}

static enum store_rc drop_table(struct sql *sql, void *arg, struct err *err)
{
	(void)arg;
	return sql_script(sql, "drop table \"rateLimit\"", err);
}

static void without_the_table_the_memory_counts(void **state)
{
	struct fixture *f = *state;
	OWNED(rate_limit_free) struct rate_limit *limit = stored(f, 2);

	assert_true(take(limit, "a", "/token", START));
	assert_int_equal(store_write(f->store, drop_table, NULL, &f->err), STORE_OK);
	assert_true(take(limit, "a", "/token", START));
	assert_true(take(limit, "a", "/token", START));
	assert_int_equal(take_at(limit, "a", "/token", "/token", START), 10);
}

#define TEST_WITH_TABLE(fn) cmocka_unit_test_setup_teardown(fn, setup_table, test_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_one_too_many_is_told_when_to_come_back),
		cmocka_unit_test(clients_and_paths_are_counted_apart),
		cmocka_unit_test(delicate_paths_have_rules_of_their_own),
		cmocka_unit_test(many_clients_do_not_grow_it),
		cmocka_unit_test(a_crowd_gets_no_more_than_one),
		cmocka_unit_test(a_route_is_one_count_whatever_its_parameters_are),
		cmocka_unit_test(paths_that_lead_nowhere_are_one_count),
		cmocka_unit_test(made_up_paths_push_no_counts_out),
		TEST_WITH_TABLE(a_count_in_the_table_is_the_one_in_memory),
		TEST_WITH_TABLE(two_that_share_the_table_share_the_counts),
		TEST_WITH_TABLE(old_rows_go_when_a_window_begins),
		TEST_WITH_TABLE(a_crowd_gets_no_more_than_one_from_the_table),
		TEST_WITH_TABLE(without_the_table_the_memory_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
