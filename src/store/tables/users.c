#include "store/tables/users.h"

#include "base/cleanup.h"
#include "store/sql/rows.h"
#include "store/tables/own/columns.h"
#include "store/tables/user_row.h"

#define COLUMNS                                                                                    \
	"\"id\", \"name\", \"email\", \"emailVerified\", \"image\", \"createdAt\", \"updatedAt\""

static enum store_rc insert_core(struct sql *sql, const struct user *user, struct err *err)
{
	static const char insert[] = "insert into \"user\" (" COLUMNS OWN_COLUMNS(
		"user") ") values ($1, $2, $3, $4, $5, $6, $7" OWN_VALUES("user", "8") ")";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);

	sql_bind_text(run, 1, user->id);
	sql_bind_text(run, 2, user->name);
	sql_bind_text(run, 3, user->email);
	sql_bind_bool(run, 4, user->email_verified);
	sql_bind_text_or_null(run, 5, user->image);
	sql_bind_time(run, 6, user->created_ms);
	sql_bind_time(run, 7, user->updated_ms);
	if (sql_own(run))
		own_columns_bind(run, 8, &sql_own(run)->user, user->own_values);
	return sql_change(run, err);
}

/* On PostgreSQL a start has made it (store/schema/ddl.h). STORE_OK, STORE_NONE, STORE_FAULT. */
static enum store_rc has_factor_column(struct sql *sql, struct err *err)
{
	if (sql_engine(sql) == SQL_POSTGRES)
		return STORE_OK;
	return sql_has_column(sql, STR("user"), STR("twoFactorEnabled"), err);
}

static enum store_rc set_factor(struct sql *sql, struct str id, bool second_factor,
				int64_t updated_ms, struct err *err)
{
	static const char set[] = "update \"user\" set \"twoFactorEnabled\" = $1,"
				  " \"updatedAt\" = $2 where \"id\" = $3";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, set);

	sql_bind_bool(run, 1, second_factor);
	sql_bind_time(run, 2, updated_ms);
	sql_bind_text(run, 3, id);
	return sql_change(run, err);
}

static enum store_rc set_admin_columns(struct sql *sql, const struct user *user, struct err *err)
{
	static const char set[] =
		"update \"user\" set \"role\" = $1, \"banned\" = $2 where \"id\" = $3";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, set);

	sql_bind_text_or_null(run, 1, user->role);
	sql_bind_bool(run, 2, false);
	sql_bind_text(run, 3, user->id);
	return sql_change(run, err);
}

enum store_rc users_insert(struct sql *sql, const struct user *user, struct err *err)
{
	enum store_rc rc = insert_core(sql, user, err);

	if (rc == STORE_OK && user->admin_known)
		rc = set_admin_columns(sql, user, err);
	if (rc != STORE_OK || !user->factor_known)
		return rc;
	rc = has_factor_column(sql, err);
	if (rc == STORE_OK)
		return set_factor(sql, user->id, false, user->updated_ms, err);
	return rc == STORE_NONE ? STORE_OK : rc;
}

void user_row_read(struct sql_run *run, int first, struct arena *a, struct user *out)
{
	out->id = sql_copy(run, first, a);
	out->name = sql_copy(run, first + 1, a);
	out->email = sql_copy(run, first + 2, a);
	out->email_verified = sql_bool(run, first + 3);
	out->image = sql_copy(run, first + 4, a);
	out->created_ms = sql_time(run, first + 5);
	out->updated_ms = sql_time(run, first + 6);
	out->banned = sql_bool_or(run, first + 7, true);
	out->ban_ends_ms = sql_time_or(run, first + 8, INT64_MAX);
	out->second_factor = sql_bool_or(run, first + 9, true);
	out->factor_known = sql_factors(run) || !sql_is_null(run, first + 9);
	out->admin_known = sql_admin(run);
	if (out->admin_known) { /* else a column of one's own may have the name, and any type */
		out->role = sql_copy(run, first + 10, a);
		out->ban_reason = sql_copy(run, first + 11, a);
	}
	if (sql_own(run))
		out->own = own_columns_read(run, first + USER_ROW_COLUMNS, &sql_own(run)->user, a);
}

static void read_user(struct sql_run *run, struct arena *a, struct user *out)
{
	user_row_read(run, 0, a, out);
}

static enum store_rc user_by(struct sql *sql, const char *statement, struct arena *a,
			     struct str key, struct user *out, struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);

	sql_bind_text(run, 1, key);
	return SQL_ROW(run, a, read_user, out, err);
}

enum store_rc users_by_email(struct sql *sql, struct arena *a, struct str email, struct user *out,
			     struct err *err)
{
	static const char by_email[] = "select " USER_ROW("u") " from \"user\" u" USER_ROW_ABSENT
							       " where u.\"email\" = $1";

	return user_by(sql, by_email, a, email, out, err);
}

enum store_rc users_by_id(struct sql *sql, struct arena *a, struct str id, struct user *out,
			  struct err *err)
{
	static const char by_id[] =
		"select " USER_ROW("u") " from \"user\" u" USER_ROW_ABSENT " where u.\"id\" = $1";

	return user_by(sql, by_id, a, id, out, err);
}

enum store_rc users_update(struct sql *sql, const struct user *user, struct err *err)
{
	static const char update[] =
		"update \"user\" set \"name\" = $1, \"email\" = $2, \"emailVerified\" = $3,"
		" \"image\" = $4, \"updatedAt\" = $5 where \"id\" = $6";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, update);

	sql_bind_text(run, 1, user->name);
	sql_bind_text(run, 2, user->email);
	sql_bind_bool(run, 3, user->email_verified);
	sql_bind_text_or_null(run, 4, user->image);
	sql_bind_time(run, 5, user->updated_ms);
	sql_bind_text(run, 6, user->id);
	return sql_change(run, err);
}

/* Of a user without a second factor, in a file that lacks the column. */
static enum store_rc touch(struct sql *sql, struct str id, int64_t updated_ms, struct err *err)
{
	static const char update[] = "update \"user\" set \"updatedAt\" = $1 where \"id\" = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, update);

	sql_bind_time(run, 1, updated_ms);
	sql_bind_text(run, 2, id);
	return sql_change(run, err);
}

enum store_rc users_set_factor(struct sql *sql, struct str id, bool second_factor,
			       int64_t updated_ms, struct err *err)
{
	static const char add[] =
		"alter table \"user\" add column \"twoFactorEnabled\" integer default 0";
	enum store_rc rc = has_factor_column(sql, err);

	if (rc == STORE_NONE && !second_factor)
		return touch(sql, id, updated_ms, err);
	if (rc == STORE_NONE)
		rc = sql_script(sql, add, err);
	return rc == STORE_OK ? set_factor(sql, id, second_factor, updated_ms, err) : rc;
}

enum store_rc users_role(struct sql *sql, struct arena *a, struct str id, struct str *out,
			 struct err *err)
{
	static const char role[] = "select " USER_ROW_PLUGIN(
		"u", "role") " from \"user\" u"
			     " cross join (select cast(null as text) as \"role\") absent"
			     " where u.\"id\" = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, role);

	sql_bind_text(run, 1, id);
	return SQL_ROW(run, a, sql_read_text, out, err);
}

/* clang-format off */
#define SET(index) "update \"user\" set " OWN_COLUMN("user", index) " = $1 where \"id\" = $2"
static const char *const set_own[LIMIT_OWN_FIELDS] = { OWN_EACH(SET) };
#undef SET
/* clang-format on */

enum store_rc users_update_own(struct sql *sql, struct str id, const struct own_value *values,
			       struct err *err)
{
	const struct own_tables *own = sql_layout(sql)->own;
	enum store_rc rc = STORE_OK;

	for (size_t i = 0; rc == STORE_OK && own && values && i < own->user.n; i++) {
		OWNED(sql_end) struct sql_run *run = NULL;

		if (values[i].state == OWN_ABSENT)
			continue;
		run = sql_start(sql, set_own[i]);
		own_column_bind(run, 1, own->user.of[i].type, &values[i]);
		sql_bind_text(run, 2, id);
		rc = sql_change(run, err);
	}
	return rc;
}

/* A condition on null is never true. */
enum store_rc users_own_taken(struct sql *sql, const struct own_value *values, bool *out,
			      struct err *err)
{
	static const char taken[] =
		"select 1 from \"user\" where 1 = 0" OWN_UNIQUE("user", "1") " limit 1";
	const struct own_tables *own = sql_layout(sql)->own;
	OWNED(sql_end) struct sql_run *run = NULL;
	int n = 0;

	*out = false;
	if (!own || !values)
		return STORE_OK;
	run = sql_start(sql, taken);
	for (size_t i = 0; i < own->user.n; i++)
		if (own->user.of[i].unique)
			own_column_bind(run, ++n, own->user.of[i].type, &values[i]);
	return sql_exists(run, out, err);
}

static enum store_rc remove_by(struct sql *sql, const char *statement, struct str id,
			       struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);

	sql_bind_text(run, 1, id);
	return sql_exec(run, err);
}

/* SQLite does not say which constraint was broken. It was none of the tables whose rows have just
 * been deleted. */
static void name_references(struct sql *sql, struct err *err)
{
	static const char references[] = "select group_concat(m.name || '.' || f.\"from\", ', ')"
					 " from sqlite_schema m, pragma_foreign_key_list(m.name) f"
					 " where m.type = 'table' and f.\"table\" = 'user'"
					 " and f.on_delete in ('NO ACTION', 'RESTRICT')"
					 " and m.name not in ('session', 'account', 'passkey')";
	OWNED(sql_end) struct sql_run *run = NULL;
	struct err unused;

	if (sql_engine(sql) != SQL_SQLITE)
		return;
	run = sql_start(sql, references);
	if (sql_step(run, &unused) == STORE_OK && !sql_is_null(run, 0))
		err_set(err, "a foreign key among %.*s", STR_FMT(sql_text(run, 0)));
}

/* Sessions, accounts and passkeys have foreign keys in tables that Better Auth or this program has
 * made; other tools may have made the tables without them. */
enum store_rc users_delete(struct sql *sql, struct str id, struct err *err)
{
	static const char mails[] =
		"delete from ostiary_mail"
		" where recipient = (select \"email\" from \"user\" where \"id\" = $1)";
	static const char links[] = "delete from \"verification\" where \"value\" = $1";
	static const char sessions[] = "delete from \"session\" where \"userId\" = $1";
	static const char accounts[] = "delete from \"account\" where \"userId\" = $1";
	static const char passkeys[] = "delete from \"passkey\" where \"userId\" = $1";
	static const char user[] = "delete from \"user\" where \"id\" = $1";
	static const char *const all[] = { mails, links, sessions, accounts, passkeys, user };
	enum store_rc rc = STORE_OK;

	for (size_t i = 0; rc == STORE_OK && i < ARRAY_LEN(all); i++)
		rc = remove_by(sql, all[i], id, err);
	if (rc == STORE_OK)
		rc = sql_check_deferred(sql, err);
	if (rc == STORE_ORPHAN)
		name_references(sql, err);
	return rc;
}

enum store_rc users_any(struct sql *sql, bool *out, struct err *err)
{
	static const char any[] = "select 1 from \"user\" limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, any);

	return sql_exists(run, out, err);
}

/* The statement names the column, which only some databases have. */
/* Nothing in such a row keeps it from being dealt with. */
static void read_banned(struct sql_run *run, struct arena *a, struct banned_user *out)
{
	out->id = sql_copy(run, 0, a);
	out->updated_ms = sql_time_or(run, 1, USER_TIME_UNKNOWN);
	out->ban_ends_ms = sql_time_or(run, 2, INT64_MAX);
}

enum store_rc users_banned(struct sql *sql, struct arena *a, struct str after,
			   struct banned_user **out, size_t *out_n, struct err *err)
{
	static const char list[] = "select u.\"id\", u.\"updatedAt\"," USER_ROW_PLUGIN(
		"u", "banExpires") " from \"user\" u" USER_ROW_ABSENT " where u.\"banned\" <> false"
				   " and cast(u.\"id\" as text) > $1"
				   " order by cast(u.\"id\" as text) limit $2";
	OWNED(sql_end) struct sql_run *run = NULL;
	enum store_rc rc = sql_has_column(sql, STR("user"), STR("banned"), err);

	*out_n = 0;
	if (rc != STORE_OK)
		return rc == STORE_NONE ? STORE_OK : rc;
	run = sql_start(sql, list);
	sql_bind_text(run, 1, after);
	sql_bind_i64(run, 2, USERS_LISTED);
	return SQL_LIST(run, a, USERS_LISTED, read_banned, out, out_n, err);
}
