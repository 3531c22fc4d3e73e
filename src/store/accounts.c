#include "store/accounts.h"

#include "store/sql.h"

#define COLUMNS "\"id\", \"userId\", \"password\", \"createdAt\", \"updatedAt\""

enum store_rc accounts_insert_credential(struct sql *sql, const struct account *account,
					 struct err *err)
{
	static const char insert[] =
		"insert into \"account\" (" COLUMNS ", \"accountId\", \"providerId\")"
		" values ($1, $2, $3, $4, $5, $6, 'credential')";
	static const char insert_with_issuer[] =
		"insert into \"account\" (" COLUMNS ", \"accountId\", \"providerId\", \"issuer\")"
		" values ($1, $2, $3, $4, $5, $6, 'credential', 'local:credential')";
	bool with_issuer = sql_layout(sql)->account_issuer;
	OWNED(sql_end)
	struct sql_run *run = sql_start(sql, with_issuer ? insert_with_issuer : insert);

	sql_bind_text(run, 1, account->id);
	sql_bind_text(run, 2, account->user_id);
	sql_bind_text_or_null(run, 3, account->password_hash);
	sql_bind_time(run, 4, account->created_ms);
	sql_bind_time(run, 5, account->updated_ms);
	sql_bind_text(run, 6, account->user_id);
	return sql_change(run, err);
}

enum store_rc accounts_credential_of(struct sql *sql, struct arena *a, struct str user_id,
				     struct account *out, struct err *err)
{
	static const char of_user[] = "select " COLUMNS " from \"account\""
				      " where \"userId\" = $1 and \"providerId\" = 'credential'"
				      " and \"accountId\" = cast(\"userId\" as text) limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, of_user);
	struct account account = { 0 };
	enum store_rc rc;

	sql_bind_text(run, 1, user_id);
	rc = sql_step(run, err);
	if (rc != STORE_OK)
		return rc;
	account.id = sql_copy(run, 0, a);
	account.user_id = sql_copy(run, 1, a);
	account.password_hash = sql_copy(run, 2, a);
	account.created_ms = sql_time(run, 3);
	account.updated_ms = sql_time(run, 4);
	rc = sql_row_ok(run, err);
	if (rc == STORE_OK)
		*out = account;
	return rc;
}

enum store_rc accounts_set_password(struct sql *sql, struct str account_id, struct str old_hash,
				    struct str new_hash, int64_t now_ms, struct err *err)
{
	static const char replace[] = "update \"account\" set \"password\" = $1, \"updatedAt\" = $2"
				      " where \"id\" = $3 and \"password\" = $4";
	static const char set[] = "update \"account\" set \"password\" = $1, \"updatedAt\" = $2"
				  " where \"id\" = $3";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, old_hash.p ? replace : set);

	sql_bind_text(run, 1, new_hash);
	sql_bind_time(run, 2, now_ms);
	sql_bind_text(run, 3, account_id);
	if (old_hash.p)
		sql_bind_text(run, 4, old_hash);
	return sql_change(run, err);
}

enum store_rc accounts_hold(struct sql *sql, struct str account_id, struct str hash,
			    struct err *err)
{
	/* An update, because that locks the row in every database. */
	static const char hold[] = "update \"account\" set \"password\" = \"password\""
				   " where \"id\" = $1 and \"password\" = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, hold);

	sql_bind_text(run, 1, account_id);
	sql_bind_text(run, 2, hash);
	return sql_change(run, err);
}

static void read_view(struct sql_run *run, struct arena *a, struct account_view *view)
{
	view->id = sql_copy(run, 0, a);
	view->account_id = sql_copy(run, 1, a);
	view->provider_id = sql_copy(run, 2, a);
	view->user_id = sql_copy(run, 3, a);
	view->scope = sql_copy(run, 4, a);
	view->created_ms = sql_time(run, 5);
	view->updated_ms = sql_time(run, 6);
}

enum store_rc accounts_of_user(struct sql *sql, struct arena *a, struct str user_id,
			       struct account_view **out, size_t *out_n, struct err *err)
{
	static const char of_user[] =
		"select \"id\", \"accountId\", \"providerId\", \"userId\", \"scope\", "
		"\"createdAt\","
		" \"updatedAt\" from \"account\" where \"userId\" = $1 order by \"createdAt\""
		" limit 100";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, of_user);
	struct account_view *found = arena_array(a, ACCOUNTS_LISTED, sizeof(*found));
	size_t n = 0;
	enum store_rc rc;

	sql_bind_text(run, 1, user_id);
	while ((rc = sql_step(run, err)) == STORE_OK && n < ACCOUNTS_LISTED) {
		read_view(run, a, &found[n++]);
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

enum store_rc accounts_before_us(struct sql *sql, bool *out, struct err *err)
{
	static const char before[] = "select 1 from \"account\" where \"createdAt\" <"
				     " (select min(applied_at) from ostiary_migration) limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, before);
	enum store_rc rc = sql_step(run, err);

	if (rc != STORE_OK && rc != STORE_NONE)
		return rc;
	*out = rc == STORE_OK;
	return STORE_OK;
}
