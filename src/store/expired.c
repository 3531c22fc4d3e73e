#include "store/expired.h"

#include "store/sql.h"

enum store_rc expired_find(struct sql *sql, struct arena *a, enum expired_rows which,
			   int64_t before_ms, struct str **out, size_t *out_n, struct err *err)
{
	static const char *const statements[EXPIRED_TABLES] = {
		[EXPIRED_SESSIONS] =
			"select \"id\" from \"session\" where \"expiresAt\" < $1 limit 500",
		[EXPIRED_VERIFICATIONS] =
			"select \"id\" from \"verification\" where \"expiresAt\" < $1 limit 500",
	};
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statements[which]);
	struct str *ids = arena_array(a, EXPIRED_BATCH, sizeof(*ids));
	enum store_rc rc;
	size_t n = 0;

	sql_bind_time(run, 1, before_ms);
	while ((rc = sql_step(run, err)) == STORE_OK && n < EXPIRED_BATCH)
		ids[n++] = sql_copy(run, 0, a);
	if (rc != STORE_NONE && rc != STORE_OK)
		return rc;
	*out = ids;
	*out_n = n;
	return STORE_OK;
}

enum store_rc expired_delete(struct sql *sql, enum expired_rows which, struct str id,
			     int64_t before_ms, struct err *err)
{
	static const char *const statements[EXPIRED_TABLES] = {
		[EXPIRED_SESSIONS] =
			"delete from \"session\" where \"id\" = $1 and \"expiresAt\" < $2",
		[EXPIRED_VERIFICATIONS] =
			"delete from \"verification\" where \"id\" = $1 and \"expiresAt\" < $2",
	};
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statements[which]);
	enum store_rc rc;

	sql_bind_text(run, 1, id);
	sql_bind_time(run, 2, before_ms);
	rc = sql_change(run, err);
	return rc == STORE_NONE ? STORE_OK : rc;
}
