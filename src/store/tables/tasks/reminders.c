#include "store/tables/tasks/reminders.h"

#include "store/sql/rows.h"

static enum store_rc delete_of(struct sql *sql, const struct owner *owner, int64_t task_id,
			       struct err *err)
{
	static const char delete[] =
		"delete from ostiary_reminder where user_id = $1 and task_id = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, delete);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, task_id);
	return sql_exec(run, err);
}

enum store_rc reminders_put_back(struct sql *sql, const struct reminder *reminder, struct err *err)
{
	static const char insert[] =
		"insert into ostiary_reminder (user_id, task_id, at_ms, next_ms)"
		" values ($1, $2, $3, $4) on conflict do nothing";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);

	sql_bind_text(run, 1, reminder->owner.user_id);
	sql_bind_i64(run, 2, reminder->task_id);
	sql_bind_i64(run, 3, reminder->at_ms);
	sql_bind_i64(run, 4, reminder->next_ms);
	return sql_exec(run, err);
}

enum store_rc reminders_put(struct sql *sql, const struct owner *owner, int64_t task_id,
			    const int64_t *at_ms, size_t n, struct err *err)
{
	enum store_rc rc = delete_of(sql, owner, task_id, err);

	for (size_t i = 0; rc == STORE_OK && i < n; i++) {
		const struct reminder reminder = { *owner, task_id, at_ms[i], at_ms[i] };

		rc = reminders_put_back(sql, &reminder, err);
	}
	return rc;
}

enum store_rc reminders_are_due(struct sql *sql, int64_t now_ms, bool *out, struct err *err)
{
	static const char due[] = "select 1 from ostiary_reminder where next_ms <= $1 limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, due);

	sql_bind_i64(run, 1, now_ms);
	return sql_exists(run, out, err);
}

static void copy_reminder(struct sql_run *run, struct arena *a, struct reminder *out)
{
	out->owner.user_id = sql_copy(run, 0, a);
	out->task_id = sql_i64(run, 1);
	out->at_ms = sql_i64(run, 2);
	out->next_ms = sql_i64(run, 3);
}

#define TAKE_DUE(lock)                                                                             \
	"delete from ostiary_reminder where (user_id, task_id, at_ms) in"                          \
	" (select user_id, task_id, at_ms from ostiary_reminder where next_ms <= $1"               \
	" order by next_ms limit $2" lock ") returning user_id, task_id, at_ms, next_ms"

enum store_rc reminders_take(struct sql *sql, struct arena *a, int64_t now_ms, size_t most,
			     struct reminder **out, size_t *out_n, struct err *err)
{
	static const char *const take[] = {
		[SQL_SQLITE] = TAKE_DUE(""),
		[SQL_POSTGRES] = TAKE_DUE(" for update skip locked"),
	};
	OWNED(sql_end) struct sql_run *run = sql_start(sql, take[sql_engine(sql)]);

	sql_bind_i64(run, 1, now_ms);
	sql_bind_i64(run, 2, (int64_t)most);
	return SQL_LIST(run, a, most, copy_reminder, out, out_n, err);
}

enum store_rc reminders_release(struct sql *sql, int64_t now_ms, int64_t until_ms, struct err *err)
{
	static const char release[] = "update ostiary_reminder set next_ms = $1"
				      " where next_ms > $1 and next_ms <= $2 and at_ms < $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, release);

	sql_bind_i64(run, 1, now_ms);
	sql_bind_i64(run, 2, until_ms);
	return sql_exec(run, err);
}
