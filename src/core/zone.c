#include "core/zone.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/ascii.h"
#include "core/clock.h"

#define FOLDER     "/usr/share/zoneinfo/"
#define NAME_BYTES 64
#define FILE_BYTES ((size_t)64 << 10) /* the largest of the database has 4 KiB */
#define HEAD_BYTES 44
#define DAY_S      INT64_C(86400)

/* --- the file --------------------------------------------------------------------------------- */

/* A name has no part that begins with a dot; "right" has zones that count leap seconds. */
static bool is_name(struct str name)
{
	struct str part;

	if (name.n == 0 || name.n > NAME_BYTES || str_starts(name, STR("right/")))
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (!ascii_is_alnum(name.p[i]) && str_find(STR("_+-/"), name.p[i]) < 0)
			return false;
	for (bool more = true; more;) {
		more = str_cut(name, '/', &part, &name);
		if (part.n == 0)
			return false;
	}
	return true;
}

static bool read_file(struct arena *a, struct str name, struct str *out)
{
	int fd = open(arena_fmt(a, FOLDER "%.*s", STR_FMT(name)).p, O_RDONLY | O_CLOEXEC);
	char *p = arena_alloc(a, FILE_BYTES);
	size_t n = 0;
	ssize_t got = 1;

	if (fd < 0)
		return false;
	while (n < FILE_BYTES && (got = read(fd, p + n, FILE_BYTES - n)) > 0)
		n += (size_t)got;
	close(fd);
	*out = str_of(p, n);
	return got == 0;
}

static int64_t read_number(const char *p, size_t bytes)
{
	uint64_t value = (signed char)p[0] < 0 ? UINT64_MAX : 0;

	for (size_t i = 0; i < bytes; i++)
		value = value << 8 | (unsigned char)p[i];
	return (int64_t)value;
}

/* The counts in the head of a block (RFC 9636 section 3.1). */
struct head {
	size_t universal, standard, leaps, times, types, chars;
};

static bool read_head(struct str file, struct head *out)
{
	size_t *counts[] = { &out->universal, &out->standard, &out->leaps,
			     &out->times,     &out->types,    &out->chars };

	if (file.n < HEAD_BYTES || !str_starts(file, STR("TZif")) || file.p[4] < '2')
		return false;
	for (size_t i = 0; i < 6; i++) {
		int64_t count = read_number(file.p + 20 + 4 * i, 4);

		if (count < 0 || count > (int64_t)FILE_BYTES)
			return false;
		*counts[i] = (size_t)count;
	}
	return out->types > 0;
}

static size_t body_bytes(const struct head *h, size_t time_bytes)
{
	return h->times * (time_bytes + 1) + h->types * 6 + h->chars + h->leaps * (time_bytes + 4) +
	       h->standard + h->universal;
}

/* Reads the block of 64-bit times, which begins with its head. *rest is the text after it. */
static bool read_block(struct arena *a, struct str block, struct zone *out, struct str *rest)
{
	struct head h;
	const char *at, *index, *types;
	int64_t *times;
	int32_t *offsets;

	if (!read_head(block, &h) || h.leaps || body_bytes(&h, 8) > block.n - HEAD_BYTES)
		return false;
	at = block.p + HEAD_BYTES;
	index = at + 8 * h.times;
	types = index + h.times;
	times = arena_array(a, h.times + 1, sizeof(*times));
	offsets = arena_array(a, h.times + 1, sizeof(*offsets));
	for (size_t i = 0; i < h.times; i++) {
		size_t type = (unsigned char)index[i];

		if (type >= h.types)
			return false;
		times[i] = read_number(at + 8 * i, 8);
		offsets[i] = (int32_t)read_number(types + 6 * type, 4);
	}
	*rest = str_tail(block, HEAD_BYTES + body_bytes(&h, 8));
	out->n = h.times;
	out->at_s = times;
	out->offset = offsets;
	out->first = (int32_t)read_number(types, 4);
	return true;
}

/* --- the rule for later times, in POSIX form: "CET-1CEST,M3.5.0,M10.5.0/3" -------------------- */

static bool take(struct str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = str_tail(*s, 1);
	return true;
}

static bool take_number(struct str *s, int most, int *out)
{
	int value = 0;
	size_t n = 0;

	for (; n < s->n && n < 3 && ascii_is_digit(s->p[n]); n++)
		value = value * 10 + (s->p[n] - '0');
	*s = str_tail(*s, n);
	*out = value;
	return n > 0 && value <= most;
}

/* [+-]hours[:minutes[:seconds]] */
static bool take_time(struct str *s, int64_t *out)
{
	int sign = take(s, '-') ? -1 : 1;
	int hours, minutes = 0, seconds = 0;

	if (sign > 0)
		take(s, '+');
	if (!take_number(s, 167, &hours))
		return false;
	if (take(s, ':') && !take_number(s, 59, &minutes))
		return false;
	if (take(s, ':') && !take_number(s, 59, &seconds))
		return false;
	*out = sign * (hours * INT64_C(3600) + minutes * 60 + seconds);
	return true;
}

static bool take_name(struct str *s)
{
	size_t n = 0;

	if (take(s, '<')) {
		struct str inside;

		return str_cut(*s, '>', &inside, s);
	}
	while (n < s->n && ascii_is_letter(s->p[n]))
		n++;
	*s = str_tail(*s, n);
	return n >= 3;
}

static bool take_turn(struct str *s, struct zone_turn *out)
{
	bool ok;

	out->second = 7200;
	if (!take(s, ','))
		return false;
	if (take(s, 'M')) {
		out->kind = 'M';
		ok = take_number(s, 12, &out->month) && take(s, '.') &&
		     take_number(s, 5, &out->week) && take(s, '.') &&
		     take_number(s, 6, &out->day) && out->month > 0 && out->week > 0;
	} else {
		out->kind = take(s, 'J') ? 'J' : 'N';
		ok = take_number(s, 365, &out->day) && (out->kind == 'N' || out->day > 0);
	}
	return ok && (!take(s, '/') || take_time(s, &out->second));
}

static bool read_rule(struct str text, struct zone *out)
{
	struct str rest;
	int64_t west, summer;

	if (!take(&text, '\n') || !str_cut(text, '\n', &text, &rest))
		return false;
	out->has_rule = text.n > 0;
	if (!out->has_rule)
		return true;
	if (!take_name(&text) || !take_time(&text, &west))
		return false;
	out->standard = (int32_t)-west;
	out->has_summer = text.n > 0;
	if (!out->has_summer)
		return true;
	if (!take_name(&text))
		return false;
	summer = west - 3600;
	if (text.n && text.p[0] != ',' && !take_time(&text, &summer))
		return false;
	out->summer = (int32_t)-summer;
	return take_turn(&text, &out->begin) && take_turn(&text, &out->end) && text.n == 0;
}

bool zone_read(struct arena *a, struct str name, struct zone *out)
{
	struct str file, rest;
	struct head h;

	*out = (struct zone){ 0 };
	if (str_eq(name, STR("UTC")))
		return true;
	if (!is_name(name) || !read_file(a, name, &file) || !read_head(file, &h))
		return false;
	if (body_bytes(&h, 4) > file.n - HEAD_BYTES)
		return false;
	return read_block(a, str_tail(file, HEAD_BYTES + body_bytes(&h, 4)), out, &rest) &&
	       read_rule(rest, out);
}

/* --- offsets ---------------------------------------------------------------------------------- */

static bool is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t day_number(int64_t year, int month, int day)
{
	int64_t ms = 0;

	(void)clock_midnight(year, month, day, &ms);
	return ms / 1000 / DAY_S;
}

/* The local time of the turn in a year, as seconds since 1970. */
static int64_t turn_s(const struct zone_turn *turn, int64_t year)
{
	int64_t first, day;

	if (turn->kind != 'M') {
		day = day_number(year, 1, 1) + turn->day;
		if (turn->kind == 'J')
			day -= turn->day >= 60 && is_leap(year) ? 0 : 1;
		return day * DAY_S + turn->second;
	}
	first = day_number(year, turn->month, 1);
	/* 1970-01-01 was a Thursday, and no year here is before it. */
	day = first + (turn->day - (first + 4) % 7 + 7) % 7 + 7 * (turn->week - 1);
	if (turn->week == 5 && day >= (turn->month == 12 ? day_number(year + 1, 1, 1)
							 : day_number(year, turn->month + 1, 1)))
		day -= 7;
	return day * DAY_S + turn->second;
}

static int64_t year_of(int64_t s)
{
	int64_t year = 1970 + s / (366 * DAY_S);

	while (day_number(year + 1, 1, 1) * DAY_S <= s)
		year++;
	return year;
}

static int32_t rule_offset(const struct zone *z, int64_t utc_s)
{
	int64_t year, begin, end;
	bool is_summer;

	/* A rule is asked for times after the last change, or of a zone that never had one. */
	if (!z->has_summer || utc_s < 0 || utc_s > CLOCK_LAST_MS / 1000)
		return z->standard;
	year = year_of(utc_s + z->standard);
	begin = turn_s(&z->begin, year) - z->standard;
	end = turn_s(&z->end, year) - z->summer;
	is_summer = begin < end ? utc_s >= begin && utc_s < end : utc_s >= begin || utc_s < end;
	return is_summer ? z->summer : z->standard;
}

int32_t zone_offset(const struct zone *z, int64_t utc_s)
{
	size_t low = 0, high = z->n; /* the number of changes that are not after utc_s */

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (z->at_s[middle] <= utc_s)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == z->n && z->has_rule)
		return rule_offset(z, utc_s);
	return low ? z->offset[low - 1] : z->first;
}

int64_t zone_to_utc(const struct zone *z, int64_t local_s)
{
	int32_t before = zone_offset(z, local_s - DAY_S), after = zone_offset(z, local_s + DAY_S);
	int64_t first = local_s - before, second = local_s - after;

	if (zone_offset(z, first) == before)
		return first;
	return zone_offset(z, second) == after ? second : first;
}
