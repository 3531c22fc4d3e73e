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

static void read_deed(struct sql_run *run, struct arena *a, struct audit_row *out)
{
	*out = (struct audit_row){
		.id = sql_copy(run, 0, a),
		.at_ms = sql_i64(run, 1),
		.actor = sql_copy(run, 2, a),
		.action = sql_copy(run, 3, a),
		.subject = sql_copy(run, 4, a),
		.detail = sql_copy(run, 5, a),
	};
}

enum store_rc audit_of(struct sql *sql, struct arena *a, struct str subject, struct audit_row **out,
		       size_t *out_n, struct err *err)
{
	static const char newest[] =
		"select id, at_ms, actor, action, subject, detail from ostiary_audit"
		" where subject = $1 order by at_ms desc, id limit $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, newest);

	sql_bind_text(run, 1, subject);
	sql_bind_i64(run, 2, AUDIT_LISTED);
	return SQL_LIST(run, a, AUDIT_LISTED, read_deed, out, out_n, err);
}
