/* Files of other programs (tests/data/exchange): each beside the tasks that it becomes, one in each
 * line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "core/clock.h"
#include "tasks/exchange/read/formats.h"

#define FILE_BYTES ((size_t)1 << 20)

static struct str read_file(struct arena *a, const char *name)
{
	const char *path = arena_fmt(a, "%s/exchange/%s", TEST_DATA, name).p;
	char *text = arena_alloc(a, FILE_BYTES);
	FILE *file = fopen(path, "re");
	size_t n;

	assert_non_null(file);
	n = fread(text, 1, FILE_BYTES, file);
	fclose(file);
	return str_of(text, n);
}

/* A line end as \n, so that a task stays in one line. */
static void put_quoted(struct buf *b, const char *before, struct str text)
{
	buf_z(b, before);
	buf_char(b, '"');
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '\n')
			buf_z(b, "\\n");
		else
			buf_char(b, text.p[i]);
	buf_char(b, '"');
}

static void put_text(struct buf *b, const char *before, struct str text)
{
	if (!text.n)
		return;
	buf_z(b, before);
	buf_str(b, text);
}

static void put_date(struct buf *b, const char *before, int64_t ms)
{
	char text[32];
	struct buf iso;

	if (!ms)
		return;
	buf_init_fixed(&iso, text, sizeof(text));
	clock_put_iso(&iso, ms);
	put_text(b, before, str_head(buf_text(&iso), 10));
}

static void put_times(struct buf *b, const struct incoming_task *task)
{
	put_text(b, " due ", task->due_date);
	put_text(b, "T", task->due_time);
	put_text(b, " ", task->time_zone);
	put_text(b, " start ", task->start_date);
	put_text(b, " ", task->recurrence);
	put_text(b, " from ", task->recurrence_from);
	for (size_t i = 0; i < task->n_reminders; i++)
		put_text(b, " remind ", task->reminders[i]);
	buf_z(b, task->completed ? " done" : "");
	put_date(b, " ", task->completed_ms);
}

static void put_task(struct buf *b, const struct incoming_task *task)
{
	buf_fmt(b, "%zu %s", task->line, task->fate == INCOMING_MADE ? "made" : "skipped");
	put_quoted(b, " ", task->title);
	if (task->fate == INCOMING_MADE) {
		put_text(b, " ", task->list ? task->list->name : str_of(NULL, 0));
		put_text(b, "/", task->section ? task->section->name : str_of(NULL, 0));
		if (!str_eq(task->priority, STR("none")))
			put_text(b, " ", task->priority);
		put_times(b, task);
		for (size_t i = 0; i < task->n_tags; i++)
			put_text(b, " #", task->tags[i]);
		put_date(b, " created ", task->created_ms);
		if (task->description.n)
			put_quoted(b, " notes ", task->description);
		if (!task->hashed)
			put_text(b, " ", task->source);
		put_text(b, " part of ", task->hashed ? str_of(NULL, 0) : task->parent);
	}
	if (task->reason.n) {
		put_text(b, " (", task->reason);
		buf_char(b, ')');
	}
	buf_char(b, '\n');
}

static void becomes(const char *name, incoming_read_fn *read)
{
	ARENA(a);
	struct zone zone;
	struct incoming in = { .arena = &a,
			       .zone = &zone,
			       .zone_name = STR("Europe/Berlin"),
			       .now_ms = INT64_C(1796022000000) }; /* 2026-11-30T07:00Z */
	struct buf got;

	assert_true(zone_read(&a, in.zone_name, &zone));
	if (!read(&in, read_file(&a, name)))
		fail_msg("%s: %.*s", name, STR_FMT(in.problem));
	incoming_settle(&in);
	arena_buf(&a, &got, 4096, FILE_BYTES);
	for (const struct incoming_task *task = in.tasks; task; task = task->next)
		put_task(&got, task);
	assert_string_equal(buf_cstr(&got),
			    arena_z(&a, read_file(&a, arena_fmt(&a, "%s.expected", name).p)));
}

static void each_format_is_read(void **state)
{
	static const struct {
		const char *name;
		incoming_read_fn *read;
	} rows[] = {
		{ "todo.txt", read_todotxt },
		{ "taskwarrior.json", read_taskwarrior },
		{ "todoist.json", read_todoist },
		{ "todoist.csv", read_csv },
		{ "vikunja.json", read_vikunja },
		{ "trello.json", read_trello },
		{ "calendar.ics", read_ics },
		{ "published/rfc5545.ics", read_ics },
		{ "published/todo.txt", read_todotxt },
		{ "published/todoist-tasks.json", read_todoist },
		{ "published/todoist-template.csv", read_csv },
		{ "published/trello-board.json", read_trello },
		{ "published/vikunja-tasks.json", read_vikunja },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		becomes(rows[i].name, rows[i].read);
}

static bool is_read(incoming_read_fn *read, const char *text, struct arena *a)
{
	struct incoming in = { .arena = a, .zone_name = STR("UTC") };
	bool ok = read(&in, str_z(text));

	assert_true(ok || in.problem.n > 0);
	if (ok)
		incoming_settle(&in);
	return ok;
}

static void a_file_of_another_format_is_refused(void **state)
{
	static const struct {
		incoming_read_fn *read;
		const char *good, *bad;
	} rows[] = {
		{ read_ostiary, "{\"format\":\"ostiary\",\"version\":1,\"tasks\":[]}",
		  "{\"format\":\"ostiary\",\"version\":2,\"tasks\":[]}" },
		{ read_ostiary, "{\"format\":\"ostiary\",\"version\":1,\"tasks\":[]}", "[]" },
		{ read_csv, "title\na\n", "name\na\n" },
		{ read_csv, "TYPE,CONTENT\ntask,a\n", "" },
		{ read_csv, "title\n\xC3\xA4\n", "title\n\xE4\n" },
		{ read_todoist, "[{\"id\":1,\"content\":\"a\"}]", "{\"tasks\":5}" },
		{ read_todoist, "{\"items\":[]}", "{\"items\":[]" },
		{ read_vikunja, "[]", "{}" },
		{ read_taskwarrior, "[]", "{}" },
		{ read_taskwarrior, "[{\"description\":\"a\"}]", "[{\"a\":1,\"a\":2}]" },
		{ read_ics, "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "{}" },
		{ read_ics, "BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VTODO\nEND:VCALENDAR\n",
		  "END:VTODO\nBEGIN:VCALENDAR\nEND:VCALENDAR\n" },
		{ read_ics, "BEGIN:VCALENDAR\nX-A:b\n END:VTODO\nEND:VCALENDAR\n",
		  "BEGIN:VCALENDAR\nEND:VCALENDAR\nEN\n D:VTODO\n" },
		{ read_ics, "BEGIN:VCALENDAR\nEND:VCALENDAR\n",
		  "BEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\n"
		  "BEGIN:A\n" },
		{ read_trello, "{\"cards\":[]}", "{\"lists\":[]}" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ARENA(a);

		assert_true(is_read(rows[i].read, rows[i].good, &a));
		assert_false(is_read(rows[i].read, rows[i].bad, &a));
	}
}

/* A calendar with a line of that many bytes, all of them that character. */
static bool line_is_read(char c, size_t bytes)
{
	ARENA(a);
	struct buf file;

	arena_buf(&a, &file, 4096, FILE_BYTES);
	buf_z(&file, "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:");
	for (size_t i = 0; i < bytes; i++)
		buf_char(&file, c);
	buf_z(&file, "\nEND:VTODO\nEND:VCALENDAR\n");
	return is_read(read_ics, buf_cstr(&file), &a);
}

static void lines_of_calendars_are_bounded(void **state)
{
	(void)state;
	assert_true(line_is_read('a', 65000));
	assert_false(line_is_read('a', 66000));
	assert_true(line_is_read(',', 2000));
	assert_false(line_is_read(',', 2001));
}

static void a_circle_of_parts_is_cut(void **state)
{
	ARENA(a);
	struct incoming in = { .arena = &a, .zone_name = STR("UTC") };

	(void)state;
	assert_true(read_todoist(&in, STR("[{\"id\":1,\"content\":\"a\",\"parent_id\":2},"
					  "{\"id\":2,\"content\":\"b\",\"parent_id\":1},"
					  "{\"id\":3,\"content\":\"c\",\"parent_id\":3}]")));
	incoming_settle(&in);
	assert_int_equal(in.tasks->parent.n, 0);
	assert_true(str_eq(in.tasks->next->parent, in.tasks->source));
	assert_int_equal(in.tasks->next->next->parent.n, 0);
}

static void more_tasks_than_a_file_may_have_are_refused(void **state)
{
	ARENA(a);
	struct incoming in = { .arena = &a, .zone_name = STR("UTC") };
	struct buf file;

	(void)state;
	arena_buf(&a, &file, 4096, FILE_BYTES);
	for (int i = 0; i <= LIMIT_IMPORT_TASKS; i++)
		buf_z(&file, "a\n");
	assert_false(read_todotxt(&in, buf_text(&file)));
	in = (struct incoming){ .arena = &a, .zone_name = STR("UTC") };
	assert_true(read_todotxt(&in, str_tail(buf_text(&file), 2)));
	incoming_settle(&in);
	assert_int_equal(in.n_tasks, LIMIT_IMPORT_TASKS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_format_is_read),
		cmocka_unit_test(a_file_of_another_format_is_refused),
		cmocka_unit_test(lines_of_calendars_are_bounded),
		cmocka_unit_test(a_circle_of_parts_is_cut),
		cmocka_unit_test(more_tasks_than_a_file_may_have_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
