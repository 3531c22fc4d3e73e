#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <sched.h>

#include "base/cleanup.h"
#include "base/thread.h"

struct seen {
	sigset_t blocked;
	size_t stack_bytes;
};

static void *look_around(void *argument)
{
	struct seen *seen = argument;
	pthread_attr_t attributes;

	pthread_sigmask(SIG_BLOCK, NULL, &seen->blocked);
	assert_int_equal(pthread_getattr_np(pthread_self(), &attributes), 0);
	assert_int_equal(pthread_attr_getstacksize(&attributes, &seen->stack_bytes), 0);
	pthread_attr_destroy(&attributes);
	return seen;
}

static void start_and_join(size_t stack_bytes, struct seen *out)
{
	pthread_t thread;
	void *result;

	assert_int_equal(thread_start(&thread, stack_bytes, look_around, out), 0);
	assert_int_equal(pthread_join(thread, &result), 0);
	assert_ptr_equal(result, out);
}

static void a_thread_gets_no_signals_and_its_maker_still_does(void **state)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGUSR1 };
	sigset_t before, after;
	struct seen seen;

	(void)state;
	pthread_sigmask(SIG_BLOCK, NULL, &before);
	start_and_join(THREAD_STACK_DEFAULT, &seen);
	pthread_sigmask(SIG_BLOCK, NULL, &after);
	for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
		assert_int_equal(sigismember(&seen.blocked, signals[i]), 1);
		assert_int_equal(sigismember(&after, signals[i]), sigismember(&before, signals[i]));
	}
}

static void a_thread_has_the_stack_that_was_asked_for(void **state)
{
	struct seen small, usual;

	(void)state;
	start_and_join(THREAD_STACK_SMALL, &small);
	start_and_join(THREAD_STACK_DEFAULT, &usual);
	assert_int_equal(small.stack_bytes, THREAD_STACK_SMALL);
	assert_true(usual.stack_bytes > THREAD_STACK_SMALL);
}

static void a_stack_that_cannot_be_had_is_an_error(void **state)
{
	struct seen seen;
	pthread_t thread;

	(void)state;
	assert_int_equal(thread_start(&thread, 1, look_around, &seen), EINVAL);
	assert_int_not_equal(
		thread_start(&thread, SIZE_MAX / 2 & ~(size_t)0xFFFF, look_around, &seen), 0);
}

static void blocked_signals_are_restored(void **state)
{
	sigset_t before, during, after;

	(void)state;
	thread_signals_block(&before);
	pthread_sigmask(SIG_BLOCK, NULL, &during);
	assert_int_equal(sigismember(&during, SIGTERM), 1);
	thread_signals_restore(&before);
	pthread_sigmask(SIG_BLOCK, NULL, &after);
	assert_int_equal(sigismember(&after, SIGTERM), sigismember(&before, SIGTERM));
}

static void times_are_added_across_the_second(void **state)
{
	static const struct {
		struct timespec at;
		int64_t ms;
		struct timespec sum;
	} cases[] = {
		{ { 5, 0 }, 0, { 5, 0 } },
		{ { 5, 0 }, 1, { 5, 1000000 } },
		{ { 5, 999000000 }, 1, { 6, 0 } },
		{ { 5, 999999999 }, 999, { 6, 998999999 } },
		{ { 5, 500000000 }, 2500, { 8, 0 } },
		{ { 5, 0 }, -1, { 4, 999000000 } },
		{ { 5, 1000000 }, -1, { 5, 0 } },
		{ { 5, 0 }, INT64_C(86400000000), { 86400005, 0 } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct timespec sum = thread_time_add(cases[i].at, cases[i].ms);

		assert_int_equal(sum.tv_sec, cases[i].sum.tv_sec);
		assert_int_equal(sum.tv_nsec, cases[i].sum.tv_nsec);
	}
	assert_int_equal(thread_time_at(1234567).tv_sec, 1234);
	assert_int_equal(thread_time_at(1234567).tv_nsec, 567000000);
}

static void a_time_tells_how_far_away_it_is(void **state)
{
	(void)state;
	assert_in_range(thread_time_left(thread_time_in(60000)), 1, 60000);
	assert_true(thread_time_left(thread_time_in(-60000)) <= -60000);
	assert_true(thread_time_left((struct timespec){ 0 }) < 0);
}

struct gate {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	bool open; /* guarded by mutex */
};

static void gate_init(struct gate *gate)
{
	*gate = (struct gate){ .open = false };
	pthread_mutex_init(&gate->mutex, NULL);
	thread_condition_init(&gate->changed);
}

static bool gate_wait(struct gate *gate, int64_t ms)
{
	struct timespec until = thread_time_in(ms);
	bool open;

	pthread_mutex_lock(&gate->mutex);
	while (!gate->open && thread_wait_until(&gate->changed, &gate->mutex, until))
		;
	open = gate->open;
	pthread_mutex_unlock(&gate->mutex);
	return open;
}

static void gate_done(struct gate *gate)
{
	pthread_cond_destroy(&gate->changed);
	pthread_mutex_destroy(&gate->mutex);
}

static void *open_gate(void *argument)
{
	struct gate *gate = argument;

	pthread_mutex_lock(&gate->mutex);
	gate->open = true;
	pthread_cond_signal(&gate->changed);
	pthread_mutex_unlock(&gate->mutex);
	return NULL;
}

static void a_wait_ends_by_a_wake_or_at_its_time(void **state)
{
	struct gate gate;
	pthread_t thread;

	(void)state;
	gate_init(&gate);
	assert_false(gate_wait(&gate, -1));
	assert_false(gate_wait(&gate, 5));
	assert_int_equal(thread_start(&thread, THREAD_STACK_SMALL, open_gate, &gate), 0);
	assert_true(gate_wait(&gate, 600000));
	pthread_join(thread, NULL);
	gate_done(&gate);
}

static void *write_once(void *argument)
{
	pthread_rwlock_t *lock = argument;

	pthread_rwlock_wrlock(lock);
	pthread_rwlock_unlock(lock);
	return NULL;
}

/* True when no further reader gets in, within a minute. */
static bool readers_are_kept_out(pthread_rwlock_t *lock)
{
	struct timespec until = thread_time_in(60000);

	while (pthread_rwlock_tryrdlock(lock) == 0) {
		pthread_rwlock_unlock(lock);
		if (thread_time_left(until) < 0)
			return false;
		sched_yield();
	}
	return true;
}

static void a_writer_that_waits_comes_before_further_readers(void **state)
{
	pthread_rwlock_t lock;
	pthread_t writer;

	(void)state;
	thread_rwlock_init(&lock);
	assert_int_equal(pthread_rwlock_rdlock(&lock), 0);
	assert_int_equal(pthread_rwlock_tryrdlock(&lock), 0);
	pthread_rwlock_unlock(&lock);
	assert_int_equal(thread_start(&writer, THREAD_STACK_SMALL, write_once, &lock), 0);
	assert_true(readers_are_kept_out(&lock));
	pthread_rwlock_unlock(&lock);
	pthread_join(writer, NULL);
	assert_int_equal(pthread_rwlock_tryrdlock(&lock), 0);
	pthread_rwlock_unlock(&lock);
	pthread_rwlock_destroy(&lock);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thread_gets_no_signals_and_its_maker_still_does),
		cmocka_unit_test(a_thread_has_the_stack_that_was_asked_for),
		cmocka_unit_test(a_stack_that_cannot_be_had_is_an_error),
		cmocka_unit_test(blocked_signals_are_restored),
		cmocka_unit_test(times_are_added_across_the_second),
		cmocka_unit_test(a_time_tells_how_far_away_it_is),
		cmocka_unit_test(a_wait_ends_by_a_wake_or_at_its_time),
		cmocka_unit_test(a_writer_that_waits_comes_before_further_readers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
