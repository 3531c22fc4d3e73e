/* Part of formats.h: Vikunja. */
#include "tasks/exchange/read/formats.h"

#include "base/cleanup.h"
#include "tasks/exchange/read/html_text.h"
#include "tasks/exchange/read/jdoc.h"

#define DAY_S  86400
#define WEEK_S (7 * DAY_S)
#define DEEP   16 /* of projects within projects */

/* Repeats on the same day of each month, whatever repeat_after says. */
#define MODE_MONTHLY    1
#define MODE_COMPLETION 2

/* Vikunja writes the first day of the year 1 for "none". */
static struct str time_text(const struct jdoc *doc, uint32_t object, const char *name)
{
	struct str text = jdoc_text(doc, object, name);

	return str_starts(text, STR("0001-")) ? str_of(NULL, 0) : text;
}

static void set_due(struct incoming *in, const struct jdoc *doc, uint32_t object,
		    struct incoming_task *task)
{
	int64_t due = incoming_time(time_text(doc, object, "due_date"));

	if (due)
		incoming_due_at(in, task, due, true);
	task->start_date = incoming_date(in, incoming_time(time_text(doc, object, "start_date")));
}

/* Relative ones have their time, too. */
static void set_reminders(const struct jdoc *doc, uint32_t object, struct incoming_task *task)
{
	struct jdoc_walk w = jdoc_walk(doc, jdoc_at(doc, object, "reminders"));

	while (task->n_reminders < LIMIT_REMINDERS && jdoc_next(&w)) {
		struct str time = time_text(doc, w.value, "reminder");

		if (incoming_time(time))
			task->reminders[task->n_reminders++] = time;
	}
}

static void set_repetition(struct incoming *in, const struct jdoc *doc, uint32_t object,
			   struct incoming_task *task)
{
	int64_t after = jdoc_number(doc, object, "repeat_after");
	int64_t mode = jdoc_number(doc, object, "repeat_mode");
	const char *from = mode == MODE_COMPLETION ? "completion" : "due";

	if (mode == MODE_MONTHLY)
		incoming_every(in, task, 1, "month", from);
	else if (after > 0 && after % WEEK_S == 0 && after / WEEK_S < 1000)
		incoming_every(in, task, (unsigned)(after / WEEK_S), "week", from);
	else if (after > 0 && after % DAY_S == 0 && after / DAY_S < 1000)
		incoming_every(in, task, (unsigned)(after / DAY_S), "day", from);
	else if (after > 0)
		incoming_lose(task, STR("It repeats in a way that cannot be kept"));
}

static void set_priority(struct incoming_task *task, int64_t level)
{
	static const struct str names[] = { STR_INIT("none"), STR_INIT("low"),  STR_INIT("medium"),
					    STR_INIT("high"), STR_INIT("high"), STR_INIT("high") };

	if (level >= 0 && level < (int64_t)ARRAY_LEN(names))
		task->priority = names[level];
}

static struct str first_id(const struct jdoc *doc, uint32_t array)
{
	struct jdoc_walk w = jdoc_walk(doc, array);

	return jdoc_next(&w) ? jdoc_text(doc, w.value, "id") : str_of(NULL, 0);
}

static void set_relations(struct incoming *in, const struct jdoc *doc, uint32_t object,
			  struct incoming_task *task)
{
	uint32_t related = jdoc_at(doc, object, "related_tasks");
	struct str parent = first_id(doc, jdoc_at(doc, related, "parenttask"));

	task->parent = incoming_source(in, "vikunja", parent);
}

static bool read_task(struct incoming *in, struct jdoc *doc, uint32_t object,
		      struct incoming_list *list)
{
	struct incoming_task *task = incoming_add(in, jdoc_line(doc, object));

	if (!task)
		return false;
	task->title = jdoc_text(doc, object, "title");
	task->description = html_text(in->arena, jdoc_text(doc, object, "description"));
	task->source = incoming_source(in, "vikunja", jdoc_text(doc, object, "id"));
	task->list = list;
	task->section =
		incoming_section(in, list, jdoc_text(doc, object, "bucket_id"), str_of(NULL, 0));
	task->completed = jdoc_true(doc, object, "done");
	task->completed_ms = incoming_time(time_text(doc, object, "done_at"));
	task->created_ms = incoming_time(time_text(doc, object, "created"));
	task->updated_ms = incoming_time(time_text(doc, object, "updated"));
	set_due(in, doc, object, task);
	set_reminders(doc, object, task);
	set_repetition(in, doc, object, task);
	set_priority(task, jdoc_number(doc, object, "priority"));
	set_relations(in, doc, object, task);
	for (struct jdoc_walk w = jdoc_walk(doc, jdoc_at(doc, object, "labels")); jdoc_next(&w);)
		incoming_tag(in, task, jdoc_text(doc, w.value, "title"));
	for (struct jdoc_walk w = jdoc_walk(doc, jdoc_at(doc, object, "comments")); jdoc_next(&w);)
		incoming_note(in, task, html_text(in->arena, jdoc_text(doc, w.value, "comment")));
	return true;
}

static bool read_project(struct incoming *in, struct jdoc *doc, uint32_t object)
{
	struct incoming_list *list =
		incoming_list(in, jdoc_text(doc, object, "id"), jdoc_text(doc, object, "title"));

	if (list)
		list->archived = jdoc_true(doc, object, "is_archived");
	for (struct jdoc_walk w = jdoc_walk(doc, jdoc_at(doc, object, "buckets")); jdoc_next(&w);)
		(void)incoming_section(in, list, jdoc_text(doc, w.value, "id"),
				       jdoc_text(doc, w.value, "title"));
	for (struct jdoc_walk w = jdoc_walk(doc, jdoc_at(doc, object, "tasks")); jdoc_next(&w);)
		if (!read_task(in, doc, w.value, list))
			return false;
	return true;
}

/* Projects within projects, and lists within namespaces, without recursion. */
static bool read_projects(struct incoming *in, struct jdoc *doc, uint32_t array)
{
	struct jdoc_walk stack[DEEP] = { jdoc_walk(doc, array) };
	size_t depth = 1;

	while (depth) {
		struct jdoc_walk *w = &stack[depth - 1];
		uint32_t within;

		if (!jdoc_next(w)) {
			depth--;
			continue;
		}
		within = jdoc_at(doc, w->value, "lists");
		if (within == JFLAT_NONE) {
			within = jdoc_at(doc, w->value, "child_projects");
			if (!read_project(in, doc, w->value))
				return false;
		}
		if (within != JFLAT_NONE && depth < DEEP)
			stack[depth++] = jdoc_walk(doc, within);
	}
	return true;
}

bool read_vikunja(struct incoming *in, struct str file)
{
	struct jdoc doc;
	struct jdoc_walk first;
	uint32_t tasks = JFLAT_NONE;

	in->problem = str_z(jdoc_read(in->arena, file, &doc));
	if (in->problem.n)
		return false;
	if (jflat_kind(&doc.flat, JFLAT_ROOT) != JSON_KIND_ARRAY) {
		in->problem = STR("The file must be an array of projects or tasks");
		return false;
	}
	first = jdoc_walk(&doc, JFLAT_ROOT);
	if (jdoc_next(&first) && jdoc_at(&doc, first.value, "done") != JFLAT_NONE)
		tasks = JFLAT_ROOT;
	if (tasks == JFLAT_NONE)
		return read_projects(in, &doc, JFLAT_ROOT);
	for (struct jdoc_walk w = jdoc_walk(&doc, tasks); jdoc_next(&w);)
		if (!read_task(in, &doc, w.value, NULL))
			return false;
	return true;
}
