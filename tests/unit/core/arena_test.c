#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <malloc.h>
#include <stdalign.h>

#include "core/arena.h"

static void memory_is_zeroed_and_aligned(void **state)
{
	char first[100];
	struct arena a;

	(void)state;
	memset(first, 0xAA, sizeof(first));
	arena_init(&a, first + 1, sizeof(first) - 1);
	for (size_t n = 0; n < 300; n += 7) {
		char *p = arena_alloc(&a, n);

		assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xAA, n);
	}
	arena_done(&a);
}

static void a_large_piece_has_room_of_its_own(void **state)
{
	struct arena a;
	char *p;

	(void)state;
	arena_init(&a, NULL, 0);
	p = arena_alloc(&a, 1 << 20);
	p[(1 << 20) - 1] = 1;
	assert_non_null(arena_array(&a, 1000, 100));
	arena_done(&a);
}

static void copies_end_with_a_nul(void **state)
{
	struct arena a;
	struct str copy;

	(void)state;
	arena_init(&a, NULL, 0);
	copy = arena_copy(&a, STR("abc"));
	assert_string_equal(copy.p, "abc");
	assert_string_equal(arena_z(&a, str_of(NULL, 0)), "");
	assert_true(str_eq(arena_fmt(&a, "%d-%s", 5, "x"), STR("5-x")));
	arena_done(&a);
}

static void a_buffer_grows_to_its_bound_and_no_further(void **state)
{
	struct arena a;
	struct buf b;

	(void)state;
	arena_init(&a, NULL, 0);
	arena_buf(&a, &b, 4, 1000);
	for (int i = 0; i < 1000; i++)
		buf_char(&b, 'x');
	assert_true(buf_ok(&b));
	assert_int_equal(buf_text(&b).n, 1000);
	buf_char(&b, 'x');
	assert_false(buf_ok(&b));
	assert_int_equal(buf_text(&b).n, 0);
	arena_done(&a);
}

static bool is_zero(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

static void what_was_given_out_can_be_overwritten(void **state)
{
	char first[256];
	struct str in_first, in_second, in_third;
	struct arena a;

	(void)state;
	memset(first, 'x', sizeof(first));
	arena_init(&a, first, sizeof(first));
	in_first = arena_copy(&a, STR("a password"));
	assert_true(in_first.p >= first && in_first.p < first + sizeof(first));
	arena_wipe(&a);
	assert_true(is_zero(in_first.p, in_first.n));
	assert_int_equal(first[sizeof(first) - 1], 'x'); /* never handed out */
	in_second = arena_copy(&a, STR("a token"));
	in_third = str_of(arena_alloc(&a, 64 << 10), 64 << 10);
	memset((char *)(uintptr_t)in_third.p, 's', in_third.n);
	arena_wipe(&a);
	assert_true(is_zero(in_second.p, in_second.n) && is_zero(in_third.p, in_third.n));
	arena_done(&a);
}

static void fill_an_arena_of_this_scope(size_t bytes)
{
	ARENA(a);

	memset(arena_alloc(&a, bytes), 'x', bytes);
	assert_true(a.held >= bytes);
}

/* Large pieces are mapped, and the C library counts what is. A leak checker sees the same. */
static void an_arena_ends_with_the_scope_that_declares_it(void **state)
{
	const size_t before = mallinfo2().hblkhd;

	(void)state;
	for (int i = 0; i < 10; i++)
		fill_an_arena_of_this_scope((size_t)8 << 20);
	assert_int_equal(mallinfo2().hblkhd, before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(a_large_piece_has_room_of_its_own),
		cmocka_unit_test(copies_end_with_a_nul),
		cmocka_unit_test(what_was_given_out_can_be_overwritten),
		cmocka_unit_test(a_buffer_grows_to_its_bound_and_no_further),
		cmocka_unit_test(an_arena_ends_with_the_scope_that_declares_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
