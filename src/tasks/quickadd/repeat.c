#include "tasks/quickadd/repeat.h"

static int lowest(unsigned weekdays)
{
	int day = MONDAY;

	while (day < SUNDAY && !(weekdays & 1u << day))
		day++;
	return day;
}

bool repeat_first(const struct quick_repeat *repeat, int32_t from, int32_t *out)
{
	*out = from;
	if (repeat->month_day)
		return day_of_month_from(from, repeat->month, repeat->month_day, out);
	if (repeat->nth)
		*out = day_nth_weekday_from(from, repeat->nth, lowest(repeat->weekdays));
	else if (repeat->weekdays)
		while (!(repeat->weekdays & 1u << day_weekday(*out)))
			++*out;
	return true;
}

static void put_weekdays(struct buf *b, const struct quick_repeat *repeat)
{
	static const char names[WEEK_DAYS][3] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };
	bool any = false;

	for (int i = MONDAY; i <= SUNDAY; i++) {
		if (!(repeat->weekdays & 1u << i))
			continue;
		buf_z(b, any ? "," : ";BYDAY=");
		if (repeat->nth)
			buf_i64(b, repeat->nth);
		buf_z(b, names[i]);
		any = true;
	}
}

static void put_part(struct buf *b, const char *name, int value)
{
	if (value)
		buf_fmt(b, ";%s=%d", name, value);
}

void repeat_put(struct buf *b, const struct quick_repeat *repeat)
{
	static const char *const frequencies[] = {
		[QUICK_DAYS] = "DAILY",
		[QUICK_WEEKS] = "WEEKLY",
		[QUICK_MONTHS] = "MONTHLY",
		[QUICK_YEARS] = "YEARLY",
	};
	struct quick_date until = day_date(repeat->until);

	buf_fmt(b, "FREQ=%s", frequencies[repeat->unit]);
	put_part(b, "INTERVAL", repeat->interval > 1 ? repeat->interval : 0);
	put_part(b, "BYMONTH", repeat->month);
	put_part(b, "BYMONTHDAY", repeat->month_day);
	put_weekdays(b, repeat);
	if (repeat->ends)
		buf_fmt(b, ";UNTIL=%04d%02d%02d", until.year, until.month, until.day);
}
