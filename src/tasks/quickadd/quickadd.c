#include "tasks/quickadd/quickadd.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "core/limits.h"

#define NOON         (12 * 60)
#define HOUR_MINUTES 60

struct scan {
	struct arena *arena;
	const struct quick_context *context;
	struct quick_reader reader;
	struct str text;
	struct quick_task *out;
	struct quick_words *list_names; /* one for each list */
	bool has_day, has_time, has_repeat;
	int32_t day;
	int minute;
	bool soft, bare; /* of the time: see struct quick_match */
	struct quick_repeat repeat;
};

/* What a word that starts with a sign is; the number of words that it takes, 0: it is text. */
typedef size_t sign_fn(struct scan *scan, size_t at, struct quick_span *out);

bool quickadd_language(struct str tag, struct quick_context *out)
{
	static const struct quick_language *const languages[] = { &quick_english, &quick_german };
	struct str primary, region;

	(void)str_cut(tag, '-', &primary, &region);
	for (size_t i = 0; i < ARRAY_LEN(languages); i++)
		if (str_eq_nocase(primary, str_z(languages[i]->tag))) {
			out->language = languages[i];
			out->day_first = region.n && !str_eq_nocase(region, STR("US"));
			return true;
		}
	return false;
}

static const struct quick_word *word_of(const struct scan *scan, size_t at)
{
	return &scan->reader.words.at[at];
}

static void add_span(struct scan *scan, enum quick_kind kind, size_t first, size_t words)
{
	scan->out->spans[scan->out->n_spans++] = (struct quick_span){
		.start = word_of(scan, first)->start,
		.end = word_of(scan, first + words - 1)->end,
		.kind = kind,
	};
}

/* --- signs ------------------------------------------------------------------------------------ */

static bool name_fits(const struct scan *scan, const struct quick_words *name, size_t at)
{
	if (!name->n || at + name->n > scan->reader.words.n)
		return false;
	for (size_t i = 0; i < name->n; i++) {
		const struct quick_word *word = word_of(scan, at + i);
		struct str core = i ? word->core : str_tail(word->core, 1);

		if (!str_eq(core, name->at[i].core))
			return false;
		if (word->mark != name->at[i].mark && (i + 1 < name->n || name->at[i].mark))
			return false;
	}
	return true;
}

static size_t read_list_name(struct scan *scan, size_t at, struct quick_span *out)
{
	const struct quick_words *best = NULL;

	for (size_t i = 0; i < scan->context->n_lists && !scan->out->list; i++) {
		const struct quick_words *name = &scan->list_names[i];

		if ((!best || name->n > best->n) && name_fits(scan, name, at))
			best = name;
	}
	if (!best)
		return 0;
	scan->out->list = &scan->context->lists[best - scan->list_names];
	*out = (struct quick_span){ .kind = QUICK_SPAN_LIST, .value = scan->out->list->name };
	return best->n;
}

static bool is_number(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!ascii_is_digit(text.p[i]))
			return false;
	return true;
}

static bool has_tag(const struct quick_task *task, struct str tag)
{
	for (size_t i = 0; i < task->n_tags; i++)
		if (str_eq(task->tags[i], tag))
			return true;
	return false;
}

static size_t read_tag(struct scan *scan, size_t at, struct quick_span *out)
{
	const struct quick_word *word = word_of(scan, at);
	struct str tag = str_of(scan->text.p + word->start + 1, word->end - word->start - 1);
	struct quick_task *task = scan->out;

	tag = quick_without_marks(tag);
	if (is_number(tag) || tag.p[0] == '#' || str_code_points(tag) > LIMIT_TAG_CHARS)
		return 0;
	if (!has_tag(task, tag)) {
		if (task->n_tags == LIMIT_TAGS)
			return 0;
		task->tags[task->n_tags++] = tag;
	}
	*out = (struct quick_span){ .kind = QUICK_SPAN_TAG, .value = tag };
	return 1;
}

static size_t read_priority(struct scan *scan, size_t at, struct quick_span *out)
{
	static const struct str names[] = { STR_INIT("none"), STR_INIT("low"), STR_INIT("medium"),
					    STR_INIT("high") };
	int rank;

	if (scan->out->priority.n || !quick_value(scan->context->language->priorities,
						  str_tail(word_of(scan, at)->core, 1), &rank))
		return 0;
	scan->out->priority = names[rank];
	*out = (struct quick_span){ .kind = QUICK_SPAN_PRIORITY, .value = names[rank] };
	return 1;
}

static sign_fn *sign_at(const struct scan *scan, size_t at)
{
	static const struct {
		char sign;
		sign_fn *read;
	} signs[] = { { '@', read_list_name }, { '#', read_tag }, { '!', read_priority } };
	char first = scan->text.p[word_of(scan, at)->start];

	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (signs[i].sign == first)
			return signs[i].read;
	return NULL;
}

static size_t take_sign(struct scan *scan, sign_fn *read, size_t at)
{
	struct quick_span span = { 0 };
	size_t words = read(scan, at, &span);

	if (!words)
		return 1;
	add_span(scan, span.kind, at, words);
	scan->out->spans[scan->out->n_spans - 1].value = span.value;
	return words;
}

/* --- dates, times, repetitions ---------------------------------------------------------------- */

/* "8" beside "evening" is 20:00. */
static int in_part(int minute, bool bare, int part)
{
	return bare && minute < NOON && part >= NOON ? minute + NOON : minute;
}

static bool takes_time(const struct scan *scan, const struct quick_match *match)
{
	return !scan->has_time || (scan->soft && !match->soft);
}

static void set_time(struct scan *scan, const struct quick_match *match)
{
	if (scan->has_time && !takes_time(scan, match)) {
		scan->minute = in_part(scan->minute, scan->bare, match->minute);
		return;
	}
	scan->minute = in_part(match->minute, match->bare && scan->has_time, scan->minute);
	scan->soft = match->soft;
	scan->bare = match->bare;
	scan->has_time = true;
}

static bool is_wanted(const struct scan *scan, const struct quick_match *match)
{
	switch (match->sort) {
	case QUICK_SORT_TEXT:
		return false;
	case QUICK_SORT_DATE:
		return !scan->has_day;
	case QUICK_SORT_TIME:
		return takes_time(scan, match);
	case QUICK_SORT_REPEAT:
		return !scan->has_repeat;
	}
	return false;
}

/* A part of the day right behind a day: "Monday morning". */
static size_t take_part(struct scan *scan, size_t at)
{
	struct quick_match match = { .soft = true };
	const struct quick_word *word = word_of(scan, at);

	if (at == scan->reader.words.n || word_of(scan, at - 1)->mark || word->quoted ||
	    !quick_value(scan->context->language->parts, word->core, &match.minute))
		return 0;
	if (scan->has_time && !(scan->bare && scan->minute < NOON))
		return 0;
	set_time(scan, &match);
	add_span(scan, QUICK_SPAN_TIME, at, 1);
	return 1;
}

/* "until Friday" somewhere behind a repetition is its end. */
static bool is_end(const struct scan *scan, const struct quick_match *match, size_t at)
{
	return scan->has_repeat && !scan->repeat.ends && match->sort == QUICK_SORT_DATE &&
	       !match->has_time &&
	       str_is_word_of(word_of(scan, at)->core, scan->context->language->until);
}

static size_t take_end(struct scan *scan, const struct quick_match *match, size_t at)
{
	scan->repeat.ends = true;
	scan->repeat.until = match->day;
	add_span(scan, QUICK_SPAN_REPEAT, at, match->words);
	return match->words;
}

static size_t take_match(struct scan *scan, const struct quick_match *match, size_t at)
{
	static const enum quick_kind kinds[] = { [QUICK_SORT_TEXT] = QUICK_SPAN_ESCAPE,
						 [QUICK_SORT_DATE] = QUICK_SPAN_DATE,
						 [QUICK_SORT_TIME] = QUICK_SPAN_TIME,
						 [QUICK_SORT_REPEAT] = QUICK_SPAN_REPEAT };
	size_t words = match->words;

	if (match->sort == QUICK_SORT_DATE) {
		scan->has_day = true;
		scan->day = match->day;
	}
	if (match->sort == QUICK_SORT_REPEAT) {
		scan->has_repeat = true;
		scan->repeat = match->repeat;
	}
	if (match->has_time)
		set_time(scan, match);
	add_span(scan, kinds[match->sort], at, words - match->part);
	if (match->part)
		add_span(scan, QUICK_SPAN_TIME, at + words - 1, 1);
	else if (!match->has_time)
		words += take_part(scan, at + words);
	return words;
}

/* --- the text --------------------------------------------------------------------------------- */

/* What would be read without the \ is text, and the \ a span. Nothing else may be escaped, so that
 * a path keeps its signs. */
static size_t take_escape(struct scan *scan, size_t at)
{
	struct quick_word *word = &scan->reader.words.at[at];
	struct quick_word kept = *word;
	struct quick_match match;
	size_t words = 0;

	word->start++;
	word->core = str_tail(word->core, 1);
	if (word->start < word->end && sign_at(scan, at))
		words = 1;
	else if (rule_find(&scan->reader, &scan->context->now, at, &match))
		words = match.words;
	*word = kept;
	if (!words)
		return 1;
	add_span(scan, QUICK_SPAN_ESCAPE, at, 1);
	scan->out->spans[scan->out->n_spans - 1].end = word->start + 1;
	return words;
}

static size_t take_words(struct scan *scan, size_t at)
{
	const struct quick_word *word = word_of(scan, at);
	struct quick_match match;
	sign_fn *sign;

	if (word->quoted)
		return 1;
	if (scan->text.p[word->start] == '\\')
		return take_escape(scan, at);
	sign = sign_at(scan, at);
	if (sign)
		return take_sign(scan, sign, at);
	if (!rule_find(&scan->reader, &scan->context->now, at, &match))
		return 1;
	if (is_end(scan, &match, at))
		return take_end(scan, &match, at);
	return is_wanted(scan, &match) ? take_match(scan, &match, at) : match.words;
}

static struct str text_between(const struct scan *scan, size_t span)
{
	const struct quick_task *out = scan->out;
	size_t start = span ? out->spans[span - 1].end : 0;
	size_t end = span < out->n_spans ? out->spans[span].start : scan->text.n;

	return str_trim_unicode(str_of(scan->text.p + start, end - start));
}

static struct str make_title(const struct scan *scan)
{
	struct buf title;

	arena_buf(scan->arena, &title, scan->text.n + 1, scan->text.n + 1);
	for (size_t i = 0; i <= scan->out->n_spans; i++) {
		struct str piece = text_between(scan, i);

		if (piece.n && title.n)
			buf_char(&title, ' ');
		buf_str(&title, piece);
	}
	return buf_text(&title);
}

static struct str date_text(const struct scan *scan, int32_t day, bool with_time)
{
	struct buf b;

	arena_buf(scan->arena, &b, 24, 24);
	day_put(&b, day);
	if (with_time)
		buf_fmt(&b, "T%02d:%02d", scan->minute / HOUR_MINUTES, scan->minute % HOUR_MINUTES);
	return buf_text(&b);
}

static struct str repeat_text(const struct scan *scan)
{
	struct buf b;

	arena_buf(scan->arena, &b, 64, 256);
	repeat_put(&b, &scan->repeat);
	return buf_text(&b);
}

/* The day on which it is due when none is named. False: it is not due. */
static bool implied_day(const struct scan *scan, int32_t *out)
{
	const struct quick_now *now = &scan->context->now;
	bool passed = scan->has_time && scan->minute <= now->minute;

	*out = now->today + passed;
	return scan->has_repeat ? repeat_first(&scan->repeat, *out, out) : scan->has_time;
}

static bool has_time_span(const struct quick_task *task)
{
	for (size_t i = 0; i < task->n_spans; i++)
		if (task->spans[i].kind == QUICK_SPAN_TIME)
			return true;
	return false;
}

static void fill_in(struct scan *scan)
{
	struct quick_task *out = scan->out;
	bool joined = scan->has_time && !has_time_span(out);
	int32_t day = scan->day;

	if (scan->has_time)
		out->due_time = str_tail(date_text(scan, scan->context->now.today, true), 11);
	if (scan->has_repeat)
		out->recurrence = repeat_text(scan);
	if (scan->has_day || implied_day(scan, &day))
		out->due_date = date_text(scan, day, false);
	for (size_t i = 0; i < out->n_spans; i++) {
		struct quick_span *span = &out->spans[i];

		if (span->kind == QUICK_SPAN_DATE)
			span->value = date_text(scan, day, joined);
		else if (span->kind == QUICK_SPAN_TIME)
			span->value = out->due_time;
		else if (span->kind == QUICK_SPAN_REPEAT)
			span->value = out->recurrence;
	}
}

static void split_names(struct scan *scan)
{
	size_t n = scan->context->n_lists;

	scan->list_names = arena_array(scan->arena, n ? n : 1, sizeof(*scan->list_names));
	for (size_t i = 0; i < n; i++)
		scan->list_names[i] = quick_split(scan->arena, scan->context->lists[i].name);
}

void quickadd_read(struct arena *a, const struct quick_context *context, struct str text,
		   struct quick_task *out)
{
	struct scan scan = { .arena = a, .context = context, .text = text, .out = out };

	scan.reader = (struct quick_reader){ .language = context->language,
					     .day_first = context->day_first,
					     .words = quick_split(a, text) };
	*out = (struct quick_task){
		.spans = arena_array(a, scan.reader.words.n + 1, sizeof(struct quick_span)),
		.tags = arena_array(a, LIMIT_TAGS, sizeof(struct str)),
	};
	split_names(&scan);
	for (size_t at = 0; at < scan.reader.words.n;)
		at += take_words(&scan, at);
	out->title = make_title(&scan);
	if (out->title.n)
		fill_in(&scan);
	else
		*out = (struct quick_task){ .title = str_trim_unicode(text) };
}
