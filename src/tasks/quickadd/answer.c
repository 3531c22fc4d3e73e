#include "tasks/quickadd/answer.h"

#include "base/cleanup.h"
#include "base/json.h"

static void put_member(struct buf *b, const char *name, struct str value)
{
	if (!value.n)
		return;
	buf_fmt(b, ",\"%s\":", name);
	json_put_string(b, value);
}

static void put_tags(struct buf *b, const struct quick_task *task)
{
	for (size_t i = 0; i < task->n_tags; i++) {
		buf_z(b, i ? "," : ",\"tags\":[");
		json_put_string(b, task->tags[i]);
	}
	if (task->n_tags)
		buf_char(b, ']');
}

static void put_task(struct buf *b, struct str time_zone, const struct quick_task *task)
{
	buf_z(b, "{\"title\":");
	json_put_string(b, task->title);
	put_member(b, "due_date", task->due_date);
	put_member(b, "due_time", task->due_time);
	put_member(b, "time_zone", task->due_time.n ? time_zone : str_of(NULL, 0));
	put_member(b, "recurrence", task->recurrence);
	put_member(b, "priority", task->priority);
	put_tags(b, task);
	if (task->list)
		buf_fmt(b, ",\"list_id\":%lld", (long long)task->list->id);
	buf_char(b, '}');
}

static void put_span(struct buf *b, struct str text, const struct quick_span *span)
{
	static const char *const kinds[] = {
		[QUICK_SPAN_LIST] = "list",         [QUICK_SPAN_TAG] = "tag",
		[QUICK_SPAN_PRIORITY] = "priority", [QUICK_SPAN_DATE] = "date",
		[QUICK_SPAN_TIME] = "time",         [QUICK_SPAN_REPEAT] = "repeat",
		[QUICK_SPAN_ESCAPE] = "escape",
	};

	buf_fmt(b, "{\"start\":%zu,\"end\":%zu,\"kind\":\"%s\",\"value\":",
		str_utf16_units(str_head(text, span->start)),
		str_utf16_units(str_head(text, span->end)), kinds[span->kind]);
	json_put_string(b, span->value);
	buf_char(b, '}');
}

void quickadd_put(struct buf *b, struct str text, struct str time_zone,
		  const struct quick_task *task)
{
	buf_z(b, "{\"task\":");
	put_task(b, time_zone, task);
	buf_z(b, ",\"spans\":[");
	for (size_t i = 0; i < task->n_spans; i++) {
		buf_z(b, i ? "," : "");
		put_span(b, text, &task->spans[i]);
	}
	buf_z(b, "]}");
}
