#include "store/tables/access/marks.h"

#include "base/cleanup.h"
#include "store/sql/rows.h"
#include "store/tables/user_row.h"

struct mark {
	struct str column;
	const char *add[2]; /* by enum sql_engine, as Better Auth's migration does */
};

/* clang-format off */

/* On PostgreSQL several transactions may find that the column is missing. */
#define ADD "alter table \"user\" add column if not exists "

static const struct mark role_mark = {
	STR_INIT("role"), {
		[SQL_SQLITE] = "alter table \"user\" add column \"role\" text",
		[SQL_POSTGRES] = ADD "\"role\" text" } };

static const struct mark ban_marks[] = {
	{ STR_INIT("banned"), {
		[SQL_SQLITE] = "alter table \"user\" add column \"banned\" integer",
		[SQL_POSTGRES] = ADD "\"banned\" boolean" } },
	{ STR_INIT("banReason"), {
		[SQL_SQLITE] = "alter table \"user\" add column \"banReason\" text",
		[SQL_POSTGRES] = ADD "\"banReason\" text" } },
	{ STR_INIT("banExpires"), {
		[SQL_SQLITE] = "alter table \"user\" add column \"banExpires\" date",
		[SQL_POSTGRES] = ADD "\"banExpires\" timestamptz" } },
};

static const char of_user[] =
	"select " USER_ROW_PLUGIN("u", "role") ", " USER_ROW_PLUGIN("u", "banned") ", "
	USER_ROW_PLUGIN("u", "banReason") ", " USER_ROW_PLUGIN("u", "banExpires")
	" from \"user\" u" USER_ROW_ABSENT " where u.\"id\" = $1";
/* clang-format on */

static enum store_rc make(struct sql *sql, const struct mark *mark, struct err *err)
{
	enum store_rc rc = sql_has_column(sql, STR("user"), mark->column, err);

	return rc == STORE_NONE ? sql_script(sql, mark->add[sql_engine(sql)], err) : rc;
}

static void read_marks(struct sql_run *run, struct arena *a, struct user_marks *out)
{
	out->role = sql_copy(run, 0, a);
	out->banned = sql_bool_or(run, 1, true);
	out->ban_reason = sql_copy(run, 2, a);
	out->ban_ends_ms = sql_time_or(run, 3, INT64_MAX);
}

enum store_rc marks_of_user(struct sql *sql, struct arena *a, struct str id, struct user_marks *out,
			    struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, of_user);

	sql_bind_text(run, 1, id);
	return SQL_ROW(run, a, read_marks, out, err);
}

enum store_rc marks_add_ban(struct sql *sql, struct err *err)
{
	enum store_rc rc = STORE_OK;

	for (size_t i = 0; rc == STORE_OK && i < ARRAY_LEN(ban_marks); i++)
		rc = make(sql, &ban_marks[i], err);
	return rc;
}

enum store_rc marks_set_ban(struct sql *sql, struct str id, const struct user_marks *marks,
			    int64_t updated_ms, struct err *err)
{
	static const char set[] = "update \"user\" set \"banned\" = $1, \"banReason\" = $2,"
				  " \"banExpires\" = $3, \"updatedAt\" = $4 where \"id\" = $5";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, set);

	sql_bind_bool(run, 1, marks->banned);
	sql_bind_text_or_null(run, 2, marks->ban_reason);
	if (marks->ban_ends_ms == INT64_MAX)
		sql_bind_null(run, 3);
	else
		sql_bind_time(run, 3, marks->ban_ends_ms);
	sql_bind_time(run, 4, updated_ms);
	sql_bind_text(run, 5, id);
	return sql_change(run, err);
}

enum store_rc marks_add_role(struct sql *sql, struct err *err)
{
	return make(sql, &role_mark, err);
}

enum store_rc marks_set_role(struct sql *sql, struct str id, struct str role, int64_t updated_ms,
			     struct err *err)
{
	static const char set[] =
		"update \"user\" set \"role\" = $1, \"updatedAt\" = $2 where \"id\" = $3";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, set);

	sql_bind_text(run, 1, role);
	sql_bind_time(run, 2, updated_ms);
	sql_bind_text(run, 3, id);
	return sql_change(run, err);
}
