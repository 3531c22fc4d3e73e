#include "store/tables/factors/passkeys.h"

#include "store/sql/rows.h"

#define COLUMNS                                                                                    \
	"\"id\", \"name\", \"publicKey\", \"userId\", \"credentialID\", \"counter\","              \
	" \"deviceType\", \"backedUp\", \"transports\", \"createdAt\", \"aaguid\""

#define CREATED SQL_TIME("\"createdAt\"")

#define ROWS_OF_A_CREDENTIAL 16

enum store_rc passkeys_lock(struct sql *sql, struct err *err)
{
	return sql_lock_table(sql, "\"passkey\"", err);
}

enum store_rc passkeys_insert(struct sql *sql, const struct passkey *row, struct err *err)
{
	static const char insert[] = "insert into \"passkey\" (" COLUMNS ")"
				     " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);

	sql_bind_text(run, 1, row->id);
	sql_bind_text_or_null(run, 2, row->name);
	sql_bind_text(run, 3, row->public_key);
	sql_bind_text(run, 4, row->user_id);
	sql_bind_text(run, 5, row->credential_id);
	sql_bind_i64(run, 6, row->counter);
	sql_bind_text(run, 7, row->device_type);
	sql_bind_bool(run, 8, row->backed_up);
	sql_bind_text_or_null(run, 9, row->transports);
	sql_bind_time(run, 10, row->created_ms);
	sql_bind_text_or_null(run, 11, row->aaguid);
	return sql_change(run, err);
}

static void read_passkey(struct sql_run *run, struct arena *a, struct passkey *out)
{
	out->id = sql_copy(run, 0, a);
	out->name = sql_copy(run, 1, a);
	out->public_key = sql_copy(run, 2, a);
	out->user_id = sql_copy(run, 3, a);
	out->credential_id = sql_copy(run, 4, a);
	out->counter = sql_i64(run, 5);
	out->device_type = sql_copy(run, 6, a);
	out->backed_up = sql_bool(run, 7);
	out->transports = sql_copy(run, 8, a);
	out->created_ms = sql_time_or(run, 9, 0);
	out->aaguid = sql_copy(run, 10, a);
	out->used_ms = 0;
}

static void read_listed(struct sql_run *run, struct arena *a, struct passkey *out)
{
	read_passkey(run, a, out);
	out->used_ms = sql_i64(run, 11);
}

enum store_rc passkeys_of_user(struct sql *sql, struct arena *a, struct str user_id, size_t most,
			       struct passkey **out, size_t *out_n, struct err *err)
{
	static const char of_user[] =
		"select " COLUMNS ", coalesce(used_ms, 0) from \"passkey\""
		" left join ostiary_passkey_use"
		" on user_id = \"userId\" and credential_id = \"credentialID\""
		" where \"userId\" = $1 order by " CREATED ", \"id\" limit $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, of_user);

	sql_bind_text(run, 1, user_id);
	sql_bind_i64(run, 2, (int64_t)most);
	return SQL_LIST(run, a, most, read_listed, out, out_n, err);
}

enum store_rc passkeys_by_credential(struct sql *sql, struct arena *a, struct str credential_id,
				     struct passkey *out, bool *out_shared, struct err *err)
{
	static const char by_credential[] =
		"select " COLUMNS " from \"passkey\" where \"credentialID\" = $1"
		" order by " CREATED ", \"id\" limit $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, by_credential);
	struct passkey *rows = NULL;
	size_t n = 0;
	enum store_rc rc;

	sql_bind_text(run, 1, credential_id);
	sql_bind_i64(run, 2, ROWS_OF_A_CREDENTIAL);
	rc = SQL_LIST(run, a, ROWS_OF_A_CREDENTIAL, read_passkey, &rows, &n, err);
	if (rc != STORE_OK)
		return rc;
	if (n == 0)
		return STORE_NONE;
	*out = rows[0];
	*out_shared = n == ROWS_OF_A_CREDENTIAL;
	for (size_t i = 1; i < n; i++)
		*out_shared = *out_shared || !str_eq(rows[i].user_id, rows[0].user_id);
	return STORE_OK;
}

enum store_rc passkeys_by_id(struct sql *sql, struct arena *a, struct str id, struct passkey *out,
			     struct err *err)
{
	static const char by_id[] = "select " COLUMNS " from \"passkey\" where \"id\" = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, by_id);

	sql_bind_text(run, 1, id);
	return SQL_ROW(run, a, read_passkey, out, err);
}

enum store_rc passkeys_rename(struct sql *sql, struct str id, struct str user_id, struct str name,
			      struct err *err)
{
	static const char rename[] = "update \"passkey\" set \"name\" = $1"
				     " where \"id\" = $2 and \"userId\" = $3";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, rename);

	sql_bind_text(run, 1, name);
	sql_bind_text(run, 2, id);
	sql_bind_text(run, 3, user_id);
	return sql_change(run, err);
}

static enum store_rc forget_use(struct sql *sql, struct str id, struct str user_id, struct err *err)
{
	static const char forget[] = "delete from ostiary_passkey_use where user_id = $1"
				     " and credential_id = (select \"credentialID\""
				     " from \"passkey\" where \"id\" = $2)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, forget);

	sql_bind_text(run, 1, user_id);
	sql_bind_text(run, 2, id);
	return sql_exec(run, err);
}

static enum store_rc delete_row(struct sql *sql, struct str id, struct str user_id, struct err *err)
{
	static const char delete[] = "delete from \"passkey\" where \"id\" = $1"
				     " and \"userId\" = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, delete);

	sql_bind_text(run, 1, id);
	sql_bind_text(run, 2, user_id);
	return sql_change(run, err);
}

enum store_rc passkeys_delete(struct sql *sql, struct str id, struct str user_id, struct err *err)
{
	enum store_rc rc = forget_use(sql, id, user_id, err);

	return rc == STORE_OK ? delete_row(sql, id, user_id, err) : rc;
}

enum store_rc passkeys_use(struct sql *sql, struct str credential_id, struct str user_id,
			   int64_t now_ms, struct err *err)
{
	static const char use[] =
		"insert into ostiary_passkey_use (user_id, credential_id, used_ms)"
		" values ($1, $2, $3)"
		" on conflict (user_id, credential_id) do update set used_ms = excluded.used_ms";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, use);

	sql_bind_text(run, 1, user_id);
	sql_bind_text(run, 2, credential_id);
	sql_bind_i64(run, 3, now_ms);
	return sql_change(run, err);
}

enum store_rc passkeys_count(struct sql *sql, struct str credential_id, struct str user_id,
			     int64_t counter, bool backed_up, struct err *err)
{
	static const char count[] = "update \"passkey\" set \"counter\" = $1, \"backedUp\" = $2"
				    " where \"credentialID\" = $3 and \"userId\" = $4"
				    " and (\"counter\" < $5 or \"counter\" = $6)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, count);

	sql_bind_i64(run, 1, counter);
	sql_bind_bool(run, 2, backed_up);
	sql_bind_text(run, 3, credential_id);
	sql_bind_text(run, 4, user_id);
	sql_bind_i64(run, 5, counter);
	sql_bind_i64(run, 6, counter == 0 ? 0 : -1); /* an authenticator without a counter */
	return sql_change(run, err);
}
