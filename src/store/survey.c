#include "store/survey.h"

#include <unistd.h>

#include "base/cleanup.h"
#include "core/limits.h"
#include "store/pool.h"
#include "store/postgres.h"
#include "store/sql.h"
#include "store/sqlite.h"

#define COLUMNS_SHOWN 64

struct taking {
	struct sql *sql;
	struct arena *arena;
	struct survey *out;
	int64_t now_ms;
	bool rate_limit;
};

/* ---- what is counted ---- */

static enum store_rc count_users(struct taking *t, struct err *err)
{
	static const char count[] =
		"select count(*), count(case when \"emailVerified\" then 1 end) from \"user\"";
	OWNED(sql_end) struct sql_run *run = sql_start(t->sql, count);
	enum store_rc rc = sql_step(run, err);

	if (rc != STORE_OK)
		return rc;
	t->out->users = sql_i64(run, 0);
	t->out->verified_users = sql_i64(run, 1);
	return sql_row_ok(run, err);
}

static enum store_rc count_sessions(struct taking *t, struct err *err)
{
	static const char count[] = "select count(*) from \"session\" where \"expiresAt\" > $1";
	OWNED(sql_end) struct sql_run *run = sql_start(t->sql, count);
	enum store_rc rc;

	sql_bind_time(run, 1, t->now_ms);
	rc = sql_step(run, err);
	if (rc != STORE_OK)
		return rc;
	t->out->live_sessions = sql_i64(run, 0);
	return sql_row_ok(run, err);
}

static enum store_rc count_accounts(struct taking *t, struct err *err)
{
	static const char count[] =
		"select count(case when \"providerId\" <> 'credential' then 1 end),"
		" count(case when kind = 'scrypt' then 1 end),"
		" count(case when kind = 'argon2' then 1 end),"
		" count(case when kind = 'bcrypt' then 1 end),"
		" count(case when kind = 'pbkdf2' then 1 end),"
		" count(case when kind = 'other' then 1 end),"
		" count(case when kind = 'none' then 1 end)"
		" from (select \"providerId\", case"
		"  when \"providerId\" <> 'credential' then ''"
		"  when \"password\" is null then 'none'"
		"  when \"password\" like '$argon2%' then 'argon2'"
		"  when \"password\" like '$2_$%' then 'bcrypt'"
		"  when \"password\" like '%pbkdf2%' then 'pbkdf2'"
		"  when length(\"password\") = 161 and substr(\"password\", 33, 1) = ':'"
		"   then 'scrypt'"
		"  else 'other' end as kind from \"account\") as hashes";
	OWNED(sql_end) struct sql_run *run = sql_start(t->sql, count);
	enum store_rc rc = sql_step(run, err);

	if (rc != STORE_OK)
		return rc;
	t->out->other_accounts = sql_i64(run, 0);
	t->out->passwords = (struct survey_passwords){
		.scrypt = sql_i64(run, 1),
		.argon2 = sql_i64(run, 2),
		.bcrypt = sql_i64(run, 3),
		.pbkdf2 = sql_i64(run, 4),
		.other = sql_i64(run, 5),
		.none = sql_i64(run, 6),
	};
	return sql_row_ok(run, err);
}

/* ---- what is listed ---- */

static enum store_rc list_keys(struct taking *t, struct err *err)
{
	static const char list[] = "select \"id\", \"privateKey\" from \"jwks\""
				   " order by \"createdAt\", \"id\"";
	OWNED(sql_end) struct sql_run *run = sql_start(t->sql, list);
	enum store_rc rc = STORE_OK;

	t->out->keys = arena_array(t->arena, LIMIT_SIGNING_KEYS, sizeof(*t->out->keys));
	while (t->out->n_keys < LIMIT_SIGNING_KEYS && (rc = sql_step(run, err)) == STORE_OK) {
		t->out->keys[t->out->n_keys++] = (struct survey_key){
			.kid = sql_copy(run, 0, t->arena),
			.private_jwk = sql_copy(run, 1, t->arena),
		};
		rc = sql_row_ok(run, err);
		if (rc != STORE_OK)
			return rc;
	}
	return rc == STORE_NONE ? STORE_OK : rc;
}

/* Columns of "user" that neither Better Auth's core nor we have: of plugins, or additional fields. */
static enum store_rc list_columns(struct taking *t, struct err *err)
{
	static const char *const list[] = {
		[SQL_SQLITE] = "select name from pragma_table_info('user') where name not in"
			       " ('id', 'name', 'email', 'emailVerified', 'image', 'createdAt',"
			       " 'updatedAt') order by cid",
		[SQL_POSTGRES] = "select attname::text from pg_attribute where attrelid ="
				 " to_regclass('\"user\"') and attnum > 0 and not attisdropped and"
				 " attname not in ('id', 'name', 'email', 'emailVerified', 'image',"
				 " 'createdAt', 'updatedAt') order by attnum",
	};
	OWNED(sql_end) struct sql_run *run = sql_start(t->sql, list[sql_engine(t->sql)]);
	enum store_rc rc = STORE_OK;

	t->out->columns = arena_array(t->arena, COLUMNS_SHOWN, sizeof(*t->out->columns));
	while (t->out->n_columns < COLUMNS_SHOWN && (rc = sql_step(run, err)) == STORE_OK)
		t->out->columns[t->out->n_columns++] = sql_copy(run, 0, t->arena);
	return rc == STORE_NONE ? STORE_OK : rc;
}

static bool adds(const struct layout *layout, const char *column)
{
	for (size_t i = 0; i < layout->n_changes; i++)
		if (str_eq(str_z(layout->changes[i].what), str_z(column)))
			return true;
	return false;
}

/* By what each of them left behind. */
static const char *made_by(struct taking *t, bool jwks)
{
	if (sql_layout(t->sql)->account_issuer)
		return "Better Auth 1.7.0 to 1.7.2";
	if (!jwks)
		return "Better Auth, without a signing key so far";
	if (adds(&t->out->layout, "expiresAt"))
		return "Better Auth 1.3";
	if (adds(&t->out->layout, "alg"))
		return "Better Auth 1.4 to 1.6";
	return t->out->plan.version ? "Better Auth 1.7.3 or newer, or Ostiary"
				    : "Better Auth 1.7.3 or newer";
}

/* ---- taking ---- */

static enum store_rc count_all(struct taking *t, struct err *err)
{
	static const struct {
		struct str table;
		enum store_rc (*look)(struct taking *t, struct err *err);
	} looks[] = {
		{ STR_INIT("user"), count_users },       { STR_INIT("user"), list_columns },
		{ STR_INIT("session"), count_sessions }, { STR_INIT("account"), count_accounts },
		{ STR_INIT("jwks"), list_keys },
	};

	for (size_t i = 0; i < ARRAY_LEN(looks); i++) {
		enum store_rc rc = sql_has_table(t->sql, looks[i].table, err);

		if (rc == STORE_OK)
			rc = looks[i].look(t, err);
		if (rc != STORE_OK && rc != STORE_NONE)
			return rc;
	}
	return STORE_OK;
}

static enum survey_rc look(struct taking *t, struct err *err)
{
	enum store_rc rc = migrations_plan(t->sql, t->rate_limit, &t->out->plan, err);
	enum store_rc jwks;

	if (rc == STORE_OK && t->out->plan.too_new)
		return SURVEY_REFUSED;
	if (rc == STORE_OK)
		rc = layout_look(t->sql, &t->out->layout, err);
	if (rc == STORE_NONE)
		return SURVEY_REFUSED;
	if (rc == STORE_OK)
		rc = count_all(t, err);
	if (rc != STORE_OK)
		return SURVEY_UNREADABLE;
	jwks = sql_has_table(t->sql, STR("jwks"), err);
	if (t->out->layout.taken_over)
		t->out->made_by = made_by(t, jwks == STORE_OK);
	return jwks == STORE_OK || jwks == STORE_NONE ? SURVEY_DONE : SURVEY_UNREADABLE;
}

static enum survey_rc look_and_leave(struct taking *t, struct err *err)
{
	enum survey_rc rc = SURVEY_UNREADABLE;

	t->out->exists = true;
	if (sql_begin_read(t->sql, err) == STORE_OK)
		rc = look(t, err);
	sql_rollback(t->sql);
	return rc;
}

static enum survey_rc take_file(const struct store_config *config, struct taking *t,
				struct err *err)
{
	int busy_ms = config->busy_ms ? config->busy_ms : LIMIT_BUSY_MS;
	char *path = sqlite_path(config->url, err);
	enum survey_rc rc = SURVEY_UNREADABLE;
	OWNED(sql_close) struct sql *sql = NULL;

	if (!path)
		return SURVEY_BAD_URL;
	sqlite_prepare();
	if (access(path, F_OK) != 0) {
		rc = SURVEY_DONE; /* with exists false */
	} else if (sqlite_open(path, SQLITE_USE_READ, busy_ms, &sql, err) == STORE_OK) {
		t->sql = sql;
		rc = look_and_leave(t, err);
	}
	if (rc == SURVEY_UNREADABLE)
		err_prefix(err, path);
	free(path);
	return rc;
}

static enum survey_rc take_server(const struct store_config *config, struct taking *t,
				  struct err *err)
{
	OWNED(pool_free) struct pool *pool = NULL;
	enum survey_rc rc;

	t->out->postgres = true;
	switch (pool_new(config, &pool, err)) {
	case STORE_OPENED:
		break;
	case STORE_BAD_URL:
		return SURVEY_BAD_URL;
	case STORE_NEWER:
	case STORE_UNUSABLE:
		return SURVEY_UNREADABLE;
	}
	if (pool_take(pool, &t->sql, err) != STORE_OK)
		return SURVEY_UNREADABLE;
	rc = look_and_leave(t, err);
	pool_give(pool, t->sql);
	return rc;
}

enum survey_rc survey_take(const struct store_config *config, struct arena *a, struct survey *out,
			   struct err *err)
{
	struct taking t = { .arena = a,
			    .out = out,
			    .now_ms = clock_now_ms(config->clock),
			    .rate_limit = config->rate_limit };

	*out = (struct survey){ .exists = false };
	return pg_url_is(config->url) ? take_server(config, &t, err) : take_file(config, &t, err);
}
