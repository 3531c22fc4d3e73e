#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "core/clock.h"
#include "tasks/read/lateness.h"

static struct lateness at(const char *utc, const char *zone_name)
{
	struct lateness l;
	struct zone zone;
	int64_t now_ms;
	ARENA(a);

	assert_true(clock_parse_iso(str_z(utc), &now_ms));
	assert_true(zone_read(&a, str_z(zone_name), &zone));
	lateness_init(&l, &zone, now_ms);
	return l;
}

static void the_day_and_the_minute_are_those_of_the_readers_clock(void **state)
{
	static const struct {
		const char *utc, *zone, *minute;
	} cases[] = {
		{ "2026-12-31T23:30:59.999Z", "UTC", "2026-12-31T23:30" },
		{ "2026-12-31T23:30:00.000Z", "Europe/Berlin", "2027-01-01T00:30" },
		{ "2026-07-01T23:30:00.000Z", "Europe/Berlin", "2026-07-02T01:30" },
		{ "2026-12-31T02:00:00.000Z", "America/New_York", "2026-12-30T21:00" },
		{ "2026-12-31T12:00:00.000Z", "Pacific/Kiritimati", "2027-01-01T02:00" },
		{ "2026-12-31T10:00:00.000Z", "Pacific/Pago_Pago", "2026-12-30T23:00" },
		{ "2026-12-31T20:00:00.000Z", "Asia/Kathmandu", "2027-01-01T01:45" },
		/* The hour that is there twice, and the one that is missing. */
		{ "2026-10-25T00:30:00.000Z", "Europe/Berlin", "2026-10-25T02:30" },
		{ "2026-10-25T01:30:00.000Z", "Europe/Berlin", "2026-10-25T02:30" },
		{ "2026-03-29T01:00:00.000Z", "Europe/Berlin", "2026-03-29T03:00" },
		{ "2028-02-29T00:00:00.000Z", "UTC", "2028-02-29T00:00" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct lateness l = at(cases[i].utc, cases[i].zone);

		assert_true(str_eq(lateness_minute(&l), str_z(cases[i].minute)));
		assert_true(str_eq(lateness_day(&l), str_head(str_z(cases[i].minute), 10)));
	}
}

static void a_task_is_overdue_from_the_minute_after(void **state)
{
	static const struct {
		const char *utc, *date, *time, *zone;
		bool overdue;
	} cases[] = {
		/* The reader is in Berlin. A whole day is over at midnight there. */
		{ "2026-12-31T22:59:59.999Z", "2026-12-31", NULL, NULL, false },
		{ "2026-12-31T23:00:00.000Z", "2026-12-31", NULL, NULL, true },
		{ "2026-12-31T08:30:59.999Z", "2026-12-31", "09:30", NULL, false },
		{ "2026-12-31T08:31:00.000Z", "2026-12-31", "09:30", NULL, true },
		/* In New York it is six hours earlier, in Auckland twelve hours later. */
		{ "2026-12-31T14:30:59.999Z", "2026-12-31", "09:30", "America/New_York", false },
		{ "2026-12-31T14:31:00.000Z", "2026-12-31", "09:30", "America/New_York", true },
		{ "2026-12-30T20:30:59.999Z", "2026-12-31", "09:30", "Pacific/Auckland", false },
		{ "2026-12-30T20:31:00.000Z", "2026-12-31", "09:30", "Pacific/Auckland", true },
		/* A whole day is the reader's, also of a task with a zone. */
		{ "2026-12-31T22:59:59.999Z", "2026-12-31", NULL, "Pacific/Auckland", false },
		/* An unknown zone counts as the reader's. */
		{ "2026-12-31T08:31:00.000Z", "2026-12-31", "09:30", "Nowhere/Atlantis", true },
		{ "2026-12-31T08:30:00.000Z", "2026-12-31", "09:30", "Nowhere/Atlantis", false },
		{ "2026-12-31T08:31:00.000Z", NULL, NULL, NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct lateness l = at(cases[i].utc, "Europe/Berlin");
		struct task task = { .due_date = str_z(cases[i].date),
				     .due_time = str_z(cases[i].time),
				     .time_zone = str_z(cases[i].zone) };

		for (int turn = 0; turn < 2; turn++)
			assert_int_equal(lateness_is_overdue(&l, &task), cases[i].overdue);
		task.completed = true;
		assert_false(lateness_is_overdue(&l, &task));
	}
}

static void every_zone_agrees_outside_of_the_bounds(void **state)
{
	static const char *const zones[] = { "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC",
					     "Etc/GMT+12", "Pacific/Apia" };
	struct lateness l = at("2026-12-31T11:00:00.000Z", "Pacific/Kiritimati");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(zones); i++) {
		assert_true(lateness_is_past(&l, lateness_earliest(&l), str_z(zones[i])));
		assert_false(lateness_is_past(&l, lateness_last(&l), str_z(zones[i])));
	}
}

static void more_zones_than_are_kept_are_read_again(void **state)
{
	static const char *const zones[] = {
		"Europe/Berlin",   "America/New_York", "Asia/Tokyo",   "Asia/Kolkata",
		"Europe/London",   "Australia/Perth",  "Asia/Dubai",   "America/Lima",
		"Africa/Nairobi",  "Asia/Seoul",       "Europe/Paris", "America/Chicago",
		"Atlantic/Azores",
	};
	struct lateness l = at("2026-12-31T11:00:00.000Z", "UTC");

	(void)state;
	for (int turn = 0; turn < 3; turn++)
		for (size_t i = 0; i < ARRAY_LEN(zones); i++) {
			struct lateness there = at("2026-12-31T11:00:00.000Z", zones[i]);
			struct str now = lateness_minute(&there);
			char next[17];

			memcpy(next, now.p, now.n + 1);
			assert_false(lateness_is_past(&l, str_z(next), str_z(zones[i])));
			next[15]--; /* no clock shows a full ten minutes then */
			if (next[15] >= '0')
				assert_true(lateness_is_past(&l, str_z(next), str_z(zones[i])));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_day_and_the_minute_are_those_of_the_readers_clock),
		cmocka_unit_test(a_task_is_overdue_from_the_minute_after),
		cmocka_unit_test(every_zone_agrees_outside_of_the_bounds),
		cmocka_unit_test(more_zones_than_are_kept_are_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
