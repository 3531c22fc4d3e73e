#include "store/schema/file_mark.h"

#include "base/cleanup.h"
#include "store/sql/rows.h"

/* No step has a number below 0. */
#define MARK_ROW "-3"

/* STORE_OK, STORE_NONE (it was never marked), STORE_FAULT. */
static enum store_rc read_mark(struct sql *sql, int64_t *out, struct err *err)
{
	static const char find[] =
		"select cast(name as integer) from ostiary_migration where version = " MARK_ROW;
	OWNED(sql_end) struct sql_run *run = NULL;
	enum store_rc rc = sql_has_table(sql, STR("ostiary_migration"), err);

	if (rc != STORE_OK)
		return rc;
	run = sql_start(sql, find);
	return sql_number(run, out, err);
}

enum store_rc file_mark_differs(struct sql *sql, int64_t number, bool *out, struct err *err)
{
	int64_t mark = 0;
	enum store_rc rc = SQL_READ(sql, err, read_mark(sql, &mark, err));

	*out = rc == STORE_OK && mark != number;
	return rc == STORE_NONE ? STORE_OK : rc;
}

static enum store_rc write_mark(struct sql *sql, int64_t number, struct err *err)
{
	static const char replace[] =
		"insert or replace into ostiary_migration (version, name, applied_at)"
		" values (" MARK_ROW ", cast($1 as text), '')";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, replace);

	sql_bind_i64(run, 1, number);
	return sql_change(run, err);
}

enum store_rc file_mark_put(struct sql *sql, int64_t number, bool *out_written, struct err *err)
{
	int64_t mark = 0;
	enum store_rc rc = SQL_READ(sql, err, read_mark(sql, &mark, err));

	*out_written = false;
	if (rc == STORE_FAULT || (rc == STORE_OK && mark == number))
		return rc;
	*out_written = true;
	return SQL_MIGRATE(sql, err, write_mark(sql, number, err));
}
