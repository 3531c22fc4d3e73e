#include "store/schema/inspect.h"

#include "base/cleanup.h"
#include "core/limits.h"
#include "store/sql/rows.h"

#define COLUMNS_SHOWN 64

#define CREATED SQL_TIME("\"createdAt\"")
#define EXPIRES SQL_TIME("\"expiresAt\"")

struct inspecting {
	struct sql *sql;
	struct arena *arena;
	struct inspection *out;
	const struct hash_visitor *hashes;
	int64_t now_ms;
	struct migrations_extras extras;
	struct plugin_features on;
};

/* ---- counts ---- */

static enum store_rc count_users(struct inspecting *t, struct err *err)
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

static enum store_rc count_sessions(struct inspecting *t, struct err *err)
{
	static const char count[] = "select count(*) from \"session\" where " EXPIRES " > $1";
	OWNED(sql_end) struct sql_run *run = sql_start(t->sql, count);

	sql_bind_time(run, 1, t->now_ms);
	return sql_number(run, &t->out->live_sessions, err);
}

static enum store_rc count_accounts(struct inspecting *t, struct err *err)
{
	static const char accounts[] =
		"select case when \"providerId\" = 'credential' then 1 else 0 end, \"password\""
		" from \"account\"";
	OWNED(sql_end) struct sql_run *run = sql_start(t->sql, accounts);
	enum store_rc rc;

	sql_each (run, rc, err) {
		if (!sql_i64(run, 0))
			t->out->other_accounts++;
		else if (sql_is_null(run, 1))
			t->out->without_password++;
		else if (t->hashes)
			t->hashes->visit(t->hashes->arg, sql_text(run, 1));
	}
	return rc == STORE_NONE ? STORE_OK : rc;
}

static enum store_rc count_plugins(struct inspecting *t, struct err *err)
{
	return plugins_count(t->sql, t->now_ms, t->on, &t->out->plugins, err);
}

/* ---- lists ---- */

static void read_key(struct sql_run *run, struct arena *a, struct inspected_key *out)
{
	out->kid = sql_copy(run, 0, a);
	out->private_jwk = sql_copy(run, 1, a);
}

static enum store_rc list_keys(struct inspecting *t, struct err *err)
{
	static const char list[] =
		"select \"id\", \"privateKey\" from \"jwks\""
		" where \"privateKey\" <> '\"revoked\"' order by " CREATED ", \"id\"";
	OWNED(sql_end) struct sql_run *run = sql_start(t->sql, list);

	return SQL_LIST(run, t->arena, LIMIT_SIGNING_KEYS, read_key, &t->out->keys, &t->out->n_keys,
			err);
}

/* A line of SQL ends where a phrase ends. */
/* clang-format off */

#define USED_COLUMNS \
	"('id', 'name', 'email', 'emailVerified', 'image', 'createdAt', 'updatedAt'," \
	" 'twoFactorEnabled')"

/* Columns of "user" that plugins of Better Auth, or its additional fields, have added, and that are
 * not used here. */
static const char *const columns[] = {
	[SQL_SQLITE] =
		"select name from pragma_table_info('user')"
		" where name not in " USED_COLUMNS " order by cid",
	[SQL_POSTGRES] =
		"select attname::text from pg_attribute where attrelid = to_regclass('\"user\"')"
		" and attnum > 0 and not attisdropped"
		" and attname not in " USED_COLUMNS " order by attnum",
};

/* clang-format on */

static void drop_own_columns(const struct sql *sql, struct inspection *out)
{
	size_t n = 0;

	for (size_t i = 0; i < out->n_columns; i++)
		if (!own_column_field(sql, STR("user"), out->columns[i]))
			out->columns[n++] = out->columns[i];
	out->n_columns = n;
}

static enum store_rc list_columns(struct inspecting *t, struct err *err)
{
	OWNED(sql_end) struct sql_run *run = sql_start(t->sql, columns[sql_engine(t->sql)]);
	enum store_rc rc = SQL_LIST(run, t->arena, COLUMNS_SHOWN, sql_read_text, &t->out->columns,
				    &t->out->n_columns, err);

	if (rc == STORE_OK)
		drop_own_columns(t->sql, t->out);
	return rc;
}

static bool adds(const struct better_auth *found, const char *column)
{
	for (size_t i = 0; i < found->n_changes; i++)
		if (str_eq(str_z(found->changes[i].what), str_z(column)))
			return true;
	return false;
}

/* The releases of Better Auth that make such tables differ in their columns. */
static const char *made_by(struct inspecting *t, bool jwks)
{
	if (sql_layout(t->sql)->account_issuer)
		return "Better Auth 1.7.0 to 1.7.2";
	if (!jwks)
		return "Better Auth, without a signing key so far";
	if (adds(&t->out->better_auth, "expiresAt"))
		return "Better Auth 1.3";
	if (adds(&t->out->better_auth, "alg"))
		return "Better Auth 1.4 to 1.6";
	return t->out->plan.version ? "Better Auth 1.7.3 or newer, or Ostiary"
				    : "Better Auth 1.7.3 or newer";
}

static enum store_rc count_devices(struct inspecting *t, struct err *err)
{
	static const char count[] = "select count(*) from ostiary_push_subscription";
	OWNED(sql_end) struct sql_run *run = sql_start(t->sql, count);

	return sql_number(run, &t->out->push_devices, err);
}

/* ---- the whole ---- */

static enum store_rc count_all(struct inspecting *t, struct err *err)
{
	static const struct {
		struct str table;
		enum store_rc (*inspect)(struct inspecting *t, struct err *err);
	} parts[] = {
		{ STR_INIT("user"), count_users },
		{ STR_INIT("user"), list_columns },
		{ STR_INIT("session"), count_sessions },
		{ STR_INIT("account"), count_accounts },
		{ STR_INIT("jwks"), list_keys },
		{ STR_INIT("user"), count_plugins },
		{ STR_INIT("ostiary_push_subscription"), count_devices },
	};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		enum store_rc rc = sql_has_table(t->sql, parts[i].table, err);

		if (rc == STORE_OK)
			rc = parts[i].inspect(t, err);
		if (rc != STORE_OK && rc != STORE_NONE)
			return rc;
	}
	return STORE_OK;
}

/* In a database that lacks steps, a start makes the tables first. */
static bool lacks_columns(struct inspecting *t, struct err *err)
{
	const struct migrations_plan *plan = &t->out->plan;

	return plan->is_newest && migrations_check_columns(t->sql, err) != STORE_OK;
}

static enum inspect_rc inspect_all(struct inspecting *t, struct err *err)
{
	enum store_rc rc = migrations_plan(t->sql, &t->extras, &t->out->plan, err);
	enum store_rc jwks;

	if (rc == STORE_OK && t->out->plan.refused)
		return INSPECT_REFUSED;
	if (rc == STORE_OK)
		rc = better_auth_inspect(t->sql, &t->out->better_auth, err);
	if (rc == STORE_NONE)
		return INSPECT_REFUSED;
	if (rc == STORE_OK)
		rc = own_columns_plan(t->sql, t->arena, &t->out->own, err);
	if (rc == STORE_OK)
		rc = count_all(t, err);
	if (rc != STORE_OK)
		return INSPECT_UNREADABLE;
	if (lacks_columns(t, err))
		return INSPECT_REFUSED;
	jwks = sql_has_table(t->sql, STR("jwks"), err);
	if (t->out->better_auth.taken_over)
		t->out->made_by = made_by(t, jwks == STORE_OK);
	return jwks == STORE_OK || jwks == STORE_NONE ? INSPECT_DONE : INSPECT_UNREADABLE;
}

enum inspect_rc inspect_tables(struct sql *sql, const struct store_config *config,
			       const struct hash_visitor *hashes, struct arena *a,
			       struct inspection *out, struct err *err)
{
	struct inspecting t = { .sql = sql,
				.arena = a,
				.out = out,
				.hashes = hashes,
				.now_ms = clock_now_ms(config->clock),
				.extras = { .rate_limit = config->rate_limit,
					    .factors = config->factors,
					    .admin = config->admin,
					    .alone = config->tables == STORE_TABLES_TASKS },
				.on = { config->factors, config->passkeys, config->admin } };
	enum inspect_rc rc = INSPECT_UNREADABLE;

	if (sql_begin_read(sql, err) == STORE_OK)
		rc = inspect_all(&t, err);
	sql_rollback(sql);
	return rc;
}
