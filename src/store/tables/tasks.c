/* I1 every statement on tasks names the owner. I2 the rows of an owner lie together, in order of
 * creation. I3 ostiary_task_count holds the number of an owner's tasks, and the largest
 * id that one of them has had. Triggers maintain it
 * (schema/ddl.c), also when tasks are deleted with their user. Counting ten thousand rows at each
 * insert would take a millisecond. */
#include "store/tables/tasks.h"

#include "core/limits.h"
#include "store/sql/rows.h"

#define COLUMNS                                                                                    \
	"id, title, description, completed, due_date, priority, tags, created_at, updated_at"

static void read_task(struct sql_run *run, struct task *task)
{
	task->id = sql_i64(run, 0);
	task->title = sql_text(run, 1);
	task->description = sql_text(run, 2);
	task->completed = sql_bool(run, 3);
	task->due_date = sql_text(run, 4);
	task->priority = sql_text(run, 5);
	task->tags_json = sql_text(run, 6);
	task->created_ms = sql_time(run, 7);
	task->updated_ms = sql_time(run, 8);
}

enum store_rc tasks_list(struct sql *sql, const struct owner *owner, int64_t before_id,
			 int64_t limit, task_visit_fn *visit, void *arg, struct err *err)
{
	static const char list[] = "select " COLUMNS " from ostiary_task"
				   " where user_id = $1 and id < $2 order by id desc limit $3";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, list);
	enum store_rc rc;

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, before_id);
	sql_bind_i64(run, 3, limit);
	while ((rc = sql_step(run, err)) == STORE_OK) {
		struct task task;

		read_task(run, &task);
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

static void copy_task(struct sql_run *run, struct arena *a, struct task *task)
{
	read_task(run, task);
	task->title = sql_copy(run, 1, a);
	task->description = sql_copy(run, 2, a);
	task->due_date = sql_copy(run, 4, a);
	task->priority = sql_copy(run, 5, a);
	task->tags_json = sql_copy(run, 6, a);
}

enum store_rc tasks_get(struct sql *sql, struct arena *a, const struct owner *owner, int64_t id,
			struct task *out, struct err *err)
{
	static const char get[] =
		"select " COLUMNS " from ostiary_task where user_id = $1 and id = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, get);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, id);
	return SQL_ROW(run, a, copy_task, out, err);
}

enum store_rc tasks_newest_id(struct sql *sql, const struct owner *owner, int64_t *out,
			      struct err *err)
{
	static const char newest[] = "select newest_id from ostiary_task_count where user_id = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, newest);
	enum store_rc rc;

	sql_bind_text(run, 1, owner->user_id);
	rc = sql_number(run, out, err);
	if (rc != STORE_NONE)
		return rc;
	*out = 0;
	return STORE_OK;
}

enum store_rc tasks_insert(struct sql *sql, const struct owner *owner, const struct task *task,
			   struct err *err)
{
	static const char insert[] =
		"insert into ostiary_task (user_id, " COLUMNS ")"
		" select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 where not exists"
		" (select 1 from ostiary_task_count where user_id = $1 and n >= $11)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);
	enum store_rc rc;

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, task->id);
	sql_bind_text(run, 3, task->title);
	sql_bind_text_or_null(run, 4, task->description);
	sql_bind_bool(run, 5, task->completed);
	sql_bind_text_or_null(run, 6, task->due_date);
	sql_bind_text(run, 7, task->priority);
	sql_bind_text(run, 8, task->tags_json);
	sql_bind_time(run, 9, task->created_ms);
	sql_bind_time(run, 10, task->updated_ms);
	sql_bind_i64(run, 11, LIMIT_TASKS_PER_USER);
	rc = sql_change(run, err);
	return rc == STORE_NONE ? STORE_FULL : rc;
}

enum store_rc tasks_update(struct sql *sql, const struct owner *owner, const struct task *task,
			   struct err *err)
{
	static const char update[] =
		"update ostiary_task set title = $1, description = $2, completed = $3,"
		" due_date = $4, priority = $5, tags = $6, updated_at = $7"
		" where user_id = $8 and id = $9";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, update);

	sql_bind_text(run, 1, task->title);
	sql_bind_text_or_null(run, 2, task->description);
	sql_bind_bool(run, 3, task->completed);
	sql_bind_text_or_null(run, 4, task->due_date);
	sql_bind_text(run, 5, task->priority);
	sql_bind_text(run, 6, task->tags_json);
	sql_bind_time(run, 7, task->updated_ms);
	sql_bind_text(run, 8, owner->user_id);
	sql_bind_i64(run, 9, task->id);
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
	static const char tasks[] = "delete from ostiary_task where user_id = $1";
	static const char count[] = "delete from ostiary_task_count where user_id = $1";
	enum store_rc rc = count_of(sql, owner, out_n, err);

	if (rc == STORE_OK)
		rc = delete_by(sql, tasks, owner, err);
	return rc == STORE_OK ? delete_by(sql, count, owner, err) : rc;
}

enum store_rc tasks_are_alone(struct sql *sql, bool *out, struct err *err)
{
	static const char alone[] = "select 1 from ostiary_migration where version = 0";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, alone);

	return sql_exists(run, out, err);
}
