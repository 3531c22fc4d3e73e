/* Part of writers.h: to-dos of a calendar (RFC 5545). A source is the UID as "urn:ostiary:" and the
 * source, and what the standard has no property for is in properties that begin with X-OSTIARY-. */
#include "tasks/exchange/writers.h"

#include "base/json.h"
#include "core/clock.h"
#include "core/date_text.h"

#define LINE_BYTES ((size_t)75) /* RFC 5545 section 3.1 */

/* Appends a line, folded between characters. */
static void put_line(struct buf *b, struct str line)
{
	size_t room = LINE_BYTES;

	while (line.n > room) {
		size_t n = room;

		while (n > 1 && ((unsigned char)line.p[n] & 0xC0) == 0x80)
			n--;
		buf_str(b, str_head(line, n));
		buf_z(b, "\r\n ");
		line = str_tail(line, n);
		room = LINE_BYTES - 1;
	}
	buf_str(b, line);
	buf_z(b, "\r\n");
}

/* A text as RFC 5545 section 3.3.11 has it. A carriage return has no form there, and is left out
 * before a line feed. */
static void put_escaped(struct buf *b, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == '\n')
			buf_z(b, "\\n");
		else if (c == '\\' || c == ';' || c == ',') {
			buf_char(b, '\\');
			buf_char(b, c);
		} else if ((unsigned char)c >= 0x20 || c == '\t') {
			buf_char(b, c);
		}
	}
}

static void put_text(struct buf *b, struct arena *a, const char *name, struct str text)
{
	struct buf line;

	if (!text.n)
		return;
	arena_buf(a, &line, text.n + 64, 2 * text.n + 64);
	buf_z(&line, name);
	buf_char(&line, ':');
	put_escaped(&line, text);
	put_line(b, buf_text(&line));
}

/* Whether a reader of calendars may give the text back in another form: white space at its ends,
 * and controls. */
static bool is_lossy(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < 0x20 && text.p[i] != '\n')
			return true;
	return str_trim_unicode(text).n < text.n;
}

/* The text once more as JSON, where it is lossy. */
static void put_exact(struct buf *b, struct arena *a, const char *name, struct str text)
{
	struct buf json;

	if (!is_lossy(text))
		return;
	arena_buf(a, &json, text.n + 64, 6 * text.n + 64);
	json_put_string(&json, text);
	put_text(b, a, name, buf_text(&json));
}

/* A value that needs no escapes. */
static void put_value(struct buf *b, struct arena *a, const char *name, struct str value)
{
	if (value.n)
		put_line(b, arena_fmt(a, "%s:%.*s", name, STR_FMT(value)));
}

/* 2026-11-30T23:00:00.000Z as 20261130T230000Z; the same of a date, and of a local time. */
static struct str basic(struct arena *a, struct str iso)
{
	struct buf b;

	arena_buf(a, &b, iso.n + 1, iso.n + 1);
	for (size_t i = 0; i < iso.n; i++) {
		if (iso.p[i] == '.') {
			buf_char(&b, 'Z');
			break;
		}
		if (iso.p[i] != '-' && iso.p[i] != ':')
			buf_char(&b, iso.p[i]);
	}
	return buf_text(&b);
}

static void put_time(struct buf *b, struct arena *a, const char *name, int64_t ms)
{
	struct buf iso;

	if (!ms)
		return;
	arena_buf(a, &iso, 32, 32);
	clock_put_iso(&iso, ms);
	put_value(b, a, name, basic(a, buf_text(&iso)));
}

static void put_due(struct buf *b, struct arena *a, const struct task *task)
{
	struct str local;

	if (!task->due_date.n)
		return;
	if (!task->due_time.n) {
		put_value(b, a, "DUE;VALUE=DATE", basic(a, task->due_date));
		return;
	}
	local = basic(
		a, arena_fmt(a, "%.*sT%.*s:00", STR_FMT(task->due_date), STR_FMT(task->due_time)));
	if (task->time_zone.n)
		put_line(b, arena_fmt(a, "DUE;TZID=%.*s:%.*s", STR_FMT(task->time_zone),
				      STR_FMT(local)));
	else
		put_value(b, a, "DUE", local);
}

static void put_priority(struct buf *b, const struct task *task)
{
	if (str_eq(task->priority, STR("high")))
		put_line(b, STR("PRIORITY:1"));
	if (str_eq(task->priority, STR("medium")))
		put_line(b, STR("PRIORITY:5"));
	if (str_eq(task->priority, STR("low")))
		put_line(b, STR("PRIORITY:9"));
}

/* One line for each tag, because not every reader parts them at commas. */
static void put_tags(struct buf *b, struct arena *a, const struct task *task)
{
	OWNED(json_free) struct json *tags = NULL;
	bool exact = false;

	if (json_parse(task->tags_json, 1, &tags) != JSON_OK)
		return;
	for (size_t i = 0; i < json_count(tags); i++) {
		struct str tag = json_to_str(json_element(tags, i));

		put_text(b, a, "CATEGORIES", tag);
		exact = exact || is_lossy(tag);
	}
	if (exact)
		put_text(b, a, "X-OSTIARY-TAGS", task->tags_json);
}

static void put_alarm(struct buf *b, struct arena *a, struct str title, struct str reminder)
{
	int64_t ms;

	put_line(b, STR("BEGIN:VALARM"));
	put_line(b, STR("ACTION:DISPLAY"));
	put_text(b, a, "DESCRIPTION", title);
	if (str_starts(reminder, STR("P")))
		put_line(b, arena_fmt(a, "TRIGGER;RELATED=END:-%.*s", STR_FMT(reminder)));
	else if (date_text_read(reminder, &ms))
		put_time(b, a, "TRIGGER;VALUE=DATE-TIME", ms);
	put_line(b, STR("END:VALARM"));
}

static void put_alarms(struct buf *b, struct arena *a, const struct task *task)
{
	OWNED(json_free) struct json *reminders = NULL;

	if (!task->reminders_json.n || json_parse(task->reminders_json, 1, &reminders) != JSON_OK)
		return;
	for (size_t i = 0; i < json_count(reminders); i++)
		put_alarm(b, a, task->title, json_to_str(json_element(reminders, i)));
}

static struct str uid(struct arena *a, struct str source)
{
	return source.n ? arena_fmt(a, "urn:ostiary:%.*s", STR_FMT(source)) : source;
}

static void put_own(struct buf *b, struct belongings *have, const struct task *task)
{
	const struct list *list = belongings_list(have, task);
	const struct section *section = belongings_section(have, task);

	put_exact(b, have->arena, "X-OSTIARY-TITLE", task->title);
	put_exact(b, have->arena, "X-OSTIARY-DESCRIPTION", task->description);
	put_text(b, have->arena, "X-OSTIARY-LIST", list ? list->name : str_of(NULL, 0));
	put_text(b, have->arena, "X-OSTIARY-SECTION", section ? section->name : str_of(NULL, 0));
	put_text(b, have->arena, "X-OSTIARY-POSITION", task->position);
	put_text(b, have->arena, "X-OSTIARY-RECURRENCE", task->recurrence);
	put_text(b, have->arena, "X-OSTIARY-RECURRENCE-FROM", task->recurrence_from);
}

static void ics_begin(struct buf *b, struct belongings *have)
{
	(void)have;
	buf_z(b, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Ostiary//Tasks//EN\r\n");
}

static void ics_task(struct buf *b, struct belongings *have, const struct task *task, bool first)
{
	struct arena *a = have->arena;

	(void)first;
	put_line(b, STR("BEGIN:VTODO"));
	put_text(b, a, "UID", uid(a, belongings_source(have, task)));
	put_time(b, a, "DTSTAMP", task->updated_ms);
	put_time(b, a, "CREATED", task->created_ms);
	put_time(b, a, "LAST-MODIFIED", task->updated_ms);
	put_text(b, a, "SUMMARY", task->title);
	put_text(b, a, "DESCRIPTION", task->description);
	put_value(b, a, "DTSTART;VALUE=DATE", basic(a, task->start_date));
	put_due(b, a, task);
	put_value(b, a, "RRULE", task->recurrence);
	put_priority(b, task);
	put_line(b, task->completed ? STR("STATUS:COMPLETED") : STR("STATUS:NEEDS-ACTION"));
	put_time(b, a, "COMPLETED", task->completed_ms);
	put_text(b, a, "RELATED-TO", uid(a, belongings_parent(have, task)));
	put_tags(b, a, task);
	put_own(b, have, task);
	put_alarms(b, a, task);
	put_line(b, STR("END:VTODO"));
}

static void ics_end(struct buf *b, const struct belongings *have)
{
	(void)have;
	buf_z(b, "END:VCALENDAR\r\n");
}

const struct writer writer_ics = {
	.format = "ics",
	.media_type = "text/calendar; charset=utf-8",
	.begin = ics_begin,
	.task = ics_task,
	.end = ics_end,
};
