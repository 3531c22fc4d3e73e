/* I1 a step and its record are one transaction, and it is kept only if its tables are then what this
 * program needs. I2 a table that is there is left as it is: Better Auth
 * may have made it, and may come back. I3 recorded versions only grow; what a step did is never edited,
 * a new step is added. */
#include "store/migrations.h"

#include <string.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "store/layout.h"
#include "store/tables.h"
#include "store/sql.h"

struct migration {
	int64_t version;
	struct str name;
	const struct table *tables;
	size_t n_tables;
	const char *const *columns; /* what the program needs of them */
	size_t n_columns;
};

/* What the program reads and writes in tables that others may have made. */
static const char *const columns_in_use[] = {
	"select \"id\", \"name\", \"email\", \"emailVerified\", \"image\", \"createdAt\","
	" \"updatedAt\" from \"user\" where 1 = 0",
	"select \"id\", \"expiresAt\", \"token\", \"createdAt\", \"updatedAt\", \"ipAddress\","
	" \"userAgent\", \"userId\" from \"session\" where 1 = 0",
	"select \"id\", \"accountId\", \"providerId\", \"userId\", \"password\", \"scope\","
	" \"createdAt\", \"updatedAt\" from \"account\" where 1 = 0",
	"select \"id\", \"identifier\", \"value\", \"expiresAt\", \"createdAt\", \"updatedAt\""
	" from \"verification\" where 1 = 0",
	"select \"id\", \"publicKey\", \"privateKey\", \"createdAt\", \"expiresAt\", \"alg\","
	" \"crv\" from \"jwks\" where 1 = 0",
	"select user_id, id, title, description, completed, due_date, priority, tags, created_at,"
	" updated_at from ostiary_task where 1 = 0",
	"select user_id, n from ostiary_task_count where 1 = 0",
};

static const char *const outbox_columns[] = {
	"select id, kind, recipient, name, url, state, note, attempts, created_ms, due_ms,"
	" expires_ms from ostiary_outbox where 1 = 0",
};

static const char *const keyring_columns[] = {
	"select kid, made_ms, activates_ms, life_s, revoked_ms from ostiary_signing_key"
	" where 1 = 0",
	"select id, turn from ostiary_keyring where 1 = 0",
};

static const char *const audit_columns[] = {
	"select id, at_ms, actor, action, subject, detail from ostiary_audit where 1 = 0",
};

static const char *const not_before_columns[] = {
	"select subject, not_before_ms, until_ms, deleted_ms from ostiary_not_before where 1 = 0",
	"select id, version from ostiary_not_before_version where 1 = 0",
};

static const char *const throttle_columns[] = {
	"select user_id, at_ms from ostiary_throttle_release where 1 = 0",
};

static const struct migration migrations[] = {
	{ 1, STR_INIT("first tables"), tables_first, TABLES_FIRST, columns_in_use,
	  ARRAY_LEN(columns_in_use) },
	{ 2, STR_INIT("outbox"), tables_outbox, TABLES_OUTBOX, outbox_columns,
	  ARRAY_LEN(outbox_columns) },
	{ 3, STR_INIT("life of keys"), tables_keyring, TABLES_KEYRING, keyring_columns,
	  ARRAY_LEN(keyring_columns) },
	{ 4, STR_INIT("audit"), tables_audit, TABLES_AUDIT, audit_columns,
	  ARRAY_LEN(audit_columns) },
	{ 5, STR_INIT("not before"), tables_not_before, TABLES_NOT_BEFORE, not_before_columns,
	  ARRAY_LEN(not_before_columns) },
	{ 6, STR_INIT("throttle"), tables_throttle, TABLES_THROTTLE, throttle_columns,
	  ARRAY_LEN(throttle_columns) },
};

static const char *const rate_limit_columns[] = {
	"select \"id\", \"key\", \"count\", \"lastRequest\" from \"rateLimit\" where 1 = 0",
};

/* Made only where it is wanted, hence without a version. */
static const struct migration rate_limit = { 0,
					     STR_INIT("rate limit"),
					     tables_rate_limit,
					     TABLES_RATE_LIMIT,
					     rate_limit_columns,
					     ARRAY_LEN(rate_limit_columns) };

static int64_t newest_known(void)
{
	return migrations[ARRAY_LEN(migrations) - 1].version;
}

/* The newest recorded version; 0 when there is no record. */
static enum store_rc version_of(struct sql *sql, int64_t *out, struct err *err)
{
	static const char newest[] = "select coalesce(max(version), 0) from ostiary_migration";
	enum store_rc rc = sql_has_table(sql, STR("ostiary_migration"), err);

	*out = 0;
	if (rc == STORE_OK) {
		OWNED(sql_end) struct sql_run *run = sql_start(sql, newest);

		rc = sql_step(run, err);
		if (rc == STORE_OK)
			*out = sql_i64(run, 0);
	}
	return rc == STORE_NONE ? STORE_OK : rc;
}

/* Outside of a migration; some connections have their settings only inside of a transaction. */
static enum store_rc look_up_version(struct sql *sql, int64_t *out, struct err *err)
{
	enum store_rc rc = sql_begin_read(sql, err);

	if (rc == STORE_OK)
		rc = version_of(sql, out, err);
	sql_rollback(sql);
	return rc;
}

static bool is_too_new(int64_t version, struct err *err)
{
	if (version <= newest_known())
		return false;
	err_set(err,
		"a newer version of Ostiary made this database (its tables have version %lld,"
		" this program knows %lld); use that version",
		(long long)version, (long long)newest_known());
	return true;
}

enum store_open_rc migrations_check(struct sql *sql, struct err *err)
{
	int64_t version;

	if (look_up_version(sql, &version, err) != STORE_OK)
		return STORE_UNUSABLE;
	return is_too_new(version, err) ? STORE_NEWER : STORE_OPENED;
}

static enum store_rc find_tables(struct sql *sql, struct err *err)
{
	enum store_rc rc = sql_begin_read(sql, err);

	if (rc == STORE_OK)
		rc = sql_has_table(sql, STR("ostiary_migration"), err);
	if (rc == STORE_NONE)
		rc = sql_has_table(sql, STR("user"), err);
	sql_rollback(sql);
	return rc;
}

enum store_open_rc migrations_expect(struct sql *sql, struct err *err)
{
	enum store_rc rc = find_tables(sql, err);

	if (rc == STORE_NONE)
		err_set(err, "there are no tables in it: is it the right database? "
			     "Those of a new one are made by: ostiary serve");
	return rc == STORE_OK ? STORE_OPENED : STORE_UNUSABLE;
}

static enum store_rc plan_tables(struct sql *sql, const struct migration *m,
				 struct migrations_plan *out, struct err *err)
{
	for (size_t i = 0; i < m->n_tables && out->n_tables < MIGRATIONS_PLAN_MAX; i++) {
		enum store_rc rc = sql_has_table(sql, m->tables[i].name, err);

		if (rc == STORE_NONE)
			out->tables[out->n_tables++] = m->tables[i].name;
		else if (rc != STORE_OK)
			return rc;
	}
	return STORE_OK;
}

enum store_rc migrations_plan(struct sql *sql, bool with_rate_limit, struct migrations_plan *out,
			      struct err *err)
{
	enum store_rc rc;

	*out = (struct migrations_plan){ 0 };
	rc = version_of(sql, &out->version, err);
	if (rc != STORE_OK)
		return rc;
	out->too_new = is_too_new(out->version, err);
	if (out->version == 0)
		out->tables[out->n_tables++] = STR("ostiary_migration");
	for (size_t i = 0; rc == STORE_OK && i < ARRAY_LEN(migrations); i++)
		if (migrations[i].version > out->version)
			rc = plan_tables(sql, &migrations[i], out, err);
	return rc == STORE_OK && with_rate_limit ? plan_tables(sql, &rate_limit, out, err) : rc;
}

/* Takes that text out of what was written, as often as it is there. */
static void cut_out(struct buf *b, struct str text)
{
	char *at;

	if (!buf_cstr(b))
		return;
	while ((at = memmem(b->p, b->n, text.p, text.n))) {
		size_t behind = (size_t)(b->p + b->n - at) - text.n;

		memmove(at, at + text.n, behind);
		b->n -= text.n;
	}
}

/* Writes the statements with the type that ids have in this database for each {id}. */
static void put_ddl(struct buf *b, struct sql *sql, const struct table *table, const char *without)
{
	bool postgres = sql_engine(sql) == SQL_POSTGRES && table->postgres;
	struct str rest = str_z(postgres ? table->postgres : table->sqlite), head;

	while (str_cut(rest, '{', &head, &rest)) {
		struct str name, ignored;

		str_cut(rest, '}', &name, &ignored);
		buf_str(b, head);
		buf_z(b, sql_layout(sql)->uuid_ids ? "uuid" : "text");
		rest = str_tail(rest, name.n + 1);
	}
	buf_str(b, head);
	if (without)
		cut_out(b, str_z(without));
}

static enum store_rc make_table(struct sql *sql, const struct table *table, const char *without,
				struct err *err)
{
	enum store_rc rc = sql_has_table(sql, table->name, err);
	struct buf ddl;

	if (rc != STORE_NONE)
		return rc;
	buf_init_heap(&ddl, 8192);
	put_ddl(&ddl, sql, table, without);
	rc = STORE_FAULT;
	if (buf_cstr(&ddl))
		rc = sql_script(sql, ddl.p, err);
	else
		err_set(err, "no memory");
	buf_done(&ddl);
	return rc;
}

static enum store_rc check_columns(struct sql *sql, const struct migration *m, struct err *err)
{
	for (size_t i = 0; i < m->n_columns; i++)
		if (sql_script(sql, m->columns[i], err) != STORE_OK) {
			err_prefix(err, "a table is not as Better Auth 1.7 makes it");
			return STORE_FAULT;
		}
	return STORE_OK;
}

static enum store_rc record(struct sql *sql, const struct migration *m, const struct clock *clock,
			    struct err *err)
{
	static const char insert[] =
		"insert into ostiary_migration (version, name, applied_at) values ($1, $2, $3)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, insert);

	sql_bind_i64(run, 1, m->version);
	sql_bind_text(run, 2, m->name);
	sql_bind_time(run, 3, clock_now_ms(clock));
	return sql_change(run, err);
}

/* STORE_NONE: it was done already. */
static const char *const make_record[] = {
	[SQL_SQLITE] = "create table if not exists ostiary_migration ("
		       " version integer not null primary key, name text not null,"
		       " applied_at text not null)",
	[SQL_POSTGRES] = "create table if not exists ostiary_migration ("
			 " version bigint not null primary key, name text not null,"
			 " applied_at timestamptz not null)",
};

static enum store_rc apply(struct sql *sql, const struct migration *m, const struct clock *clock,
			   struct err *err)
{
	int64_t version;
	enum store_rc rc = sql_script(sql, make_record[sql_engine(sql)], err);

	if (rc == STORE_OK)
		rc = version_of(sql, &version, err);
	if (rc == STORE_OK && version >= m->version)
		return STORE_NONE;
	for (size_t i = 0; rc == STORE_OK && i < m->n_tables; i++)
		rc = make_table(sql, &m->tables[i], NULL, err);
	if (rc == STORE_OK)
		rc = check_columns(sql, m, err);
	return rc == STORE_OK ? record(sql, m, clock, err) : rc;
}

static enum store_rc step(struct sql *sql, const struct migration *m, const struct clock *clock,
			  const struct log *log, struct err *err)
{
	const struct log_field fields[] = { LOG_FIELD_INTEGER("version", m->version),
					    LOG_FIELD_TEXT("name", m->name) };
	enum store_rc rc = sql_begin_migration(sql, err);

	if (rc != STORE_OK)
		return rc;
	rc = apply(sql, m, clock, err);
	if (rc != STORE_OK) {
		sql_rollback(sql);
		return rc == STORE_NONE ? STORE_OK : rc;
	}
	rc = sql_commit(sql, err);
	if (rc == STORE_OK)
		log_line(log, LOG_LEVEL_NOTICE, "database migrated", fields, ARRAY_LEN(fields));
	return rc;
}

/* What others have made comes first: it is used, mended or refused. */
static enum store_rc settle_layout(struct sql *sql, const struct log *log, struct err *err)
{
	struct layout layout = { 0 };
	enum store_rc rc = sql_begin_read(sql, err);

	if (rc == STORE_OK)
		rc = layout_look(sql, &layout, err);
	sql_rollback(sql);
	return rc == STORE_OK && layout.n_changes ? layout_mend(sql, log, err) : rc;
}

static enum store_rc check_all_columns(struct sql *sql, struct err *err)
{
	enum store_rc rc = sql_begin_read(sql, err);

	for (size_t i = 0; rc == STORE_OK && i < ARRAY_LEN(migrations); i++)
		rc = check_columns(sql, &migrations[i], err);
	sql_rollback(sql);
	return rc;
}

/* --- tasks alone -------------------------------------------------------------------------------- */

static const char *const columns_alone[] = {
	"select user_id, id, title, description, completed, due_date, priority, tags, created_at,"
	" updated_at from ostiary_task where 1 = 0",
	"select user_id, n from ostiary_task_count where 1 = 0",
};

/* Of tables_first those of tasks, which are its last. */
static const struct migration alone = { 0,
					STR_INIT("tasks alone"),
					tables_first + 5,
					TABLES_FIRST - 5,
					columns_alone,
					ARRAY_LEN(columns_alone) };

/* STORE_OK: the database has tasks alone. STORE_NONE. */
static enum store_rc is_alone(struct sql *sql, struct err *err)
{
	static const char record[] = "select 1 from ostiary_migration where version = 0";
	enum store_rc rc = sql_has_table(sql, STR("ostiary_migration"), err);

	if (rc == STORE_OK) {
		OWNED(sql_end) struct sql_run *run = sql_start(sql, record);

		rc = sql_step(run, err);
	}
	return rc;
}

/* Tasks that refer to no user would outlive theirs. */
static enum store_rc refuse_alone(struct sql *sql, struct err *err)
{
	enum store_rc rc = sql_begin_read(sql, err);

	if (rc == STORE_OK)
		rc = is_alone(sql, err);
	sql_rollback(sql);
	if (rc == STORE_OK)
		err_set(err, "this is the database of a task node; use it with --role tasks only");
	return rc == STORE_NONE ? STORE_OK : STORE_FAULT;
}

static enum store_rc apply_alone(struct sql *sql, const struct clock *clock, struct err *err)
{
	enum store_rc rc = sql_script(sql, make_record[sql_engine(sql)], err);

	if (rc == STORE_OK)
		rc = is_alone(sql, err);
	if (rc != STORE_NONE)
		return rc;
	rc = STORE_OK;
	for (size_t i = 0; rc == STORE_OK && i < alone.n_tables; i++)
		rc = make_table(sql, &alone.tables[i],
				" references \"user\" (\"id\") on delete cascade", err);
	return rc == STORE_OK ? record(sql, &alone, clock, err) : rc;
}

static enum store_rc make_alone(struct sql *sql, const struct clock *clock, struct err *err)
{
	enum store_rc rc = sql_begin_migration(sql, err);

	if (rc == STORE_OK)
		rc = apply_alone(sql, clock, err);
	if (rc == STORE_OK)
		rc = check_columns(sql, &alone, err);
	if (rc == STORE_OK)
		return sql_commit(sql, err);
	sql_rollback(sql);
	return rc;
}

enum store_open_rc migrations_run_alone(struct sql *sql, const struct clock *clock,
					const struct log *log, struct err *err)
{
	enum store_rc rc = sql_begin_read(sql, err);

	if (rc == STORE_OK)
		rc = sql_has_table(sql, STR("user"), err);
	sql_rollback(sql);
	if (rc == STORE_OK)
		return migrations_run(sql, clock, log, err);
	if (rc == STORE_NONE)
		rc = make_alone(sql, clock, err);
	return rc == STORE_OK ? migrations_check(sql, err) : STORE_UNUSABLE;
}

enum store_open_rc migrations_add_rate_limit(struct sql *sql, struct err *err)
{
	enum store_rc rc = sql_begin_migration(sql, err);

	for (size_t i = 0; rc == STORE_OK && i < rate_limit.n_tables; i++)
		rc = make_table(sql, &rate_limit.tables[i], NULL, err);
	if (rc == STORE_OK)
		rc = check_columns(sql, &rate_limit, err);
	if (rc == STORE_OK)
		rc = sql_commit(sql, err);
	else
		sql_rollback(sql);
	return rc == STORE_OK ? STORE_OPENED : STORE_UNUSABLE;
}

enum store_open_rc migrations_run(struct sql *sql, const struct clock *clock, const struct log *log,
				  struct err *err)
{
	int64_t version;

	if (refuse_alone(sql, err) != STORE_OK || settle_layout(sql, log, err) != STORE_OK ||
	    look_up_version(sql, &version, err) != STORE_OK)
		return STORE_UNUSABLE;
	for (size_t i = 0; i < ARRAY_LEN(migrations); i++)
		if (migrations[i].version > version &&
		    step(sql, &migrations[i], clock, log, err) != STORE_OK)
			return STORE_UNUSABLE;
	if (check_all_columns(sql, err) != STORE_OK)
		return STORE_UNUSABLE;
	return migrations_check(sql, err); /* another process may just have gone further */
}
