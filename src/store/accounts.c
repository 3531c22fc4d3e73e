#include "store/accounts.h"

#include "store/sql.h"

#define COLUMNS "\"id\", \"userId\", \"password\", \"createdAt\", \"updatedAt\""

enum store_rc accounts_insert_credential(struct sql *sql, const struct account *account,
					 struct err *err)
{
	static const char insert[] =
		"insert into \"account\" (" COLUMNS ", \"accountId\", \"providerId\")"
		" values ($1, $2, $3, $4, $5, $6, 'credential')";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);

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
	static const char of_user[] =
		"select " COLUMNS " from \"account\""
		" where \"userId\" = $1 and \"providerId\" = 'credential' limit 1";
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
