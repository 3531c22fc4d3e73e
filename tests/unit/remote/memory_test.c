/* Each allocation of ours fails once: making a remote says so and leaks nothing, and a fetch
 * without memory is a failed fetch like any other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "bench.h"

#define ALLOCATIONS_MAX 400

static _Thread_local bool armed; /* this thread's allocations count */
static atomic_int left;          /* the allocation that makes it zero fails */
static void (*hear)(void *arg, const struct ost_remote_event *event);

static bool fails(void)
{
	return armed && atomic_load(&left) > 0 && atomic_fetch_sub(&left, 1) == 1;
}

/* The linker sends our calls here (--wrap); those of libcurl and OpenSSL stay as they are. */
void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *p, size_t n);
void *__real_aligned_alloc(size_t alignment, size_t n);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t n);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_aligned_alloc(size_t alignment, size_t n);
char *__wrap_strdup(const char *text);

void *__wrap_malloc(size_t n)
{
	return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t count, size_t n)
{
	return fails() ? NULL : __real_calloc(count, n);
}

void *__wrap_realloc(void *p, size_t n)
{
	return fails() ? NULL : __real_realloc(p, n);
}

void *__wrap_aligned_alloc(size_t alignment, size_t n)
{
	return fails() ? NULL : __real_aligned_alloc(alignment, n);
}

char *__wrap_strdup(const char *text)
{
	return fails() ? NULL : __real_strdup(text);
}

static void making_one_can_fail_anywhere(void **state)
{
	enum ost_remote_rc rc = OST_REMOTE_NO_RESOURCES;
	struct bench *b = *state;
	int n;

	b->settings.ca_file = "/nonexistent/authorities.pem";
	for (n = 1; rc != OST_REMOTE_OK; n++) {
		assert_true(n < ALLOCATIONS_MAX);
		atomic_store(&left, n);
		armed = true;
		rc = ost_remote_new(&b->settings, &b->remote);
		armed = false;
		if (rc != OST_REMOTE_OK)
			assert_int_equal(rc, OST_REMOTE_NO_RESOURCES);
		assert_int_equal(rc == OST_REMOTE_OK, b->remote != NULL);
	}
	assert_true(n > 5);
}

/* The thread that fetches calls the event callback: from the first one on its allocations count. */
static void arm(void *arg, const struct ost_remote_event *event)
{
	armed = true;
	hear(arg, event);
}

static void a_fetch_without_memory_leaves_the_good_set(void **state)
{
	struct bench *b = *state;
	enum ost_remote_outcome outcome = OST_REMOTE_OUTCOME_NO_MEMORY;
	size_t n;

	hear = b->settings.event;
	b->settings.event = arm;
	atomic_store(&left, 0);
	bench_start_good(b, NULL);
	bench_publish(b, arena_fmt(&b->world.arena, " %s", b->world.jwks).p, NULL);
	for (n = 1; outcome != OST_REMOTE_OUTCOME_NEW; n++) {
		assert_true(n < ALLOCATIONS_MAX);
		atomic_store(&left, (int)n);
		bench_step_s(b, 3600);
		outcome = bench_event(b, n + 1).outcome;
		if (outcome != OST_REMOTE_OUTCOME_NEW)
			assert_outcome(outcome, OST_REMOTE_OUTCOME_NO_MEMORY);
		assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
	}
	assert_true(n > 5);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_set_up, bench_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(making_one_can_fail_anywhere),
		TEST(a_fetch_without_memory_leaves_the_good_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
