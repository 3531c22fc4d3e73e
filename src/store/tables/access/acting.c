#include "store/tables/access/acting.h"

#include "base/cleanup.h"
#include "store/sql/rows.h"

static bool has_columns(const struct sql *sql)
{
	return sql_layout(sql)->admin;
}

enum store_rc acting_users(struct sql *sql, struct arena *a, struct str admin_id, struct str **out,
			   size_t *out_n, struct err *err)
{
	static const char users[] = "select distinct \"userId\" from \"session\""
				    " where \"impersonatedBy\" = $1 limit $2";
	OWNED(sql_end) struct sql_run *run = NULL;

	*out_n = 0;
	if (!has_columns(sql))
		return STORE_OK;
	run = sql_start(sql, users);
	sql_bind_text(run, 1, admin_id);
	sql_bind_i64(run, 2, ACTING_LISTED);
	return SQL_LIST(run, a, ACTING_LISTED, sql_read_text, out, out_n, err);
}

static enum store_rc remove_by(struct sql *sql, const char *statement, struct str id,
			       struct err *err)
{
	OWNED(sql_end) struct sql_run *run = NULL;

	if (!has_columns(sql))
		return STORE_OK;
	run = sql_start(sql, statement);
	sql_bind_text(run, 1, id);
	return sql_exec(run, err);
}

enum store_rc acting_delete_by(struct sql *sql, struct str admin_id, struct err *err)
{
	static const char by[] = "delete from \"session\" where \"impersonatedBy\" = $1";

	return remove_by(sql, by, admin_id, err);
}

enum store_rc acting_delete_as(struct sql *sql, struct str user_id, struct err *err)
{
	static const char as[] = "delete from \"session\""
				 " where \"userId\" = $1 and \"impersonatedBy\" is not null";

	return remove_by(sql, as, user_id, err);
}

/* The end of a ban is not looked at: whoever is banned until tomorrow can do nothing today. */
enum store_rc acting_has_other_admin(struct sql *sql, struct str user_id, bool *out,
				     struct err *err)
{
	static const char other[] =
		"select 1 from \"user\" where \"id\" <> $1 and coalesce(\"banned\", false) = false"
		" and ',' || replace(\"role\", ' ', '') || ',' like '%,admin,%' limit 1";
	OWNED(sql_end) struct sql_run *run = NULL;

	*out = false;
	if (!has_columns(sql))
		return STORE_OK;
	run = sql_start(sql, other);
	sql_bind_text(run, 1, user_id);
	return sql_exists(run, out, err);
}

static void read_session(struct sql_run *run, struct arena *a, struct acting_session *out)
{
	out->user_id = sql_copy(run, 0, a);
	out->token = sql_copy(run, 1, a);
}

enum store_rc acting_session_by_id(struct sql *sql, struct arena *a, struct str id,
				   struct acting_session *out, struct err *err)
{
	static const char by_id[] =
		"select \"userId\", \"token\" from \"session\" where \"id\" = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, by_id);

	sql_bind_text(run, 1, id);
	return SQL_ROW(run, a, read_session, out, err);
}
