#include "store/counters.h"

#include "store/sql/rows.h"

enum store_rc counters_wrong(struct sql *sql, int64_t *out, struct err *err)
{
	static const char differing[] =
		"select count(*) from (select user_id, sum(n) as kept, sum(m) as found from ("
		" select user_id, n, 0 as m from ostiary_task_count union all"
		" select user_id, 0, count(*) from ostiary_task group by user_id) as numbers"
		" group by user_id) as users where kept <> found";
	OWNED(sql_end) struct sql_run *run = NULL;
	enum store_rc rc = sql_has_table(sql, STR("ostiary_task_count"), err);

	*out = 0;
	if (rc != STORE_OK)
		return rc == STORE_NONE ? STORE_OK : rc;
	run = sql_start(sql, differing);
	return sql_number(run, out, err);
}
