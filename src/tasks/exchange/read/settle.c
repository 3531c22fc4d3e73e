/* Part of incoming.h: all tasks of a file are brought within their bounds. */
#include "tasks/exchange/read/incoming.h"

#include "base/buf.h"
#include "base/cleanup.h"
#include "core/clock.h"
#include "tasks/exchange/read/sources.h"
#include "tasks/recur/rule.h"

#define DEPTH_MOST 16 /* of parts within parts */

/* Gives each task of the same texts a number, and skips what is there twice. */
static void tell_apart(struct incoming *in, const struct sources *sources,
		       struct incoming_task *task)
{
	struct str whole = task->source;
	struct incoming_task **slot = sources_slot(sources, whole);

	if (*slot && task->hashed) {
		task->source =
			arena_fmt(in->arena, "%.*s-%u", STR_FMT(whole), ++(*slot)->twins + 1);
		slot = sources_slot(sources, task->source);
	}
	if (*slot)
		incoming_skip(task, STR("The file has it twice"));
	else
		*slot = task;
}

static struct incoming_task *parent_of(const struct sources *sources,
				       const struct incoming_task *task)
{
	struct incoming_task *parent = task->parent.n ? *sources_slot(sources, task->parent) : NULL;

	return parent && parent != task && parent->fate == INCOMING_MADE ? parent : NULL;
}

/* A part of a part becomes a part of the task above. In a circle there is none. */
static void raise_part(const struct sources *sources, struct incoming_task *task)
{
	struct incoming_task *parent = parent_of(sources, task), *above;
	size_t steps = 0;

	while (parent && (above = parent_of(sources, parent)) && steps++ < DEPTH_MOST) {
		incoming_lose(task, STR("It is a part of a part, and becomes a part of the task "
					"above"));
		parent = above;
	}
	if (steps > DEPTH_MOST)
		parent = NULL;
	task->parent = parent ? parent->source : str_of(NULL, 0);
	if (parent) {
		task->list = parent->list;
		task->section = NULL;
	}
}

/* --- texts ------------------------------------------------------------------------------------ */

/* The first `chars` characters. */
static struct str cut(struct str text, size_t chars)
{
	size_t n = 0;

	for (; n < text.n; n++)
		if (((unsigned char)text.p[n] & 0xC0) != 0x80 && chars-- == 0)
			break;
	return str_head(text, n);
}

static struct str without_nul(struct incoming *in, struct str text)
{
	struct buf b;

	if (str_find(text, '\0') < 0)
		return text;
	arena_buf(in->arena, &b, text.n, text.n);
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i])
			buf_char(&b, text.p[i]);
	return buf_text(&b);
}

/* The whole title where it is too long, the description, and the notes. */
static struct str all_notes(struct incoming *in, const struct incoming_task *task, struct str title)
{
	const struct str pieces[] = { title, task->description, buf_text(&task->notes) };
	size_t most = title.n + task->description.n + task->notes.n + 4;
	struct buf b;

	if (!title.n && !task->notes.n)
		return without_nul(in, task->description);
	arena_buf(in->arena, &b, most, most);
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		buf_z(&b, b.n && pieces[i].n ? "\n\n" : "");
		buf_str(&b, pieces[i]);
	}
	return without_nul(in, buf_text(&b));
}

static void settle_texts(struct incoming *in, struct incoming_task *task)
{
	struct str whole = str_trim_unicode(without_nul(in, task->title));
	bool long_title = str_code_points(whole) > LIMIT_TITLE_CHARS;

	task->title = str_trim_unicode(cut(whole, LIMIT_TITLE_CHARS));
	task->description = all_notes(in, task, long_title ? whole : str_of(NULL, 0));
	if (long_title)
		incoming_lose(task, STR("Its title is too long and stands in the notes"));
	if (str_code_points(task->description) > LIMIT_DESCRIPTION_CHARS) {
		task->description = cut(task->description, LIMIT_DESCRIPTION_CHARS);
		incoming_lose(task, STR("Its notes are too long and are cut"));
	}
	if (!task->title.n)
		incoming_skip(task, STR("It has no title"));
}

static void settle_dates(struct incoming *in, struct incoming_task *task)
{
	struct recur_rule rule;
	struct str problem;

	if (task->start_date.n && !clock_is_date(task->start_date))
		task->start_date = str_of(NULL, 0);
	if (!task->due_date.n)
		task->due_time = task->time_zone = str_of(NULL, 0);
	if (!task->due_time.n)
		task->time_zone = str_of(NULL, 0);
	if (!task->recurrence.n)
		return;
	if (!task->due_date.n)
		incoming_lose(task, STR("It repeats without a due date, and is made once"));
	else if (!recur_parse(in->arena, task->recurrence, &rule, &problem))
		incoming_lose(task, STR("It repeats in a way that cannot be kept"));
	else
		return;
	task->recurrence = task->recurrence_from = str_of(NULL, 0);
}

static void settle_times(struct incoming_task *task)
{
	if (task->completed && !task->completed_ms)
		task->completed_ms = task->updated_ms;
	if (!task->completed)
		task->completed_ms = 0;
	if (task->updated_ms < task->created_ms)
		task->updated_ms = task->created_ms;
}

/* A source that is too long for a row is known by its hash. */
static struct str short_source(struct incoming *in, struct str source)
{
	struct incoming_task known = { 0 };

	if (source.n <= LIMIT_SOURCE_BYTES && str_find(source, '\0') < 0)
		return source;
	incoming_hash(in, &known, "long", &source, 1);
	return known.source;
}

static void settle_source(struct incoming *in, struct incoming_task *task)
{
	const struct str texts[] = { task->title, task->description, task->due_date };

	task->source = short_source(in, task->source);
	task->parent = short_source(in, task->parent);
	if (!task->source.n)
		incoming_hash(in, task, "file", texts, ARRAY_LEN(texts));
}

void incoming_settle(struct incoming *in)
{
	struct sources sources = sources_new(in);

	for (struct incoming_task *task = in->tasks; task; task = task->next) {
		if (!task->priority.n)
			task->priority = STR("none");
		settle_texts(in, task);
		settle_dates(in, task);
		settle_times(task);
		settle_source(in, task);
		if (task->fate == INCOMING_MADE)
			tell_apart(in, &sources, task);
	}
	for (struct incoming_task *task = in->tasks; task; task = task->next)
		raise_part(&sources, task);
}
