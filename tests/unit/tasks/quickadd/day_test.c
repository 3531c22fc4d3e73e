/* Days of the calendar, against the days of core/clock.h and by tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "tasks/quickadd/day.h"

static int32_t day(int year, int month, int of_month)
{
	int32_t out = 0;

	assert_true(day_of((struct quick_date){ year, month, of_month }, &out));
	return out;
}

static void a_day_and_its_date_are_one(void **state)
{
	int32_t first = day(1, 1, 1), last = day(9999, 12, 31);

	(void)state;
	for (int32_t i = first; i <= last; i++) {
		int32_t back;

		assert_true(day_of(day_date(i), &back));
		assert_int_equal(back, i);
	}
}

static void days_that_do_not_exist_are_refused(void **state)
{
	static const struct quick_date none[] = { { 2027, 2, 29 }, { 2026, 4, 31 }, { 2026, 13, 1 },
						  { 2026, 0, 1 },  { 2026, 1, 0 },  { 0, 1, 1 },
						  { 10000, 1, 1 } };
	int32_t out;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		assert_false(day_of(none[i], &out));
	assert_true(day_of((struct quick_date){ 2028, 2, 29 }, &out));
}

static void weekdays_follow_each_other(void **state)
{
	int32_t monday = day(2026, 11, 30);

	(void)state;
	assert_int_equal(day_weekday(monday), MONDAY);
	assert_int_equal(day_weekday(day(1969, 12, 31)), 2);
	assert_int_equal(day_weekday_from(monday, MONDAY), monday);
	assert_int_equal(day_weekday_from(monday, SUNDAY), monday + 6);
	assert_int_equal(day_weekday_from(monday + 1, MONDAY), monday + 7);
}

static void a_month_later_is_the_same_day_or_the_last(void **state)
{
	(void)state;
	assert_int_equal(day_add_months(day(2026, 11, 30), 1), day(2026, 12, 30));
	assert_int_equal(day_add_months(day(2026, 11, 30), 3), day(2027, 2, 28));
	assert_int_equal(day_add_months(day(2028, 2, 29), 12), day(2029, 2, 28));
	assert_int_equal(day_month_length((struct quick_date){ 2028, 2, 1 }), 29);
}

static void a_day_of_a_month_is_found(void **state)
{
	int32_t out;

	(void)state;
	assert_true(day_of_month_from(day(2026, 11, 30), 0, 30, &out));
	assert_int_equal(out, day(2026, 11, 30));
	assert_true(day_of_month_from(day(2026, 11, 30), 0, 31, &out));
	assert_int_equal(out, day(2026, 12, 31));
	assert_true(day_of_month_from(day(2027, 2, 1), 0, -1, &out));
	assert_int_equal(out, day(2027, 2, 28));
	assert_true(day_of_month_from(day(2097, 1, 1), 2, 29, &out));
	assert_int_equal(out, day(2104, 2, 29));
	assert_false(day_of_month_from(day(2026, 1, 1), 2, 30, &out));
}

static void an_nth_weekday_is_found(void **state)
{
	(void)state;
	assert_int_equal(day_nth_weekday_from(day(2026, 11, 30), 3, FRIDAY), day(2026, 12, 18));
	assert_int_equal(day_nth_weekday_from(day(2026, 11, 30), -1, MONDAY), day(2026, 11, 30));
	assert_int_equal(day_nth_weekday_from(day(2026, 12, 1), 1, MONDAY), day(2026, 12, 7));
	assert_int_equal(day_nth_weekday_from(day(2026, 12, 8), 1, MONDAY), day(2027, 1, 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_and_its_date_are_one),
		cmocka_unit_test(days_that_do_not_exist_are_refused),
		cmocka_unit_test(weekdays_follow_each_other),
		cmocka_unit_test(a_month_later_is_the_same_day_or_the_last),
		cmocka_unit_test(a_day_of_a_month_is_found),
		cmocka_unit_test(an_nth_weekday_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
