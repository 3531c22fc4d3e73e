/* I1 every statement on tasks names the owner. I2 the rows of an owner lie together, in order of
 * creation. I3 ostiary_task_count holds the number of an owner's tasks, and the largest
 * id that one of them has had. Triggers maintain it
 * (schema/ddl.c), also when tasks are deleted with their user. Counting ten thousand rows at each
 * insert would take a millisecond. */
#include "store/tables/tasks/tasks.h"

#include "store/sql/rows.h"
#include "store/tables/tasks/row.h"
#include "store/task_keys.h"

#define KEYS "due_key, priority_rank, title_key, search"

/* Visits all rows of the run. */
static enum store_rc visit_rows(struct sql_run *run, task_visit_fn *visit, void *arg,
				struct err *err)
{
	enum store_rc rc;

	while ((rc = sql_step(run, err)) == STORE_OK) {
		struct task task;

		task_read_row(run, &task);
		if (sql_row_skip(run, err))
			continue;
		rc = sql_row_ok(run, err);
		if (rc != STORE_OK)
			return rc;
		if (!visit(&task, arg))
			return STORE_FULL;
	}
	return rc == STORE_NONE ? STORE_OK : rc;
}

enum store_rc tasks_list(struct sql *sql, const struct owner *owner, int64_t before_id,
			 int64_t limit, task_visit_fn *visit, void *arg, struct err *err)
{
	static const char list[] = "select " TASK_MEMBERS " from ostiary_task"
				   " where user_id = $1 and id < $2 and deleted_at is null"
				   " order by id desc limit $3";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, list);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, before_id);
	sql_bind_i64(run, 3, limit);
	return visit_rows(run, visit, arg, err);
}

enum store_rc tasks_changed(struct sql *sql, const struct owner *owner, struct change_place after,
			    int64_t until, int64_t limit, task_visit_fn *visit, void *arg,
			    struct err *err)
{
	static const char changed[] =
		"select " TASK_MEMBERS " from ostiary_task where user_id = $1"
		" and (revision, id) > ($2, $3) and revision <= $4 and deleted_at is null"
		" order by revision, id limit $5";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, changed);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, after.revision);
	sql_bind_i64(run, 3, after.id);
	sql_bind_i64(run, 4, until);
	sql_bind_i64(run, 5, limit);
	return visit_rows(run, visit, arg, err);
}

enum store_rc tasks_get(struct sql *sql, struct arena *a, const struct owner *owner, int64_t id,
			struct task *out, struct err *err)
{
	static const char get[] =
		"select " TASK_MEMBERS " from ostiary_task where user_id = $1 and id = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, get);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, id);
	return SQL_ROW(run, a, task_copy_row, out, err);
}

static void bind_time_or_null(struct sql_run *run, int i, int64_t ms)
{
	if (ms)
		sql_bind_time(run, i, ms);
	else
		sql_bind_null(run, i);
}

static void bind_text_or(struct sql_run *run, int i, struct str text, struct str otherwise)
{
	sql_bind_text(run, i, text.p ? text : otherwise);
}

/* Gives 24 placeholders from $i on their values: those that an insert and an update write. */
static void bind_written(struct sql_run *run, struct arena *a, int i, const struct task *task)
{
	sql_bind_text(run, i++, task->title);
	sql_bind_text_or_null(run, i++, task->description);
	sql_bind_bool(run, i++, task->completed);
	sql_bind_text_or_null(run, i++, task->due_date);
	sql_bind_text(run, i++, task->priority);
	sql_bind_text(run, i++, task->tags_json);
	sql_bind_time(run, i++, task->updated_ms);
	sql_bind_i64_or_null(run, i++, task->list_id);
	sql_bind_i64_or_null(run, i++, task->section_id);
	sql_bind_i64_or_null(run, i++, task->parent_id);
	bind_text_or(run, i++, task->position, task_position_of(a, task->id));
	sql_bind_text_or_null(run, i++, task->due_time);
	sql_bind_text_or_null(run, i++, task->time_zone);
	sql_bind_text_or_null(run, i++, task->start_date);
	bind_time_or_null(run, i++, task->completed_ms);
	sql_bind_text_or_null(run, i++, task->recurrence);
	sql_bind_text_or_null(run, i++, task->recurrence_from);
	bind_text_or(run, i++, task->reminders_json, STR("[]"));
	bind_time_or_null(run, i++, task->deleted_ms);
	sql_bind_i64(run, i++, task->revision);
	sql_bind_text(run, i++, task_due_key(a, task->due_date, task->due_time));
	sql_bind_i64(run, i++, task_priority_rank(task->priority));
	sql_bind_text(run, i++, task_title_key(a, task->title));
	sql_bind_text(run, i++,
		      task_search_text(a, task->title, task->description, task->tags_json));
}

#define WRITTEN                                                                                    \
	"title, description, completed, due_date, priority, tags, updated_at, list_id,"            \
	" section_id, parent_id, position, due_time, time_zone, start_date, completed_at,"         \
	" recurrence, recurrence_from, reminders, deleted_at, revision, due_key, priority_rank,"   \
	" title_key, search"

enum store_rc tasks_insert(struct sql *sql, const struct owner *owner, const struct task *task,
			   struct err *err)
{
	static const char insert[] =
		"insert into ostiary_task (user_id, id, created_at, source, " WRITTEN ")"
		" values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,"
		" $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)";
	ARENA(a);
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, task->id);
	sql_bind_time(run, 3, task->created_ms);
	sql_bind_text_or_null(run, 4, task->source);
	bind_written(run, &a, 5, task);
	return sql_change(run, err);
}

enum store_rc tasks_update(struct sql *sql, const struct owner *owner, const struct task *task,
			   struct err *err)
{
	static const char update[] =
		"update ostiary_task set title = $1, description = $2, completed = $3,"
		" due_date = $4, priority = $5, tags = $6, updated_at = $7, list_id = $8,"
		" section_id = $9, parent_id = $10, position = $11, due_time = $12,"
		" time_zone = $13, start_date = $14, completed_at = $15, recurrence = $16,"
		" recurrence_from = $17, reminders = $18, deleted_at = $19, revision = $20,"
		" due_key = $21, priority_rank = $22, title_key = $23, search = $24"
		" where user_id = $25 and id = $26";
	ARENA(a);
	OWNED(sql_end) struct sql_run *run = sql_start(sql, update);

	bind_written(run, &a, 1, task);
	sql_bind_text(run, 25, owner->user_id);
	sql_bind_i64(run, 26, task->id);
	return sql_change(run, err);
}

enum store_rc tasks_delete(struct sql *sql, const struct owner *owner, int64_t id, struct err *err)
{
	static const char delete[] = "delete from ostiary_task where user_id = $1 and id = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, delete);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, id);
	return sql_change(run, err);
}

/* ---- the trash ---- */

enum store_rc tasks_oldest_in_trash(struct sql *sql, struct arena *a, const struct owner *owner,
				    struct task *out, struct err *err)
{
	static const char oldest[] = "select " TASK_MEMBERS " from ostiary_task where user_id = $1"
				     " and deleted_at is not null order by deleted_at, id limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, oldest);

	sql_bind_text(run, 1, owner->user_id);
	return SQL_ROW(run, a, task_copy_row, out, err);
}

enum store_rc tasks_empty_trash(struct sql *sql, const struct owner *owner, int64_t before_ms,
				int64_t most, struct err *err)
{
	static const char empty[] =
		"delete from ostiary_task where user_id = $1 and id in"
		" (select id from ostiary_task where user_id = $1 and deleted_at < $2"
		" order by deleted_at limit $3)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, empty);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_time(run, 2, before_ms);
	sql_bind_i64(run, 3, most);
	return sql_exec(run, err);
}

enum store_rc tasks_owner_of_trash(struct sql *sql, struct arena *a, int64_t before_ms,
				   struct str *out, struct err *err)
{
	static const char owner[] = "select user_id from ostiary_task where deleted_at < $1"
				    " order by deleted_at limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, owner);

	sql_bind_time(run, 1, before_ms);
	return SQL_ROW(run, a, sql_read_text, out, err);
}

/* ---- owners ---- */

enum store_rc tasks_owners(struct sql *sql, struct arena *a, struct str after, size_t most,
			   struct str **out, size_t *out_n, struct err *err)
{
	static const char owners[] = "select user_id from ostiary_task_count"
				     " where user_id > $1 order by user_id limit $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, owners);

	sql_bind_text(run, 1, after);
	sql_bind_i64(run, 2, (int64_t)most);
	return SQL_LIST(run, a, most, sql_read_text, out, out_n, err);
}

static enum store_rc delete_by(struct sql *sql, const char *statement, const struct owner *owner,
			       struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);

	sql_bind_text(run, 1, owner->user_id);
	return sql_exec(run, err);
}

static enum store_rc count_of(struct sql *sql, const struct owner *owner, int64_t *out,
			      struct err *err)
{
	static const char count[] = "select count(*) from ostiary_task where user_id = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, count);

	sql_bind_text(run, 1, owner->user_id);
	return sql_number(run, out, err);
}

enum store_rc tasks_delete_all(struct sql *sql, const struct owner *owner, int64_t *out_n,
			       struct err *err)
{
	static const char *const statements[] = {
		"delete from ostiary_task where user_id = $1",
		"delete from ostiary_list where user_id = $1",
		"delete from ostiary_section where user_id = $1",
		"delete from ostiary_tombstone where user_id = $1",
		"delete from ostiary_preferences where user_id = $1",
		"delete from ostiary_idempotency_key where user_id = $1",
		"delete from ostiary_task_count where user_id = $1",
	};
	enum store_rc rc = count_of(sql, owner, out_n, err);

	for (size_t i = 0; rc == STORE_OK && i < ARRAY_LEN(statements); i++)
		rc = delete_by(sql, statements[i], owner, err);
	return rc;
}

enum store_rc tasks_are_alone(struct sql *sql, bool *out, struct err *err)
{
	static const char alone[] = "select 1 from ostiary_migration where version = 0";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, alone);

	return sql_exists(run, out, err);
}
