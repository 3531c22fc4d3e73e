/* I1 a step and its record are one transaction, which commits only if the tables of the step then
 * have the columns that this program uses. I2 an existing table is left as it is, because Better
 * Auth may have made it and may use it again; only a table of this program that a later step
 * replaces is dropped, when its rows have been moved. I3 recorded versions only grow; a change to a
 * table of an earlier step is a new step, and a step whose tables were all replaced makes none. */
#include "store/schema/migrations.h"

#include "base/cleanup.h"
#include "store/schema/better_auth.h"
#include "store/schema/ddl.h"
#include "store/schema/own_columns.h"
#include "store/schema/steps.h"
#include "store/sql/rows.h"

/* The step of the first build whose last process marks an SQLite file as closed. */
#define FIRST_TO_TELL_CLOSED 9

int64_t migrations_newest(void)
{
	return steps[steps_n - 1].version;
}

/* Runs within a transaction, since some connections have their settings only there. */
enum store_rc migrations_recorded(struct sql *sql, int64_t *out, struct err *err)
{
	static const char newest[] =
		"select coalesce(max(version), 0) from ostiary_migration where version > 0";
	OWNED(sql_end) struct sql_run *run = NULL;
	enum store_rc rc = sql_has_table(sql, STR("ostiary_migration"), err);

	*out = 0;
	if (rc != STORE_OK)
		return rc == STORE_NONE ? STORE_OK : rc;
	run = sql_start(sql, newest);
	return sql_number(run, out, err);
}

bool migrations_are_newer(int64_t version, struct err *err)
{
	if (version <= migrations_newest())
		return false;
	err_set(err,
		"a newer version of Ostiary made this database (its tables have version %lld,"
		" this program knows %lld); use that version",
		(long long)version, (long long)migrations_newest());
	return true;
}

enum store_open_rc migrations_check(struct sql *sql, struct err *err)
{
	int64_t version = 0;

	if (SQL_READ(sql, err, migrations_recorded(sql, &version, err)) != STORE_OK)
		return STORE_UNUSABLE;
	return migrations_are_newer(version, err) ? STORE_NEWER : STORE_OPENED;
}

/* STORE_OK: the database has a table of this program or of Better Auth. STORE_NONE. */
static enum store_rc has_any_table(struct sql *sql, struct err *err)
{
	enum store_rc rc = sql_has_table(sql, STR("ostiary_migration"), err);

	return rc == STORE_NONE ? sql_has_table(sql, STR("user"), err) : rc;
}

enum store_rc migrations_tell_closed(struct sql *sql, bool *out, struct err *err)
{
	int64_t version = 0;
	enum store_rc rc = SQL_READ(sql, err, migrations_recorded(sql, &version, err));

	if (rc == STORE_OK && version == 0)
		rc = SQL_READ(sql, err, has_any_table(sql, err));
	*out = rc == STORE_NONE || version >= FIRST_TO_TELL_CLOSED;
	return rc == STORE_NONE ? STORE_OK : rc;
}

enum store_open_rc migrations_expect(struct sql *sql, struct err *err)
{
	enum store_rc rc = SQL_READ(sql, err, has_any_table(sql, err));

	if (rc == STORE_NONE)
		err_set(err, "there are no tables in it: is it the right database? "
			     "Those of a new one are made by: ostiary serve");
	return rc == STORE_OK ? STORE_OPENED : STORE_UNUSABLE;
}

static enum store_rc make_tables(struct sql *sql, const struct migration *m, enum ddl_owner owner,
				 struct err *err)
{
	enum store_rc rc = STORE_OK;

	for (size_t g = 0; g < ARRAY_LEN(m->tables) && m->tables[g]; g++)
		for (size_t i = 0; rc == STORE_OK && i < m->tables[g]->n; i++)
			rc = ddl_make(sql, &m->tables[g]->of[i], owner, err);
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

static const char *const make_record[] = {
	[SQL_SQLITE] = "create table if not exists ostiary_migration ("
		       " version integer not null primary key, name text not null,"
		       " applied_at text not null)",
	[SQL_POSTGRES] = "create table if not exists ostiary_migration ("
			 " version bigint not null primary key, name text not null,"
			 " applied_at timestamptz not null)",
};

/* A process of the previous build may still be running: from here on it cannot add rows that the
 * move would miss. The lock may come late because a migration sees at each statement what was
 * committed before it (sql_lock_table()). */
static enum store_rc move_rows(struct sql *sql, const struct replaced_table *old, struct err *err)
{
	enum store_rc rc = sql_has_table(sql, old->name, err);

	if (rc == STORE_NONE)
		return STORE_OK;
	if (rc == STORE_OK)
		rc = sql_lock_table(sql, old->name.p, err);
	return rc == STORE_OK ? sql_script(sql, old->move, err) : rc;
}

/* Also where the record of the step is gone: PostgreSQL adds a column "if not exists", and on
 * SQLite a statement that fails leaves the transaction as it is. */
static enum store_rc change_tables(struct sql *sql, const struct migration *m, struct err *err)
{
	struct err ignored;

	if (!m->change ||
	    (sql_engine(sql) == SQL_SQLITE && check_columns(sql, m, &ignored) == STORE_OK))
		return STORE_OK;
	return sql_script(sql, m->change[sql_engine(sql)], err);
}

static enum store_rc do_work(struct sql *sql, const struct migration *m, enum ddl_owner owner,
			     struct err *err)
{
	return m->work ? m->work(sql, owner, err) : STORE_OK;
}

/* STORE_NONE: the step is recorded already. */
static enum store_rc apply(struct sql *sql, const struct migration *m, const struct clock *clock,
			   struct err *err)
{
	int64_t version = 0;
	enum store_rc rc = sql_script(sql, make_record[sql_engine(sql)], err);

	if (rc == STORE_OK)
		rc = migrations_recorded(sql, &version, err);
	if (rc == STORE_OK && version >= m->version)
		return STORE_NONE;
	if (rc == STORE_OK)
		rc = make_tables(sql, m, DDL_OWNER_USER, err);
	if (rc == STORE_OK)
		rc = change_tables(sql, m, err);
	if (rc == STORE_OK)
		rc = do_work(sql, m, DDL_OWNER_USER, err);
	for (size_t i = 0; rc == STORE_OK && i < m->n_replaced; i++)
		rc = move_rows(sql, &m->replaced[i], err);
	if (rc == STORE_OK)
		rc = check_columns(sql, m, err);
	return rc == STORE_OK ? record(sql, m, clock, err) : rc;
}

static enum store_rc step(struct sql *sql, const struct migration *m, const struct clock *clock,
			  const struct log *log, struct err *err)
{
	const struct log_field fields[] = { LOG_FIELD_INTEGER("version", m->version),
					    LOG_FIELD_TEXT("name", m->name) };
	enum store_rc rc = SQL_MIGRATE(sql, err, apply(sql, m, clock, err));

	if (rc == STORE_OK)
		log_line(log, LOG_LEVEL_DEBUG, "step of the database", fields, ARRAY_LEN(fields));
	return rc == STORE_NONE ? STORE_OK : rc;
}

/* Tables of Better Auth come first: they are used as they are, completed or refused. */
static enum store_rc prepare_better_auth(struct sql *sql, const struct log *log, struct err *err)
{
	struct better_auth found = { 0 };
	enum store_rc rc = SQL_READ(sql, err, better_auth_inspect(sql, &found, err));

	return rc == STORE_OK && found.n_changes ? better_auth_complete(sql, log, err) : rc;
}

enum store_rc migrations_check_columns(struct sql *sql, struct err *err)
{
	enum store_rc rc = STORE_OK;

	for (size_t i = 0; rc == STORE_OK && i < steps_n; i++)
		rc = check_columns(sql, &steps[i], err);
	return rc;
}

/* ---- tasks alone ---- */

enum store_rc migrations_are_alone(struct sql *sql, struct err *err)
{
	static const char record[] = "select 1 from ostiary_migration where version = 0";
	OWNED(sql_end) struct sql_run *run = NULL;
	enum store_rc rc = sql_has_table(sql, STR("ostiary_migration"), err);

	if (rc != STORE_OK)
		return rc;
	run = sql_start(sql, record);
	return sql_step(run, err);
}

const char migrations_alone_refused[] =
	"this is the database of a task node; use it with --role tasks only";

/* Refuses a database of tasks alone: its tasks refer to no user, so that they would stay when their
 * user is deleted. */
static enum store_rc refuse_alone(struct sql *sql, struct err *err)
{
	enum store_rc rc = SQL_READ(sql, err, migrations_are_alone(sql, err));

	if (rc == STORE_OK)
		err_set(err, "%s", migrations_alone_refused);
	return rc == STORE_NONE ? STORE_OK : STORE_FAULT;
}

/* A step of the numbered ones that is about tasks. */
static enum store_rc step_alone_too(struct sql *sql, const struct migration *m,
				    const struct clock *clock, struct err *err)
{
	int64_t version = 0;
	enum store_rc rc = migrations_recorded(sql, &version, err);

	if (rc != STORE_OK || version >= m->version)
		return rc;
	rc = make_tables(sql, m, DDL_OWNER_UNKNOWN, err);
	if (rc == STORE_OK)
		rc = change_tables(sql, m, err);
	if (rc == STORE_OK)
		rc = do_work(sql, m, DDL_OWNER_UNKNOWN, err);
	if (rc == STORE_OK)
		rc = check_columns(sql, m, err);
	return rc == STORE_OK ? record(sql, m, clock, err) : rc;
}

/* A database of tasks alone records these steps beside its own. */
static enum store_rc change_alone(struct sql *sql, const struct clock *clock, struct err *err)
{
	enum store_rc rc = STORE_OK;

	for (size_t i = 0; rc == STORE_OK && i < steps_n; i++)
		if (steps[i].tasks)
			rc = step_alone_too(sql, &steps[i], clock, err);
	return rc;
}

static enum store_rc make_alone(struct sql *sql, const struct clock *clock, struct err *err)
{
	enum store_rc rc = make_tables(sql, &step_alone, DDL_OWNER_UNKNOWN, err);

	return rc == STORE_OK ? record(sql, &step_alone, clock, err) : rc;
}

static enum store_rc apply_alone(struct sql *sql, const struct clock *clock, struct err *err)
{
	enum store_rc rc = sql_script(sql, make_record[sql_engine(sql)], err);

	if (rc == STORE_OK)
		rc = migrations_are_alone(sql, err);
	if (rc == STORE_NONE)
		rc = make_alone(sql, clock, err);
	if (rc == STORE_OK)
		rc = change_alone(sql, clock, err);
	return rc == STORE_OK ? check_columns(sql, &step_alone, err) : rc;
}

enum store_open_rc migrations_run_alone(struct sql *sql, const struct clock *clock,
					const struct log *log, struct err *err)
{
	enum store_rc rc = SQL_READ(sql, err, sql_has_table(sql, STR("user"), err));

	if (rc == STORE_OK)
		return migrations_run(sql, clock, log, err);
	if (rc == STORE_NONE)
		rc = SQL_MIGRATE(sql, err, apply_alone(sql, clock, err));
	return rc == STORE_OK ? migrations_check(sql, err) : STORE_UNUSABLE;
}

static enum store_rc apply_extra(struct sql *sql, const struct migration *m, struct err *err)
{
	enum store_rc rc = make_tables(sql, m, DDL_OWNER_USER, err);

	if (rc == STORE_OK)
		rc = change_tables(sql, m, err);
	return rc == STORE_OK ? check_columns(sql, m, err) : rc;
}

/* Most starts find nothing to do, and take no lock for it. */
static enum store_rc add_extra(struct sql *sql, const struct migration *m, struct err *err)
{
	struct err ignored;

	if (m->change && !m->change[sql_engine(sql)])
		return STORE_OK;
	if (SQL_READ(sql, &ignored, check_columns(sql, m, &ignored)) == STORE_OK)
		return STORE_OK;
	return SQL_MIGRATE(sql, err, apply_extra(sql, m, err));
}

enum store_open_rc migrations_add(struct sql *sql, const struct migrations_extras *extras,
				  struct err *err)
{
	enum store_rc rc = STORE_OK;

	for (size_t i = 0; rc == STORE_OK && extras->factors && i < steps_factors_n; i++)
		rc = add_extra(sql, &steps_factors[i], err);
	for (size_t i = 0; rc == STORE_OK && extras->admin && i < steps_admin_n; i++)
		rc = add_extra(sql, &steps_admin[i], err);
	if (rc == STORE_OK && extras->rate_limit)
		rc = add_extra(sql, &step_rate_limit, err);
	return rc == STORE_OK ? STORE_OPENED : STORE_UNUSABLE;
}

/* STORE_NONE: a start would change the tables. */
static enum store_rc is_current(struct sql *sql, struct arena *a, struct err *err)
{
	struct better_auth found = { 0 };
	struct own_changes own = { .n = 0 };
	int64_t version = 0;
	enum store_rc rc = better_auth_inspect(sql, &found, err);

	if (rc != STORE_OK)
		return STORE_FAULT;
	rc = migrations_recorded(sql, &version, err);
	if (rc == STORE_OK)
		rc = own_columns_plan(sql, a, &own, err);
	if (rc == STORE_OK && (found.n_changes || own.n || version < migrations_newest()))
		rc = STORE_NONE;
	return rc;
}

enum store_open_rc migrations_expect_current(struct sql *sql, struct err *err)
{
	struct arena arena;
	enum store_rc rc = refuse_alone(sql, err);

	if (rc != STORE_OK)
		return STORE_UNUSABLE;
	arena_init(&arena, NULL, 0);
	rc = SQL_READ(sql, err, is_current(sql, &arena, err));
	arena_done(&arena);
	if (rc == STORE_NONE)
		err_set(err,
			"a start would change the tables of this database, and this command "
			"changes none: start the server, or see what it would change with `ostiary "
			"migrate --plan`");
	return rc == STORE_OK ? STORE_OPENED : STORE_UNUSABLE;
}

/* One line, also where a new database takes all steps. */
static void log_migrated(const struct log *log, int64_t from)
{
	const struct log_field fields[] = { LOG_FIELD_INTEGER("from", from),
					    LOG_FIELD_INTEGER("to", migrations_newest()) };

	if (from < migrations_newest())
		log_line(log, LOG_LEVEL_NOTICE, "database migrated", fields, ARRAY_LEN(fields));
}

enum store_open_rc migrations_run(struct sql *sql, const struct clock *clock, const struct log *log,
				  struct err *err)
{
	int64_t version = 0;

	if (refuse_alone(sql, err) != STORE_OK || prepare_better_auth(sql, log, err) != STORE_OK ||
	    SQL_READ(sql, err, migrations_recorded(sql, &version, err)) != STORE_OK)
		return STORE_UNUSABLE;
	for (size_t i = 0; i < steps_n; i++)
		if (steps[i].version > version && step(sql, &steps[i], clock, log, err) != STORE_OK)
			return STORE_UNUSABLE;
	log_migrated(log, version);
	if (SQL_READ(sql, err, migrations_check_columns(sql, err)) != STORE_OK ||
	    own_columns_complete(sql, log, err) != STORE_OK)
		return STORE_UNUSABLE;
	return migrations_check(sql, err); /* another process may have migrated further */
}
