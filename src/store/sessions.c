#include "store/sessions.h"

#include "store/sql.h"

enum store_rc sessions_insert(struct sql *sql, const struct session *session, struct err *err)
{
	static const char insert[] =
		"insert into \"session\" (\"id\", \"token\", \"userId\", \"expiresAt\","
		" \"createdAt\", \"updatedAt\", \"ipAddress\", \"userAgent\")"
		" values ($1, $2, $3, $4, $5, $6, $7, $8)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);

	sql_bind_text(run, 1, session->id);
	sql_bind_text(run, 2, session->token);
	sql_bind_text(run, 3, session->user_id);
	sql_bind_time(run, 4, session->expires_ms);
	sql_bind_time(run, 5, session->created_ms);
	sql_bind_time(run, 6, session->updated_ms);
	sql_bind_text_or_null(run, 7, session->ip_address);
	sql_bind_text_or_null(run, 8, session->user_agent);
	return sql_change(run, err);
}

static void read_session(struct sql_run *run, struct arena *a, struct session *session)
{
	session->id = sql_copy(run, 0, a);
	session->token = sql_copy(run, 1, a);
	session->user_id = sql_copy(run, 2, a);
	session->expires_ms = sql_time(run, 3);
	session->created_ms = sql_time(run, 4);
	session->updated_ms = sql_time(run, 5);
	session->ip_address = sql_copy(run, 6, a);
	session->user_agent = sql_copy(run, 7, a);
}

static void read_its_user(struct sql_run *run, struct arena *a, struct user *user)
{
	user->id = sql_copy(run, 8, a);
	user->name = sql_copy(run, 9, a);
	user->email = sql_copy(run, 10, a);
	user->email_verified = sql_bool(run, 11);
	user->image = sql_copy(run, 12, a);
	user->created_ms = sql_time(run, 13);
	user->updated_ms = sql_time(run, 14);
}

enum store_rc sessions_by_token(struct sql *sql, struct arena *a, struct str token,
				struct session *out, struct user *out_user, struct err *err)
{
	static const char by_token[] =
		"select s.\"id\", s.\"token\", s.\"userId\", s.\"expiresAt\", s.\"createdAt\","
		" s.\"updatedAt\", s.\"ipAddress\", s.\"userAgent\", u.\"id\", u.\"name\","
		" u.\"email\", u.\"emailVerified\", u.\"image\", u.\"createdAt\", u.\"updatedAt\""
		" from \"session\" s join \"user\" u on u.\"id\" = s.\"userId\""
		" where s.\"token\" = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, by_token);
	struct session session = { 0 };
	struct user user = { 0 };
	enum store_rc rc;

	sql_bind_text(run, 1, token);
	rc = sql_step(run, err);
	if (rc != STORE_OK)
		return rc;
	read_session(run, a, &session);
	read_its_user(run, a, &user);
	rc = sql_row_ok(run, err);
	if (rc == STORE_OK) {
		*out = session;
		*out_user = user;
	}
	return rc;
}

enum store_rc sessions_extend(struct sql *sql, struct str token, int64_t expires_ms,
			      int64_t updated_ms, struct err *err)
{
	static const char extend[] = "update \"session\" set \"expiresAt\" = $1, \"updatedAt\" = $2"
				     " where \"token\" = $3";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, extend);

	sql_bind_time(run, 1, expires_ms);
	sql_bind_time(run, 2, updated_ms);
	sql_bind_text(run, 3, token);
	return sql_change(run, err);
}

enum store_rc sessions_delete(struct sql *sql, struct str token, struct err *err)
{
	static const char delete[] = "delete from \"session\" where \"token\" = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, delete);
	enum store_rc rc;

	sql_bind_text(run, 1, token);
	rc = sql_change(run, err);
	return rc == STORE_NONE ? STORE_OK : rc;
}

enum store_rc sessions_of_user(struct sql *sql, struct arena *a, struct str user_id, int64_t now_ms,
			       struct session **out, size_t *out_n, struct err *err)
{
	static const char of_user[] =
		"select * from (select \"id\", \"token\", \"userId\", \"expiresAt\", \"createdAt\","
		" \"updatedAt\", \"ipAddress\", \"userAgent\" from \"session\""
		" where \"userId\" = $1 and \"expiresAt\" > $2 order by \"createdAt\" desc limit "
		"100)"
		" newest order by \"createdAt\"";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, of_user);
	struct session *found = arena_array(a, SESSIONS_LISTED, sizeof(*found));
	size_t n = 0;
	enum store_rc rc;

	sql_bind_text(run, 1, user_id);
	sql_bind_time(run, 2, now_ms);
	while ((rc = sql_step(run, err)) == STORE_OK && n < SESSIONS_LISTED) {
		read_session(run, a, &found[n++]);
		rc = sql_row_ok(run, err);
		if (rc != STORE_OK)
			return rc;
	}
	if (rc != STORE_NONE && rc != STORE_OK)
		return rc;
	*out = found;
	*out_n = n;
	return STORE_OK;
}

enum store_rc sessions_delete_of(struct sql *sql, struct str user_id, enum sessions_which which,
				 struct str token, struct err *err)
{
	static const char *const statements[] = {
		[SESSIONS_THIS] =
			"delete from \"session\" where \"userId\" = $1 and \"token\" = $2",
		[SESSIONS_ALL_OTHERS] =
			"delete from \"session\" where \"userId\" = $1 and \"token\" <> $2",
		[SESSIONS_ALL] = "delete from \"session\" where \"userId\" = $1",
	};
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statements[which]);
	enum store_rc rc;

	sql_bind_text(run, 1, user_id);
	if (which != SESSIONS_ALL)
		sql_bind_text(run, 2, token);
	rc = sql_change(run, err);
	return rc == STORE_NONE ? STORE_OK : rc;
}

enum store_rc sessions_any_from(struct sql *sql, struct str user_id, struct str ip_address,
				bool *out, struct err *err)
{
	static const char any[] = "select 1 from \"session\" where \"userId\" = $1"
				  " and \"ipAddress\" = $2 limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, any);
	enum store_rc rc;

	sql_bind_text(run, 1, user_id);
	sql_bind_text(run, 2, ip_address);
	rc = sql_step(run, err);
	if (rc != STORE_OK && rc != STORE_NONE)
		return rc;
	*out = rc == STORE_OK;
	return STORE_OK;
}
