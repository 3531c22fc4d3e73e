#include "store/signing_keys.h"

#include "core/limits.h"
#include "store/sql.h"

#define COLUMNS                                                                                    \
	"\"id\", \"publicKey\", \"privateKey\", \"createdAt\", \"expiresAt\", \"alg\", \"crv\""

static enum store_rc read_row(struct sql_run *run, struct arena *a, struct signing_key_row *row,
			      struct err *err)
{
	row->id = sql_copy(run, 0, a);
	row->public_jwk = sql_copy(run, 1, a);
	row->private_jwk = sql_copy(run, 2, a);
	row->created_ms = sql_time(run, 3);
	row->expires_ms = sql_is_null(run, 4) ? 0 : sql_time(run, 4);
	row->alg = sql_copy(run, 5, a);
	row->crv = sql_copy(run, 6, a);
	return sql_row_ok(run, err);
}

enum store_rc signing_keys_list(struct sql *sql, struct arena *a, struct signing_key_row **out,
				size_t *out_n, struct err *err)
{
	/* By id among those of one millisecond, so that everyone names the same one the newest. */
	static const char list[] = "select " COLUMNS " from \"jwks\""
				   " order by \"createdAt\" desc, \"id\" desc limit $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, list);
	struct signing_key_row *rows = arena_array(a, LIMIT_SIGNING_KEYS, sizeof(*rows));
	enum store_rc rc = STORE_OK;
	size_t n = 0;

	sql_bind_i64(run, 1, LIMIT_SIGNING_KEYS);
	while (rc == STORE_OK && n <= LIMIT_SIGNING_KEYS) {
		rc = sql_step(run, err);
		if (rc == STORE_OK)
			rc = read_row(run, a, &rows[n++], err);
	}
	if (rc != STORE_NONE)
		return rc;
	*out = rows;
	*out_n = n;
	return STORE_OK;
}

enum store_rc signing_keys_insert(struct sql *sql, const struct signing_key_row *row,
				  struct err *err)
{
	static const char insert[] =
		"insert into \"jwks\" (" COLUMNS ") values ($1, $2, $3, $4, $5, $6, $7)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);

	sql_bind_text(run, 1, row->id);
	sql_bind_text(run, 2, row->public_jwk);
	sql_bind_text(run, 3, row->private_jwk);
	sql_bind_time(run, 4, row->created_ms);
	if (row->expires_ms)
		sql_bind_time(run, 5, row->expires_ms);
	else
		sql_bind_null(run, 5);
	sql_bind_text_or_null(run, 6, row->alg);
	sql_bind_text_or_null(run, 7, row->crv);
	return sql_change(run, err);
}

enum store_rc signing_keys_lock(struct sql *sql, struct err *err)
{
	return sql_lock_table(sql, "\"jwks\"", err);
}
