#include "support/rows.h"

void rows_make_table(struct place *p)
{
	place_connect(p);
	place_script(p->sql, "create table t (id bigint primary key, txt text unique, flag boolean,"
			     " at timestamptz, parent bigint references t (id))");
}

static const char insert_all[] =
	"insert into t (id, txt, flag, at, parent) values ($1, $2, $3, $4, $5)";

enum store_rc rows_insert(struct place *p, struct sql *sql, int64_t id, struct str text,
			  int64_t parent)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert_all);

	sql_bind_i64(run, 1, id);
	sql_bind_text_or_null(run, 2, text);
	sql_bind_bool(run, 3, id > 0);
	sql_bind_time(run, 4, NOW_MS + id);
	if (parent)
		sql_bind_i64(run, 5, parent);
	else
		sql_bind_null(run, 5);
	return sql_change(run, &p->err);
}
