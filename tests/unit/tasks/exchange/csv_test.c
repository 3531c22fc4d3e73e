/* Comma-separated values: quotes, separators, lines, and cells that are no formulas. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "tasks/exchange/read/csv.h"

/* The rows as "line: cell|cell". */
static void rows_are(const char *file, const char *expected)
{
	ARENA(a);
	struct csv csv;
	struct buf got;

	csv_start(&csv, &a, str_z(file));
	arena_buf(&a, &got, 256, 4096);
	while (csv_next(&csv)) {
		buf_fmt(&got, "%zu:", csv.line);
		for (size_t i = 0; i < csv.n; i++)
			buf_fmt(&got, "%s%.*s", i ? "|" : "", STR_FMT(csv.cells[i]));
		buf_z(&got, "/");
	}
	assert_string_equal(buf_cstr(&got), expected);
}

static void rows_are_read(void **state)
{
	(void)state;
	rows_are("", "");
	rows_are("a", "1:a/");
	rows_are("a,b\r\nc,d\r\n", "1:a|b/2:c|d/");
	rows_are("a,b\n\n,\n \nc,", "1:a|b/5:c|/");
	rows_are("\xEF\xBB\xBF\"a\"\"b\",\"c,d\"\n\"e\nf\",g\nh", "1:a\"b|c,d/2:e\nf|g/4:h/");
	rows_are("a;b\nc;d", "1:a|b/2:c|d/");
	rows_are("a;b,c", "1:a;b|c/");
	rows_are("\"a", "1:a/");
	rows_are("\"a\"b,c", "1:a|c/");
}

static void a_row_with_too_many_cells_is_cut(void **state)
{
	ARENA(a);
	struct csv csv;

	(void)state;
	csv_start(&csv, &a, STR(",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,x\ny"));
	assert_true(csv_next(&csv));
	assert_int_equal(csv.line, 2);
}

static void a_cell_comes_back(void **state)
{
	static const char *const cells[] = { "",    "a",  "a,b",  "a\"b", "a\nb", "=1+1",
					     "'=1", "'",  "''=1", "-",    "+49",  "@home",
					     "\tx", "'a", "a'",   "a=b",  "\"",   "\r" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
		ARENA(a);
		struct csv csv;
		struct buf file;

		arena_buf(&a, &file, 64, 256);
		csv_put(&file, str_z(cells[i]));
		buf_z(&file, ",end");
		assert_non_null(memchr("\"", file.p[0], 1));
		assert_null(memchr("=+-@", file.p[1], 4));
		csv_start(&csv, &a, buf_text(&file));
		assert_true(csv_next(&csv));
		assert_int_equal(csv.n, 2);
		assert_string_equal(arena_z(&a, csv_plain(csv.cells[0])), cells[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_read),
		cmocka_unit_test(a_row_with_too_many_cells_is_cut),
		cmocka_unit_test(a_cell_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
