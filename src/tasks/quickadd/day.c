#include "tasks/quickadd/day.h"

#include "core/clock.h"

#define DAY_MS        INT64_C(86400000)
#define YEAR_MONTHS   12
#define SEARCH_MONTHS (YEAR_MONTHS * 9) /* leap days are at most eight years apart */

bool day_of(struct quick_date date, int32_t *out)
{
	int64_t ms;

	if (date.year < 1 || date.year > 9999 ||
	    !clock_midnight(date.year, date.month, date.day, &ms))
		return false;
	*out = (int32_t)(ms / DAY_MS);
	return true;
}

/* Years start in March here, so that the leap day is the last of its year. */
struct quick_date day_date(int32_t day)
{
	int64_t since = (int64_t)day + 719468;
	int64_t era = (since >= 0 ? since : since - 146096) / 146097;
	int64_t of_era = since - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153;
	int in_next = month >= 10;

	return (struct quick_date){
		.year = (int)(year + era * 400) + in_next,
		.month = (int)month + (in_next ? -9 : 3),
		.day = (int)(of_year - (153 * month + 2) / 5) + 1,
	};
}

int day_weekday(int32_t day)
{
	return (int)((((int64_t)day + 3) % WEEK_DAYS + WEEK_DAYS) % WEEK_DAYS); /* 1970: Thursday */
}

int32_t day_weekday_from(int32_t day, int weekday)
{
	return day + (weekday - day_weekday(day) + WEEK_DAYS) % WEEK_DAYS;
}

int day_month_length(struct quick_date date)
{
	int32_t day;

	for (date.day = 31; !day_of(date, &day) && date.day > 28;)
		date.day--;
	return date.day;
}

static struct quick_date month_after(struct quick_date date, int n)
{
	int months = date.year * YEAR_MONTHS + date.month - 1 + n;

	return (struct quick_date){ months / YEAR_MONTHS, months % YEAR_MONTHS + 1, 1 };
}

int32_t day_add_months(int32_t day, int n)
{
	struct quick_date from = day_date(day), to = month_after(from, n);
	int length = day_month_length(to);
	int32_t out = day;

	to.day = from.day < length ? from.day : length;
	(void)day_of(to, &out);
	return out;
}

bool day_of_month_from(int32_t day, int month, int day_of_month, int32_t *out)
{
	struct quick_date today = day_date(day);

	for (int i = 0; i < SEARCH_MONTHS; i++) {
		struct quick_date date = month_after(today, i);
		int32_t found;

		if (month && date.month != month)
			continue;
		date.day = day_of_month > 0 ? day_of_month : day_month_length(date);
		if (day_of(date, &found) && found >= day) {
			*out = found;
			return true;
		}
	}
	return false;
}

/* Of the month of `first`, its first day. False: it has only four of them. */
static bool nth_of_month(int32_t first, int nth, int weekday, int32_t *out)
{
	int length = day_month_length(day_date(first));
	int32_t day = day_weekday_from(first, weekday);

	if (nth > 0)
		day += (nth - 1) * WEEK_DAYS;
	while (nth < 0 && day + WEEK_DAYS < first + length)
		day += WEEK_DAYS;
	*out = day;
	return day < first + length;
}

int32_t day_nth_weekday_from(int32_t day, int nth, int weekday)
{
	int32_t found = day;

	for (int i = 0; i < SEARCH_MONTHS; i++) {
		int32_t first = day;

		(void)day_of(month_after(day_date(day), i), &first);
		if (nth_of_month(first, nth, weekday, &found) && found >= day)
			break;
	}
	return found;
}

void day_put(struct buf *b, int32_t day)
{
	struct quick_date date = day_date(day);

	buf_fmt(b, "%04d-%02d-%02d", date.year, date.month, date.day);
}
