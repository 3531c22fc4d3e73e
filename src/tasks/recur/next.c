#include "tasks/recur/next.h"

#include <libical/ical.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "core/limits.h"
#include "tasks/recur/possible.h"

OWNER(icalrecur_iterator *, icalrecur_iterator_free)

/* The calendar repeats itself, weekdays too, after 400 years. libical looks no further than the
 * year 2582, so that it is asked about the years 2000 to 2399 in the place of any others. */
#define CYCLE      400
#define CYCLE_FROM 2000

static int number_at(struct str date, size_t at, size_t n)
{
	int value = 0;

	for (size_t i = at; i < at + n; i++)
		value = value * 10 + (date.p[i] - '0');
	return value;
}

static struct icaltimetype to_ical(struct str date, int shift)
{
	return (struct icaltimetype){
		.year = number_at(date, 0, 4) + shift,
		.month = number_at(date, 5, 2),
		.day = number_at(date, 8, 2),
		.is_date = 1,
	};
}

/* The years to add to those of the date for libical: a multiple of CYCLE. */
static int shift_of(struct str date)
{
	int year = number_at(date, 0, 4);

	return CYCLE_FROM + year % CYCLE - year;
}

static bool has_month_days(const struct recur_rule *rule)
{
	return rule->sets.month_days[0] | rule->sets.month_days[1];
}

/* What libical 3.0 does not do as RFC 5545 has it. It takes days of the month that are counted from
 * its end for none in a daily rule, gets some first weeks of a rule for each second week wrong, and
 * of a yearly rule for days of the month takes only the month of the start. In the first two it is
 * asked for more dates, of which recur_has() chooses. */
static void mend(const struct recur_rule *rule, struct icalrecurrencetype *ical)
{
	if (rule->freq == RECUR_DAILY)
		ical->by_month_day[0] = ICAL_RECURRENCE_ARRAY_MAX;
	if (rule->freq == RECUR_WEEKLY)
		ical->interval = 1;
	if (rule->freq == RECUR_YEARLY && has_month_days(rule) && !rule->sets.months)
		for (short i = 0; i < 12; i++)
			ical->by_month[i] = (short)(i + 1);
}

static icalrecur_iterator *begin(const struct recur_rule *rule, struct icaltimetype start)
{
	struct icalrecurrencetype ical = icalrecurrencetype_from_string(rule->pattern.p);

	if (ical.freq == ICAL_NO_RECURRENCE)
		return NULL;
	mend(rule, &ical);
	ical.until = start;
	ical.until.year += LIMIT_RECURRENCE_YEARS;
	ical.until.month = 12;
	ical.until.day = 31;
	return icalrecur_iterator_new(ical, start);
}

/* False when libical has no more dates. */
static bool step(icalrecur_iterator *dates, int shift, char *date, size_t bytes)
{
	struct icaltimetype time = icalrecur_iterator_next(dates);

	if (icaltime_is_null_time(time) || time.year - shift > 9999)
		return false;
	(void)snprintf(date, bytes, "%04d-%02d-%02d", time.year - shift, time.month, time.day);
	return true;
}

bool recur_next(struct arena *a, const struct recur_rule *rule, struct str start, struct str after,
		struct str *out)
{
	int shift = shift_of(start);
	OWNED(icalrecur_iterator_free) icalrecur_iterator *dates = NULL;
	char date[40] = ""; /* room for the largest numbers that could be printed */

	if (!recur_is_possible(rule, start, after))
		return false;
	dates = begin(rule, to_ical(start, shift));
	if (!dates)
		return false;
	do
		if (!step(dates, shift, date, sizeof(date)))
			return false;
	while (memcmp(date, after.p, 10) <= 0 || !recur_has(rule, start, str_of(date, 10)));
	if (rule->until_date.n && memcmp(date, rule->until_date.p, 10) > 0)
		return false;
	*out = arena_copy(a, str_of(date, 10));
	return true;
}
