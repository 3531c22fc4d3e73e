#include "store/not_before.h"

#include "store/sql.h"

/* First of all: of two at once on PostgreSQL the second waits here and runs again, so that versions are
 * seen in the order in which they were made. */
static enum store_rc next_version(struct sql *sql, int64_t at_ms, struct err *err)
{
	static const char next[] =
		"update ostiary_not_before_version set version ="
		" case when version < $1 then $2 else version + 1 end where id = 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, next);
	enum store_rc rc;

	sql_bind_i64(run, 1, at_ms);
	sql_bind_i64(run, 2, at_ms);
	rc = sql_change(run, err);
	if (rc != STORE_NONE)
		return rc;
	err_set(err, "the table ostiary_not_before_version has lost its row");
	return STORE_FAULT;
}

enum store_rc not_before_put(struct sql *sql, const struct not_before_row *row, struct err *err)
{
	static const char put[] =
		"insert into ostiary_not_before as t"
		" (subject, not_before_ms, until_ms, deleted_ms) values ($1, $2, $3, $4)"
		" on conflict (subject) do update set"
		" not_before_ms = case when excluded.not_before_ms > t.not_before_ms"
		" then excluded.not_before_ms else t.not_before_ms end,"
		" until_ms = case when excluded.until_ms > t.until_ms"
		" then excluded.until_ms else t.until_ms end,"
		" deleted_ms = coalesce(t.deleted_ms, excluded.deleted_ms)";
	enum store_rc rc = next_version(sql, row->not_before_ms, err);
	OWNED(sql_end) struct sql_run *run = NULL;

	if (rc != STORE_OK)
		return rc;
	run = sql_start(sql, put);
	sql_bind_text(run, 1, row->subject);
	sql_bind_i64(run, 2, row->not_before_ms);
	sql_bind_i64(run, 3, row->until_ms);
	if (row->deleted_ms)
		sql_bind_i64(run, 4, row->deleted_ms);
	else
		sql_bind_null(run, 4);
	return sql_change(run, err);
}

static enum store_rc one_number(struct sql *sql, const char *statement, int64_t *out,
				struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);

	return sql_number(run, out, err);
}

enum store_rc not_before_of(struct sql *sql, struct str subject, int64_t *out_ms, struct err *err)
{
	static const char of[] = "select not_before_ms from ostiary_not_before where subject = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, of);

	sql_bind_text(run, 1, subject);
	return sql_number(run, out_ms, err);
}

enum store_rc not_before_version(struct sql *sql, int64_t *out, struct err *err)
{
	static const char version[] =
		"select coalesce(max(version), 0) from ostiary_not_before_version";

	return one_number(sql, version, out, err);
}

static enum store_rc list(struct sql *sql, const char *statement, struct arena *a, int64_t after_ms,
			  size_t most, struct not_before_entries *out, struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);
	struct not_before_entries found = { 0 };
	size_t room = 0;
	enum store_rc rc;

	sql_bind_i64(run, 1, after_ms);
	sql_bind_i64(run, 2, (int64_t)most);
	while ((rc = sql_step(run, err)) == STORE_OK) {
		if (found.n == room) {
			struct not_before_entry *more;

			room = room ? room * 2 : 64;
			more = arena_array(a, room, sizeof(*more));
			for (size_t i = 0; i < found.n; i++)
				more[i] = found.of[i];
			found.of = more;
		}
		found.of[found.n].subject = sql_copy(run, 0, a);
		found.of[found.n++].at_ms = sql_i64(run, 1);
	}
	if (rc != STORE_NONE)
		return rc;
	*out = found;
	return STORE_OK;
}

enum store_rc not_before_thrown_out(struct sql *sql, struct arena *a, int64_t now_ms, size_t most,
				    struct not_before_entries *out, struct err *err)
{
	static const char thrown_out[] =
		"select subject, not_before_ms from ostiary_not_before where until_ms > $1"
		" order by not_before_ms desc, subject limit $2";

	return list(sql, thrown_out, a, now_ms, most, out, err);
}

enum store_rc not_before_deleted(struct sql *sql, struct arena *a, int64_t since_ms, size_t most,
				 struct not_before_entries *out, struct err *err)
{
	static const char deleted[] =
		"select subject, deleted_ms from ostiary_not_before where deleted_ms > $1"
		" order by deleted_ms desc, subject limit $2";

	return list(sql, deleted, a, since_ms, most, out, err);
}

enum store_rc not_before_sweep(struct sql *sql, int64_t now_ms, int64_t deleted_ms, struct err *err)
{
	static const char sweep[] = "delete from ostiary_not_before where until_ms <= $1"
				    " and (deleted_ms is null or deleted_ms <= $2)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, sweep);
	enum store_rc rc;

	sql_bind_i64(run, 1, now_ms);
	sql_bind_i64(run, 2, deleted_ms);
	rc = sql_change(run, err);
	return rc == STORE_NONE ? STORE_OK : rc;
}

enum store_rc not_before_longest_life(struct sql *sql, int64_t *out_s, struct err *err)
{
	static const char longest[] = "select coalesce(max(life_s), 0) from ostiary_signing_key";

	return one_number(sql, longest, out_s, err);
}
