/* When tasks are reminded of and where they repeat, without a database. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "core/clock.h"
#include "tasks/timing/reminder.h"
#include "tasks/timing/repeat.h"

static int64_t at(const char *iso)
{
	int64_t ms = 0;

	assert_true(clock_parse_iso(str_z(iso), &ms));
	return ms;
}

static struct str or_null(const char *text)
{
	return text ? str_z(text) : str_of(NULL, 0);
}

static const struct {
	const char *date, *time, *zone, *reminders;
	const char *times[3]; /* those after 2026-01-01; NULL: no more */
} reminder_rows[] = {
	{ "2026-03-29", "03:30", "Europe/Berlin", "[\"PT1H\"]", { "2026-03-29T00:30:00.000Z" } },
	/* Clocks skip this time: it is read as an hour later. */
	{ "2026-03-29", "02:30", "Europe/Berlin", "[\"PT0S\"]", { "2026-03-29T01:30:00.000Z" } },
	/* Clocks show this time twice: it is the first one. */
	{ "2026-10-25", "02:30", "Europe/Berlin", "[\"PT0S\"]", { "2026-10-25T00:30:00.000Z" } },
	{ "2026-12-01", "09:00", "Asia/Kathmandu", "[\"P1D\"]", { "2026-11-30T03:15:00.000Z" } },
	{ "2026-12-01", "09:00", NULL, "[\"P1W\"]", { "2026-11-24T09:00:00.000Z" } },
	{ "2028-03-01", NULL, NULL, "[\"P1D\"]", { "2028-02-29T00:00:00.000Z" } },
	/* In order, each once, and none that has passed. */
	{ "2026-12-01",
	  "09:00",
	  "UTC",
	  "[\"PT60M\",\"PT1H\",\"P3650D\",\"2026-12-01T08:30:00+01:00\"]",
	  { "2026-12-01T07:30:00.000Z", "2026-12-01T08:00:00.000Z" } },
	{ NULL, NULL, NULL, "[\"2026-12-01T08:30:00-12:00\"]", { "2026-12-01T20:30:00.000Z" } },
	{ NULL, NULL, NULL, "[\"PT5M\"]", { NULL } },
	{ "2026-12-01", NULL, NULL, "[]", { NULL } },
	{ "2026-12-01", "09:00", "No/Where", "[\"PT1H\"]", { "2026-12-01T08:00:00.000Z" } },
};

static void test_reminders(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(reminder_rows); i++) {
		ARENA(a);
		const struct task task = {
			.due_date = or_null(reminder_rows[i].date),
			.due_time = or_null(reminder_rows[i].time),
			.time_zone = or_null(reminder_rows[i].zone),
			.reminders_json = str_z(reminder_rows[i].reminders),
		};
		int64_t times[LIMIT_REMINDERS];
		size_t n, expected = 0;

		reminder_times(&a, &task, at("2026-01-01T00:00:00.000Z"), times, &n);
		for (; reminder_rows[i].times[expected]; expected++)
			assert_true(expected < n &&
				    times[expected] == at(reminder_rows[i].times[expected]));
		assert_int_equal(n, expected);
	}
}

static const struct {
	const char *rule, *from, *zone, *due, *now;
	const char *next; /* NULL: it is just completed */
} repeat_rows[] = {
	{ "FREQ=WEEKLY", "due", NULL, "2026-12-01", "2026-12-20T12:00:00.000Z", "2026-12-08" },
	{ "FREQ=WEEKLY", "completion", NULL, "2026-12-01", "2026-12-20T12:00:00.000Z",
	  "2026-12-27" },
	{ "FREQ=DAILY", "completion", "Pacific/Kiritimati", "2026-12-01",
	  "2026-12-20T12:00:00.000Z", "2026-12-22" },
	{ "FREQ=DAILY", "completion", "Pacific/Pago_Pago", "2026-12-01", "2026-12-20T08:00:00.000Z",
	  "2026-12-20" },
	/* Completed early: not the same date again, and not an earlier one. */
	{ "FREQ=WEEKLY;BYDAY=FR", "completion", NULL, "2026-12-04", "2026-12-02T12:00:00.000Z",
	  "2026-12-11" },
	{ "FREQ=DAILY;INTERVAL=3", "completion", NULL, "2026-12-10", "2026-12-05T12:00:00.000Z",
	  "2026-12-11" },
	{ "FREQ=YEARLY", "due", NULL, "2028-02-29", "2028-02-29T12:00:00.000Z", "2032-02-29" },
	{ "FREQ=DAILY;COUNT=1", "due", NULL, "2026-12-01", "2026-12-01T12:00:00.000Z", NULL },
	{ "FREQ=DAILY;UNTIL=20261201", "due", NULL, "2026-12-01", "2026-12-01T12:00:00.000Z",
	  NULL },
	{ "FREQ=DAILY", "due", NULL, "9999-12-31", "2026-12-01T12:00:00.000Z", NULL },
	{ NULL, NULL, NULL, "2026-12-01", "2026-12-01T12:00:00.000Z", NULL },
};

static void test_repeats(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(repeat_rows); i++) {
		ARENA(a);
		struct task done = { 0 }, task = {
			.completed = true,
			.completed_ms = at(repeat_rows[i].now),
			.recurrence = or_null(repeat_rows[i].rule),
			.recurrence_from = or_null(repeat_rows[i].from),
			.time_zone = or_null(repeat_rows[i].zone),
			.due_date = or_null(repeat_rows[i].due),
			.source = STR("file:1"),
		};
		bool repeats = repeat_next(&a, at(repeat_rows[i].now), &task, &done);

		assert_int_equal(repeats, repeat_rows[i].next != NULL);
		assert_int_equal(task.completed, !repeats);
		assert_true(str_eq(task.due_date,
				   str_z(repeats ? repeat_rows[i].next : repeat_rows[i].due)));
		if (!repeats)
			continue;
		assert_true(done.completed && done.completed_ms && !task.completed_ms);
		assert_true(str_eq(done.due_date, str_z(repeat_rows[i].due)));
		assert_null(done.recurrence.p);
		assert_null(done.source.p);
		assert_true(str_eq(task.source, STR("file:1")));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "reminders come at the times of the zone", test_reminders, NULL, NULL, NULL },
		{ "a task that repeats goes to its next date", test_repeats, NULL, NULL, NULL },
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
