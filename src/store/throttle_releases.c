#include "store/throttle_releases.h"

#include "store/sql.h"

static enum store_rc sweep(struct sql *sql, int64_t old_ms, struct err *err)
{
	static const char old[] = "delete from ostiary_throttle_release where at_ms < $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, old);
	enum store_rc rc;

	sql_bind_i64(run, 1, old_ms);
	rc = sql_change(run, err);
	return rc == STORE_NONE ? STORE_OK : rc;
}

enum store_rc throttle_releases_put(struct sql *sql, struct str user_id, int64_t at_ms,
				    int64_t old_ms, struct err *err)
{
	static const char upsert[] =
		"insert into ostiary_throttle_release (user_id, at_ms) values ($1, $2)"
		" on conflict (user_id) do update set at_ms = excluded.at_ms";
	enum store_rc rc = sweep(sql, old_ms, err);
	OWNED(sql_end) struct sql_run *run = NULL;

	if (rc != STORE_OK)
		return rc;
	run = sql_start(sql, upsert);
	sql_bind_text(run, 1, user_id);
	sql_bind_i64(run, 2, at_ms);
	return sql_change(run, err);
}

enum store_rc throttle_releases_of(struct sql *sql, struct str email, int64_t *out_ms,
				   struct err *err)
{
	static const char by_email[] =
		"select r.at_ms from \"user\" u join ostiary_throttle_release r"
		" on r.user_id = u.\"id\" where u.\"email\" = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, by_email);

	sql_bind_text(run, 1, email);
	return sql_number(run, out_ms, err);
}
