#include "tasks/quickadd/rule.h"

#include "base/ascii.h"
#include "base/cleanup.h"

#define DAY_MINUTES  (24 * 60)
#define HOUR_MINUTES 60
#define LEADS_MOST   2 /* "bis zum" */

typedef bool apply_fn(const struct quick_now *now, int arg, const struct quick_capture *capture,
		      struct quick_match *out);

static bool put_day(int32_t day, struct quick_match *out)
{
	int32_t last;

	out->sort = QUICK_SORT_DATE;
	out->has_day = true;
	out->day = day;
	return day_of((struct quick_date){ 9999, 12, 31 }, &last) && day <= last;
}

static bool put_minute(int minute, struct quick_match *out)
{
	out->sort = QUICK_SORT_TIME;
	out->has_time = true;
	out->minute = (minute + DAY_MINUTES) % DAY_MINUTES;
	return true;
}

static bool put_repeat(struct quick_repeat repeat, struct quick_match *out)
{
	out->sort = QUICK_SORT_REPEAT;
	out->repeat = repeat;
	return repeat.interval > 0 && repeat.unit <= QUICK_YEARS;
}

static bool put_soft(int minute, bool part, struct quick_match *out)
{
	out->soft = true;
	out->part = part;
	return put_minute(minute, out);
}

/* --- dates ------------------------------------------------------------------------------------ */

static bool apply_offset(const struct quick_now *now, int arg, const struct quick_capture *capture,
			 struct quick_match *out)
{
	(void)capture;
	return put_day(now->today + arg, out);
}

static bool apply_today_at(const struct quick_now *now, int arg,
			   const struct quick_capture *capture, struct quick_match *out)
{
	(void)capture;
	return put_soft(arg, false, out) && put_day(now->today, out);
}

static bool apply_today_part(const struct quick_now *now, int arg,
			     const struct quick_capture *capture, struct quick_match *out)
{
	(void)arg;
	return put_soft(capture->minute, true, out) && put_day(now->today, out);
}

static bool apply_weekday(const struct quick_now *now, int arg, const struct quick_capture *capture,
			  struct quick_match *out)
{
	(void)arg;
	return put_day(day_weekday_from(now->today + 1, capture->weekday), out);
}

static bool apply_this_weekday(const struct quick_now *now, int arg,
			       const struct quick_capture *capture, struct quick_match *out)
{
	(void)arg;
	return put_day(day_weekday_from(now->today, capture->weekday), out);
}

static bool apply_weekday_of_next(const struct quick_now *now, int arg,
				  const struct quick_capture *capture, struct quick_match *out)
{
	(void)arg;
	return put_day(day_weekday_from(now->today + 1, MONDAY) + capture->weekday, out);
}

static bool apply_saturday(const struct quick_now *now, int arg,
			   const struct quick_capture *capture, struct quick_match *out)
{
	(void)arg;
	(void)capture;
	return put_day(day_weekday_from(now->today, SATURDAY), out);
}

static bool apply_next(const struct quick_now *now, int arg, const struct quick_capture *capture,
		       struct quick_match *out)
{
	struct quick_date today = day_date(now->today);
	int32_t day;

	(void)capture;
	if (arg == QUICK_WEEKS)
		return put_day(day_weekday_from(now->today + 1, MONDAY), out);
	if (arg == QUICK_MONTHS)
		return day_of_month_from(now->today + 1, 0, 1, &day) && put_day(day, out);
	return day_of((struct quick_date){ today.year + 1, 1, 1 }, &day) && put_day(day, out);
}

static bool apply_month_end(const struct quick_now *now, int arg,
			    const struct quick_capture *capture, struct quick_match *out)
{
	int32_t day;

	(void)arg;
	(void)capture;
	return day_of_month_from(now->today, 0, -1, &day) && put_day(day, out);
}

static bool apply_in(const struct quick_now *now, int arg, const struct quick_capture *capture,
		     struct quick_match *out)
{
	int n = capture->number, minutes;

	(void)arg;
	switch (capture->unit) {
	case QUICK_DAYS:
		return put_day(now->today + n, out);
	case QUICK_WEEKS:
		return put_day(now->today + n * WEEK_DAYS, out);
	case QUICK_MONTHS:
		return put_day(day_add_months(now->today, n), out);
	case QUICK_YEARS:
		return put_day(day_add_months(now->today, n * 12), out);
	case QUICK_HOURS:
	case QUICK_MINUTES:
		break;
	}
	minutes = now->minute + n * (capture->unit == QUICK_HOURS ? HOUR_MINUTES : 1);
	return put_minute(minutes % DAY_MINUTES, out) &&
	       put_day(now->today + minutes / DAY_MINUTES, out);
}

static bool apply_month_day(const struct quick_now *now, int arg,
			    const struct quick_capture *capture, struct quick_match *out)
{
	struct quick_date date = capture->date;
	int32_t day;

	(void)arg;
	return (date.year ? day_of(date, &day)
			  : day_of_month_from(now->today, date.month, date.day, &day)) &&
	       put_day(day, out);
}

static bool apply_day_of_month(const struct quick_now *now, int arg,
			       const struct quick_capture *capture, struct quick_match *out)
{
	int32_t day;

	(void)arg;
	return day_of_month_from(now->today, 0, capture->date.day, &day) && put_day(day, out);
}

/* --- times ------------------------------------------------------------------------------------ */

static bool apply_time(const struct quick_now *now, int arg, const struct quick_capture *capture,
		       struct quick_match *out)
{
	(void)now;
	(void)arg;
	out->bare = !capture->half;
	return put_minute(capture->minute, out);
}

static bool apply_time_at(const struct quick_now *now, int arg, const struct quick_capture *capture,
			  struct quick_match *out)
{
	(void)now;
	(void)capture;
	return put_minute(arg, out);
}

static bool apply_time_before(const struct quick_now *now, int arg,
			      const struct quick_capture *capture, struct quick_match *out)
{
	(void)now;
	out->bare = true;
	return put_minute(capture->minute - arg, out);
}

static bool apply_part(const struct quick_now *now, int arg, const struct quick_capture *capture,
		       struct quick_match *out)
{
	(void)now;
	(void)arg;
	return put_soft(capture->minute, false, out);
}

/* --- repetitions ------------------------------------------------------------------------------ */

static bool apply_every(const struct quick_now *now, int arg, const struct quick_capture *capture,
			struct quick_match *out)
{
	int interval = arg ? arg : capture->number;

	(void)now;
	return put_repeat((struct quick_repeat){ .unit = capture->unit, .interval = interval },
			  out);
}

static bool apply_every_kth(const struct quick_now *now, int arg,
			    const struct quick_capture *capture, struct quick_match *out)
{
	return capture->ordinal > 1 && apply_every(now, capture->ordinal + arg, capture, out);
}

static bool apply_every_fixed(const struct quick_now *now, int arg,
			      const struct quick_capture *capture, struct quick_match *out)
{
	(void)now;
	(void)capture;
	return put_repeat((struct quick_repeat){ .unit = (enum quick_unit)(arg >> 8),
						 .interval = arg & 0xFF },
			  out);
}

static bool apply_every_weekdays(const struct quick_now *now, int arg,
				 const struct quick_capture *capture, struct quick_match *out)
{
	(void)now;
	return put_repeat((struct quick_repeat){ .unit = QUICK_WEEKS,
						 .interval = arg ? arg : capture->number,
						 .weekdays = capture->weekdays },
			  out);
}

static bool apply_every_set(const struct quick_now *now, int arg,
			    const struct quick_capture *capture, struct quick_match *out)
{
	(void)now;
	(void)capture;
	return put_repeat((struct quick_repeat){ .unit = QUICK_WEEKS,
						 .interval = 1,
						 .weekdays = (unsigned)arg },
			  out);
}

static bool apply_every_nth(const struct quick_now *now, int arg,
			    const struct quick_capture *capture, struct quick_match *out)
{
	(void)now;
	(void)arg;
	return put_repeat((struct quick_repeat){ .unit = QUICK_MONTHS,
						 .interval = 1,
						 .weekdays = 1u << capture->weekday,
						 .nth = capture->ordinal },
			  out);
}

static bool apply_every_month_day(const struct quick_now *now, int arg,
				  const struct quick_capture *capture, struct quick_match *out)
{
	(void)now;
	return put_repeat((struct quick_repeat){ .unit = QUICK_MONTHS,
						 .interval = 1,
						 .month_day = arg ? arg : capture->date.day },
			  out);
}

static bool apply_every_year_day(const struct quick_now *now, int arg,
				 const struct quick_capture *capture, struct quick_match *out)
{
	int32_t day;

	(void)arg;
	return day_of_month_from(now->today, capture->date.month, capture->date.day, &day) &&
	       put_repeat((struct quick_repeat){ .unit = QUICK_YEARS,
						 .interval = 1,
						 .month_day = capture->date.day,
						 .month = capture->date.month },
			  out);
}

static bool apply_every_part(const struct quick_now *now, int arg,
			     const struct quick_capture *capture, struct quick_match *out)
{
	(void)now;
	(void)arg;
	return put_soft(capture->minute, true, out) &&
	       put_repeat((struct quick_repeat){ .unit = QUICK_DAYS, .interval = 1 }, out);
}

static apply_fn *const actions[] = {
	[QUICK_TEXT] = NULL,
	[QUICK_OFFSET] = apply_offset,
	[QUICK_TODAY_AT] = apply_today_at,
	[QUICK_TODAY_PART] = apply_today_part,
	[QUICK_WEEKDAY] = apply_weekday,
	[QUICK_THIS_WEEKDAY] = apply_this_weekday,
	[QUICK_WEEKDAY_OF_NEXT] = apply_weekday_of_next,
	[QUICK_SATURDAY] = apply_saturday,
	[QUICK_NEXT] = apply_next,
	[QUICK_MONTH_END] = apply_month_end,
	[QUICK_IN] = apply_in,
	[QUICK_MONTH_DAY] = apply_month_day,
	[QUICK_DAY_OF_MONTH] = apply_day_of_month,
	[QUICK_DAY] = apply_month_day,
	[QUICK_TIME] = apply_time,
	[QUICK_TIME_AT] = apply_time_at,
	[QUICK_TIME_BEFORE] = apply_time_before,
	[QUICK_PART] = apply_part,
	[QUICK_EVERY] = apply_every,
	[QUICK_EVERY_KTH] = apply_every_kth,
	[QUICK_EVERY_FIXED] = apply_every_fixed,
	[QUICK_EVERY_WEEKDAYS] = apply_every_weekdays,
	[QUICK_EVERY_SET] = apply_every_set,
	[QUICK_EVERY_NTH] = apply_every_nth,
	[QUICK_EVERY_MONTH_DAY] = apply_every_month_day,
	[QUICK_EVERY_YEAR_DAY] = apply_every_year_day,
	[QUICK_EVERY_PART] = apply_every_part,
};

/* --- matching --------------------------------------------------------------------------------- */

/* Whether a phrase may go on behind this word: punctuation ends it, unless it belongs to a
 * number, as in "15. March" and "March 15, 2026". */
static bool goes_on(const struct quick_word *word)
{
	if (!word->mark)
		return true;
	return (word->mark == '.' || word->mark == ',') && word->core.n &&
	       ascii_is_alnum(word->core.p[word->core.n - 1]) && ascii_is_digit(word->core.p[0]);
}

/* The number of words that the pattern takes from here; 0: it does not fit. */
static size_t pattern_read(const struct quick_reader *reader, struct str pattern, size_t at,
			   struct quick_capture *out)
{
	struct str element;
	size_t words = 0;
	bool more = true;

	while (more) {
		size_t n;

		more = str_cut(pattern, ' ', &element, &pattern);
		n = element_read(reader, element, at + words, out);
		words += n;
		if (!n || (more && !goes_on(&reader->words.at[at + words - 1])))
			return 0;
	}
	return words;
}

static void try_rules(const struct quick_reader *reader, const struct quick_now *now, size_t at,
		      size_t led, struct quick_match *best)
{
	for (const struct quick_rule *rule = reader->language->rules; rule->pattern; rule++) {
		struct quick_capture capture = { 0 };
		struct quick_match match = { 0 };
		size_t words = 0;

		if (!rule->led || led)
			words = pattern_read(reader, str_z(rule->pattern), at + led, &capture);
		if (!words || words + led <= best->words)
			continue;
		if (actions[rule->action] &&
		    !actions[rule->action](now, rule->arg, &capture, &match))
			continue;
		if (led && match.sort != QUICK_SORT_DATE)
			continue;
		match.words = words + led;
		*best = match;
	}
}

static bool is_lead(const struct quick_reader *reader, size_t at)
{
	const struct quick_word *word = &reader->words.at[at];

	return at < reader->words.n && !word->quoted && !word->mark &&
	       str_is_word_of(word->core, reader->language->leads);
}

bool rule_find(const struct quick_reader *reader, const struct quick_now *now, size_t at,
	       struct quick_match *out)
{
	*out = (struct quick_match){ 0 };
	try_rules(reader, now, at, 0, out);
	for (size_t led = 1; led <= LEADS_MOST && is_lead(reader, at + led - 1); led++)
		try_rules(reader, now, at, led, out);
	return out->words > 0;
}
