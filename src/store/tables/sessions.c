#include "store/tables/sessions.h"

#include "store/sql/rows.h"
#include "store/tables/own/columns.h"
#include "store/tables/user_row.h"

#define SESSION_COLUMNS 9

#define CREATED SQL_TIME("\"createdAt\"")
#define EXPIRES SQL_TIME("\"expiresAt\"")

/* ---- proofs ---- */

#define PROOF_COLUMNS(of)                                                                          \
	of "password_ms, " of "mailbox_ms, " of "passkey_ms, " of "verified_ms, " of               \
	   "totp_ms, " of "backup_code_ms"

_Static_assert(PROOF_KINDS == 6, "each kind has its column, in the order of the enum");

/* *out is zero before. */
static void read_proof(struct sql_run *run, int first, struct session_proof *out)
{
	if (sql_is_null(run, first))
		return;
	for (int i = 0; i < PROOF_KINDS; i++)
		out->at_ms[i] = sql_i64(run, first + i);
}

static bool proof_is_empty(const struct session_proof *proof)
{
	bool empty = true;

	for (int i = 0; i < PROOF_KINDS; i++)
		empty = empty && !proof->at_ms[i];
	return empty;
}

enum store_rc sessions_set_proof(struct sql *sql, struct str id, const struct session_proof *proof,
				 struct err *err)
{
	static const char set[] = "insert into ostiary_session_proof (session_id, " PROOF_COLUMNS(
		"") ")"
		    " values ($1, $2, $3, $4, $5, $6, $7) on conflict (session_id) do update set"
		    " password_ms = excluded.password_ms, mailbox_ms = excluded.mailbox_ms,"
		    " passkey_ms = excluded.passkey_ms, verified_ms = excluded.verified_ms,"
		    " totp_ms = excluded.totp_ms, backup_code_ms = excluded.backup_code_ms";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, set);

	sql_bind_text(run, 1, id);
	for (int i = 0; i < PROOF_KINDS; i++)
		sql_bind_i64(run, 2 + i, proof->at_ms[i]);
	return sql_change(run, err);
}

/* ---- sessions ---- */

static enum store_rc insert_row(struct sql *sql, const struct session *session, struct err *err)
{
	static const char insert[] =
		"insert into \"session\" (\"id\", \"token\", \"userId\", \"expiresAt\","
		" \"createdAt\", \"updatedAt\", \"ipAddress\", \"userAgent\"" OWN_COLUMNS(
			"session") ") values ($1, $2, $3, $4, $5, $6, $7, $8" OWN_VALUES("session",
											 "9") ")";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);

	sql_bind_text(run, 1, session->id);
	sql_bind_text(run, 2, session->token);
	sql_bind_text(run, 3, session->user_id);
	sql_bind_time(run, 4, session->expires_ms);
	sql_bind_time(run, 5, session->created_ms);
	sql_bind_time(run, 6, session->updated_ms);
	sql_bind_text_or_null(run, 7, session->ip_address);
	sql_bind_text_or_null(run, 8, session->user_agent);
	if (sql_own(run))
		own_columns_bind(run, 9, &sql_own(run)->session, session->own_values);
	return sql_change(run, err);
}

/* Only where there is such a column (store_config, admin). */
static enum store_rc set_impersonator(struct sql *sql, const struct session *session,
				      struct err *err)
{
	static const char set[] =
		"update \"session\" set \"impersonatedBy\" = $1 where \"id\" = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, set);

	sql_bind_text(run, 1, session->impersonated_by);
	sql_bind_text(run, 2, session->id);
	return sql_change(run, err);
}

enum store_rc sessions_insert(struct sql *sql, const struct session *session, struct err *err)
{
	enum store_rc rc = insert_row(sql, session, err);

	if (rc == STORE_OK && session->impersonated_by.n)
		rc = set_impersonator(sql, session, err);
	if (rc != STORE_OK || proof_is_empty(&session->proof))
		return rc;
	return sessions_set_proof(sql, session->id, &session->proof, err);
}

static void read_row(struct sql_run *run, struct arena *a, struct session *session)
{
	session->id = sql_copy(run, 0, a);
	session->token = sql_copy(run, 1, a);
	session->user_id = sql_copy(run, 2, a);
	session->expires_ms = sql_time(run, 3);
	session->created_ms = sql_time(run, 4);
	session->updated_ms = sql_time(run, 5);
	session->ip_address = sql_copy(run, 6, a);
	session->user_agent = sql_copy(run, 7, a);
	session->impersonated_by = sql_copy(run, 8, a);
	session->admin_known = sql_admin(run);
}

static void read_own(struct sql_run *run, int first, struct arena *a, struct session *session)
{
	if (sql_own(run))
		session->own = own_columns_read(run, first, &sql_own(run)->session, a);
}

static void read_session(struct sql_run *run, struct arena *a, struct session *session)
{
	read_row(run, a, session);
	read_own(run, SESSION_COLUMNS, a, session);
}

struct session_and_user {
	struct session session;
	struct user user;
};

static void read_session_and_user(struct sql_run *run, struct arena *a,
				  struct session_and_user *out)
{
	int user = SESSION_COLUMNS + PROOF_KINDS, after_user = user + USER_ROW_COLUMNS;

	read_row(run, a, &out->session);
	read_proof(run, SESSION_COLUMNS, &out->session.proof);
	user_row_read(run, user, a, &out->user);
	if (sql_own(run))
		after_user += (int)sql_own(run)->user.n;
	read_own(run, after_user, a, &out->session);
}

enum store_rc sessions_by_token(struct sql *sql, struct arena *a, struct str token,
				struct session *out, struct user *out_user, struct err *err)
{
	/* clang-format off */
	static const char by_token[] =
		"select s.\"id\", s.\"token\", s.\"userId\", s.\"expiresAt\", s.\"createdAt\","
		" s.\"updatedAt\", s.\"ipAddress\", s.\"userAgent\", "
		USER_ROW_IMPERSONATOR("s") ", "
		PROOF_COLUMNS("proof.") ", " USER_ROW("u")
		OWN_ROW("session", "s")
		" from \"session\" s join \"user\" u on u.\"id\" = s.\"userId\""
		" left join ostiary_session_proof proof on proof.session_id = s.\"id\""
		USER_ROW_ABSENT
		 " where s.\"token\" = $1 and ($2 or " USER_ROW_NOT_IMPERSONATED("s") ")";
	/* clang-format on */
	OWNED(sql_end) struct sql_run *run = sql_start(sql, by_token);
	struct session_and_user found = { 0 };
	enum store_rc rc;

	sql_bind_text(run, 1, token);
	sql_bind_bool(run, 2, sql_layout(sql)->admin);
	rc = SQL_ROW(run, a, read_session_and_user, &found, err);
	if (rc == STORE_OK) {
		*out = found.session;
		*out_user = found.user;
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

/* clang-format off */
#define SET(index) \
	"update \"session\" set " OWN_COLUMN("session", index) " = $1, \"updatedAt\" = $2" \
	" where \"token\" = $3"
static const char *const set_own[LIMIT_OWN_FIELDS] = { OWN_EACH(SET) };
#undef SET
/* clang-format on */

enum store_rc sessions_update_own(struct sql *sql, struct str token, const struct own_value *values,
				  int64_t updated_ms, struct err *err)
{
	const struct own_tables *own = sql_layout(sql)->own;
	enum store_rc rc = STORE_NONE;

	for (size_t i = 0; own && values && i < own->session.n; i++) {
		OWNED(sql_end) struct sql_run *run = NULL;

		if (values[i].state == OWN_ABSENT)
			continue;
		run = sql_start(sql, set_own[i]);
		own_column_bind(run, 1, own->session.of[i].type, &values[i]);
		sql_bind_time(run, 2, updated_ms);
		sql_bind_text(run, 3, token);
		rc = sql_change(run, err);
		if (rc != STORE_OK)
			return rc;
	}
	return rc;
}

enum store_rc sessions_delete(struct sql *sql, struct str token, struct err *err)
{
	static const char delete[] = "delete from \"session\" where \"token\" = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, delete);

	sql_bind_text(run, 1, token);
	return sql_exec(run, err);
}

static enum store_rc list_of(struct sql *sql, struct arena *a, struct str user_id,
			     bool impersonated, int64_t now_ms, struct session **out, size_t *out_n,
			     struct err *err)
{
	/* clang-format off */
	static const char of_user[] =
		"select * from (select \"id\", \"token\", \"userId\", \"expiresAt\", \"createdAt\","
		" \"updatedAt\", \"ipAddress\", \"userAgent\", "
		USER_ROW_IMPERSONATOR("s") " as impersonator" OWN_ROW("session", "s")
		" from \"session\" s" USER_ROW_ABSENT
		" where \"userId\" = $1 and " EXPIRES " > $2"
		" and ($3 or " USER_ROW_NOT_IMPERSONATED("s") ")"
		" order by " CREATED " desc limit $4) newest order by " CREATED;
	/* clang-format on */
	OWNED(sql_end) struct sql_run *run = sql_start(sql, of_user);

	sql_bind_text(run, 1, user_id);
	sql_bind_time(run, 2, now_ms);
	sql_bind_bool(run, 3, impersonated && sql_layout(sql)->admin);
	sql_bind_i64(run, 4, SESSIONS_LISTED);
	return SQL_LIST_READABLE(run, a, SESSIONS_LISTED, read_session, out, out_n, err);
}

enum store_rc sessions_of_user(struct sql *sql, struct arena *a, struct str user_id, int64_t now_ms,
			       struct session **out, size_t *out_n, struct err *err)
{
	return list_of(sql, a, user_id, false, now_ms, out, out_n, err);
}

enum store_rc sessions_of_anyone(struct sql *sql, struct arena *a, struct str user_id,
				 int64_t now_ms, struct session **out, size_t *out_n,
				 struct err *err)
{
	return list_of(sql, a, user_id, true, now_ms, out, out_n, err);
}

static enum store_rc delete_rows_of(struct sql *sql, struct str user_id, enum sessions_which which,
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

	sql_bind_text(run, 1, user_id);
	if (which != SESSIONS_ALL)
		sql_bind_text(run, 2, token);
	return sql_exec(run, err);
}

static enum store_rc delete_impersonations(struct sql *sql, struct str admin_id, struct err *err)
{
	static const char by[] = "delete from \"session\" where \"impersonatedBy\" = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, by);

	sql_bind_text(run, 1, admin_id);
	return sql_exec(run, err);
}

enum store_rc sessions_delete_of(struct sql *sql, struct str user_id, enum sessions_which which,
				 struct str token, struct err *err)
{
	enum store_rc rc = delete_rows_of(sql, user_id, which, token, err);

	return rc == STORE_OK && which == SESSIONS_ALL && sql_layout(sql)->admin
		       ? delete_impersonations(sql, user_id, err)
		       : rc;
}

enum store_rc sessions_users(struct sql *sql, struct arena *a, size_t most, struct str **out,
			     size_t *out_n, struct err *err)
{
	static const char users[] = "select distinct \"userId\" from \"session\" limit $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, users);

	sql_bind_i64(run, 1, (int64_t)most);
	return SQL_LIST(run, a, most, sql_read_text, out, out_n, err);
}

enum store_rc sessions_any_of(struct sql *sql, struct str user_id, bool *out, struct err *err)
{
	static const char any[] = "select 1 from \"session\" where \"userId\" = $1 limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, any);

	sql_bind_text(run, 1, user_id);
	return sql_exists(run, out, err);
}

enum store_rc sessions_any_from(struct sql *sql, struct str user_id, struct str ip_address,
				bool *out, struct err *err)
{
	static const char any[] = "select 1 from \"session\" where \"userId\" = $1"
				  " and \"ipAddress\" = $2 limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, any);

	sql_bind_text(run, 1, user_id);
	sql_bind_text(run, 2, ip_address);
	return sql_exists(run, out, err);
}
