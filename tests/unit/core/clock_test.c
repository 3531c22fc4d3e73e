#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "core/clock.h"

static const struct {
	int64_t ms;
	const char *text;
} times[] = {
	{ 0, "1970-01-01T00:00:00.000Z" },
	{ -1, "1969-12-31T23:59:59.999Z" },
	{ 951782399999, "2000-02-28T23:59:59.999Z" },
	{ 951782400000, "2000-02-29T00:00:00.000Z" },
	{ 951868800000, "2000-03-01T00:00:00.000Z" },
	{ 1795146791318, "2026-11-20T03:53:11.318Z" },
	{ 4107542399000, "2100-02-28T23:59:59.000Z" },
	{ 4107542400000, "2100-03-01T00:00:00.000Z" },
	{ 253402300799999, "9999-12-31T23:59:59.999Z" },
	{ -62135596800000, "0001-01-01T00:00:00.000Z" },
};

static void a_time_is_written_and_read_in_one_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		char memory[32];
		struct buf b;
		int64_t ms = 1;

		buf_init_fixed(&b, memory, sizeof(memory));
		clock_put_iso(&b, times[i].ms);
		if (!str_eq(buf_text(&b), str_z(times[i].text)))
			fail_msg("%.*s instead of %s", STR_FMT(buf_text(&b)), times[i].text);
		assert_true(clock_parse_iso(str_z(times[i].text), &ms));
		assert_int_equal(ms, times[i].ms);
	}
}

static void every_day_of_eight_centuries_comes_back(void **state)
{
	(void)state;
	for (int64_t day = -130000; day < 160000; day++) {
		char memory[32];
		struct buf b;
		int64_t ms;

		buf_init_fixed(&b, memory, sizeof(memory));
		clock_put_iso(&b, day * 86400000 + 12345678);
		assert_true(clock_parse_iso(buf_text(&b), &ms));
		assert_int_equal(ms, day * 86400000 + 12345678);
	}
}

static void other_forms_are_no_times(void **state)
{
	static const char *const rows[] = {
		"",
		"2026-11-20T03:53:11Z",
		"2026-11-20T03:53:11.31Z",
		"2026-11-20T03:53:11.3180Z",
		"2026-11-20 03:53:11.318Z",
		"2026-11-20T03:53:11.318z",
		"2026-11-20T03:53:11.318+",
		"2026-02-29T03:53:11.318Z",
		"2100-02-29T03:53:11.318Z",
		"2026-13-01T03:53:11.318Z",
		"2026-00-01T03:53:11.318Z",
		"2026-01-00T03:53:11.318Z",
		"2026-01-32T03:53:11.318Z",
		"2026-01-01T24:00:00.000Z",
		"2026-01-01T00:60:00.000Z",
		"2026-01-01T00:00:60.000Z",
		"2026-01-01T00:00:0x.000Z",
		"-026-01-01T00:00:00.000Z",
	};
	int64_t ms = 77;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (clock_parse_iso(str_z(rows[i]), &ms))
			fail_msg("%s was read", rows[i]);
	assert_int_equal(ms, 77);
}

static void a_year_beyond_four_digits_fails_the_buffer(void **state)
{
	char memory[32];
	struct buf b;

	(void)state;
	buf_init_fixed(&b, memory, sizeof(memory));
	clock_put_iso(&b, 253402300800000);
	assert_false(buf_ok(&b));
}

static void a_date_must_exist(void **state)
{
	(void)state;
	assert_true(clock_is_date(STR("2028-02-29")));
	assert_true(clock_is_date(STR("2000-02-29")));
	assert_false(clock_is_date(STR("2027-02-29")));
	assert_false(clock_is_date(STR("1900-02-29")));
	assert_false(clock_is_date(STR("0000-01-01")));
	assert_false(clock_is_date(STR("2026-1-01")));
	assert_false(clock_is_date(STR("2026-01-01T")));
}

static void the_steady_clocks_agree(void **state)
{
	int64_t first_us = clock_steady_us(), ms = clock_steady_ms(), last_us = clock_steady_us();

	(void)state;
	assert_true(first_us > 0 && last_us >= first_us);
	/* The clock of milliseconds is as old as the last turn of the system's own. */
	assert_in_range(ms, first_us / 1000 - 50, last_us / 1000 + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_time_is_written_and_read_in_one_form),
		cmocka_unit_test(every_day_of_eight_centuries_comes_back),
		cmocka_unit_test(other_forms_are_no_times),
		cmocka_unit_test(a_year_beyond_four_digits_fails_the_buffer),
		cmocka_unit_test(a_date_must_exist),
		cmocka_unit_test(the_steady_clocks_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
