/* Part of formats.h: exports of this program. */
#include "tasks/exchange/read/formats.h"

#include "tasks/exchange/read/jdoc.h"

#define PREFERENCES_BYTES 4096 /* longer ones are none of ours */

/* Lists and sections are known by their number in the file. */
static struct str number(struct incoming *in, size_t n)
{
	return arena_fmt(in->arena, "%zu", n);
}

static void read_sections(struct incoming *in, const struct jdoc *doc, uint32_t array,
			  struct incoming_list *list)
{
	size_t n = 0;

	for (struct jdoc_walk w = jdoc_walk(doc, array); jdoc_next(&w);) {
		struct incoming_section *section = incoming_section(
			in, list, number(in, n++), jdoc_text(doc, w.value, "name"));

		if (section)
			section->position = jdoc_text(doc, w.value, "position");
	}
}

static void read_lists(struct incoming *in, const struct jdoc *doc)
{
	size_t n = 0;

	for (struct jdoc_walk w = jdoc_walk(doc, jdoc_at(doc, JFLAT_ROOT, "lists"));
	     jdoc_next(&w);) {
		struct incoming_list *list =
			incoming_list(in, number(in, n++), jdoc_text(doc, w.value, "name"));

		if (!list)
			continue;
		list->color = jdoc_text(doc, w.value, "color");
		list->position = jdoc_text(doc, w.value, "position");
		list->archived = jdoc_true(doc, w.value, "archived");
		read_sections(in, doc, jdoc_at(doc, w.value, "sections"), list);
	}
}

static void set_texts(struct incoming *in, const struct jdoc *doc, uint32_t object,
		      struct incoming_task *task)
{
	task->title = jdoc_text(doc, object, "title");
	task->description = jdoc_text(doc, object, "description");
	task->due_date = jdoc_text(doc, object, "due_date");
	task->due_time = jdoc_text(doc, object, "due_time");
	task->time_zone = jdoc_text(doc, object, "time_zone");
	task->start_date = jdoc_text(doc, object, "start_date");
	task->priority = jdoc_text(doc, object, "priority");
	task->recurrence = jdoc_text(doc, object, "recurrence");
	task->recurrence_from = jdoc_text(doc, object, "recurrence_from");
	task->position = jdoc_text(doc, object, "position");
	task->source = jdoc_text(doc, object, "source");
	task->parent = jdoc_text(doc, object, "parent");
	for (struct jdoc_walk w = jdoc_walk(doc, jdoc_at(doc, object, "tags")); jdoc_next(&w);)
		incoming_tag(in, task, jflat_str(&doc->flat, w.value));
	for (struct jdoc_walk w = jdoc_walk(doc, jdoc_at(doc, object, "reminders")); jdoc_next(&w);)
		if (task->n_reminders < LIMIT_REMINDERS)
			task->reminders[task->n_reminders++] = jflat_str(&doc->flat, w.value);
}

static bool read_task(struct incoming *in, const struct jdoc *doc, uint32_t object)
{
	struct incoming_task *task = incoming_add(in, jdoc_line(doc, object));

	if (!task)
		return false;
	set_texts(in, doc, object, task);
	task->completed = jdoc_true(doc, object, "completed");
	task->completed_ms = incoming_time(jdoc_text(doc, object, "completed_at"));
	task->created_ms = incoming_time(jdoc_text(doc, object, "created_at"));
	task->updated_ms = incoming_time(jdoc_text(doc, object, "updated_at"));
	task->list = incoming_list(in, jdoc_text(doc, object, "list"), str_of(NULL, 0));
	task->section = incoming_section(in, task->list, jdoc_text(doc, object, "section"),
					 str_of(NULL, 0));
	return true;
}

static void read_preferences(struct incoming *in, const struct jdoc *doc)
{
	uint32_t object = jdoc_at(doc, JFLAT_ROOT, "preferences");
	struct str text;

	if (jflat_kind(&doc->flat, object) != JSON_KIND_OBJECT)
		return;
	text = jdoc_raw(doc, object);
	if (text.n <= PREFERENCES_BYTES)
		in->preferences = text;
	in->default_list =
		incoming_list(in, jdoc_text(doc, object, "default_list"), str_of(NULL, 0));
}

bool read_ostiary(struct incoming *in, struct str file)
{
	uint32_t tasks;
	struct jdoc doc;

	in->problem = str_z(jdoc_read(in->arena, file, &doc));
	if (in->problem.n)
		return false;
	tasks = jdoc_at(&doc, JFLAT_ROOT, "tasks");
	if (!str_eq(jdoc_text(&doc, JFLAT_ROOT, "format"), STR("ostiary")) ||
	    jdoc_number(&doc, JFLAT_ROOT, "version") != 1 ||
	    jflat_kind(&doc.flat, tasks) != JSON_KIND_ARRAY) {
		in->problem = STR("The file is no export of Ostiary in version 1");
		return false;
	}
	read_lists(in, &doc);
	for (struct jdoc_walk w = jdoc_walk(&doc, tasks); jdoc_next(&w);)
		if (!read_task(in, &doc, w.value))
			return false;
	read_preferences(in, &doc);
	return true;
}
