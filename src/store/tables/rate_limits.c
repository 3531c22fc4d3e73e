#include "store/tables/rate_limits.h"

#include "store/sql/rows.h"

static enum store_rc last_request_of(struct sql *sql, struct str key, int64_t *out_ms,
				     struct err *err)
{
	static const char last[] = "select \"lastRequest\" from \"rateLimit\" where \"key\" = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, last);

	sql_bind_text(run, 1, key);
	return sql_number(run, out_ms, err);
}

/* STORE_NONE: the count is max already. */
static enum store_rc count_request(struct sql *sql, const struct rate_limit_step *step,
				   int64_t *out_count, struct err *err)
{
	static const char upsert[] =
		"insert into \"rateLimit\" as r (\"id\", \"key\", \"count\", \"lastRequest\")"
		" values ($1, $2, 1, $3) on conflict (\"key\") do update set"
		" \"count\" = case when r.\"lastRequest\" <= $4 then 1 else r.\"count\" + 1 end,"
		" \"lastRequest\" = excluded.\"lastRequest\""
		" where r.\"lastRequest\" <= $5 or r.\"count\" < $6 returning \"count\"";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, upsert);
	int64_t window_start_ms = step->now_ms - step->window_ms;

	sql_bind_text(run, 1, step->id);
	sql_bind_text(run, 2, step->key);
	sql_bind_i64(run, 3, step->now_ms);
	sql_bind_i64(run, 4, window_start_ms);
	sql_bind_i64(run, 5, window_start_ms);
	sql_bind_i64(run, 6, step->max);
	return sql_number(run, out_count, err);
}

enum store_rc rate_limits_take(struct sql *sql, const struct rate_limit_step *step,
			       int64_t *out_count, int64_t *out_last_ms, struct err *err)
{
	enum store_rc rc = count_request(sql, step, out_count, err);

	if (rc != STORE_NONE)
		return rc;
	rc = last_request_of(sql, step->key, out_last_ms, err);
	if (rc == STORE_NONE) { /* a sweep has just deleted the row, so it was old */
		*out_last_ms = step->now_ms - step->window_ms;
		rc = STORE_OK;
	}
	return rc == STORE_OK ? STORE_NONE : STORE_FAULT;
}

enum store_rc rate_limits_sweep(struct sql *sql, int64_t before_ms, struct err *err)
{
	static const char sweep[] = "delete from \"rateLimit\" where \"lastRequest\" < $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, sweep);

	sql_bind_i64(run, 1, before_ms);
	return sql_exec(run, err);
}
