#include "store/tables/factors/two_factors.h"

#include "store/sql/rows.h"

#define COLUMNS                                                                                    \
	"\"id\", \"secret\", \"backupCodes\", \"userId\", \"verified\","                           \
	" \"failedVerificationCount\", \"lockedUntil\""

static void read_two_factor(struct sql_run *run, struct arena *a, struct two_factor *out)
{
	out->id = sql_copy(run, 0, a);
	out->secret = sql_copy(run, 1, a);
	out->backup_codes = sql_copy(run, 2, a);
	out->user_id = sql_copy(run, 3, a);
	out->verified = sql_is_null(run, 4) || sql_bool(run, 4);
	out->failures = sql_i64_or_0(run, 5);
	out->locked_ms = sql_is_null(run, 6) ? 0 : sql_time(run, 6);
}

enum store_rc two_factors_of(struct sql *sql, struct arena *a, struct str user_id,
			     struct two_factor *out, struct err *err)
{
	static const char of[] =
		"select " COLUMNS " from \"twoFactor\" where \"userId\" = $1"
		" order by case when \"verified\" = false then 1 else 0 end, \"id\" limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, of);

	sql_bind_text(run, 1, user_id);
	return SQL_ROW(run, a, read_two_factor, out, err);
}

enum store_rc two_factors_insert(struct sql *sql, const struct two_factor *row, struct err *err)
{
	static const char insert[] = "insert into \"twoFactor\" (" COLUMNS ")"
				     " values ($1, $2, $3, $4, $5, $6, $7)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);

	sql_bind_text(run, 1, row->id);
	sql_bind_text(run, 2, row->secret);
	sql_bind_text(run, 3, row->backup_codes);
	sql_bind_text(run, 4, row->user_id);
	sql_bind_bool(run, 5, row->verified);
	sql_bind_i64(run, 6, row->failures);
	sql_bind_null(run, 7);
	return sql_change(run, err);
}

enum store_rc two_factors_delete_of(struct sql *sql, struct str user_id, struct err *err)
{
	static const char delete[] = "delete from \"twoFactor\" where \"userId\" = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, delete);

	sql_bind_text(run, 1, user_id);
	return sql_exec(run, err);
}

enum store_rc two_factors_verify(struct sql *sql, struct str id, struct err *err)
{
	static const char verify[] = "update \"twoFactor\" set \"verified\" = $1 where \"id\" = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, verify);

	sql_bind_bool(run, 1, true);
	sql_bind_text(run, 2, id);
	return sql_change(run, err);
}

enum store_rc two_factors_count(struct sql *sql, struct str id, int64_t failures, int64_t locked_ms,
				struct err *err)
{
	static const char count[] = "update \"twoFactor\" set \"failedVerificationCount\" = $1,"
				    " \"lockedUntil\" = $2 where \"id\" = $3";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, count);

	sql_bind_i64(run, 1, failures);
	if (locked_ms)
		sql_bind_time(run, 2, locked_ms);
	else
		sql_bind_null(run, 2);
	sql_bind_text(run, 3, id);
	return sql_change(run, err);
}

enum store_rc two_factors_set_codes(struct sql *sql, struct str id, struct str before,
				    struct str codes, struct err *err)
{
	static const char set[] = "update \"twoFactor\" set \"backupCodes\" = $1"
				  " where \"id\" = $2 and \"backupCodes\" = $3";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, set);

	sql_bind_text(run, 1, codes);
	sql_bind_text(run, 2, id);
	sql_bind_text(run, 3, before);
	return sql_change(run, err);
}

enum store_rc two_factors_page(struct sql *sql, struct arena *a, struct str after, size_t most,
			       struct two_factor **out, size_t *out_n, struct err *err)
{
	static const char page[] = "select " COLUMNS " from \"twoFactor\""
				   " where cast(\"id\" as text) > $1"
				   " order by cast(\"id\" as text) limit $2";
	OWNED(sql_end) struct sql_run *run = NULL;
	enum store_rc rc = sql_has_table(sql, STR("twoFactor"), err);

	*out_n = 0;
	if (rc != STORE_OK)
		return rc == STORE_NONE ? STORE_OK : rc;
	run = sql_start(sql, page);
	sql_bind_text(run, 1, after);
	sql_bind_i64(run, 2, (int64_t)most);
	return SQL_LIST(run, a, most, read_two_factor, out, out_n, err);
}

enum store_rc two_factors_reseal(struct sql *sql, const struct two_factor *before,
				 const struct two_factor *row, struct err *err)
{
	static const char reseal[] = "update \"twoFactor\" set \"secret\" = $1,"
				     " \"backupCodes\" = $2 where \"id\" = $3"
				     " and \"secret\" = $4 and \"backupCodes\" = $5";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, reseal);

	sql_bind_text(run, 1, row->secret);
	sql_bind_text(run, 2, row->backup_codes);
	sql_bind_text(run, 3, before->id);
	sql_bind_text(run, 4, before->secret);
	sql_bind_text(run, 5, before->backup_codes);
	return sql_change(run, err);
}
