#include "tasks/exchange/writers.h"

#include "base/cleanup.h"
#include "base/json.h"
#include "core/clock.h"
#include "tasks/exchange/read/csv.h"
#include "tasks/exchange/read/texts.h"

const struct writer *writer_of(struct str format)
{
	static const struct writer *const writers[] = { &writer_json, &writer_csv, &writer_ics };

	for (size_t i = 0; i < ARRAY_LEN(writers); i++)
		if (str_eq(format, str_z(writers[i]->format)))
			return writers[i];
	return NULL;
}

/* --- JSON: a task in each line ---------------------------------------------------------------- */

static void put_text(struct buf *b, const char *name, struct str value)
{
	if (!value.n)
		return;
	buf_fmt(b, ",\"%s\":", name);
	json_put_string(b, value);
}

static void put_time(struct buf *b, const char *name, int64_t ms)
{
	if (!ms)
		return;
	buf_fmt(b, ",\"%s\":\"", name);
	clock_put_iso(b, ms);
	buf_char(b, '"');
}

/* The text without what a reader takes as given. */
static void put_array(struct buf *b, const char *name, struct str json)
{
	if (!json.n || str_eq(json, STR("[]")))
		return;
	buf_fmt(b, ",\"%s\":", name);
	buf_str(b, json);
}

static void put_sections(struct buf *b, const struct belongings *have, const struct list *list)
{
	bool any = false;

	for (size_t i = 0; i < have->n_sections; i++) {
		const struct section *section = &have->sections[i];

		if (section->list_id != list->id)
			continue;
		buf_z(b, any ? ",{\"name\":" : ",\"sections\":[{\"name\":");
		json_put_string(b, section->name);
		put_text(b, "position", section->position);
		buf_char(b, '}');
		any = true;
	}
	buf_z(b, any ? "]" : "");
}

static void json_begin(struct buf *b, struct belongings *have)
{
	buf_z(b, "{\"format\":\"ostiary\",\"version\":1,\n\"lists\":[");
	for (size_t i = 0; i < have->n_lists; i++) {
		const struct list *list = &have->lists[i];

		buf_z(b, i ? ",\n{\"name\":" : "\n{\"name\":");
		json_put_string(b, list->name);
		put_text(b, "color", list->color);
		put_text(b, "position", list->position);
		buf_z(b, list->archived ? ",\"archived\":true" : "");
		put_sections(b, have, list);
		buf_char(b, '}');
	}
	buf_z(b, "],\n\"tasks\":[");
}

/* Lists and sections by their number in the file, because names may be there twice. */
static void put_place(struct buf *b, const struct belongings *have, const struct task *task)
{
	const struct list *list = belongings_list(have, task);
	const struct section *section = belongings_section(have, task);
	size_t n = 0;

	if (!list)
		return;
	buf_fmt(b, ",\"list\":%zu", (size_t)(list - have->lists));
	for (const struct section *at = have->sections; section && at < section; at++)
		n += at->list_id == list->id;
	if (section)
		buf_fmt(b, ",\"section\":%zu", n);
}

static void json_task(struct buf *b, struct belongings *have, const struct task *task, bool first)
{
	buf_z(b, first ? "\n{\"title\":" : ",\n{\"title\":");
	json_put_string(b, task->title);
	put_text(b, "description", task->description);
	put_place(b, have, task);
	buf_z(b, task->completed ? ",\"completed\":true" : "");
	put_text(b, "due_date", task->due_date);
	put_text(b, "due_time", task->due_time);
	put_text(b, "time_zone", task->time_zone);
	put_text(b, "start_date", task->start_date);
	if (!str_eq(task->priority, STR("none")))
		put_text(b, "priority", task->priority);
	put_array(b, "tags", task->tags_json);
	put_text(b, "recurrence", task->recurrence);
	put_text(b, "recurrence_from", task->recurrence_from);
	put_array(b, "reminders", task->reminders_json);
	put_text(b, "position", task->position);
	put_time(b, "created_at", task->created_ms);
	put_time(b, "updated_at", task->updated_ms);
	put_time(b, "completed_at", task->completed_ms);
	put_text(b, "source", belongings_source(have, task));
	put_text(b, "parent", belongings_parent(have, task));
	buf_char(b, '}');
}

/* The default list by its number in the file, as that of a task. */
static void put_preferences(struct buf *b, const struct belongings *have)
{
	const struct preferences *chosen = &have->preferences;

	buf_z(b, ",\n\"preferences\":{");
	preferences_put_members(b, chosen);
	for (size_t i = 0; i < have->n_lists; i++)
		if (have->lists[i].id == chosen->default_list_id)
			buf_fmt(b, ",\"default_list\":%zu", i);
	buf_char(b, '}');
}

static void json_end(struct buf *b, const struct belongings *have)
{
	buf_char(b, ']');
	if (have->preferences.revision)
		put_preferences(b, have);
	buf_z(b, "}\n");
}

const struct writer writer_json = {
	.format = "json",
	.media_type = "application/json",
	.begin = json_begin,
	.task = json_task,
	.end = json_end,
};

/* --- a table ---------------------------------------------------------------------------------- */

static void csv_begin(struct buf *b, struct belongings *have)
{
	(void)have;
	for (size_t i = 0; i < TEXT_COLUMNS; i++) {
		buf_z(b, i ? "," : "");
		buf_z(b, text_columns[i]);
	}
	buf_z(b, "\r\n");
}

static struct str joined(struct arena *a, struct str json)
{
	struct buf b;

	arena_buf(a, &b, json.n + 1, json.n + 1);
	texts_join(&b, json.n ? json : STR("[]"));
	return buf_text(&b);
}

static struct str time_text(struct arena *a, int64_t ms)
{
	struct buf b;

	arena_buf(a, &b, 32, 32);
	if (ms)
		clock_put_iso(&b, ms);
	return buf_text(&b);
}

static void csv_task(struct buf *b, struct belongings *have, const struct task *task, bool first)
{
	const struct list *list = belongings_list(have, task);
	const struct section *section = belongings_section(have, task);
	struct arena *a = have->arena;
	struct str cells[TEXT_COLUMNS] = {
		[TEXT_TITLE] = task->title,
		[TEXT_DESCRIPTION] = task->description,
		[TEXT_LIST] = list ? list->name : str_of(NULL, 0),
		[TEXT_SECTION] = section ? section->name : str_of(NULL, 0),
		[TEXT_COMPLETED] = task->completed ? STR("true") : STR("false"),
		[TEXT_DUE_DATE] = task->due_date,
		[TEXT_DUE_TIME] = task->due_time,
		[TEXT_TIME_ZONE] = task->time_zone,
		[TEXT_START_DATE] = task->start_date,
		[TEXT_PRIORITY] = task->priority,
		[TEXT_TAGS] = joined(a, task->tags_json),
		[TEXT_RECURRENCE] = task->recurrence,
		[TEXT_RECURRENCE_FROM] = task->recurrence_from,
		[TEXT_REMINDERS] = joined(a, task->reminders_json),
		[TEXT_POSITION] = task->position,
		[TEXT_CREATED_AT] = time_text(a, task->created_ms),
		[TEXT_UPDATED_AT] = time_text(a, task->updated_ms),
		[TEXT_COMPLETED_AT] = time_text(a, task->completed_ms),
		[TEXT_SOURCE] = belongings_source(have, task),
		[TEXT_PARENT] = belongings_parent(have, task),
	};

	(void)first;
	for (size_t i = 0; i < TEXT_COLUMNS; i++) {
		buf_z(b, i ? "," : "");
		csv_put(b, cells[i]);
	}
	buf_z(b, "\r\n");
}

static void csv_end(struct buf *b, const struct belongings *have)
{
	(void)b;
	(void)have;
}

const struct writer writer_csv = {
	.format = "csv",
	.media_type = "text/csv; charset=utf-8",
	.begin = csv_begin,
	.task = csv_task,
	.end = csv_end,
};
