#include "tasks/recur/possible.h"

#include "core/clock.h"
#include "core/limits.h"

struct day {
	int64_t number; /* since Monday 1969-12-29, so that the weekday is its rest by 7 */
	int year;
	unsigned month, day, month_length;
	unsigned year_day, year_length; /* from 1 */
};

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned month_length(int year, unsigned month)
{
	static const unsigned lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return lengths[month - 1] + (month == 2 && is_leap(year));
}

static struct day day_of(struct str date)
{
	int64_t ms = 0, new_year = 0;
	struct day d = {
		.year = (date.p[0] - '0') * 1000 + (date.p[1] - '0') * 100 +
			(date.p[2] - '0') * 10 + (date.p[3] - '0'),
		.month = (unsigned)((date.p[5] - '0') * 10 + (date.p[6] - '0')),
		.day = (unsigned)((date.p[8] - '0') * 10 + (date.p[9] - '0')),
	};

	(void)clock_midnight(d.year, d.month, d.day, &ms);
	(void)clock_midnight(d.year, 1, 1, &new_year);
	d.number = ms / 86400000 + 3;
	d.month_length = month_length(d.year, d.month);
	d.year_day = (unsigned)((ms - new_year) / 86400000) + 1;
	d.year_length = is_leap(d.year) ? 366 : 365;
	return d;
}

static void step(struct day *d)
{
	d->number++;
	d->day++;
	d->year_day++;
	if (d->day <= d->month_length)
		return;
	d->day = 1;
	d->month++;
	if (d->month > 12) {
		d->month = 1;
		d->year_day = 1;
		d->year++;
		d->year_length = is_leap(d->year) ? 366 : 365;
	}
	d->month_length = month_length(d->year, d->month);
}

static unsigned weekday(const struct day *d)
{
	return (unsigned)((d->number % 7 + 7) % 7);
}

/* The number of the period, of the unit of FREQ, that has the day. */
static int64_t period(const struct recur_rule *rule, const struct day *d)
{
	switch (rule->freq) {
	case RECUR_DAILY:
		return d->number;
	case RECUR_WEEKLY:
		return (d->number - (weekday(d) + 7 - rule->week_start) % 7) / 7;
	case RECUR_MONTHLY:
		return d->year * INT64_C(12) + d->month;
	case RECUR_YEARLY:
		break;
	}
	return d->year;
}

static bool is_in_weekdays(const struct recur_rule *rule, const struct day *d)
{
	const uint64_t *numbers = rule->sets.weekdays[weekday(d)];
	bool of_year = rule->freq == RECUR_YEARLY && !rule->sets.months;
	unsigned at = of_year ? d->year_day : d->day;
	unsigned length = of_year ? d->year_length : d->month_length;

	return !rule->sets.has_weekdays || numbers[0] & 1 || numbers[0] >> ((at - 1) / 7 + 1) & 1 ||
	       numbers[1] >> ((length - at) / 7 + 1) & 1;
}

static bool is_in_month_days(const struct recur_rule *rule, const struct day *d)
{
	const uint32_t *days = rule->sets.month_days;

	return !(days[0] | days[1]) || days[0] >> d->day & 1 ||
	       days[1] >> (d->month_length - d->day + 1) & 1;
}

/* A rule without sets repeats what the first day has. */
static bool is_as_first(const struct recur_rule *rule, const struct day *d, const struct day *first)
{
	if (rule->sets.has_weekdays || rule->sets.month_days[0] | rule->sets.month_days[1])
		return true;
	switch (rule->freq) {
	case RECUR_DAILY:
		return true;
	case RECUR_WEEKLY:
		return weekday(d) == weekday(first);
	case RECUR_MONTHLY:
		return d->day == first->day;
	case RECUR_YEARLY:
		break;
	}
	return d->day == first->day && (rule->sets.months || d->month == first->month);
}

static bool has(const struct recur_rule *rule, const struct day *first, const struct day *d)
{
	return (!rule->sets.months || rule->sets.months >> d->month & 1) &&
	       is_in_month_days(rule, d) && is_in_weekdays(rule, d) &&
	       is_as_first(rule, d, first) &&
	       (period(rule, d) - period(rule, first)) % rule->interval == 0;
}

bool recur_has(const struct recur_rule *rule, struct str start, struct str date)
{
	struct day first = day_of(start), d = day_of(date);

	return has(rule, &first, &d);
}

bool recur_is_possible(const struct recur_rule *rule, struct str start, struct str after)
{
	struct day first = day_of(start), d = day_of(after);
	int last = first.year + LIMIT_RECURRENCE_YEARS;

	for (step(&d); d.year <= last; step(&d))
		if (has(rule, &first, &d))
			return true;
	return false;
}
