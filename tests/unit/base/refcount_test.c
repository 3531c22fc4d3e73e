#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/refcount.h"
#include "base/thread.h"

#define THREADS 4
#define ROUNDS  20000

static void only_the_last_reference_frees(void **state)
{
	struct refcount references;

	(void)state;
	refcount_init(&references);
	refcount_ref(&references);
	refcount_ref(&references);
	assert_false(refcount_unref(&references));
	assert_false(refcount_unref(&references));
	assert_true(refcount_unref(&references));
}

static void a_value_that_was_never_shared_is_freed_at_once(void **state)
{
	struct refcount references;

	(void)state;
	refcount_init(&references);
	assert_true(refcount_unref(&references));
}

/* Each thread has a reference, which it gives back at the end. */
struct shared {
	struct refcount references;
	atomic_uint freed;
};

static void *take_and_give_back(void *argument)
{
	struct shared *shared = argument;

	for (int i = 0; i < ROUNDS; i++) {
		refcount_ref(&shared->references);
		if (refcount_unref(&shared->references))
			atomic_fetch_add(&shared->freed, 1);
	}
	if (refcount_unref(&shared->references))
		atomic_fetch_add(&shared->freed, 1);
	return NULL;
}

static void threads_free_a_value_exactly_once(void **state)
{
	struct shared shared;
	pthread_t threads[THREADS];

	(void)state;
	refcount_init(&shared.references);
	atomic_init(&shared.freed, 0);
	for (int i = 0; i < THREADS; i++) {
		refcount_ref(&shared.references);
		assert_int_equal(
			thread_start(&threads[i], THREAD_STACK_SMALL, take_and_give_back, &shared),
			0);
	}
	if (refcount_unref(&shared.references))
		atomic_fetch_add(&shared.freed, 1);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(atomic_load(&shared.freed), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_last_reference_frees),
		cmocka_unit_test(a_value_that_was_never_shared_is_freed_at_once),
		cmocka_unit_test(threads_free_a_value_exactly_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
