#include "store/users.h"

#include "base/cleanup.h"
#include "store/sql.h"

#define COLUMNS                                                                                    \
	"\"id\", \"name\", \"email\", \"emailVerified\", \"image\", \"createdAt\", \"updatedAt\""

enum store_rc users_insert(struct sql *sql, const struct user *user, struct err *err)
{
	static const char insert[] =
		"insert into \"user\" (" COLUMNS ") values ($1, $2, $3, $4, $5, $6, $7)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);

	sql_bind_text(run, 1, user->id);
	sql_bind_text(run, 2, user->name);
	sql_bind_text(run, 3, user->email);
	sql_bind_bool(run, 4, user->email_verified);
	sql_bind_text_or_null(run, 5, user->image);
	sql_bind_time(run, 6, user->created_ms);
	sql_bind_time(run, 7, user->updated_ms);
	return sql_change(run, err);
}

static enum store_rc find(struct sql *sql, const char *statement, struct arena *a, struct str key,
			  struct user *out, struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);
	struct user user = { 0 };
	enum store_rc rc;

	sql_bind_text(run, 1, key);
	rc = sql_step(run, err);
	if (rc != STORE_OK)
		return rc;
	user.id = sql_copy(run, 0, a);
	user.name = sql_copy(run, 1, a);
	user.email = sql_copy(run, 2, a);
	user.email_verified = sql_bool(run, 3);
	user.image = sql_copy(run, 4, a);
	user.created_ms = sql_time(run, 5);
	user.updated_ms = sql_time(run, 6);
	rc = sql_row_ok(run, err);
	if (rc == STORE_OK)
		*out = user;
	return rc;
}

enum store_rc users_by_email(struct sql *sql, struct arena *a, struct str email, struct user *out,
			     struct err *err)
{
	static const char by_email[] = "select " COLUMNS " from \"user\" where \"email\" = $1";

	return find(sql, by_email, a, email, out, err);
}

enum store_rc users_by_id(struct sql *sql, struct arena *a, struct str id, struct user *out,
			  struct err *err)
{
	static const char by_id[] = "select " COLUMNS " from \"user\" where \"id\" = $1";

	return find(sql, by_id, a, id, out, err);
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

static enum store_rc remove_by(struct sql *sql, const char *statement, struct str id,
			       struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);
	enum store_rc rc;

	sql_bind_text(run, 1, id);
	rc = sql_change(run, err);
	return rc == STORE_NONE ? STORE_OK : rc;
}

/* Sessions and accounts have foreign keys where Better Auth or we made the tables; other tools may have
 * made them without. */
enum store_rc users_delete(struct sql *sql, struct str id, struct err *err)
{
	static const char mails[] = "delete from ostiary_outbox where recipient ="
				    " (select \"email\" from \"user\" where \"id\" = $1)";
	static const char links[] = "delete from \"verification\" where \"value\" = $1";
	static const char sessions[] = "delete from \"session\" where \"userId\" = $1";
	static const char accounts[] = "delete from \"account\" where \"userId\" = $1";
	static const char user[] = "delete from \"user\" where \"id\" = $1";
	static const char *const all[] = { mails, links, sessions, accounts, user };
	enum store_rc rc = STORE_OK;

	for (size_t i = 0; rc == STORE_OK && i < ARRAY_LEN(all); i++)
		rc = remove_by(sql, all[i], id, err);
	return rc;
}

enum store_rc users_any(struct sql *sql, bool *out, struct err *err)
{
	static const char any[] = "select 1 from \"user\" limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, any);
	enum store_rc rc = sql_step(run, err);

	if (rc != STORE_OK && rc != STORE_NONE)
		return rc;
	*out = rc == STORE_OK;
	return STORE_OK;
}
