/* The columns of ostiary_task that are members of struct task, for the statements of this room. */
#ifndef OSTIARY_STORE_TABLES_TASKS_ROW_H
#define OSTIARY_STORE_TABLES_TASKS_ROW_H

#include "store/sql/sql.h"
#include "store/tables/tasks/tasks.h"

#define TASK_MEMBERS                                                                               \
	"id, title, description, completed, due_date, priority, tags, created_at, updated_at,"     \
	" list_id, section_id, parent_id, position, due_time, time_zone, start_date,"              \
	" completed_at, recurrence, recurrence_from, reminders, deleted_at, revision, source"
#define TASK_MEMBER_COLUMNS 23

/* Reads the columns from 0 on; the texts live until the next step. */
void task_read_row(struct sql_run *run, struct task *task);

/* The same with the texts in the arena, for SQL_ROW(). */
void task_copy_row(struct sql_run *run, struct arena *a, struct task *task);

#endif
