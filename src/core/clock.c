#include "core/clock.h"

#include <time.h>

#include "base/ascii.h"

#define DAY_MS INT64_C(86400000)

static int64_t real_now_ms(const struct clock *clock)
{
	struct timespec now;

	(void)clock;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

const struct clock clock_real = { .now_ms = real_now_ms };

int64_t clock_steady_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_steady_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* The days from 1970-01-01 to a date. Years are counted from March, so that the leap day is the
 * last day. */
static int64_t days_from_date(int64_t year, int64_t month, int64_t day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

static void date_from_days(int64_t days, int64_t *year, int64_t *month, int64_t *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t day_of_era = z - era * 146097;
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t shifted = (5 * day_of_year + 2) / 153;

	*day = day_of_year - (153 * shifted + 2) / 5 + 1;
	*month = shifted < 10 ? shifted + 3 : shifted - 9;
	*year = year_of_era + era * 400 + (*month <= 2);
}

static void put_digits(char *at, int width, int64_t value)
{
	uint32_t rest = (uint32_t)value; /* at most four digits: a division of 32 bits is cheaper */

	while (width--) {
		at[width] = (char)('0' + rest % 10);
		rest /= 10;
	}
}

void clock_put_iso(struct buf *b, int64_t ms)
{
	char text[] = "0000-00-00T00:00:00.000Z";
	int64_t days = ms / DAY_MS - (ms % DAY_MS < 0);
	int64_t rest = ms - days * DAY_MS;
	int64_t year, month, day;

	date_from_days(days, &year, &month, &day);
	if (year < 0 || year > 9999) {
		b->failed = true;
		return;
	}
	put_digits(text, 4, year);
	put_digits(text + 5, 2, month);
	put_digits(text + 8, 2, day);
	put_digits(text + 11, 2, rest / 3600000);
	put_digits(text + 14, 2, rest / 60000 % 60);
	put_digits(text + 17, 2, rest / 1000 % 60);
	put_digits(text + 20, 3, rest % 1000);
	buf_str(b, str_of(text, sizeof(text) - 1));
}

static bool digits(struct str text, size_t from, size_t width, int64_t *out)
{
	int64_t value = 0;

	for (size_t i = from; i < from + width; i++) {
		if (!ascii_is_digit(text.p[i]))
			return false;
		value = value * 10 + (text.p[i] - '0');
	}
	*out = value;
	return true;
}

static bool date_exists(int64_t year, int64_t month, int64_t day)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (month < 1 || month > 12 || day < 1)
		return false;
	return day <= lengths[month - 1] + (month == 2 && leap);
}

static bool parse_date(struct str text, int64_t *year, int64_t *month, int64_t *day)
{
	return digits(text, 0, 4, year) && text.p[4] == '-' && digits(text, 5, 2, month) &&
	       text.p[7] == '-' && digits(text, 8, 2, day) && date_exists(*year, *month, *day);
}

bool clock_parse_iso(struct str text, int64_t *out_ms)
{
	int64_t year, month, day, hour, minute, second, ms = 0;

	if (text.n != 24 || !parse_date(text, &year, &month, &day) || text.p[10] != 'T' ||
	    text.p[13] != ':' || text.p[16] != ':' || text.p[19] != '.' || text.p[23] != 'Z')
		return false;
	if (!digits(text, 11, 2, &hour) || !digits(text, 14, 2, &minute) ||
	    !digits(text, 17, 2, &second) || !digits(text, 20, 3, &ms))
		return false;
	if (hour > 23 || minute > 59 || second > 59)
		return false;
	*out_ms = days_from_date(year, month, day) * DAY_MS + hour * 3600000 + minute * 60000 +
		  second * 1000 + ms;
	return true;
}

bool clock_midnight(int64_t year, int64_t month, int64_t day, int64_t *out_ms)
{
	if (!date_exists(year, month, day))
		return false;
	*out_ms = days_from_date(year, month, day) * DAY_MS;
	return true;
}

int64_t clock_clamp(int64_t ms)
{
	if (ms < CLOCK_FIRST_MS)
		return CLOCK_FIRST_MS;
	return ms > CLOCK_LAST_MS ? CLOCK_LAST_MS : ms;
}

bool clock_is_date(struct str text)
{
	int64_t year, month, day;

	return text.n == 10 && parse_date(text, &year, &month, &day) && year >= 1;
}
