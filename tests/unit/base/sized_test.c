/* A public struct that grew: its first version, an older caller's, and this build's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "base/sized.h"

struct grown {
	size_t size;
	uint64_t first;  /* in the first version */
	uint64_t second; /* added by a later one */
	uint64_t third;  /* added by this build */
};

#define FIRST  offsetof(struct grown, second)
#define SECOND offsetof(struct grown, third)
#define KNOWN  sizeof(struct grown)

/* Of no version, or of a newer one than this build's. */
static const size_t refused[] = { 0,          1,         sizeof(size_t), FIRST - 1, FIRST + 1,
				  SECOND + 4, KNOWN - 1, KNOWN + 1,      KNOWN + 8, SIZE_MAX };

static void a_struct_of_each_version_is_read_as_far_as_it_goes(void **state)
{
	static const struct {
		size_t size;
		uint64_t second, third;
	} rows[] = { { FIRST, 0, 0 }, { SECOND, 2, 0 }, { KNOWN, 2, 3 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct grown given = { rows[i].size, 1, 2, 3 }, out = { 9, 9, 9, 9 };

		assert_true(sized_read(&out, KNOWN, FIRST, &given));
		assert_int_equal(out.size, KNOWN);
		assert_int_equal(out.first, 1);
		assert_int_equal(out.second, rows[i].second);
		assert_int_equal(out.third, rows[i].third);
	}
}

static void a_struct_of_each_version_is_written_as_far_as_it_goes(void **state)
{
	static const struct {
		size_t size;
		uint64_t second, third;
	} rows[] = { { FIRST, 9, 9 }, { SECOND, 2, 9 }, { KNOWN, 2, 3 } };
	const struct grown made = { KNOWN, 1, 2, 3 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct grown out = { rows[i].size, 9, 9, 9 };

		assert_true(sized_write(&out, KNOWN, FIRST, &made));
		assert_int_equal(out.size, rows[i].size);
		assert_int_equal(out.first, 1);
		assert_int_equal(out.second, rows[i].second);
		assert_int_equal(out.third, rows[i].third);
	}
}

static void a_struct_of_any_other_size_is_neither_read_nor_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		const struct grown other = { refused[i], 1, 2, 3 }, made = { KNOWN, 1, 2, 3 };
		struct grown read = { 9, 9, 9, 9 }, written = { refused[i], 9, 9, 9 };

		assert_false(sized_read(&read, KNOWN, FIRST, &other));
		assert_int_equal(read.size, 9);
		assert_int_equal(read.first, 9);
		assert_false(sized_write(&written, KNOWN, FIRST, &made));
		assert_int_equal(written.size, refused[i]);
		assert_int_equal(written.first, 9);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_struct_of_each_version_is_read_as_far_as_it_goes),
		cmocka_unit_test(a_struct_of_each_version_is_written_as_far_as_it_goes),
		cmocka_unit_test(a_struct_of_any_other_size_is_neither_read_nor_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
