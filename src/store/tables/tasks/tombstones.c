#include "store/tables/tasks/tombstones.h"

#include "store/sql/rows.h"

static const struct str kinds[] = {
	[TOMBSTONE_TASK] = STR_INIT("task"),
	[TOMBSTONE_LIST] = STR_INIT("list"),
	[TOMBSTONE_SECTION] = STR_INIT("section"),
};

struct str tombstone_kind_text(enum tombstone_kind kind)
{
	return kinds[kind];
}

enum store_rc tombstones_put(struct sql *sql, const struct owner *owner, struct tombstone t,
			     struct err *err)
{
	static const char put[] =
		"insert into ostiary_tombstone (user_id, kind, id, revision)"
		" values ($1, $2, $3, $4)"
		" on conflict (user_id, kind, id) do update set revision = excluded.revision";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, put);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_text(run, 2, kinds[t.kind]);
	sql_bind_i64(run, 3, t.id);
	sql_bind_i64(run, 4, t.revision);
	return sql_exec(run, err);
}

enum store_rc tombstones_remove(struct sql *sql, const struct owner *owner,
				enum tombstone_kind kind, int64_t id, struct err *err)
{
	static const char remove[] =
		"delete from ostiary_tombstone where user_id = $1 and kind = $2 and id = $3";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, remove);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_text(run, 2, kinds[kind]);
	sql_bind_i64(run, 3, id);
	return sql_exec(run, err);
}

static void read_tombstone(struct sql_run *run, struct arena *a, struct tombstone *out)
{
	struct str kind = sql_text(run, 0);

	(void)a;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_eq(kind, kinds[i]))
			out->kind = (enum tombstone_kind)i;
	out->id = sql_i64(run, 1);
	out->revision = sql_i64(run, 2);
}

enum store_rc tombstones_list(struct sql *sql, struct arena *a, const struct owner *owner,
			      struct change_place after, int64_t until, size_t most,
			      struct tombstone **out, size_t *out_n, struct err *err)
{
	static const char list[] =
		"select kind, id, revision from ostiary_tombstone where user_id = $1"
		" and (revision, id) > ($2, $3) and revision <= $4 order by revision, id limit $5";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, list);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, after.revision);
	sql_bind_i64(run, 3, after.id);
	sql_bind_i64(run, 4, until);
	sql_bind_i64(run, 5, (int64_t)most);
	return SQL_LIST(run, a, most, read_tombstone, out, out_n, err);
}

static enum store_rc newest_beyond(struct sql *sql, const struct owner *owner, int64_t keep,
				   int64_t *out, struct err *err)
{
	static const char newest[] = "select revision from ostiary_tombstone where user_id = $1"
				     " order by revision desc limit 1 offset $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, newest);

	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, keep);
	return sql_number(run, out, err);
}

enum store_rc tombstones_trim(struct sql *sql, const struct owner *owner, int64_t keep,
			      int64_t *out, struct err *err)
{
	static const char trim[] =
		"delete from ostiary_tombstone where user_id = $1 and revision <= $2";
	OWNED(sql_end) struct sql_run *run = NULL;
	int64_t newest = 0;
	enum store_rc rc = newest_beyond(sql, owner, keep, &newest, err);

	*out = newest;
	if (rc != STORE_OK)
		return rc == STORE_NONE ? STORE_OK : rc;
	run = sql_start(sql, trim);
	sql_bind_text(run, 1, owner->user_id);
	sql_bind_i64(run, 2, newest);
	return sql_exec(run, err);
}
