#include "store/verifications.h"

#include "store/sql.h"

#define COLUMNS "\"id\", \"identifier\", \"value\", \"expiresAt\", \"createdAt\", \"updatedAt\""

enum store_rc verifications_insert(struct sql *sql, const struct verification *row, struct err *err)
{
	static const char insert[] =
		"insert into \"verification\" (" COLUMNS ") values ($1, $2, $3, $4, $5, $6)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);

	sql_bind_text(run, 1, row->id);
	sql_bind_text(run, 2, row->identifier);
	sql_bind_text(run, 3, row->value);
	sql_bind_time(run, 4, row->expires_ms);
	sql_bind_time(run, 5, row->created_ms);
	sql_bind_time(run, 6, row->updated_ms);
	return sql_change(run, err);
}

enum store_rc verifications_find(struct sql *sql, struct arena *a, struct str identifier,
				 struct verification *out, struct err *err)
{
	static const char newest[] =
		"select " COLUMNS " from \"verification\""
		" where \"identifier\" = $1 order by \"createdAt\" desc limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, newest);
	struct verification row = { 0 };
	enum store_rc rc;

	sql_bind_text(run, 1, identifier);
	rc = sql_step(run, err);
	if (rc != STORE_OK)
		return rc;
	row.id = sql_copy(run, 0, a);
	row.identifier = sql_copy(run, 1, a);
	row.value = sql_copy(run, 2, a);
	row.expires_ms = sql_time(run, 3);
	row.created_ms = sql_time(run, 4);
	row.updated_ms = sql_time(run, 5);
	rc = sql_row_ok(run, err);
	if (rc == STORE_OK)
		*out = row;
	return rc;
}

enum store_rc verifications_delete(struct sql *sql, struct str identifier, struct err *err)
{
	static const char delete[] = "delete from \"verification\" where \"identifier\" = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, delete);

	sql_bind_text(run, 1, identifier);
	return sql_change(run, err);
}

enum store_rc verifications_delete_of(struct sql *sql, struct arena *a, struct str prefix,
				      struct str user_id, struct err *err)
{
	static const char delete[] = "delete from \"verification\" where \"value\" = $1"
				     " and (\"identifier\" like $2 or length(\"identifier\") = $3)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, delete);
	enum store_rc rc;

	sql_bind_text(run, 1, user_id);
	sql_bind_text(run, 2, arena_fmt(a, "%.*s%%", STR_FMT(prefix)));
	sql_bind_i64(run, 3, VERIFICATION_HASH_CHARS);
	rc = sql_change(run, err);
	return rc == STORE_NONE ? STORE_OK : rc;
}

enum store_rc verifications_sweep(struct sql *sql, int64_t now_ms, struct err *err)
{
	static const char sweep[] = "delete from \"verification\" where \"expiresAt\" < $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, sweep);
	enum store_rc rc;

	sql_bind_time(run, 1, now_ms);
	rc = sql_change(run, err);
	return rc == STORE_NONE ? STORE_OK : rc;
}
