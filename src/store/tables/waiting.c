#include "store/tables/waiting.h"

#include "store/sql/rows.h"

static void read_waiting(struct sql_run *run, struct arena *a, struct waiting *out)
{
	(void)a;
	*out = (struct waiting){ .n = sql_i64(run, 0), .first_ms = sql_i64(run, 1) };
}

enum store_rc waiting_mails(struct sql *sql, struct waiting *out, struct err *err)
{
	static const char mails[] = "select count(*), coalesce(min(created_ms), 0)"
				    " from ostiary_mail where state in ('pending', 'sending')";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, mails);

	return SQL_ROW(run, NULL, read_waiting, out, err);
}

enum store_rc waiting_pushes(struct sql *sql, struct waiting *out, struct err *err)
{
	static const char pushes[] =
		"select count(*), coalesce(min(created_ms), 0)"
		" from ostiary_push_message where state in ('pending', 'sending')";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, pushes);

	return SQL_ROW(run, NULL, read_waiting, out, err);
}

enum store_rc waiting_reminders(struct sql *sql, int64_t now_ms, struct waiting *out,
				struct err *err)
{
	static const char due[] = "select count(*), coalesce(min(next_ms), 0)"
				  " from ostiary_reminder where next_ms <= $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, due);

	sql_bind_i64(run, 1, now_ms);
	return SQL_ROW(run, NULL, read_waiting, out, err);
}

enum store_rc waiting_failed_mails(struct sql *sql, int64_t *out, struct err *err)
{
	static const char failed[] = "select count(*) from ostiary_mail where state = 'failed'";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, failed);

	return sql_number(run, out, err);
}
