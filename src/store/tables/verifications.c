#include "store/tables/verifications.h"

#include "store/sql/rows.h"

#define VERIFICATIONS_COUNTED 100

#define CREATED SQL_TIME("\"createdAt\"")
#define EXPIRES SQL_TIME("\"expiresAt\"")

/* The identifier is a digest, of length $3, without the mark of another purpose. */
#define HIDES_A_PURPOSE                                                                            \
	"(length(\"identifier\") = $3 and \"updatedAt\" is distinct from \"expiresAt\")"

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

static void read_verification(struct sql_run *run, struct arena *a, struct verification *out)
{
	out->id = sql_copy(run, 0, a);
	out->identifier = sql_copy(run, 1, a);
	out->value = sql_copy(run, 2, a);
	out->expires_ms = sql_time(run, 3);
	out->created_ms = sql_time(run, 4);
	out->updated_ms = sql_time(run, 5);
}

enum store_rc verifications_find(struct sql *sql, struct arena *a, struct str identifier,
				 struct verification *out, struct err *err)
{
	static const char newest[] = "select " COLUMNS " from \"verification\""
				     " where \"identifier\" = $1 order by " CREATED " desc limit 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, newest);

	sql_bind_text(run, 1, identifier);
	return SQL_ROW(run, a, read_verification, out, err);
}

enum store_rc verifications_set(struct sql *sql, struct str identifier, struct str value,
				int64_t updated_ms, struct err *err)
{
	static const char set[] = "update \"verification\" set \"value\" = $1,"
				  " \"updatedAt\" = $2 where \"identifier\" = $3";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, set);

	sql_bind_text(run, 1, value);
	sql_bind_time(run, 2, updated_ms);
	sql_bind_text(run, 3, identifier);
	return sql_change(run, err);
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
				     " and (\"identifier\" like $2 or " HIDES_A_PURPOSE ")";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, delete);

	sql_bind_text(run, 1, user_id);
	sql_bind_text(run, 2, arena_fmt(a, "%.*s%%", STR_FMT(prefix)));
	sql_bind_i64(run, 3, VERIFICATION_HASH_CHARS);
	return sql_exec(run, err);
}

static void read_created(struct sql_run *run, struct arena *a, int64_t *out)
{
	(void)a;
	*out = sql_time_or(run, 0, 0);
}

/* The newest comes first. */
enum store_rc verifications_alive_of(struct sql *sql, struct arena *a, struct str prefix,
				     struct str user_id, int64_t now_ms,
				     struct verifications_alive *out, struct err *err)
{
	static const char alive[] =
		"select \"createdAt\" from \"verification\" where \"value\" = $1"
		" and (\"identifier\" like $2 or " HIDES_A_PURPOSE ")"
		" and " EXPIRES " > $4 order by " CREATED " desc limit $5";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, alive);
	int64_t *created_ms = NULL;
	enum store_rc rc;
	size_t n = 0;

	sql_bind_text(run, 1, user_id);
	sql_bind_text(run, 2, arena_fmt(a, "%.*s%%", STR_FMT(prefix)));
	sql_bind_i64(run, 3, VERIFICATION_HASH_CHARS);
	sql_bind_time(run, 4, now_ms);
	sql_bind_i64(run, 5, VERIFICATIONS_COUNTED);
	rc = SQL_LIST(run, a, VERIFICATIONS_COUNTED, read_created, &created_ms, &n, err);
	if (rc != STORE_OK)
		return rc;
	*out = (struct verifications_alive){ .n = (int64_t)n };
	if (created_ms)
		out->newest_ms = created_ms[0];
	return STORE_OK;
}

enum store_rc verifications_sweep(struct sql *sql, int64_t now_ms, struct err *err)
{
	static const char sweep[] = "delete from \"verification\" where " EXPIRES " < $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, sweep);

	sql_bind_time(run, 1, now_ms);
	return sql_exec(run, err);
}
