#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/buf.h"

#define assert_text(b, text) assert_true(str_eq(buf_text(b), STR(text)))

static void text_is_appended(void **state)
{
	char memory[256];
	struct buf b;

	(void)state;
	buf_init_fixed(&b, memory, sizeof(memory));
	buf_z(&b, "a");
	buf_char(&b, '=');
	buf_str(&b, STR("b\0c"));
	buf_str(&b, str_of(NULL, 0));
	buf_u64(&b, UINT64_MAX);
	buf_i64(&b, INT64_MIN);
	buf_i64(&b, 0);
	buf_hex(&b, "\x00\xfa", 2);
	buf_fmt(&b, " %d%%", 5);
	assert_true(buf_ok(&b));
	assert_text(&b, "a=b\0c18446744073709551615-9223372036854775808000fa 5%");
}

static void what_does_not_fit_fails_for_good(void **state)
{
	char memory[4];
	struct buf b;

	(void)state;
	buf_init_fixed(&b, memory, sizeof(memory));
	buf_z(&b, "abc");
	buf_z(&b, "de");
	assert_false(buf_ok(&b));
	buf_char(&b, 'x');
	assert_int_equal(buf_text(&b).n, 0);
	assert_null(buf_cstr(&b));
	assert_null(buf_room(&b, 0));
}

static void a_full_buffer_is_no_failure(void **state)
{
	char memory[4];
	struct buf b;

	(void)state;
	buf_init_fixed(&b, memory, sizeof(memory));
	buf_z(&b, "abcd");
	assert_true(buf_ok(&b));
	assert_text(&b, "abcd");
	assert_null(buf_cstr(&b)); /* there is no room for its NUL */
}

static void a_heap_buffer_grows_up_to_its_bound(void **state)
{
	struct buf b;

	(void)state;
	buf_init_heap(&b, 1000);
	for (int i = 0; i < 999; i++)
		buf_char(&b, (char)('a' + i % 26));
	assert_string_equal(buf_cstr(&b) + 996, "ijk");
	assert_int_equal(buf_text(&b).n, 999);
	buf_char(&b, 'x');
	assert_true(buf_ok(&b));
	buf_char(&b, 'y');
	assert_false(buf_ok(&b));
	buf_done(&b);
	assert_false(buf_ok(&b));
}

static void sizes_that_overflow_fail(void **state)
{
	struct buf b;

	(void)state;
	buf_init_heap(&b, SIZE_MAX / 2);
	buf_char(&b, 'a');
	assert_null(buf_room(&b, SIZE_MAX));
	assert_false(buf_ok(&b));
	buf_done(&b);
}

static void a_long_format_fails_instead_of_being_cut(void **state)
{
	struct buf b;

	(void)state;
	buf_init_heap(&b, 100000);
	buf_fmt(&b, "%1023s", "x");
	assert_true(buf_ok(&b));
	buf_fmt(&b, "%1024s", "x");
	assert_false(buf_ok(&b));
	buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_appended),
		cmocka_unit_test(what_does_not_fit_fails_for_good),
		cmocka_unit_test(a_full_buffer_is_no_failure),
		cmocka_unit_test(a_heap_buffer_grows_up_to_its_bound),
		cmocka_unit_test(sizes_that_overflow_fail),
		cmocka_unit_test(a_long_format_fails_instead_of_being_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
