#include "tasks/exchange/read/texts.h"

#include "base/json.h"

const char *const text_columns[TEXT_COLUMNS] = {
	[TEXT_TITLE] = "title",
	[TEXT_DESCRIPTION] = "description",
	[TEXT_LIST] = "list",
	[TEXT_SECTION] = "section",
	[TEXT_COMPLETED] = "completed",
	[TEXT_DUE_DATE] = "due_date",
	[TEXT_DUE_TIME] = "due_time",
	[TEXT_TIME_ZONE] = "time_zone",
	[TEXT_START_DATE] = "start_date",
	[TEXT_PRIORITY] = "priority",
	[TEXT_TAGS] = "tags",
	[TEXT_RECURRENCE] = "recurrence",
	[TEXT_RECURRENCE_FROM] = "recurrence_from",
	[TEXT_REMINDERS] = "reminders",
	[TEXT_POSITION] = "position",
	[TEXT_CREATED_AT] = "created_at",
	[TEXT_UPDATED_AT] = "updated_at",
	[TEXT_COMPLETED_AT] = "completed_at",
	[TEXT_SOURCE] = "source",
	[TEXT_PARENT] = "parent",
};

static bool needs_json(const struct json *array)
{
	for (size_t i = 0; i < json_count(array); i++) {
		struct str text = json_to_str(json_element(array, i));

		if (str_find(text, ',') >= 0 || str_starts(text, STR("[")) ||
		    str_trim_unicode(text).n < text.n)
			return true;
	}
	return false;
}

void texts_join(struct buf *b, struct str json)
{
	OWNED(json_free) struct json *array = NULL;

	if (json_parse(json, 1, &array) != JSON_OK)
		return;
	if (needs_json(array)) {
		buf_str(b, json);
		return;
	}
	for (size_t i = 0; i < json_count(array); i++) {
		buf_z(b, i ? "," : "");
		buf_str(b, json_to_str(json_element(array, i)));
	}
}

static void add(struct incoming *in, struct str text, struct incoming_task *task,
		enum text_column column)
{
	if (column == TEXT_TAGS)
		incoming_tag(in, task, text);
	else if (text.n && task->n_reminders < LIMIT_REMINDERS)
		task->reminders[task->n_reminders++] = text;
}

void texts_split(struct incoming *in, struct str cell, struct incoming_task *task,
		 enum text_column column)
{
	OWNED(json_free) struct json *array = NULL;
	struct str one;
	bool more = cell.n > 0;

	if (str_starts(cell, STR("[")) && json_parse(cell, 1, &array) == JSON_OK) {
		for (size_t i = 0; i < json_count(array); i++)
			add(in, arena_copy(in->arena, json_to_str(json_element(array, i))), task,
			    column);
		return;
	}
	while (more) {
		more = str_cut(cell, ',', &one, &cell);
		add(in, str_trim_unicode(one), task, column);
	}
}
