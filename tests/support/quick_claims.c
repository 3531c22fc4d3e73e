#include "support/quick_claims.h"

#include "base/cleanup.h"
#include "core/clock.h"
#include "core/limits.h"

struct quick_context quick_claims_context(const char *language)
{
	static const struct quick_list lists[] = {
		{ 7, STR_INIT("Home") },
		{ 8, STR_INIT("Home Office") },
		{ 9, STR_INIT("K\xC3\xBC"
			      "che") },
	};
	struct quick_context context = { .lists = lists, .n_lists = ARRAY_LEN(lists) };

	(void)day_of((struct quick_date){ 2026, 11, 30 }, &context.now.today);
	context.now.minute = 20 * 60 + 42;
	(void)quickadd_language(str_z(language), &context);
	return context;
}

/* The title that the text and the spans give, made by another hand. */
static struct str title_of(struct arena *a, struct str text, const struct quick_task *task)
{
	struct str title = str_of("", 0);
	size_t at = 0;

	for (size_t i = 0; i <= task->n_spans; i++) {
		size_t end = i < task->n_spans ? task->spans[i].start : text.n;
		struct str piece = str_trim_unicode(str_of(text.p + at, end - at));

		if (piece.n)
			title = title.n ? arena_fmt(a, "%.*s %.*s", STR_FMT(title), STR_FMT(piece))
					: piece;
		at = i < task->n_spans ? task->spans[i].end : at;
	}
	return title;
}

static size_t count(const struct quick_task *task, enum quick_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < task->n_spans; i++)
		n += task->spans[i].kind == kind;
	return n;
}

static bool spans_are_in_order(struct str text, const struct quick_task *task)
{
	size_t at = 0;

	for (size_t i = 0; i < task->n_spans; i++) {
		if (task->spans[i].start < at || task->spans[i].end <= task->spans[i].start)
			return false;
		at = task->spans[i].end;
		if (!str_is_utf8(str_of(text.p + task->spans[i].start, at - task->spans[i].start)))
			return false;
	}
	return at <= text.n;
}

static bool is_time(struct str text)
{
	int64_t ms;
	char whole[] = "2026-01-01T00:00:00.000Z";

	if (text.n != 5)
		return false;
	memcpy(whole + 11, text.p, 5);
	return clock_parse_iso(str_z(whole), &ms);
}

static bool tags_are_sound(const struct quick_task *task)
{
	for (size_t i = 0; i < task->n_tags; i++) {
		if (!task->tags[i].n || str_code_points(task->tags[i]) > LIMIT_TAG_CHARS)
			return false;
		for (size_t k = 0; k < i; k++)
			if (str_eq(task->tags[i], task->tags[k]))
				return false;
	}
	return task->n_tags <= LIMIT_TAGS;
}

const char *quick_claims_broken(struct arena *a, struct str text, const struct quick_task *task)
{
	if (!spans_are_in_order(text, task))
		return "the spans are in order, within the text, and cut no character";
	if (!str_eq(task->title, title_of(a, text, task)))
		return "title and spans give the text back";
	if (str_trim_unicode(text).n && !task->title.n)
		return "a text has a title";
	if (count(task, QUICK_SPAN_DATE) > 1 || count(task, QUICK_SPAN_LIST) > 1 ||
	    count(task, QUICK_SPAN_PRIORITY) > 1 || count(task, QUICK_SPAN_TIME) > 2 ||
	    count(task, QUICK_SPAN_REPEAT) > 2)
		return "of each kind the first one counts";
	if (task->due_date.n && !clock_is_date(task->due_date))
		return "the date exists";
	if (task->due_time.n && (!is_time(task->due_time) || !task->due_date.n))
		return "the time exists, and has a date";
	if (task->recurrence.n && !task->due_date.n)
		return "what repeats has a date";
	if (!tags_are_sound(task))
		return "tags are within their bounds, and none is there twice";
	return NULL;
}
