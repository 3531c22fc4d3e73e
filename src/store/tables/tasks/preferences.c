#include "store/tables/tasks/preferences.h"

#include "store/sql/rows.h"

static void read_row(struct sql_run *run, struct arena *a, struct preferences_row *out)
{
	out->settings = sql_copy(run, 0, a);
	out->revision = sql_i64(run, 1);
}

enum store_rc preferences_get(struct sql *sql, struct arena *a, const struct owner *owner,
			      struct preferences_row *out, struct err *err)
{
	static const char get[] =
		"select settings, revision from ostiary_preferences where user_id = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, get);

	sql_bind_text(run, 1, owner->user_id);
	return SQL_ROW(run, a, read_row, out, err);
}

enum store_rc preferences_put(struct sql *sql, const struct owner *owner,
			      const struct preferences_row *row, struct err *err)
{
	static const char put[] =
		"insert into ostiary_preferences (user_id, settings, revision) values ($1, $2, $3)"
		" on conflict (user_id) do update set settings = excluded.settings,"
		" revision = excluded.revision";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, put);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_text(run, 2, row->settings);
	sql_bind_i64(run, 3, row->revision);
	return sql_change(run, err);
}
