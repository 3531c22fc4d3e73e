#include "tasks/recur/rule.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "core/clock.h"
#include "core/limits.h"

#define INTERVAL_MOST LIMIT_TEXT(LIMIT_RECURRENCE_INTERVAL)
#define COUNT_MOST    LIMIT_TEXT(LIMIT_RECURRENCE_COUNT)
#define BYTES_MOST    LIMIT_TEXT(LIMIT_RECURRENCE_BYTES)
#define UNTIL_WRONG                                                                                \
	"UNTIL must be a date such as 20261231, or a time in UTC such as 20261231T220000Z"

#define WEEKS_OF_MONTH 5
#define WEEKS_OF_YEAR  53

/* What is known while the parts of a rule are read. */
struct reading {
	struct arena *arena;
	struct recur_rule *rule;
	unsigned given;   /* one bit for each part that was read */
	unsigned ordinal; /* the largest number before a weekday; 0: none */
};

/* Reads the value of a part, which is in capitals. NULL, or a sentence. */
typedef const char *part_fn(struct reading *r, struct str value);

/* --- values ----------------------------------------------------------------------------------- */

static const char *read_freq(struct reading *r, struct str value)
{
	static const struct str names[] = {
		[RECUR_DAILY] = STR_INIT("DAILY"),
		[RECUR_WEEKLY] = STR_INIT("WEEKLY"),
		[RECUR_MONTHLY] = STR_INIT("MONTHLY"),
		[RECUR_YEARLY] = STR_INIT("YEARLY"),
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_eq(value, names[i])) {
			r->rule->freq = (enum recur_freq)i;
			return NULL;
		}
	return "FREQ must be one of: DAILY, WEEKLY, MONTHLY, YEARLY";
}

static const char *read_interval(struct reading *r, struct str value)
{
	uint64_t number;

	if (!str_to_u64(value, LIMIT_RECURRENCE_INTERVAL, &number) || number == 0)
		return "INTERVAL must be a whole number from 1 to " INTERVAL_MOST;
	r->rule->interval = (unsigned)number;
	return NULL;
}

static const char *read_count(struct reading *r, struct str value)
{
	uint64_t number;

	if (!str_to_u64(value, LIMIT_RECURRENCE_COUNT, &number) || number == 0)
		return "COUNT must be a whole number from 1 to " COUNT_MOST;
	r->rule->count = (unsigned)number;
	return NULL;
}

static const char *read_until(struct reading *r, struct str value)
{
	bool has_time = value.n == 16 && value.p[8] == 'T' && value.p[15] == 'Z';
	const char *date = value.p, *time = has_time ? value.p + 9 : "000000";
	struct str iso;
	int64_t ms;

	if (value.n != 8 && !has_time)
		return UNTIL_WRONG;
	iso = arena_fmt(r->arena, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2s.000Z", date, date + 4, date + 6,
			time, time + 2, time + 4);
	if (!clock_parse_iso(iso, &ms) || !clock_is_date(str_head(iso, 10)))
		return UNTIL_WRONG;
	if (has_time)
		r->rule->until_ms = ms;
	else
		r->rule->until_date = str_head(iso, 10);
	return NULL;
}

/* Takes [+-] and a number of at most two digits from the front of the text; its size, 0 when there
 * is no number. */
static unsigned take_signed(struct str *s, bool *is_negative)
{
	unsigned number = 0;
	size_t n = s->n && (s->p[0] == '+' || s->p[0] == '-'), digits = n;

	*is_negative = n && s->p[0] == '-';
	while (digits < s->n && digits < n + 2 && ascii_is_digit(s->p[digits]))
		number = number * 10 + (unsigned)(s->p[digits++] - '0');
	*s = str_tail(*s, digits);
	return number;
}

static const char *read_months(struct reading *r, struct str value)
{
	struct str month;
	uint64_t number;

	for (bool more = true; more;) {
		more = str_cut(value, ',', &month, &value);
		if (!str_to_u64(month, 12, &number) || number == 0)
			return "BYMONTH must be a list of whole numbers from 1 to 12";
		r->rule->sets.months |= 1u << number;
	}
	return NULL;
}

static const char *read_month_days(struct reading *r, struct str value)
{
	struct str day;

	for (bool more = true; more;) {
		bool is_negative;
		unsigned number;

		more = str_cut(value, ',', &day, &value);
		number = take_signed(&day, &is_negative);
		if (number == 0 || number > 31 || day.n)
			return "BYMONTHDAY must be a list of whole numbers from 1 to 31 or from "
			       "-31 to -1";
		r->rule->sets.month_days[is_negative] |= 1u << number;
	}
	return NULL;
}

/* The index of the weekday from Monday; 7 when it is none. */
static unsigned weekday_of(struct str s)
{
	static const struct str names[] = { STR_INIT("MO"), STR_INIT("TU"), STR_INIT("WE"),
					    STR_INIT("TH"), STR_INIT("FR"), STR_INIT("SA"),
					    STR_INIT("SU") };
	unsigned i = 0;

	while (i < ARRAY_LEN(names) && !str_eq(s, names[i]))
		i++;
	return i;
}

static const char *read_days(struct reading *r, struct str value)
{
	struct str day;

	for (bool more = true; more;) {
		bool is_negative;
		unsigned number, weekday;
		size_t n;

		more = str_cut(value, ',', &day, &value);
		n = day.n;
		number = take_signed(&day, &is_negative);
		weekday = weekday_of(day);
		if (weekday == 7 || (n > day.n && number == 0) || number > WEEKS_OF_YEAR)
			return "BYDAY must be a list of days such as MO, 1MO or -1MO";
		r->rule->sets.weekdays[weekday][is_negative] |= UINT64_C(1) << number;
		r->rule->sets.has_weekdays = true;
		r->ordinal = number > r->ordinal ? number : r->ordinal;
	}
	return NULL;
}

static const char *read_week_start(struct reading *r, struct str value)
{
	r->rule->week_start = weekday_of(value);
	return r->rule->week_start < 7 ? NULL : "WKST must be one of: MO, TU, WE, TH, FR, SA, SU";
}

/* --- parts ------------------------------------------------------------------------------------ */

enum part_bit {
	PART_FREQ = 1 << 0,
	PART_INTERVAL = 1 << 1,
	PART_COUNT = 1 << 2,
	PART_UNTIL = 1 << 3,
	PART_MONTHS = 1 << 4,
	PART_MONTH_DAYS = 1 << 5,
	PART_DAYS = 1 << 6,
	PART_WEEK_START = 1 << 7,
	PARTS_OF_END = PART_COUNT | PART_UNTIL, /* they are no part of the pattern */
};

static const struct part {
	const char *name;
	enum part_bit bit;
	part_fn *read;
} parts[] = {
	{ "FREQ", PART_FREQ, read_freq },        { "INTERVAL", PART_INTERVAL, read_interval },
	{ "COUNT", PART_COUNT, read_count },     { "UNTIL", PART_UNTIL, read_until },
	{ "BYMONTH", PART_MONTHS, read_months }, { "BYMONTHDAY", PART_MONTH_DAYS, read_month_days },
	{ "BYDAY", PART_DAYS, read_days },       { "WKST", PART_WEEK_START, read_week_start },
};

static struct str read_part(struct reading *r, struct str text, struct buf *pattern)
{
	struct str name, value;
	const char *wrong;

	if (!str_cut(text, '=', &name, &value))
		return STR("Recurrence must have parts such as FREQ=WEEKLY, divided by ;");
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (!str_eq(name, str_z(parts[i].name)))
			continue;
		if (r->given & parts[i].bit)
			return arena_fmt(r->arena, "Recurrence must not have %s twice",
					 parts[i].name);
		r->given |= parts[i].bit;
		wrong = parts[i].read(r, value);
		if (!wrong && !(parts[i].bit & PARTS_OF_END))
			buf_fmt(pattern, "%s%.*s", pattern->n ? ";" : "", STR_FMT(text));
		return str_z(wrong);
	}
	return arena_fmt(r->arena, "Recurrence must not have the part %.*s",
			 STR_FMT(str_head(name, 20)));
}

/* What parts say together. */
static const char *whole_problem(const struct reading *r)
{
	enum recur_freq freq = r->rule->freq;
	bool of_year = freq == RECUR_YEARLY && !(r->given & PART_MONTHS);

	if (!(r->given & PART_FREQ))
		return "Recurrence must have FREQ, as FREQ=WEEKLY;BYDAY=MO has";
	if ((r->given & PARTS_OF_END) == PARTS_OF_END)
		return "Recurrence must not have both COUNT and UNTIL";
	if (r->given & PART_MONTH_DAYS && freq == RECUR_WEEKLY)
		return "BYMONTHDAY must not be used with FREQ=WEEKLY";
	if (r->ordinal && (freq == RECUR_DAILY || freq == RECUR_WEEKLY))
		return "BYDAY must have no numbers with FREQ=DAILY and FREQ=WEEKLY";
	if (r->ordinal && r->given & PART_MONTH_DAYS)
		return "BYDAY must have no numbers beside BYMONTHDAY";
	if (r->ordinal > WEEKS_OF_MONTH && !of_year)
		return "BYDAY must have numbers of at most 5 where it counts in a month";
	return NULL;
}

static struct str in_capitals(struct arena *a, struct str text)
{
	char *p = arena_alloc(a, text.n + 1);

	for (size_t i = 0; i < text.n; i++)
		p[i] = ascii_to_upper(text.p[i]);
	return str_of(p, text.n);
}

/* Only what a rule can have; the sentences below quote it. */
static bool is_plain(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!ascii_is_visible(text.p[i]))
			return false;
	return true;
}

bool recur_parse(struct arena *a, struct str text, struct recur_rule *out, struct str *out_problem)
{
	struct reading r = { .arena = a, .rule = out };
	struct str rest = in_capitals(a, text), part;
	struct buf pattern;

	*out = (struct recur_rule){
		.text = arena_copy(a, text),
		.interval = 1,
		.until_ms = INT64_MAX,
	};
	*out_problem = str_of(NULL, 0);
	arena_buf(a, &pattern, LIMIT_RECURRENCE_BYTES + 1, LIMIT_RECURRENCE_BYTES + 1);
	if (text.n > LIMIT_RECURRENCE_BYTES)
		*out_problem = STR("Recurrence must have at most " BYTES_MOST " characters");
	else if (!is_plain(text))
		*out_problem = STR("Recurrence must have only printable ASCII without blanks");
	else if (str_starts(rest, STR("RRULE:")))
		*out_problem = STR("Recurrence must begin with its first part, without RRULE:");
	for (bool more = true; more && !out_problem->n;) {
		more = str_cut(rest, ';', &part, &rest);
		*out_problem = read_part(&r, part, &pattern);
	}
	if (!out_problem->n)
		*out_problem = str_z(whole_problem(&r));
	out->pattern = str_z(buf_cstr(&pattern));
	return !out_problem->n;
}

/* --- counting --------------------------------------------------------------------------------- */

struct str recur_count_down(struct arena *a, const struct recur_rule *rule)
{
	struct str rest = in_capitals(a, rule->text), part = { 0 };
	size_t at = 0; /* of the part */

	for (bool more = true; more && !str_starts(part, STR("COUNT=")); at += part.n + 1)
		more = str_cut(rest, ';', &part, &rest);
	at -= part.n + 1;
	return arena_fmt(a, "%.*s%u%.*s", STR_FMT(str_head(rule->text, at + 6)), rule->count - 1,
			 STR_FMT(str_tail(rule->text, at + part.n)));
}
