/* The next dates of rules at the ends of months, on leap days, far away, and where there is none.
 * agree.py compares many more with another implementation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "tasks/recur/next.h"
#include "tasks/recur/possible.h"

#define NONE "none"

static const struct {
	const char *rule, *start;
	const char *dates; /* the next ones, each begun on the one before */
} rows[] = {
	{ "FREQ=DAILY", "2026-12-31", "2027-01-01 2027-01-02" },
	{ "FREQ=DAILY;INTERVAL=10", "2028-02-25", "2028-03-06 2028-03-16" },
	{ "FREQ=WEEKLY", "2026-11-30", "2026-12-07 2026-12-14" },
	{ "FREQ=WEEKLY;BYDAY=MO,WE,FR", "2026-11-28", "2026-11-30 2026-12-02 2026-12-04" },
	/* RFC 5545 section 3.3.10, where WKST matters */
	{ "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO", "1997-08-05",
	  "1997-08-10 1997-08-19 1997-08-24" },
	{ "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", "1997-08-05",
	  "1997-08-17 1997-08-19 1997-08-31" },
	/* libical alone takes the week before for the first one */
	{ "FREQ=WEEKLY;INTERVAL=4;BYDAY=SU;BYMONTH=12,4,1", "2096-11-12", "2096-12-16 2097-01-13" },

	{ "FREQ=MONTHLY", "2026-01-31", "2026-03-31 2026-05-31 2026-07-31 2026-08-31" },
	{ "FREQ=MONTHLY", "2026-12-15", "2027-01-15" },
	{ "FREQ=MONTHLY;BYMONTHDAY=-1", "2028-01-31", "2028-02-29 2028-03-31 2028-04-30" },
	{ "FREQ=MONTHLY;BYMONTHDAY=30,-1", "2026-01-31", "2026-02-28 2026-03-30 2026-03-31" },
	{ "FREQ=MONTHLY;BYDAY=-1FR", "2026-11-30", "2026-12-25 2027-01-29" },
	{ "FREQ=MONTHLY;BYDAY=5MO", "2026-11-30", "2027-03-29 2027-05-31" },
	{ "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1997-09-02", "1998-02-13 1998-03-13 1998-11-13" },
	{ "FREQ=DAILY;BYMONTHDAY=-1", "2026-11-30", "2026-12-31 2027-01-31 2027-02-28" },

	{ "FREQ=YEARLY", "2024-02-29", "2028-02-29 2032-02-29" },
	{ "FREQ=YEARLY", "2096-02-29", "2104-02-29" },
	{ "FREQ=YEARLY;BYMONTHDAY=15", "2026-11-15", "2026-12-15 2027-01-15" },
	{ "FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1998-05-18 1999-05-17" },
	{ "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2026-11-26", "2027-11-25" },
	{ "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", "2072-02-29", "2112-02-29" },
	{ "FREQ=YEARLY;INTERVAL=40", "2026-01-01", "2066-01-01" },
	{ "FREQ=YEARLY;INTERVAL=41", "2026-01-01", NONE },

	{ "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-01-01", NONE },
	{ "FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31", "2026-01-01", NONE },
	{ "FREQ=DAILY;INTERVAL=7;BYDAY=TU", "2026-11-30", NONE },
	{ "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3", "2026-01-01", NONE },
	{ "FREQ=MONTHLY;BYMONTH=2", "2026-01-31", NONE },
	{ "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29", "2025-01-01", NONE },

	{ "FREQ=DAILY;UNTIL=20261201", "2026-11-30", "2026-12-01 " NONE },
	{ "FREQ=MONTHLY;UNTIL=20270131", "2026-12-31", "2027-01-31 " NONE },

	{ "FREQ=DAILY", "0001-01-01", "0001-01-02" },
	{ "FREQ=YEARLY", "1896-02-29", "1904-02-29" },
	{ "FREQ=WEEKLY", "2583-05-01", "2583-05-08" },
	{ "FREQ=YEARLY", "9996-02-29", NONE },
	{ "FREQ=DAILY", "9999-12-30", "9999-12-31 " NONE },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ARENA(a);
		struct recur_rule rule;
		struct str problem, at = str_z(rows[i].start), rest = str_z(rows[i].dates), date;

		assert_true(recur_parse(&a, str_z(rows[i].rule), &rule, &problem));
		for (bool more = true; more;) {
			struct str next = STR(NONE);

			more = str_cut(rest, ' ', &date, &rest);
			recur_next(&a, &rule, at, at, &next);
			if (!str_eq(next, date))
				fail_msg("%s from %.*s: %.*s", rows[i].rule, STR_FMT(at),
					 STR_FMT(next));
			at = next;
		}
	}
}

static void test_later(void **state)
{
	ARENA(a);
	struct recur_rule rule;
	struct str problem, next;

	(void)state;
	assert_true(recur_parse(&a, STR("FREQ=DAILY;INTERVAL=3"), &rule, &problem));
	assert_true(recur_next(&a, &rule, STR("2026-11-01"), STR("2026-11-10"), &next));
	assert_true(str_eq(next, STR("2026-11-13")));
	assert_true(recur_next(&a, &rule, STR("2026-11-01"), STR("2066-12-01"), &next));
	assert_true(str_eq(next, STR("2066-12-04")));
	assert_false(recur_next(&a, &rule, STR("2026-11-01"), STR("9999-11-10"), &next));
}

static void test_has(void **state)
{
	ARENA(a);
	struct recur_rule rule;
	struct str problem;

	(void)state;
	assert_true(recur_parse(&a, STR("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR"), &rule, &problem));
	assert_true(recur_has(&rule, STR("2026-10-30"), STR("2026-12-25")));
	assert_false(recur_has(&rule, STR("2026-10-30"), STR("2026-11-27")));
	assert_false(recur_has(&rule, STR("2026-10-30"), STR("2026-12-18")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "a rule names the dates of the calendar, or none", test_rows, NULL, NULL, NULL },
		{ "the next date is later than another than the start", test_later, NULL, NULL,
		  NULL },
		{ "a date is of a rule when its period and its sets have it", test_has, NULL, NULL,
		  NULL },
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
