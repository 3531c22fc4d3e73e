/* I1 a step and its record are one transaction, and it is kept only if its tables are then what this
 * program needs. I2 a table that is there is left as it is: Better Auth
 * may have made it, and may come back. I3 recorded versions only grow; what a step did is never edited,
 * a new step is added. */
#include "store/migrations.h"

#include "base/cleanup.h"
#include "store/sql.h"

/* One table with its indexes and triggers; made when there is no table of that name. */
struct table {
	struct str name;
	const char *ddl;
};

struct migration {
	int64_t version;
	struct str name;
	const struct table *tables;
	size_t n_tables;
	const char *const *columns; /* what the program needs of them */
	size_t n_columns;
};

/* The first five as Better Auth's own migration makes them on SQLite, so that it finds nothing to do. */
static const struct table first_tables[] = {
	{ STR_INIT("user"),
	  "create table \"user\" (\"id\" text not null primary key, \"name\" text not null,"
	  " \"email\" text not null unique, \"emailVerified\" integer not null, \"image\" text,"
	  " \"createdAt\" date not null, \"updatedAt\" date not null)" },
	{ STR_INIT("session"),
	  "create table \"session\" (\"id\" text not null primary key, \"expiresAt\" date not null,"
	  " \"token\" text not null unique, \"createdAt\" date not null,"
	  " \"updatedAt\" date not null, \"ipAddress\" text, \"userAgent\" text,"
	  " \"userId\" text not null references \"user\" (\"id\") on delete cascade);"
	  "create index \"session_userId_idx\" on \"session\" (\"userId\")" },
	{ STR_INIT("account"),
	  "create table \"account\" (\"id\" text not null primary key, \"accountId\" text not null,"
	  " \"providerId\" text not null,"
	  " \"userId\" text not null references \"user\" (\"id\") on delete cascade,"
	  " \"accessToken\" text, \"refreshToken\" text, \"idToken\" text,"
	  " \"accessTokenExpiresAt\" date, \"refreshTokenExpiresAt\" date, \"scope\" text,"
	  " \"password\" text, \"createdAt\" date not null, \"updatedAt\" date not null);"
	  "create index \"account_userId_idx\" on \"account\" (\"userId\")" },
	{ STR_INIT("verification"),
	  "create table \"verification\" (\"id\" text not null primary key,"
	  " \"identifier\" text not null, \"value\" text not null, \"expiresAt\" date not null,"
	  " \"createdAt\" date not null, \"updatedAt\" date not null);"
	  "create index \"verification_identifier_idx\" on \"verification\" (\"identifier\")" },
	{ STR_INIT("jwks"),
	  "create table \"jwks\" (\"id\" text not null primary key, \"publicKey\" text not null,"
	  " \"privateKey\" text not null, \"createdAt\" date not null, \"expiresAt\" date,"
	  " \"alg\" text, \"crv\" text)" },
	{ STR_INIT("ostiary_task_count"),
	  "create table ostiary_task_count ("
	  " user_id text not null primary key references \"user\" (\"id\") on delete cascade,"
	  " n integer not null) without rowid" },
	{ STR_INIT("ostiary_task"),
	  "create table ostiary_task ("
	  " user_id text not null references \"user\" (\"id\") on delete cascade,"
	  " id integer not null, title text not null, description text,"
	  " completed integer not null, due_date text, priority text not null,"
	  " tags text not null, created_at text not null, updated_at text not null,"
	  " primary key (user_id, id)) without rowid;"
	  "create trigger ostiary_task_inserted after insert on ostiary_task begin"
	  " insert into ostiary_task_count (user_id, n) values (new.user_id, 1)"
	  " on conflict (user_id) do update set n = n + 1; end;"
	  "create trigger ostiary_task_deleted after delete on ostiary_task begin"
	  " update ostiary_task_count set n = n - 1 where user_id = old.user_id; end" },
};

/* Ours alone, hence times as integers of milliseconds on every database. */
static const struct table outbox_tables[] = {
	{ STR_INIT("ostiary_outbox"),
	  "create table ostiary_outbox (id text not null primary key, kind text not null,"
	  " recipient text not null, name text not null, url text, state text not null,"
	  " note text, attempts bigint not null, created_ms bigint not null,"
	  " due_ms bigint not null, expires_ms bigint not null);"
	  "create index ostiary_outbox_due_idx on ostiary_outbox (state, due_ms);"
	  "create index ostiary_outbox_expires_idx on ostiary_outbox (expires_ms)" },
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

static const struct migration migrations[] = {
	{ 1, STR_INIT("first tables"), first_tables, ARRAY_LEN(first_tables), columns_in_use,
	  ARRAY_LEN(columns_in_use) },
	{ 2, STR_INIT("outbox"), outbox_tables, ARRAY_LEN(outbox_tables), outbox_columns,
	  ARRAY_LEN(outbox_columns) },
};

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

enum store_open_rc migrations_check(struct sql *sql, struct err *err)
{
	int64_t version;

	if (version_of(sql, &version, err) != STORE_OK)
		return STORE_UNUSABLE;
	if (version <= newest_known())
		return STORE_OPENED;
	err_set(err,
		"a newer version of Ostiary made this database (its tables have version %lld,"
		" this program knows %lld); use that version",
		(long long)version, (long long)newest_known());
	return STORE_NEWER;
}

static enum store_rc make_table(struct sql *sql, const struct table *table, struct err *err)
{
	enum store_rc rc = sql_has_table(sql, table->name, err);

	return rc == STORE_NONE ? sql_script(sql, table->ddl, err) : rc;
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
static enum store_rc apply(struct sql *sql, const struct migration *m, const struct clock *clock,
			   struct err *err)
{
	static const char make_record[] = "create table if not exists ostiary_migration ("
					  " version integer not null primary key,"
					  " name text not null, applied_at text not null)";
	int64_t version;
	enum store_rc rc = sql_script(sql, make_record, err);

	if (rc == STORE_OK)
		rc = version_of(sql, &version, err);
	if (rc == STORE_OK && version >= m->version)
		return STORE_NONE;
	for (size_t i = 0; rc == STORE_OK && i < m->n_tables; i++)
		rc = make_table(sql, &m->tables[i], err);
	if (rc == STORE_OK)
		rc = check_columns(sql, m, err);
	return rc == STORE_OK ? record(sql, m, clock, err) : rc;
}

static enum store_rc step(struct sql *sql, const struct migration *m, const struct clock *clock,
			  const struct log *log, struct err *err)
{
	const struct log_field fields[] = { LOG_FIELD_INTEGER("version", m->version),
					    LOG_FIELD_TEXT("name", m->name) };
	enum store_rc rc = sql_begin_write(sql, err);

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

enum store_open_rc migrations_run(struct sql *sql, const struct clock *clock, const struct log *log,
				  struct err *err)
{
	int64_t version;

	if (version_of(sql, &version, err) != STORE_OK)
		return STORE_UNUSABLE;
	for (size_t i = 0; i < ARRAY_LEN(migrations); i++)
		if (migrations[i].version > version &&
		    step(sql, &migrations[i], clock, log, err) != STORE_OK)
			return STORE_UNUSABLE;
	for (size_t i = 0; i < ARRAY_LEN(migrations); i++)
		if (check_columns(sql, &migrations[i], err) != STORE_OK)
			return STORE_UNUSABLE;
	return migrations_check(sql, err); /* another process may just have gone further */
}
