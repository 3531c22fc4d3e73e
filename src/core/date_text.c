#include "core/date_text.h"

#include "base/ascii.h"
#include "core/clock.h"

#define DAY_MS INT64_C(86400000)

/* A text that is read from its start. */
struct cursor {
	struct str rest;
};

struct parts {
	int64_t year, month, day;
	int64_t ms;        /* of the day */
	int64_t offset_ms; /* east of UTC */
};

static bool at(const struct cursor *c, char wanted)
{
	return c->rest.n && c->rest.p[0] == wanted;
}

static bool eat(struct cursor *c, char wanted)
{
	if (!at(c, wanted))
		return false;
	c->rest = str_tail(c->rest, 1);
	return true;
}

static void eat_blanks(struct cursor *c)
{
	while (eat(c, ' '))
		;
}

/* A number of `least` to `most` digits; a digit more is a failure. */
static bool number(struct cursor *c, size_t least, size_t most, int64_t *out)
{
	size_t n = 0;
	int64_t value = 0;

	while (n < c->rest.n && n <= most && ascii_is_digit(c->rest.p[n]))
		value = value * 10 + (c->rest.p[n++] - '0');
	if (n < least || n > most)
		return false;
	c->rest = str_tail(c->rest, n);
	*out = value;
	return true;
}

/* ---- the time of day and the offset ---- */

/* Milliseconds from the digits after the point; the fourth and later ones are dropped. */
static bool fraction(struct cursor *c, int64_t *out)
{
	int64_t scale = 100, value = 0;
	size_t n = 0;

	for (; n < c->rest.n && ascii_is_digit(c->rest.p[n]); n++, scale /= 10)
		value += (c->rest.p[n] - '0') * scale;
	c->rest = str_tail(c->rest, n);
	*out = value;
	return n > 0;
}

static bool eat_word(struct cursor *c, struct str word)
{
	if (!str_eq_nocase(str_head(c->rest, word.n), word))
		return false;
	c->rest = str_tail(c->rest, word.n);
	return true;
}

/* 12 AM is midnight, and 12 PM is noon. False: the hour has no half of the day. */
static bool half_of_day(struct cursor *c, int64_t *hour)
{
	eat_blanks(c);
	if (eat_word(c, STR("AM")))
		*hour %= *hour == 12 ? 12 : 24;
	else if (eat_word(c, STR("PM")))
		*hour += *hour == 12 ? 0 : 12;
	else
		return true;
	return *hour < 24;
}

/* HH:MM, HH:MM:SS or HH:MM:SS.mmm; 24:00 is the end of the day. */
static bool time_of_day(struct cursor *c, int64_t *out)
{
	int64_t hour, minute, second = 0, ms = 0;

	if (!number(c, 1, 2, &hour) || !eat(c, ':') || !number(c, 2, 2, &minute))
		return false;
	if (eat(c, ':') && !number(c, 2, 2, &second))
		return false;
	if (eat(c, '.') && !fraction(c, &ms))
		return false;
	if (!half_of_day(c, &hour))
		return false;
	*out = ((hour * 60 + minute) * 60 + second) * 1000 + ms;
	return minute < 60 && second < 60 && *out <= DAY_MS;
}

/* +HH:MM, -HHMM or +HH. */
static bool signed_offset(struct cursor *c, int64_t *out)
{
	int64_t sign = eat(c, '-') ? -1 : 1, hours, minutes = 0;

	if (sign > 0)
		eat(c, '+');
	if (!number(c, 2, 4, &hours))
		return false;
	if (hours > 99) {
		minutes = hours % 100;
		hours /= 100;
	} else if (eat(c, ':') && !number(c, 2, 2, &minutes)) {
		return false;
	}
	*out = sign * (hours * 60 + minutes) * 60000;
	return hours < 24 && minutes < 60;
}

static bool offset(struct cursor *c, int64_t *out)
{
	bool named = eat_word(c, STR("GMT")) || eat_word(c, STR("UTC")) || eat_word(c, STR("Z"));

	if (at(c, '+') || at(c, '-'))
		return signed_offset(c, out);
	return named || c->rest.n == 0 || at(c, '(') || at(c, ' ');
}

/* A time of day with its offset and a remark in parentheses, or nothing. */
static bool rest_of_text(struct cursor *c, struct parts *out)
{
	eat_blanks(c);
	if (c->rest.n && ascii_is_digit(c->rest.p[0]) && !time_of_day(c, &out->ms))
		return false;
	eat_blanks(c);
	if (!offset(c, &out->offset_ms))
		return false;
	eat_blanks(c);
	return c->rest.n == 0 || (at(c, '(') && c->rest.p[c->rest.n - 1] == ')');
}

/* ---- dates ---- */

/* YYYY, YYYY-MM or YYYY-MM-DD, also with slashes; or +YYYYYY and -YYYYYY for far years. */
static bool year_first(struct cursor *c, struct parts *out)
{
	bool negative = at(c, '-'), wide = negative || at(c, '+');
	char separator;

	if (wide)
		c->rest = str_tail(c->rest, 1);
	if (!number(c, wide ? 6 : 4, wide ? 6 : 4, &out->year))
		return false;
	out->year = negative ? -out->year : out->year;
	out->month = out->day = 1;
	separator = at(c, '/') ? '/' : '-';
	if (eat(c, separator) && !number(c, 1, 2, &out->month))
		return false;
	if (eat(c, separator) && !number(c, 1, 2, &out->day))
		return false;
	if (eat(c, 'T') || eat(c, 't'))
		return c->rest.n > 2 && c->rest.p[2] == ':' && rest_of_text(c, out);
	return rest_of_text(c, out);
}

/* Of two digits, those below 50 are of this century. */
static bool year_last(struct cursor *c, int64_t *out)
{
	if (number(c, 4, 4, out))
		return true;
	if (!number(c, 2, 2, out))
		return false;
	*out += *out < 50 ? 2000 : 1900;
	return true;
}

/* MM/DD/YYYY */
static bool month_number_first(struct cursor *c, struct parts *out)
{
	return number(c, 1, 2, &out->month) && eat(c, '/') && number(c, 1, 2, &out->day) &&
	       eat(c, '/') && year_last(c, &out->year) && rest_of_text(c, out);
}

/* The number of the month or the day of the week that the text starts with, from 1; 0: neither. The
 * rest of a longer name is skipped. */
static int64_t name(struct cursor *c, struct str names)
{
	for (size_t i = 0; i + 3 <= names.n; i += 3) {
		if (!str_eq_nocase(str_head(c->rest, 3), str_head(str_tail(names, i), 3)))
			continue;
		while (c->rest.n && ascii_is_letter(c->rest.p[0]))
			c->rest = str_tail(c->rest, 1);
		return (int64_t)i / 3 + 1;
	}
	return 0;
}

static void eat_separators(struct cursor *c)
{
	while (eat(c, ' ') || eat(c, ',') || eat(c, '-'))
		;
}

/* "Fri, 20 Nov 2026" or "Fri Nov 20 2026", with or without the day of the week. */
static bool month_by_name(struct cursor *c, struct parts *out)
{
	static const struct str days = STR_INIT("SunMonTueWedThuFriSat");
	static const struct str months = STR_INIT("JanFebMarAprMayJunJulAugSepOctNovDec");

	(void)name(c, days);
	eat_separators(c);
	out->month = name(c, months);
	eat_separators(c);
	if (!number(c, 1, 2, &out->day))
		return false;
	eat_separators(c);
	if (!out->month)
		out->month = name(c, months);
	eat_separators(c);
	return out->month && year_last(c, &out->year) && rest_of_text(c, out);
}

bool date_text_read(struct str text, int64_t *out_ms)
{
	static bool (*const forms[])(struct cursor * c, struct parts * out) = {
		year_first,
		month_number_first,
		month_by_name,
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct cursor c = { str_trim(text) };
		struct parts parts = { 0 };
		int64_t first_ms; /* of the month */

		if (!forms[i](&c, &parts) || parts.day < 1 || parts.day > 31 ||
		    !clock_midnight(parts.year, parts.month, 1, &first_ms))
			continue;
		*out_ms = clock_clamp(first_ms + (parts.day - 1) * DAY_MS + parts.ms -
				      parts.offset_ms);
		return true;
	}
	return false;
}
