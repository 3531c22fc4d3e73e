#include "store/tables/audit.h"

#include "store/sql/rows.h"

enum store_rc audit_insert(struct sql *sql, const struct audit_row *row, struct err *err)
{
	static const char insert[] =
		"insert into ostiary_audit (id, at_ms, actor, action, subject, detail)"
		" values ($1, $2, $3, $4, $5, $6)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);

	sql_bind_text(run, 1, row->id);
	sql_bind_i64(run, 2, row->at_ms);
	sql_bind_text(run, 3, row->actor);
	sql_bind_text(run, 4, row->action);
	sql_bind_text(run, 5, row->subject);
	sql_bind_text(run, 6, row->detail);
	return sql_change(run, err);
}
