#include "store/tables/revocations.h"

#include "store/sql/rows.h"

/* The first statement of a change: of two concurrent transactions on PostgreSQL the second waits
 * here and runs again, so that readers see versions in the order in which they were made. */
static enum store_rc next_version(struct sql *sql, int64_t at_ms, struct err *err)
{
	static const char next[] =
		"update ostiary_revocation_version set version ="
		" case when version < $1 then $2 else version + 1 end where id = 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, next);
	enum store_rc rc;

	sql_bind_i64(run, 1, at_ms);
	sql_bind_i64(run, 2, at_ms);
	rc = sql_change(run, err);
	if (rc != STORE_NONE)
		return rc;
	err_set(err, "the table ostiary_revocation_version has lost its row");
	return STORE_FAULT;
}

enum store_rc revocations_put(struct sql *sql, const struct revocation_row *row, struct err *err)
{
	static const char put[] =
		"insert into ostiary_revocation as t"
		" (subject, revoked_ms, until_ms, deleted_ms) values ($1, $2, $3, $4)"
		" on conflict (subject) do update set"
		" revoked_ms = case when excluded.revoked_ms > t.revoked_ms"
		" then excluded.revoked_ms else t.revoked_ms end,"
		" until_ms = case when excluded.until_ms > t.until_ms"
		" then excluded.until_ms else t.until_ms end,"
		" deleted_ms = coalesce(t.deleted_ms, excluded.deleted_ms)";
	enum store_rc rc = next_version(sql, row->revoked_ms, err);
	OWNED(sql_end) struct sql_run *run = NULL;

	if (rc != STORE_OK)
		return rc;
	run = sql_start(sql, put);
	sql_bind_text(run, 1, row->subject);
	sql_bind_i64(run, 2, row->revoked_ms);
	sql_bind_i64(run, 3, row->until_ms);
	sql_bind_i64_or_null(run, 4, row->deleted_ms);
	return sql_change(run, err);
}

static enum store_rc one_number(struct sql *sql, const char *statement, int64_t *out,
				struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);

	return sql_number(run, out, err);
}

enum store_rc revocations_of(struct sql *sql, struct str subject, int64_t *out_ms, struct err *err)
{
	static const char of[] = "select revoked_ms from ostiary_revocation where subject = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, of);

	sql_bind_text(run, 1, subject);
	return sql_number(run, out_ms, err);
}

enum store_rc revocations_version(struct sql *sql, int64_t *out, struct err *err)
{
	static const char version[] =
		"select coalesce(max(version), 0) from ostiary_revocation_version";

	return one_number(sql, version, out, err);
}

static void read_entry(struct sql_run *run, struct arena *a, struct revocation_entry *out)
{
	out->subject = sql_copy(run, 0, a);
	out->at_ms = sql_i64(run, 1);
}

static enum store_rc list_entries(struct sql *sql, const char *statement, struct arena *a,
				  int64_t after_ms, size_t most, struct revocation_entries *out,
				  struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);

	sql_bind_i64(run, 1, after_ms);
	sql_bind_i64(run, 2, (int64_t)most);
	return SQL_LIST(run, a, most, read_entry, &out->of, &out->n, err);
}

enum store_rc revocations_current(struct sql *sql, struct arena *a, int64_t now_ms, size_t most,
				  struct revocation_entries *out, struct err *err)
{
	static const char revoked[] =
		"select subject, revoked_ms from ostiary_revocation where until_ms > $1"
		" order by revoked_ms desc, subject limit $2";

	return list_entries(sql, revoked, a, now_ms, most, out, err);
}

enum store_rc revocations_deletions(struct sql *sql, struct arena *a, int64_t since_ms, size_t most,
				    struct revocation_entries *out, struct err *err)
{
	static const char deleted[] =
		"select subject, deleted_ms from ostiary_revocation where deleted_ms > $1"
		" order by deleted_ms desc, subject limit $2";

	return list_entries(sql, deleted, a, since_ms, most, out, err);
}

enum store_rc revocations_sweep(struct sql *sql, int64_t now_ms, int64_t deleted_ms,
				struct err *err)
{
	static const char sweep[] = "delete from ostiary_revocation where until_ms <= $1"
				    " and (deleted_ms is null or deleted_ms <= $2)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, sweep);

	sql_bind_i64(run, 1, now_ms);
	sql_bind_i64(run, 2, deleted_ms);
	return sql_exec(run, err);
}

enum store_rc revocations_longest_life(struct sql *sql, int64_t *out_s, struct err *err)
{
	static const char longest[] = "select coalesce(max(life_s), 0) from ostiary_signing_key";

	return one_number(sql, longest, out_s, err);
}
