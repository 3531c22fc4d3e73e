#include "store/tables/signing_keys.h"

#include <stdlib.h>
#include <string.h>

#include "core/limits.h"
#include "store/sql/rows.h"

#define COLUMNS                                                                                    \
	"\"id\", \"publicKey\", \"privateKey\", \"createdAt\", \"expiresAt\", \"alg\", \"crv\""

#define CREATED SQL_TIME("\"createdAt\"")
#define EXPIRES SQL_TIME("\"expiresAt\"")

static void read_key(struct sql_run *run, struct arena *a, struct signing_key_row *row)
{
	row->id = sql_copy(run, 0, a);
	row->public_jwk = sql_copy(run, 1, a);
	row->private_jwk = sql_copy(run, 2, a);
	row->created_ms = sql_time(run, 3);
	row->expires_ms = sql_is_null(run, 4) ? 0 : sql_time(run, 4);
	row->alg = sql_copy(run, 5, a);
	row->crv = sql_copy(run, 6, a);
	if (!sql_is_null(run, 7)) {
		row->made_ms = sql_i64(run, 7);
		row->activates_ms = sql_i64(run, 8);
		row->life_s = sql_i64(run, 9);
		row->revoked_ms = sql_i64_or_0(run, 10);
	}
	row->seal = sql_copy(run, 11, a);
}

/* Keys of one millisecond are ordered by id, so that all processes agree on which key is the
 * newest. */
static int newest_first(const void *a, const void *b)
{
	const struct signing_key_row *x = a, *y = b;
	int order;

	if (x->created_ms != y->created_ms)
		return x->created_ms < y->created_ms ? 1 : -1;
	order = memcmp(y->id.p, x->id.p, x->id.n < y->id.n ? x->id.n : y->id.n);
	return order ? order : (x->id.n < y->id.n) - (x->id.n > y->id.n);
}

enum store_rc signing_keys_list(struct sql *sql, struct arena *a, struct signing_key_row **out,
				size_t *out_n, struct err *err)
{
	static const char list[] =
		"select " COLUMNS ", made_ms, activates_ms, life_s, revoked_ms, seal"
		" from \"jwks\" left join ostiary_signing_key k on k.kid = cast(\"id\" as text)"
		" left join ostiary_key_seal s on s.kid = cast(\"id\" as text)"
		" order by case when \"expiresAt\" is null then 0 else 1 end, " EXPIRES " desc,"
		" " CREATED " desc, \"id\" desc limit $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, list);
	enum store_rc rc;

	sql_bind_i64(run, 1, LIMIT_SIGNING_KEYS);
	rc = SQL_LIST_READABLE(run, a, LIMIT_SIGNING_KEYS, read_key, out, out_n, err);
	if (rc == STORE_OK && *out_n)
		qsort(*out, *out_n, sizeof(**out), newest_first);
	return rc;
}

enum store_rc signing_keys_lock(struct sql *sql, struct err *err)
{
	static const char next[] = "update ostiary_keyring set turn = turn + 1 where id = 1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, next);
	enum store_rc rc = sql_change(run, err);

	if (rc != STORE_NONE)
		return rc;
	err_set(err, "the table ostiary_keyring has lost its row");
	return STORE_FAULT;
}

static void read_version(struct sql_run *run, struct arena *unused,
			 struct signing_keys_version *out)
{
	(void)unused;
	out->changes = sql_i64(run, 0);
	out->rows = sql_i64(run, 1);
}

enum store_rc signing_keys_version(struct sql *sql, struct signing_keys_version *out,
				   struct err *err)
{
	static const char version[] =
		"select (select coalesce(max(turn), 0) from ostiary_keyring),"
		" (select count(*) + 1000 * count(\"expiresAt\") from \"jwks\")"
		" + 1000000 * (select count(revoked_ms) from ostiary_signing_key)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, version);

	return SQL_ROW(run, NULL, read_version, out, err);
}

static void bind_end(struct sql_run *run, int i, int64_t expires_ms)
{
	if (expires_ms)
		sql_bind_time(run, i, expires_ms);
	else
		sql_bind_null(run, i);
}

enum store_rc signing_keys_insert(struct sql *sql, const struct signing_key_row *row,
				  struct err *err)
{
	static const char insert[] =
		"insert into \"jwks\" (" COLUMNS ") values ($1, $2, $3, $4, $5, $6, $7)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);
	enum store_rc rc;

	sql_bind_text(run, 1, row->id);
	sql_bind_text(run, 2, row->public_jwk);
	sql_bind_text(run, 3, row->private_jwk);
	sql_bind_time(run, 4, row->created_ms);
	bind_end(run, 5, row->expires_ms);
	sql_bind_text_or_null(run, 6, row->alg);
	sql_bind_text_or_null(run, 7, row->crv);
	rc = sql_change(run, err);
	if (rc == STORE_OK && row->seal.n)
		rc = signing_keys_seal(sql, row->id, row->seal, err);
	return rc == STORE_OK && row->made_ms ? signing_keys_update(sql, row, err) : rc;
}

enum store_rc signing_keys_update(struct sql *sql, const struct signing_key_row *row,
				  struct err *err)
{
	static const char upsert[] =
		"insert into ostiary_signing_key (kid, made_ms, activates_ms, life_s, revoked_ms)"
		" values ($1, $2, $3, $4, $5) on conflict (kid) do update set"
		" activates_ms = excluded.activates_ms, life_s = excluded.life_s,"
		" revoked_ms = excluded.revoked_ms";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, upsert);

	sql_bind_text(run, 1, row->id);
	sql_bind_i64(run, 2, row->made_ms);
	sql_bind_i64(run, 3, row->activates_ms);
	sql_bind_i64(run, 4, row->life_s);
	sql_bind_i64_or_null(run, 5, row->revoked_ms);
	return sql_change(run, err);
}

enum store_rc signing_keys_end(struct sql *sql, struct str kid, int64_t expires_ms, struct err *err)
{
	static const char end[] = "update \"jwks\" set \"expiresAt\" = $1 where \"id\" = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, end);

	bind_end(run, 1, expires_ms);
	sql_bind_text(run, 2, kid);
	return sql_change(run, err);
}

enum store_rc signing_keys_reseal(struct sql *sql, struct str kid, struct str private_jwk,
				  struct err *err)
{
	static const char reseal[] = "update \"jwks\" set \"privateKey\" = $1 where \"id\" = $2";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, reseal);

	sql_bind_text(run, 1, private_jwk);
	sql_bind_text(run, 2, kid);
	return sql_change(run, err);
}

enum store_rc signing_keys_seal(struct sql *sql, struct str kid, struct str seal, struct err *err)
{
	static const char upsert[] = "insert into ostiary_key_seal (kid, seal) values ($1, $2)"
				     " on conflict (kid) do update set seal = excluded.seal";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, upsert);

	sql_bind_text(run, 1, kid);
	sql_bind_text(run, 2, seal);
	return sql_change(run, err);
}

enum store_rc signing_keys_destroy(struct sql *sql, struct str kid, struct err *err)
{
	enum store_rc rc = signing_keys_reseal(sql, kid, STR("\"revoked\""), err);

	return rc == STORE_OK ? signing_keys_seal(sql, kid, STR("revoked"), err) : rc;
}

enum store_rc signing_keys_lock_table(struct sql *sql, struct err *err)
{
	return sql_lock_table(sql, "\"jwks\"", err);
}
