#include "store/tables/throttle.h"

#include "store/sql/rows.h"

static enum store_rc delete_before(struct sql *sql, int64_t old_ms, struct err *err)
{
	static const char old[] = "delete from ostiary_throttle_release where at_ms < $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, old);

	sql_bind_i64(run, 1, old_ms);
	return sql_exec(run, err);
}

enum store_rc throttle_resets_put(struct sql *sql, struct str user_id, int64_t at_ms,
				  int64_t old_ms, struct err *err)
{
	static const char upsert[] =
		"insert into ostiary_throttle_release (user_id, at_ms) values ($1, $2)"
		" on conflict (user_id) do update set at_ms = excluded.at_ms";
	enum store_rc rc = delete_before(sql, old_ms, err);
	OWNED(sql_end) struct sql_run *run = NULL;

	if (rc != STORE_OK)
		return rc;
	run = sql_start(sql, upsert);
	sql_bind_text(run, 1, user_id);
	sql_bind_i64(run, 2, at_ms);
	return sql_change(run, err);
}

enum store_rc throttle_resets_of(struct sql *sql, struct str email, int64_t *out_ms,
				 struct err *err)
{
	static const char by_email[] = "select r.at_ms from \"user\" u"
				       " join ostiary_throttle_release r on r.user_id = u.\"id\""
				       " where u.\"email\" = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, by_email);

	sql_bind_text(run, 1, email);
	return sql_number(run, out_ms, err);
}

/* --- wrong passwords in a row ----------------------------------------------------------------- */

enum store_rc sign_in_failures_of(struct sql *sql, struct str user_id, struct str device,
				  int64_t *out, struct err *err)
{
	static const char count[] = "select n from ostiary_sign_in_failure"
				    " where user_id = $1 and device = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, count);
	enum store_rc rc;

	sql_bind_text(run, 1, user_id);
	sql_bind_text(run, 2, device);
	*out = 0;
	rc = sql_number(run, out, err);
	return rc == STORE_NONE ? STORE_OK : rc;
}

enum store_rc sign_in_failures_add(struct sql *sql, struct str user_id, struct str device,
				   struct err *err)
{
	static const char add[] =
		"insert into ostiary_sign_in_failure as t (user_id, device, n) values ($1, $2, 1)"
		" on conflict (user_id, device) do update set n = t.n + 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, add);

	sql_bind_text(run, 1, user_id);
	sql_bind_text(run, 2, device);
	return sql_change(run, err);
}

enum store_rc sign_in_failures_forget(struct sql *sql, struct str user_id, struct str device,
				      struct err *err)
{
	static const char forget[] = "delete from ostiary_sign_in_failure"
				     " where user_id = $1 and device = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, forget);

	sql_bind_text(run, 1, user_id);
	sql_bind_text(run, 2, device);
	return sql_exec(run, err);
}

enum store_rc sign_in_failures_forget_all(struct sql *sql, struct str user_id, struct err *err)
{
	static const char forget[] = "delete from ostiary_sign_in_failure where user_id = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, forget);

	sql_bind_text(run, 1, user_id);
	return sql_exec(run, err);
}
