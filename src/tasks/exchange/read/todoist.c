/* Part of formats.h: Todoist's JSON. */
#include "tasks/exchange/read/formats.h"

#include "base/cleanup.h"
#include "tasks/exchange/read/due_words.h"
#include "tasks/exchange/read/jdoc.h"
#include "tasks/exchange/read/sources.h"

static const struct str priorities[] = { STR_INIT("none"), STR_INIT("none"), STR_INIT("low"),
					 STR_INIT("medium"), STR_INIT("high") };

/* A member under the first of two names that it has. */
static struct str either(const struct jdoc *doc, uint32_t object, const char *one, const char *two)
{
	struct str text = jdoc_text(doc, object, one);

	return text.n ? text : jdoc_text(doc, object, two);
}

/* What the file calls the inbox is the inbox. */
static void read_projects(struct incoming *in, const struct jdoc *doc, uint32_t array)
{
	for (struct jdoc_walk w = jdoc_walk(doc, array); jdoc_next(&w);) {
		struct incoming_list *list;

		if (jdoc_true(doc, w.value, "inbox_project") ||
		    jdoc_true(doc, w.value, "is_inbox_project"))
			continue;
		list = incoming_list(in, jdoc_text(doc, w.value, "id"),
				     jdoc_text(doc, w.value, "name"));
		if (list)
			list->archived = jdoc_true(doc, w.value, "is_archived");
	}
}

static struct incoming_list *project_of(struct incoming *in, const struct jdoc *doc,
					uint32_t object)
{
	return incoming_list(in, jdoc_text(doc, object, "project_id"), str_of(NULL, 0));
}

static void read_sections(struct incoming *in, const struct jdoc *doc, uint32_t array)
{
	for (struct jdoc_walk w = jdoc_walk(doc, array); jdoc_next(&w);)
		(void)incoming_section(in, project_of(in, doc, w.value),
				       jdoc_text(doc, w.value, "id"),
				       jdoc_text(doc, w.value, "name"));
}

/* A time that is fixed to a zone is read, and kept, in that zone. */
static void set_due(struct incoming *in, const struct jdoc *doc, uint32_t object,
		    struct incoming_task *task)
{
	uint32_t due = jdoc_at(doc, object, "due");
	struct str name = jdoc_text(doc, due, "timezone");
	struct incoming there = *in;
	struct zone zone;

	if (name.n && zone_read(in->arena, name, &zone)) {
		there.zone = &zone;
		there.zone_name = name;
	}
	incoming_due(&there, task, either(doc, due, "datetime", "date"));
	if (jdoc_true(doc, due, "is_recurring"))
		due_words_repeat(in, task, jdoc_text(doc, due, "string"),
				 jdoc_text(doc, due, "lang"));
}

static bool read_item(struct incoming *in, struct jdoc *doc, uint32_t object)
{
	struct incoming_task *task = incoming_add(in, jdoc_line(doc, object));
	int64_t priority = jdoc_number(doc, object, "priority");

	if (!task)
		return false;
	task->title = jdoc_text(doc, object, "content");
	task->description = jdoc_text(doc, object, "description");
	task->source = incoming_source(in, "todoist", jdoc_text(doc, object, "id"));
	task->parent = incoming_source(in, "todoist", jdoc_text(doc, object, "parent_id"));
	task->list = project_of(in, doc, object);
	task->section = incoming_section(in, task->list, jdoc_text(doc, object, "section_id"),
					 str_of(NULL, 0));
	if (priority > 0 && priority < (int64_t)ARRAY_LEN(priorities))
		task->priority = priorities[priority];
	task->completed =
		jdoc_true(doc, object, "checked") || jdoc_true(doc, object, "is_completed");
	task->created_ms = incoming_time(either(doc, object, "added_at", "created_at"));
	task->updated_ms = incoming_time(jdoc_text(doc, object, "updated_at"));
	task->completed_ms = incoming_time(jdoc_text(doc, object, "completed_at"));
	for (struct jdoc_walk w = jdoc_walk(doc, jdoc_at(doc, object, "labels")); jdoc_next(&w);)
		incoming_tag(in, task, jflat_str(&doc->flat, w.value));
	set_due(in, doc, object, task);
	if (jdoc_true(doc, object, "is_deleted"))
		incoming_skip(task, STR("It was deleted"));
	return true;
}

/* Comments become notes. */
static void read_notes(struct incoming *in, const struct jdoc *doc, uint32_t array)
{
	struct sources sources = sources_of(in);

	for (struct jdoc_walk w = jdoc_walk(doc, array); jdoc_next(&w);) {
		struct incoming_task *task = *sources_slot(
			&sources,
			incoming_source(in, "todoist", either(doc, w.value, "item_id", "task_id")));

		if (task)
			incoming_note(in, task, jdoc_text(doc, w.value, "content"));
	}
}

bool read_todoist(struct incoming *in, struct str file)
{
	uint32_t items = JFLAT_ROOT;
	struct jdoc doc;

	in->problem = str_z(jdoc_read(in->arena, file, &doc));
	if (in->problem.n)
		return false;
	if (jflat_kind(&doc.flat, JFLAT_ROOT) == JSON_KIND_OBJECT) {
		items = jdoc_at(&doc, JFLAT_ROOT, "items");
		if (items == JFLAT_NONE)
			items = jdoc_at(&doc, JFLAT_ROOT, "tasks");
		if (items == JFLAT_NONE)
			items = jdoc_at(&doc, JFLAT_ROOT, "results");
		read_projects(in, &doc, jdoc_at(&doc, JFLAT_ROOT, "projects"));
		read_sections(in, &doc, jdoc_at(&doc, JFLAT_ROOT, "sections"));
	}
	if (jflat_kind(&doc.flat, items) != JSON_KIND_ARRAY) {
		in->problem = STR("The file has no array of tasks, such as Todoist's \"items\"");
		return false;
	}
	for (struct jdoc_walk w = jdoc_walk(&doc, items); jdoc_next(&w);)
		if (!read_item(in, &doc, w.value))
			return false;
	if (items != JFLAT_ROOT)
		read_notes(in, &doc, jdoc_at(&doc, JFLAT_ROOT, "notes"));
	return true;
}
