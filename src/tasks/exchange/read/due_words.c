#include "tasks/exchange/read/due_words.h"

#include "core/clock.h"
#include "tasks/quickadd/quickadd.h"

#define DAY_MS      INT64_C(86400000)
#define MINUTE_MS   60000
#define WORDS_CHARS 100 /* longer words are no date */

static struct quick_now now_of(const struct incoming *in)
{
	int64_t ms = in->now_ms +
		     (in->zone ? (int64_t)zone_offset(in->zone, in->now_ms / 1000) * 1000 : 0);

	return (struct quick_now){ .today = (int32_t)(ms / DAY_MS),
				   .minute = (int)(ms % DAY_MS / MINUTE_MS) };
}

/* Whether quick add understands all of the words. */
static bool read_words(struct incoming *in, struct str words, struct str language,
		       struct quick_task *out)
{
	struct quick_context context = { .now = now_of(in) };
	struct str completion = STR("every! ");
	struct str text;

	if (str_starts(words, completion))
		words = arena_fmt(in->arena, "every %.*s", STR_FMT(str_tail(words, completion.n)));
	if (str_code_points(words) > WORDS_CHARS ||
	    (!quickadd_language(language, &context) && !quickadd_language(STR("en"), &context)))
		return false;
	text = arena_fmt(in->arena, "- %.*s", STR_FMT(words));
	quickadd_read(in->arena, &context, text, out);
	return str_eq(out->title, STR("-"));
}

static void set_repetition(struct incoming_task *task, const struct quick_task *read,
			   struct str words)
{
	task->recurrence = read->recurrence;
	task->recurrence_from = str_starts(words, STR("every!")) ? STR("completion") : STR("due");
}

void due_words_repeat(struct incoming *in, struct incoming_task *task, struct str words,
		      struct str language)
{
	struct quick_task read;

	if (read_words(in, words, language, &read) && read.recurrence.n)
		set_repetition(task, &read, words);
	else
		incoming_lose(task, STR("It repeats in a way that cannot be kept"));
}

void due_words(struct incoming *in, struct incoming_task *task, struct str words,
	       struct str language)
{
	struct quick_task read;

	words = str_trim(words);
	if (!words.n)
		return;
	if (!read_words(in, words, language, &read) || !read.due_date.n) {
		incoming_due(in, task, words);
		return;
	}
	task->due_date = read.due_date;
	task->due_time = read.due_time;
	task->time_zone = read.due_time.n ? in->zone_name : str_of(NULL, 0);
	if (read.recurrence.n)
		set_repetition(task, &read, words);
}
