/* How many requests one client may make to one path. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>

#include "auth/rate_limit.h"

#define START INT64_C(1795148913595)

static struct rate_limit *limit_of(int64_t max)
{
	const struct rate_limit_config config = { 10, max, &random_kernel };
	struct rate_limit *limit = rate_limit_new(&config);

	assert_non_null(limit);
	return limit;
}

static bool take(struct rate_limit *limit, const char *address, const char *path, int64_t now_ms)
{
	int64_t retry_s;

	return rate_limit_take(limit, str_z(address), str_z(path), now_ms, &retry_s) ==
	       RATE_LIMIT_ALLOWED;
}

static void the_one_too_many_is_told_when_to_come_back(void **state)
{
	OWNED(rate_limit_free) struct rate_limit *limit = limit_of(2);
	int64_t retry_s;

	(void)state;
	assert_true(take(limit, "a", "/token", START));
	assert_true(take(limit, "a", "/token", START + 5000));
	assert_int_equal(rate_limit_take(limit, STR("a"), STR("/token"), START + 6500, &retry_s),
			 RATE_LIMIT_DENIED);
	assert_int_equal(retry_s, 9); /* 8.5 seconds */
	assert_false(take(limit, "a", "/token", START + 14999));
	assert_true(take(limit, "a", "/token", START + 15000));
}

static void clients_and_paths_are_counted_apart(void **state)
{
	OWNED(rate_limit_free) struct rate_limit *limit = limit_of(1);

	(void)state;
	assert_true(take(limit, "a", "/token", START));
	assert_false(take(limit, "a", "/token", START));
	assert_false(take(limit, "a", "/token/", START)); /* the same path */
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

struct crowd {
	struct rate_limit *limit;
	int allowed;
};

static void *ask(void *arg)
{
	struct crowd *crowd = arg;

	for (int i = 0; i < 1000; i++)
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
		crowds[i] = (struct crowd){ limit, 0 };
		assert_int_equal(pthread_create(&threads[i], NULL, ask, &crowds[i]), 0);
	}
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		allowed += crowds[i].allowed;
	}
	assert_int_equal(allowed, 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_one_too_many_is_told_when_to_come_back),
		cmocka_unit_test(clients_and_paths_are_counted_apart),
		cmocka_unit_test(delicate_paths_have_rules_of_their_own),
		cmocka_unit_test(many_clients_do_not_grow_it),
		cmocka_unit_test(a_crowd_gets_no_more_than_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
