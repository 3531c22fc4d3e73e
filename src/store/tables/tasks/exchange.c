#include "store/tables/tasks/exchange.h"

#include "store/sql/rows.h"
#include "store/tables/tasks/row.h"

#define SELECT "select " TASK_MEMBERS " from ostiary_task where user_id = $1 and deleted_at is null"
#define ORDER  " order by position, id"

static const char *const visits[][2] = {
	[EXCHANGE_WHOLE] = { SELECT " and parent_id is null" ORDER,
			     SELECT " and list_id = $2 and parent_id is null" ORDER },
	[EXCHANGE_PARTS] = { SELECT " and parent_id is not null" ORDER,
			     SELECT " and list_id = $2 and parent_id is not null" ORDER },
};

enum store_rc exchange_visit(struct sql *sql, const struct owner *owner, enum exchange_part part,
			     int64_t list_id, task_visit_fn *visit, void *arg, struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, visits[part][list_id != 0]);
	enum store_rc rc;

	sql_bind_text(run, 1, owner->user_id);
	if (list_id)
		sql_bind_i64(run, 2, list_id);
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

enum store_rc exchange_by_source(struct sql *sql, const struct owner *owner, struct str source,
				 int64_t *out, struct err *err)
{
	static const char find[] = "select id from ostiary_task where user_id = $1 and source = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, find);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_text(run, 2, source);
	return sql_number(run, out, err);
}
