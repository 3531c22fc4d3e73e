#include "tasks/quickadd/element.h"

#include "base/ascii.h"
#include "base/cleanup.h"

#define HOUR_MINUTES 60
#define NUMBER_MOST  999

typedef bool word_fn(const struct quick_reader *reader, const struct quick_word *word,
		     struct quick_capture *out);

bool quick_value(const struct quick_name *names, struct str word, int *out)
{
	for (; names->words; names++)
		if (str_is_word_of(word, names->words)) {
			*out = names->value;
			return true;
		}
	return false;
}

/* --- digits ----------------------------------------------------------------------------------- */

/* Takes between `least` and `most` digits from the front of the text. */
static bool take_number(struct str *text, size_t least, size_t most, int *out)
{
	size_t n = 0;
	int value = 0;

	for (; n < text->n && n < most && ascii_is_digit(text->p[n]); n++)
		value = value * 10 + text->p[n] - '0';
	if (n < least || (n < text->n && ascii_is_digit(text->p[n])))
		return false;
	*text = str_tail(*text, n);
	*out = value;
	return true;
}

static bool take_char(struct str *text, char c)
{
	if (!text->n || text->p[0] != c)
		return false;
	*text = str_tail(*text, 1);
	return true;
}

static bool whole_number(struct str text, size_t least, size_t most, int *out)
{
	return take_number(&text, least, most, out) && text.n == 0;
}

static bool read_iso(struct str text, struct quick_date *out)
{
	return take_number(&text, 4, 4, &out->year) && take_char(&text, '-') &&
	       take_number(&text, 2, 2, &out->month) && take_char(&text, '-') &&
	       take_number(&text, 2, 2, &out->day) && text.n == 0;
}

/* Two numbers with the separator between them; *text is what follows. */
static bool take_two(struct str *text, char separator, int *first, int *second)
{
	return take_number(text, 1, 2, first) && take_char(text, separator) &&
	       take_number(text, 1, 2, second);
}

static bool take_year(struct str *text, char separator, int *out)
{
	struct str rest = *text;

	if (!take_char(&rest, separator))
		return false;
	*text = rest;
	if (take_number(text, 4, 4, out))
		return true;
	*text = rest;
	if (!take_number(text, 2, 2, out))
		return false;
	*out += 2000;
	return true;
}

static void put_slashed(const struct quick_reader *reader, int first, int second,
			struct quick_date *out)
{
	bool day_first = first > 12 || (reader->day_first && second <= 12);

	out->day = day_first ? first : second;
	out->month = day_first ? second : first;
}

static bool is_possible(struct quick_date date)
{
	int32_t day;

	if (!date.year)
		date.year = 2000; /* which has all days */
	return day_of(date, &day);
}

static bool read_whole_date(const struct quick_reader *reader, const struct quick_word *word,
			    struct quick_capture *out)
{
	struct str dotted = word->core, slashed = word->core;
	int first, second;

	if (read_iso(word->core, &out->date))
		return is_possible(out->date);
	if (take_two(&dotted, '.', &out->date.day, &out->date.month) &&
	    take_year(&dotted, '.', &out->date.year))
		return dotted.n == 0 && is_possible(out->date);
	if (!take_two(&slashed, '/', &first, &second) ||
	    !take_year(&slashed, '/', &out->date.year) || slashed.n)
		return false;
	put_slashed(reader, first, second, &out->date);
	return is_possible(out->date);
}

static bool read_dotted(const struct quick_reader *reader, const struct quick_word *word,
			struct quick_capture *out)
{
	struct str text = word->core;

	(void)reader;
	out->date.year = 0;
	return take_two(&text, '.', &out->date.day, &out->date.month) && text.n == 0 &&
	       is_possible(out->date);
}

static bool read_short_date(const struct quick_reader *reader, const struct quick_word *word,
			    struct quick_capture *out)
{
	struct str text = word->core;
	int first, second;

	if (word->mark == '.' && read_dotted(reader, word, out))
		return true;
	if (!take_two(&text, '/', &first, &second) || text.n)
		return false;
	out->date.year = 0;
	put_slashed(reader, first, second, &out->date);
	return is_possible(out->date);
}

/* --- days of a month -------------------------------------------------------------------------- */

static bool read_ordinal_day(const struct quick_reader *reader, const struct quick_word *word,
			     struct quick_capture *out)
{
	struct str text = word->core;
	const char *endings = reader->language->ordinal_endings;

	if (!take_number(&text, 1, 2, &out->date.day) || out->date.day < 1 || out->date.day > 31)
		return false;
	return endings ? text.n && str_is_word_of(text, endings) : text.n == 0 && word->mark == '.';
}

static bool read_day(const struct quick_reader *reader, const struct quick_word *word,
		     struct quick_capture *out)
{
	if (read_ordinal_day(reader, word, out))
		return true;
	return whole_number(word->core, 1, 2, &out->date.day) && out->date.day >= 1 &&
	       out->date.day <= 31;
}

static bool read_month(const struct quick_reader *reader, const struct quick_word *word,
		       struct quick_capture *out)
{
	return quick_value(reader->language->months, word->core, &out->date.month);
}

static bool read_year(const struct quick_reader *reader, const struct quick_word *word,
		      struct quick_capture *out)
{
	(void)reader;
	return whole_number(word->core, 4, 4, &out->date.year) && out->date.year > 0;
}

/* --- times ------------------------------------------------------------------------------------ */

/* 12 am is midnight, 12 pm is noon; 13 pm and 0 am are no times. */
static bool apply_half(int half, struct quick_capture *out)
{
	int hour = out->minute / HOUR_MINUTES;

	if (out->half || hour < 1 || hour > 12)
		return false;
	out->half = true;
	out->minute += (hour % 12 + half * 12 - hour) * HOUR_MINUTES;
	return true;
}

static bool put_time(int hour, int minute, struct quick_capture *out)
{
	out->minute = hour * HOUR_MINUTES + minute;
	return hour < 24 && minute < HOUR_MINUTES;
}

static bool read_clock(const struct quick_reader *reader, const struct quick_word *word,
		       struct quick_capture *out)
{
	struct str text = word->core;
	int hour, minute = 0, half;
	bool colon;

	if (!take_number(&text, 1, 2, &hour))
		return false;
	colon = text.n && (text.p[0] == ':' || text.p[0] == '.');
	if (colon && (!take_char(&text, text.p[0]) || !take_number(&text, 2, 2, &minute)))
		return false;
	if (!put_time(hour, minute, out))
		return false;
	if (text.n)
		return quick_value(reader->language->halves, text, &half) && apply_half(half, out);
	return str_find(word->core, ':') >= 0;
}

static bool read_dotted_time(const struct quick_reader *reader, const struct quick_word *word,
			     struct quick_capture *out)
{
	struct str text = word->core;
	int hour, minute;

	(void)reader;
	return take_number(&text, 1, 2, &hour) && take_char(&text, '.') &&
	       take_number(&text, 2, 2, &minute) && text.n == 0 && put_time(hour, minute, out);
}

static bool read_hour(const struct quick_reader *reader, const struct quick_word *word,
		      struct quick_capture *out)
{
	int hour;

	if (!whole_number(word->core, 1, 2, &hour) &&
	    !quick_value(reader->language->numbers, word->core, &hour))
		return false;
	return put_time(hour, 0, out);
}

static bool read_minutes(const struct quick_reader *reader, const struct quick_word *word,
			 struct quick_capture *out)
{
	int minute;

	(void)reader;
	return whole_number(word->core, 2, 2, &minute) &&
	       put_time(out->minute / HOUR_MINUTES, minute, out);
}

static bool read_half(const struct quick_reader *reader, const struct quick_word *word,
		      struct quick_capture *out)
{
	int half;

	return quick_value(reader->language->halves, word->core, &half) && apply_half(half, out);
}

static bool read_part(const struct quick_reader *reader, const struct quick_word *word,
		      struct quick_capture *out)
{
	out->is_part = quick_value(reader->language->parts, word->core, &out->minute);
	return out->is_part;
}

/* --- words ------------------------------------------------------------------------------------ */

static bool read_number(const struct quick_reader *reader, const struct quick_word *word,
			struct quick_capture *out)
{
	return quick_value(reader->language->numbers, word->core, &out->number) ||
	       (whole_number(word->core, 1, 3, &out->number) && out->number > 0 &&
		out->number <= NUMBER_MOST);
}

static bool read_unit(const struct quick_reader *reader, const struct quick_word *word,
		      struct quick_capture *out)
{
	int unit;

	if (!quick_value(reader->language->units, word->core, &unit))
		return false;
	out->unit = (enum quick_unit)unit;
	return true;
}

static bool read_ordinal(const struct quick_reader *reader, const struct quick_word *word,
			 struct quick_capture *out)
{
	return quick_value(reader->language->ordinals, word->core, &out->ordinal);
}

static bool read_weekday(const struct quick_reader *reader, const struct quick_word *word,
			 struct quick_capture *out)
{
	return quick_value(reader->language->weekdays, word->core, &out->weekday);
}

static bool read_any_weekday(const struct quick_reader *reader, const struct quick_word *word,
			     struct quick_capture *out)
{
	return read_weekday(reader, word, out) ||
	       quick_value(reader->language->short_weekdays, word->core, &out->weekday);
}

static bool read_habit(const struct quick_reader *reader, const struct quick_word *word,
		       struct quick_capture *out)
{
	return quick_value(reader->language->habits, word->core, &out->weekday);
}

static const struct {
	char name;
	word_fn *read;
	bool list; /* further ones may follow, with a comma or "and" between them */
} classes[] = {
	{ 'a', read_half, false },        { 'b', read_habit, true },
	{ 'c', read_clock, false },       { 'd', read_day, false },
	{ 'f', read_dotted_time, false }, { 'g', read_dotted, false },
	{ 'h', read_hour, false },        { 'i', read_whole_date, false },
	{ 'j', read_short_date, false },  { 'k', read_ordinal, false },
	{ 'l', read_any_weekday, true },  { 'm', read_month, false },
	{ 'n', read_number, false },      { 'o', read_ordinal_day, false },
	{ 'p', read_part, false },        { 'q', read_minutes, false },
	{ 'u', read_unit, false },        { 'v', read_any_weekday, false },
	{ 'w', read_weekday, false },     { 'y', read_year, false },
};

/* --- elements --------------------------------------------------------------------------------- */

static const struct quick_word *word_at(const struct quick_reader *reader, size_t at)
{
	return at < reader->words.n && !reader->words.at[at].quoted ? &reader->words.at[at] : NULL;
}

/* Where the next one of a list may stand: behind a comma, "and" or both. 0: nowhere. */
static size_t next_of_list(const struct quick_reader *reader, size_t last)
{
	const struct quick_word *next = word_at(reader, last + 1);
	bool and = next && !next->mark && str_is_word_of(next->core, reader->language->and);

	if (and)
		return last + 2;
	return reader->words.at[last].mark == ',' ? last + 1 : 0;
}

static size_t read_list(const struct quick_reader *reader, word_fn *read, size_t at,
			struct quick_capture *out)
{
	const struct quick_word *word = word_at(reader, at);
	size_t last = at;

	out->weekdays = 0;
	for (size_t i = at; word && read(reader, word, out); word = i ? word_at(reader, i) : NULL) {
		out->weekdays |= 1u << out->weekday;
		last = i;
		i = next_of_list(reader, last);
	}
	return out->weekdays ? last - at + 1 : 0;
}

static bool is_one_of(struct str word, struct str alternatives)
{
	struct str one;
	bool more = true;

	while (more) {
		more = str_cut(alternatives, '|', &one, &alternatives);
		if (str_eq(word, one))
			return true;
	}
	return false;
}

size_t element_read(const struct quick_reader *reader, struct str element, size_t at,
		    struct quick_capture *out)
{
	const struct quick_word *word = word_at(reader, at);

	if (!word)
		return 0;
	if (element.p[0] != '%')
		return is_one_of(word->core, element);
	for (size_t i = 0; i < ARRAY_LEN(classes); i++)
		if (classes[i].name == element.p[1])
			return classes[i].list ? read_list(reader, classes[i].read, at, out)
					       : classes[i].read(reader, word, out);
	return 0;
}
