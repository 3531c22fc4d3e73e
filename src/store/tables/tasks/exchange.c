#include "store/tables/tasks/exchange.h"

#include "store/sql/rows.h"
#include "store/tables/tasks/row.h"

#define IDS   "select id from ostiary_task where user_id = $1 and deleted_at is null"
#define ALL   " and id > 0" /* for the index of positions across lists */
#define LIST  " and list_id = $2"
#define WHOLE " and parent_id is null order by position, id"
#define PARTS " and parent_id is not null order by position, id"

#define IDS_MOST ((size_t)1 << 26) /* no bound of tasks is greater */

static void read_id(struct sql_run *run, struct arena *a, int64_t *out)
{
	(void)a;
	*out = sql_i64(run, 0);
}

enum store_rc exchange_ids(struct sql *sql, struct arena *a, const struct owner *owner,
			   enum exchange_part part, int64_t list_id, int64_t **out, size_t *out_n,
			   struct err *err)
{
	static const char *const statements[][2] = {
		[EXCHANGE_WHOLE] = { IDS ALL WHOLE, IDS LIST WHOLE },
		[EXCHANGE_PARTS] = { IDS ALL PARTS, IDS LIST PARTS },
	};
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statements[part][list_id != 0]);

	sql_bind_text(run, 1, owner->user_id);
	if (list_id)
		sql_bind_i64(run, 2, list_id);
	return SQL_LIST(run, a, IDS_MOST, read_id, out, out_n, err);
}

static void read_task(struct sql_run *run, struct arena *a, struct exchange_task *out)
{
	task_copy_row(run, a, &out->task);
	out->parent_source = sql_copy(run, TASK_MEMBER_COLUMNS, a);
}

enum store_rc exchange_page(struct sql *sql, struct arena *a, const struct owner *owner,
			    const int64_t *ids, size_t n, struct exchange_task **out, size_t *out_n,
			    struct err *err)
{
	static const char page[] =
		"select " TASK_MEMBERS ", (select p.source from ostiary_task p"
		" where p.user_id = t.user_id and p.id = t.parent_id) from ostiary_task t"
		" where user_id = $1 and deleted_at is null and id in ($2, $3, $4, $5, $6, $7, $8,"
		" $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,"
		" $25, $26, $27, $28, $29, $30, $31)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, page);

	sql_bind_text(run, 1, owner->user_id);
	for (size_t i = 0; i < EXCHANGE_PAGE; i++)
		sql_bind_i64(run, 2 + (int)i, ids[i < n ? i : n - 1]);
	return SQL_LIST_READABLE(run, a, EXCHANGE_PAGE, read_task, out, out_n, err);
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
