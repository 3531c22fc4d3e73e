#include "store/tables/push/key.h"

#include "store/sql/rows.h"

static void read_key(struct sql_run *run, struct arena *a, struct push_key_row *out)
{
	*out = (struct push_key_row){
		.public_jwk = sql_copy(run, 0, a),
		.private_jwk = sql_copy(run, 1, a),
		.seal = sql_copy(run, 2, a),
		.created_ms = sql_i64(run, 3),
	};
}

enum store_rc push_key_find(struct sql *sql, struct arena *a, struct push_key_row *out,
			    struct err *err)
{
	static const char find[] = "select public_jwk, private_jwk, seal, created_ms"
				   " from ostiary_push_key where id = 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, find);

	return SQL_ROW(run, a, read_key, out, err);
}

enum store_rc push_key_add(struct sql *sql, const struct push_key_row *row, struct err *err)
{
	static const char add[] =
		"insert into ostiary_push_key (id, public_jwk, private_jwk, seal, created_ms)"
		" values (1, $1, $2, $3, $4) on conflict do nothing";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, add);

	sql_bind_text(run, 1, row->public_jwk);
	sql_bind_text(run, 2, row->private_jwk);
	sql_bind_text(run, 3, row->seal);
	sql_bind_i64(run, 4, row->created_ms);
	return sql_exec(run, err);
}

enum store_rc push_key_reseal(struct sql *sql, struct str private_jwk, struct str seal,
			      struct err *err)
{
	static const char reseal[] =
		"update ostiary_push_key set private_jwk = $1, seal = $2 where id = 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, reseal);

	sql_bind_text(run, 1, private_jwk);
	sql_bind_text(run, 2, seal);
	return sql_change(run, err);
}
