#include "store/tables/accounts.h"

#include "store/sql/rows.h"

#define COLUMNS "\"id\", \"userId\", \"password\", \"createdAt\", \"updatedAt\""

#define CREATED SQL_TIME("\"createdAt\"")

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

static void read_account(struct sql_run *run, struct arena *a, struct account *out)
{
	out->id = sql_copy(run, 0, a);
	out->user_id = sql_copy(run, 1, a);
	out->password_hash = sql_copy(run, 2, a);
	out->created_ms = sql_time(run, 3);
	out->updated_ms = sql_time(run, 4);
}

enum store_rc accounts_credential_of(struct sql *sql, struct arena *a, struct str user_id,
				     struct account *out, struct err *err)
{
	static const char of_user[] = "select " COLUMNS " from \"account\""
				      " where \"userId\" = $1 and \"providerId\" = 'credential'"
				      " and \"accountId\" = cast(\"userId\" as text) limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, of_user);

	sql_bind_text(run, 1, user_id);
	return SQL_ROW(run, a, read_account, out, err);
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

enum store_rc accounts_lock(struct sql *sql, struct str account_id, struct str hash,
			    struct err *err)
{
	/* An update, because that locks the row in every database. */
	static const char lock[] = "update \"account\" set \"password\" = \"password\""
				   " where \"id\" = $1 and \"password\" = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, lock);

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
		"select \"id\", \"accountId\", \"providerId\", \"userId\", \"scope\","
		" \"createdAt\", \"updatedAt\""
		" from \"account\" where \"userId\" = $1 order by " CREATED " limit $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, of_user);

	sql_bind_text(run, 1, user_id);
	sql_bind_i64(run, 2, ACCOUNTS_LISTED);
	return SQL_LIST_READABLE(run, a, ACCOUNTS_LISTED, read_view, out, out_n, err);
}

enum store_rc accounts_each_hash(struct sql *sql, void (*visit)(void *arg, struct str hash),
				 void *arg, struct err *err)
{
	static const char hashes[] =
		"select \"password\" from \"account\""
		" where \"providerId\" = 'credential' and \"password\" is not null";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, hashes);
	enum store_rc rc;

	sql_each (run, rc, err)
		visit(arg, sql_text(run, 0));
	return rc == STORE_NONE ? STORE_OK : rc;
}

/* Nothing is older than CLOCK_FIRST_MS. */
static void read_start(struct sql_run *run, struct arena *unused, int64_t *out_ms)
{
	(void)unused;
	*out_ms = sql_time_or(run, 0, CLOCK_FIRST_MS);
}

/* A row below version 0 records no step (store/schema/steps.h). */
static enum store_rc first_start(struct sql *sql, int64_t *out_ms, struct err *err)
{
	static const char first[] =
		"select min(" SQL_TIME("applied_at") ")"
						     " from ostiary_migration where version >= 0";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, first);

	return SQL_ROW(run, NULL, read_start, out_ms, err);
}

/* The time is bound, because PostgreSQL compares a column without a time zone with one that has a
 * zone in the zone of the session. */
enum store_rc accounts_before_us(struct sql *sql, bool *out, struct err *err)
{
	static const char before[] = "select 1 from \"account\" where " CREATED " < $1 limit 1";
	OWNED(sql_end) struct sql_run *run = NULL;
	int64_t start_ms = 0;
	enum store_rc rc = first_start(sql, &start_ms, err);

	if (rc != STORE_OK)
		return rc;
	run = sql_start(sql, before);
	sql_bind_time(run, 1, start_ms);
	return sql_exists(run, out, err);
}
