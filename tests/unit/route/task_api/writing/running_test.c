/* Of the requests with one key of one user, one runs at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>

#include "base/cleanup.h"
#include "route/task_api/writing/running.h"

#define THREADS 8
#define ROUNDS  2000

static void a_key_of_a_user_enters_once_until_it_leaves(void **state)
{
	struct running_set set;
	struct running first = { .user_id = STR("anna"), .key = STR("k") };
	struct running same = first;
	struct running others[] = {
		{ .user_id = STR("ben"), .key = STR("k") },
		{ .user_id = STR("anna"), .key = STR("K") },
		{ .user_id = STR("annak"), .key = STR("") },
	};

	(void)state;
	running_init(&set);
	assert_true(running_enter(&set, &first));
	assert_false(running_enter(&set, &same));
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_true(running_enter(&set, &others[i]));
	running_leave(&set, &first);
	assert_true(running_enter(&set, &same));
	assert_false(running_enter(&set, &first));
	running_leave(&set, &same);
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		running_leave(&set, &others[i]);
	assert_null(set.first);
	running_done(&set);
}

struct shared {
	struct running_set set;
	atomic_int inside[2]; /* by key */
	atomic_int most;
};

static void *enter_and_leave(void *arg)
{
	static const struct str keys[] = { STR_INIT("a"), STR_INIT("b") };
	struct shared *s = arg;

	for (int i = 0; i < ROUNDS; i++) {
		struct running one = { .user_id = STR("anna"), .key = keys[i % 2] };

		if (!running_enter(&s->set, &one))
			continue;
		if (atomic_fetch_add(&s->inside[i % 2], 1) > 0)
			atomic_store(&s->most, 2);
		atomic_fetch_sub(&s->inside[i % 2], 1);
		running_leave(&s->set, &one);
	}
	return NULL;
}

static void threads_never_meet_inside(void **state)
{
	struct shared s = { 0 };
	pthread_t threads[THREADS];

	(void)state;
	running_init(&s.set);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, enter_and_leave, &s), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(atomic_load(&s.most), 0);
	assert_null(s.set.first);
	running_done(&s.set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_of_a_user_enters_once_until_it_leaves),
		cmocka_unit_test(threads_never_meet_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
