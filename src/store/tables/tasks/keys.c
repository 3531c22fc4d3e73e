/* I1 every statement but the sweep names the owner. I2 a row is written in the transaction whose
 * answer it keeps, and never changed. */
#include "store/tables/tasks/keys.h"

#include "core/limits.h"
#include "store/sql/rows.h"

static void copy_answer(struct sql_run *run, struct arena *a, struct kept_answer *out)
{
	out->request = sql_copy(run, 0, a);
	out->status = sql_i64(run, 1);
	out->headers = sql_copy(run, 2, a);
	out->body = sql_copy(run, 3, a);
	out->expires_ms = sql_i64(run, 4);
}

static enum store_rc find(struct sql *sql, struct arena *a, const struct owner *owner,
			  struct str key, struct kept_answer *out, struct err *err)
{
	static const char find[] =
		"select request, status, headers, body, expires_ms from ostiary_idempotency_key"
		" where user_id = $1 and name = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, find);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_text(run, 2, key);
	return SQL_ROW(run, a, copy_answer, out, err);
}

static enum store_rc delete_one(struct sql *sql, const struct owner *owner, struct str key,
				struct err *err)
{
	static const char delete[] =
		"delete from ostiary_idempotency_key where user_id = $1 and name = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, delete);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_text(run, 2, key);
	return sql_exec(run, err);
}

enum store_rc keys_take(struct sql *sql, struct arena *a, const struct owner *owner, struct str key,
			int64_t now_ms, struct kept_answer *out, struct err *err)
{
	struct kept_answer found = { 0 };
	enum store_rc rc = find(sql, a, owner, key, &found, err);

	if (rc != STORE_OK)
		return rc;
	if (found.expires_ms <= now_ms) {
		rc = delete_one(sql, owner, key, err);
		return rc == STORE_OK ? STORE_NONE : rc;
	}
	*out = found;
	return STORE_OK;
}

static enum store_rc insert_within_bound(struct sql *sql, const struct owner *owner, struct str key,
					 const struct kept_answer *answer, struct err *err)
{
	static const char insert[] =
		"insert into ostiary_idempotency_key"
		" (user_id, name, request, status, expires_ms, bytes, headers, body)"
		" select $1, $2, $3, $4, $5, $6, $7, $8 where"
		" (select count(*) from ostiary_idempotency_key where user_id = $1) < $9 and"
		" (select coalesce(sum(bytes), 0) from ostiary_idempotency_key"
		" where user_id = $1) <= $10";
	const int64_t bytes = (int64_t)(key.n + answer->headers.n + answer->body.n);
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);
	enum store_rc rc;

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_text(run, 2, key);
	sql_bind_text(run, 3, answer->request);
	sql_bind_i64(run, 4, answer->status);
	sql_bind_i64(run, 5, answer->expires_ms);
	sql_bind_i64(run, 6, bytes);
	sql_bind_text(run, 7, answer->headers);
	sql_bind_text(run, 8, answer->body);
	sql_bind_i64(run, 9, LIMIT_KEYS_PER_USER);
	sql_bind_i64(run, 10, LIMIT_KEYS_BYTES_PER_USER - bytes);
	rc = sql_change(run, err);
	return rc == STORE_NONE ? STORE_FULL : rc;
}

static enum store_rc delete_expired_of(struct sql *sql, const struct owner *owner, int64_t now_ms,
				       struct err *err)
{
	static const char delete[] =
		"delete from ostiary_idempotency_key where user_id = $1 and expires_ms <= $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, delete);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, now_ms);
	return sql_change(run, err);
}

/* The rows are counted whether or not they have expired, because that is cheap; only an owner who
 * has too many pays for looking. */
enum store_rc keys_keep(struct sql *sql, const struct owner *owner, struct str key, int64_t now_ms,
			const struct kept_answer *answer, struct err *err)
{
	enum store_rc rc = insert_within_bound(sql, owner, key, answer, err);

	if (rc != STORE_FULL)
		return rc;
	rc = delete_expired_of(sql, owner, now_ms, err);
	if (rc == STORE_NONE)
		return STORE_FULL;
	return rc == STORE_OK ? insert_within_bound(sql, owner, key, answer, err) : rc;
}

enum store_rc keys_sweep(struct sql *sql, int64_t now_ms, int64_t most, int64_t *out_n,
			 struct err *err)
{
	static const char sweep[] =
		"delete from ostiary_idempotency_key where (user_id, name) in"
		" (select user_id, name from ostiary_idempotency_key where expires_ms <= $1"
		" order by expires_ms limit $2) returning 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, sweep);
	enum store_rc rc;

	sql_bind_i64(run, 1, now_ms);
	sql_bind_i64(run, 2, most);
	*out_n = 0;
	sql_each (run, rc, err)
		++*out_n;
	return rc == STORE_NONE ? STORE_OK : rc;
}
