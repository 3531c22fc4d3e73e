#include "store/tables/factors/factor_states.h"

#include "store/sql/rows.h"

#define INSERT                                                                                     \
	"insert into ostiary_second_factor as t (user_id, step, failures, locked_ms, asked_ms)"

static void read_state(struct sql_run *run, struct arena *a, struct factor_state *out)
{
	(void)a;
	out->step = sql_i64(run, 0);
	out->failures = sql_i64(run, 1);
	out->locked_ms = sql_i64(run, 2);
	out->asked_ms = sql_i64(run, 3);
}

enum store_rc factor_states_of(struct sql *sql, struct str user_id, struct factor_state *out,
			       struct err *err)
{
	static const char of[] = "select step, failures, locked_ms, asked_ms"
				 " from ostiary_second_factor where user_id = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, of);
	enum store_rc rc;

	sql_bind_text(run, 1, user_id);
	rc = SQL_ROW(run, NULL, read_state, out, err);
	if (rc == STORE_NONE)
		*out = (struct factor_state){ 0 };
	return rc == STORE_NONE ? STORE_OK : rc;
}

enum store_rc factor_states_use(struct sql *sql, struct str user_id, int64_t step, struct err *err)
{
	static const char use[] = INSERT " values ($1, $2, 0, 0, 0) on conflict (user_id) do update"
					 " set step = excluded.step where t.step < excluded.step";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, use);

	sql_bind_text(run, 1, user_id);
	sql_bind_i64(run, 2, step);
	return sql_change(run, err);
}

enum store_rc factor_states_renew(struct sql *sql, struct str user_id, struct err *err)
{
	static const char renew[] = "update ostiary_second_factor set step = 0, failures = 0,"
				    " locked_ms = 0 where user_id = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, renew);

	sql_bind_text(run, 1, user_id);
	return sql_exec(run, err);
}

enum store_rc factor_states_count(struct sql *sql, struct str user_id, int64_t failures,
				  int64_t locked_ms, struct err *err)
{
	static const char count[] =
		INSERT " values ($1, 0, $2, $3, 0) on conflict (user_id) do update"
		       " set failures = excluded.failures, locked_ms = excluded.locked_ms";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, count);

	sql_bind_text(run, 1, user_id);
	sql_bind_i64(run, 2, failures);
	sql_bind_i64(run, 3, locked_ms);
	return sql_change(run, err);
}

enum store_rc factor_states_ask(struct sql *sql, struct str user_id, int64_t asked_ms,
				struct err *err)
{
	static const char ask[] = INSERT " values ($1, 0, 0, 0, $2) on conflict (user_id) do update"
					 " set asked_ms = excluded.asked_ms";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, ask);

	sql_bind_text(run, 1, user_id);
	sql_bind_i64(run, 2, asked_ms);
	return sql_change(run, err);
}

enum store_rc factor_states_forget(struct sql *sql, struct str user_id, struct err *err)
{
	static const char forget[] = "delete from ostiary_second_factor where user_id = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, forget);

	sql_bind_text(run, 1, user_id);
	return sql_exec(run, err);
}
