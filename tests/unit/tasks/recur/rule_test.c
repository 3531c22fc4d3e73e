/* Which rules are read: each refusal beside its accepted twin. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "tasks/recur/rule.h"

#define BYDAY_WRONG      "BYDAY must be a list of days such as MO, 1MO or -1MO"
#define BYMONTHDAY_WRONG "BYMONTHDAY must be a list of whole numbers from 1 to 31 or from -31 to -1"
#define UNTIL_WRONG                                                                                \
	"UNTIL must be a date such as 20261231, or a time in UTC such as 20261231T220000Z"
#define ORDINALS_50                                                                                \
	"-50MO,-50TU,-50WE,-50TH,-50FR,-50SA,-50SU,-51MO,-51TU,-51WE,"                             \
	"-49MO,-49TU,-49WE,-49TH,-49FR,-49SA,-49SU,-48MO,-48TU,-48WE,"                             \
	"-47MO,-47TU,-47WE,-47TH,-47FR,-47SA,-47SU,-46MO,-46TU,-46WE,"                             \
	"-45MO,-45TU,-45WE,-45TH,-45FR,-45SA,-45SU,-44MO,-44TU,-44WE,"                             \
	"-43MO,-43TU,-43WE,-43TH,-43FR,-43SA,-43SU,-42MO,-42TU,-42WE"

static const struct {
	const char *text;
	const char *problem; /* NULL: accepted */
} rows[] = {
	{ "FREQ=DAILY", NULL },
	{ "freq=weekly;byday=mo,We", NULL },
	{ "COUNT=3;BYDAY=MO;FREQ=WEEKLY;WKST=SU;INTERVAL=2", NULL },
	{ "", "Recurrence must have parts such as FREQ=WEEKLY, divided by ;" },
	{ "FREQ=DAILY;", "Recurrence must have parts such as FREQ=WEEKLY, divided by ;" },
	{ "DAILY", "Recurrence must have parts such as FREQ=WEEKLY, divided by ;" },
	{ "RRULE:FREQ=DAILY", "Recurrence must begin with its first part, without RRULE:" },
	{ "FREQ=DAILY;FREQ=DAILY", "Recurrence must not have FREQ twice" },
	{ "FREQ=DAILY;BYSETPOS=1", "Recurrence must not have the part BYSETPOS" },
	{ "FREQ=DAILY; INTERVAL=2", "Recurrence must have only printable ASCII without blanks" },
	{ "FREQ=DAILY\n", "Recurrence must have only printable ASCII without blanks" },
	{ "INTERVAL=2", "Recurrence must have FREQ, as FREQ=WEEKLY;BYDAY=MO has" },
	{ "FREQ=HOURLY", "FREQ must be one of: DAILY, WEEKLY, MONTHLY, YEARLY" },
	{ "FREQ=", "FREQ must be one of: DAILY, WEEKLY, MONTHLY, YEARLY" },

	{ "FREQ=DAILY;INTERVAL=999", NULL },
	{ "FREQ=DAILY;INTERVAL=1000", "INTERVAL must be a whole number from 1 to 999" },
	{ "FREQ=DAILY;INTERVAL=0", "INTERVAL must be a whole number from 1 to 999" },
	{ "FREQ=DAILY;INTERVAL=-1", "INTERVAL must be a whole number from 1 to 999" },
	{ "FREQ=DAILY;COUNT=9999", NULL },
	{ "FREQ=DAILY;COUNT=10000", "COUNT must be a whole number from 1 to 9999" },
	{ "FREQ=DAILY;COUNT=0", "COUNT must be a whole number from 1 to 9999" },

	{ "FREQ=DAILY;UNTIL=20280229", NULL },
	{ "FREQ=DAILY;UNTIL=20280229T235959Z", NULL },
	{ "FREQ=DAILY;UNTIL=20270229", UNTIL_WRONG },
	{ "FREQ=DAILY;UNTIL=20280229T240000Z", UNTIL_WRONG },
	{ "FREQ=DAILY;UNTIL=20280229T235959", UNTIL_WRONG },
	{ "FREQ=DAILY;UNTIL=2028-02-29", UNTIL_WRONG },
	{ "FREQ=DAILY;UNTIL=", UNTIL_WRONG },
	{ "FREQ=DAILY;UNTIL=00000101", UNTIL_WRONG },
	{ "FREQ=DAILY;UNTIL=20280229;COUNT=2", "Recurrence must not have both COUNT and UNTIL" },

	{ "FREQ=DAILY;BYMONTH=1,12", NULL },
	{ "FREQ=DAILY;BYMONTH=13", "BYMONTH must be a list of whole numbers from 1 to 12" },
	{ "FREQ=DAILY;BYMONTH=0", "BYMONTH must be a list of whole numbers from 1 to 12" },
	{ "FREQ=DAILY;BYMONTH=1,", "BYMONTH must be a list of whole numbers from 1 to 12" },
	{ "FREQ=MONTHLY;BYMONTHDAY=1,31,-1,-31,+5", NULL },
	{ "FREQ=MONTHLY;BYMONTHDAY=32", BYMONTHDAY_WRONG },
	{ "FREQ=MONTHLY;BYMONTHDAY=0", BYMONTHDAY_WRONG },
	{ "FREQ=MONTHLY;BYMONTHDAY=--1", BYMONTHDAY_WRONG },
	{ "FREQ=MONTHLY;BYMONTHDAY=001", BYMONTHDAY_WRONG },
	{ "FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY must not be used with FREQ=WEEKLY" },

	{ "FREQ=MONTHLY;BYDAY=1MO,-1SU,+5FR,TU", NULL },
	{ "FREQ=YEARLY;BYDAY=53MO,-53SU", NULL },
	{ "FREQ=YEARLY;BYDAY=5MO;BYMONTH=2", NULL },
	{ "FREQ=YEARLY;BYDAY=6MO;BYMONTH=2",
	  "BYDAY must have numbers of at most 5 where it counts in a month" },
	{ "FREQ=MONTHLY;BYDAY=6MO",
	  "BYDAY must have numbers of at most 5 where it counts in a month" },
	{ "FREQ=YEARLY;BYDAY=54MO", BYDAY_WRONG },
	{ "FREQ=MONTHLY;BYDAY=0MO", BYDAY_WRONG },
	{ "FREQ=MONTHLY;BYDAY=-MO", BYDAY_WRONG },
	{ "FREQ=MONTHLY;BYDAY=MON", BYDAY_WRONG },
	{ "FREQ=MONTHLY;BYDAY=MO TU", "Recurrence must have only printable ASCII without blanks" },
	{ "FREQ=WEEKLY;BYDAY=1MO", "BYDAY must have no numbers with FREQ=DAILY and FREQ=WEEKLY" },
	{ "FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=13", NULL },
	{ "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=1", "BYDAY must have no numbers beside BYMONTHDAY" },
	{ "FREQ=WEEKLY;WKST=SU", NULL },
	{ "FREQ=WEEKLY;WKST=1SU", "WKST must be one of: MO, TU, WE, TH, FR, SA, SU" },
	{ "FREQ=YEARLY;BYDAY=" ORDINALS_50, NULL },
	{ "FREQ=YEARLY;BYDAY=" ORDINALS_50 "," ORDINALS_50,
	  "Recurrence must have at most 500 characters" },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ARENA(a);
		struct recur_rule rule;
		struct str problem;
		bool accepted = recur_parse(&a, str_z(rows[i].text), &rule, &problem);

		if (accepted != !rows[i].problem ||
		    (!accepted && !str_eq(problem, str_z(rows[i].problem))))
			fail_msg("%s: %.*s", rows[i].text, STR_FMT(problem));
	}
}

static void test_members(void **state)
{
	ARENA(a);
	struct recur_rule rule;
	struct str problem;

	(void)state;
	assert_true(recur_parse(&a, STR("until=20261231;Freq=Monthly;byday=mo"), &rule, &problem));
	assert_true(str_eq(rule.text, STR("until=20261231;Freq=Monthly;byday=mo")));
	assert_true(str_eq(rule.pattern, STR("FREQ=MONTHLY;BYDAY=MO")));
	assert_int_equal(rule.freq, RECUR_MONTHLY);
	assert_int_equal(rule.interval, 1);
	assert_int_equal(rule.count, 0);
	assert_true(str_eq(rule.until_date, STR("2026-12-31")));
	assert_true(rule.until_ms == INT64_MAX);
	assert_true(recur_parse(&a, STR("FREQ=DAILY;UNTIL=19700101T000001Z"), &rule, &problem));
	assert_int_equal(rule.until_date.n, 0);
	assert_true(rule.until_ms == 1000);
}

static void test_count_down(void **state)
{
	static const struct {
		const char *from, *to;
	} counts[] = {
		{ "FREQ=DAILY;COUNT=10", "FREQ=DAILY;COUNT=9" },
		{ "count=2;FREQ=DAILY", "count=1;FREQ=DAILY" },
		{ "FREQ=WEEKLY;Count=100;BYDAY=MO", "FREQ=WEEKLY;Count=99;BYDAY=MO" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		ARENA(a);
		struct recur_rule rule;
		struct str problem;

		assert_true(recur_parse(&a, str_z(counts[i].from), &rule, &problem));
		assert_string_equal(recur_count_down(&a, &rule).p, counts[i].to);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "a rule is read, or a sentence says what is wrong", test_rows, NULL, NULL, NULL },
		{ "a rule's members are read in letters of either case", test_members, NULL, NULL,
		  NULL },
		{ "counting down changes only the number", test_count_down, NULL, NULL, NULL },
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
