#include "store/tables/sweep.h"

#include "store/sql/rows.h"

#define EXPIRES SQL_TIME("\"expiresAt\"")

/* The value of a challenge is a JSON object. */
#define CHALLENGE_FIND                                                                             \
	"select \"id\" from \"verification\" where " EXPIRES " < $1"                               \
	" and \"value\" like '{\"type\":\"%' limit $2"
#define CHALLENGE_DELETE                                                                           \
	"delete from \"verification\" where \"id\" = $1 and " EXPIRES " < $2"                      \
	" and \"value\" like '{\"type\":\"%'"

enum store_rc sweep_find(struct sql *sql, struct arena *a, enum sweep_table table,
			 int64_t before_ms, struct str **out, size_t *out_n, struct err *err)
{
	static const char *const statements[SWEEP_TABLES] = {
		[SWEEP_SESSIONS] = "select \"id\" from \"session\" where " EXPIRES " < $1 limit $2",
		[SWEEP_VERIFICATIONS] =
			"select \"id\" from \"verification\" where " EXPIRES " < $1 limit $2",
		[SWEEP_CHALLENGES] = CHALLENGE_FIND,
	};
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statements[table]);

	sql_bind_time(run, 1, before_ms);
	sql_bind_i64(run, 2, SWEEP_BATCH_ROWS);
	return SQL_LIST(run, a, SWEEP_BATCH_ROWS, sql_read_text, out, out_n, err);
}

enum store_rc sweep_delete(struct sql *sql, enum sweep_table table, struct str id,
			   int64_t before_ms, struct err *err)
{
	static const char *const statements[SWEEP_TABLES] = {
		[SWEEP_SESSIONS] = "delete from \"session\" where \"id\" = $1 and " EXPIRES " < $2",
		[SWEEP_VERIFICATIONS] =
			"delete from \"verification\" where \"id\" = $1 and " EXPIRES " < $2",
		[SWEEP_CHALLENGES] = CHALLENGE_DELETE,
	};
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statements[table]);

	sql_bind_text(run, 1, id);
	sql_bind_time(run, 2, before_ms);
	return sql_exec(run, err);
}
