#include "store/tables/tasks/row.h"

#include "base/cleanup.h"
#include "store/sql/rows.h"

static const struct {
	int column;
	size_t offset; /* of a struct str in struct task */
} texts[] = {
	{ 1, offsetof(struct task, title) },
	{ 2, offsetof(struct task, description) },
	{ 4, offsetof(struct task, due_date) },
	{ 5, offsetof(struct task, priority) },
	{ 6, offsetof(struct task, tags_json) },
	{ 12, offsetof(struct task, position) },
	{ 13, offsetof(struct task, due_time) },
	{ 14, offsetof(struct task, time_zone) },
	{ 15, offsetof(struct task, start_date) },
	{ 17, offsetof(struct task, recurrence) },
	{ 18, offsetof(struct task, recurrence_from) },
	{ 19, offsetof(struct task, reminders_json) },
	{ 22, offsetof(struct task, source) },
};

void task_read_row(struct sql_run *run, struct task *task)
{
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*(struct str *)((char *)task + texts[i].offset) = sql_text(run, texts[i].column);
	task->id = sql_i64(run, 0);
	task->completed = sql_bool(run, 3);
	task->created_ms = sql_time(run, 7);
	task->updated_ms = sql_time(run, 8);
	task->list_id = sql_i64_or_0(run, 9);
	task->section_id = sql_i64_or_0(run, 10);
	task->parent_id = sql_i64_or_0(run, 11);
	task->completed_ms = sql_is_null(run, 16) ? 0 : sql_time(run, 16);
	task->deleted_ms = sql_is_null(run, 20) ? 0 : sql_time(run, 20);
	task->revision = sql_i64(run, 21);
}

void task_copy_row(struct sql_run *run, struct arena *a, struct task *task)
{
	task_read_row(run, task);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*(struct str *)((char *)task + texts[i].offset) = sql_copy(run, texts[i].column, a);
}
