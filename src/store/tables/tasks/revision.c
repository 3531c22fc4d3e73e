#include "store/tables/tasks/revision.h"

#include "core/limits.h"
#include "store/sql/rows.h"
#include "store/tables/tasks/tombstones.h"

#define BOUND_EVERY 64 /* revisions: counting ten thousand rows takes a millisecond */

#define COLUMNS "revision, forgotten, n, newest_id"

static void read_revision(struct sql_run *run, struct arena *a, struct revision *out)
{
	(void)a;
	*out = (struct revision){
		.number = sql_i64(run, 0),
		.forgotten = sql_i64(run, 1),
		.tasks = sql_i64(run, 2),
		.newest_id = sql_i64(run, 3),
	};
}

static enum store_rc advance(struct sql *sql, const struct owner *owner, struct revision *out,
			     struct err *err)
{
	static const char add[] =
		"insert into ostiary_task_count as c (user_id, n, newest_id, revision, forgotten)"
		" values ($1, 0, 0, 1, 0)"
		" on conflict (user_id) do update set revision = c.revision + 1"
		" returning " COLUMNS;
	OWNED(sql_end) struct sql_run *run = sql_start(sql, add);

	sql_bind_text(run, 1, owner->user_id);
	return SQL_ROW(run, NULL, read_revision, out, err);
}

enum store_rc revision_read(struct sql *sql, const struct owner *owner, struct revision *out,
			    struct err *err)
{
	static const char read[] = "select " COLUMNS " from ostiary_task_count where user_id = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, read);
	enum store_rc rc;

	sql_bind_text(run, 1, owner->user_id);
	rc = SQL_ROW(run, NULL, read_revision, out, err);
	if (rc != STORE_NONE)
		return rc;
	*out = (struct revision){ 0 };
	return STORE_OK;
}

static enum store_rc set_number(struct sql *sql, const char *statement, const struct owner *owner,
				int64_t number, struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);

	sql_bind_i64(run, 1, number);
	sql_bind_text(run, 2, owner->user_id);
	return sql_change(run, err);
}

enum store_rc revision_use_id(struct sql *sql, const struct owner *owner, int64_t id,
			      struct err *err)
{
	static const char use[] = "update ostiary_task_count set newest_id = $1 where user_id = $2";

	return set_number(sql, use, owner, id, err);
}

enum store_rc revision_forget(struct sql *sql, const struct owner *owner, int64_t number,
			      struct err *err)
{
	static const char forget[] =
		"update ostiary_task_count set forgotten = $1 where user_id = $2";

	return set_number(sql, forget, owner, number, err);
}

/* With each 64th revision, whatever it changes, the oldest deletions beyond LIMIT_TOMBSTONES are
 * dropped and forgotten. So nobody has more than these and what 64 requests delete. */
static enum store_rc bound_tombstones(struct sql *sql, const struct owner *owner, int64_t revision,
				      struct err *err)
{
	int64_t forgotten = 0;
	enum store_rc rc;

	if (revision % BOUND_EVERY)
		return STORE_OK;
	rc = tombstones_trim(sql, owner, LIMIT_TOMBSTONES, &forgotten, err);
	if (rc == STORE_OK && forgotten)
		rc = revision_forget(sql, owner, forgotten, err);
	return rc;
}

enum store_rc revision_advance(struct sql *sql, const struct owner *owner, struct revision *out,
			       struct err *err)
{
	enum store_rc rc = advance(sql, owner, out, err);

	return rc == STORE_OK ? bound_tombstones(sql, owner, out->number, err) : rc;
}
