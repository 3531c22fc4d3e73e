/* Executes statements for store/sql/sql.h on SQLite. */
#include "store/sqlite/own.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <sqlite3.h>

#include "base/buf.h"
#include "core/clock.h"
#include "store/sql/expand.h"
#include "store/sqlite/error.h"

/* ---- preparing ---- */

/* Placeholders must be $1, $2, ... in order of appearance: SQLite numbers them by first appearance
 * and PostgreSQL by name, and the two must agree. */
static bool placeholders_in_order(sqlite3_stmt *stmt, int n)
{
	for (int i = 1; i <= n; i++) {
		const char *name = sqlite3_bind_parameter_name(stmt, i);
		char wanted[16];

		snprintf(wanted, sizeof(wanted), "$%d", i);
		if (!name || strcmp(name, wanted) != 0)
			return false;
	}
	return n <= (int)SQL_PLACEHOLDERS;
}

static enum store_rc prepare(struct sqlite *sql, const char *statement, sqlite3_stmt **stmt,
			     struct err *err)
{
	__attribute__((cleanup(owned_free))) char *expanded =
		sql_expand(sql->sql.layout.own, statement);
	int code = sqlite3_prepare_v3(sql->db, expanded ? expanded : statement, -1,
				      SQLITE_PREPARE_PERSISTENT, stmt, NULL);

	if (code != SQLITE_OK)
		return sqlite_outcome(sql, code, statement, err);
	if (*stmt && placeholders_in_order(*stmt, sqlite3_bind_parameter_count(*stmt)))
		return STORE_OK;
	err_set(err, "placeholders are not $1, $2, ... in order: %.160s", statement);
	return STORE_FAULT;
}

static bool fill_place(struct sqlite *sql, struct sqlite_run *run, const char *statement)
{
	sqlite3_stmt *stmt = NULL;
	size_t n;

	if (prepare(sql, statement, &stmt, &sql->fault) != STORE_OK) {
		sqlite3_finalize(stmt);
		return false;
	}
	n = (size_t)sqlite3_bind_parameter_count(stmt);
	run->times = calloc(n + 1, SQLITE_TIME_BYTES);
	if (!run->times) {
		sqlite3_finalize(stmt);
		err_set(&sql->fault, "no memory for a statement");
		return false;
	}
	run->run = (struct sql_run){ sql->sql.driver, &sql->sql.layout };
	run->sql = sql;
	run->stmt = stmt;
	run->wants = (uint32_t)((UINT64_C(1) << n) - 1);
	run->statement = statement;
	return true;
}

/* A run whose steps all fail with sql->fault. */
static struct sql_run *faulted_run(struct sqlite *sql)
{
	sql->spare = (struct sqlite_run){ .run = { sql->sql.driver, NULL },
					  .sql = sql,
					  .faulted = true };
	return &sql->spare.run;
}

struct sql_run *sqlite_start(struct sql *base, const char *statement)
{
	struct sqlite *sql = sqlite_of(base);
	unsigned place = sql_statements_place(&sql->statements, statement, &sql->fault);
	struct sqlite_run *run = &sql->runs[place];

	if (place == SQL_STATEMENTS)
		return faulted_run(sql);
	if (!sql->statements.at[place] && !fill_place(sql, run, statement))
		return faulted_run(sql);
	sql->statements.at[place] = statement;
	if (run->running) {
		err_set(&sql->fault, "a statement is started while it runs: %.160s", statement);
		return faulted_run(sql);
	}
	run->running = true;
	run->ended = run->faulted = false;
	run->bound = 0;
	return &run->run;
}

void sqlite_end(struct sql_run *base)
{
	struct sqlite_run *run = sqlite_run_of(base);

	if (!run->running)
		return;
	sqlite3_reset(run->stmt); /* repeats the error of the last step */
	run->running = false;
}

/* ---- binding ---- */

static void check_bind(struct sqlite_run *run, int i, int code)
{
	if (run->faulted)
		return;
	if (code == SQLITE_OK) {
		run->bound |= UINT32_C(1) << (i - 1);
		return;
	}
	run->faulted = true;
	err_set(&run->sql->fault, "placeholder $%d cannot be bound (SQLite %d) in: %.160s", i, code,
		run->statement);
}

void sqlite_bind_text(struct sql_run *base, int i, struct str text)
{
	struct sqlite_run *run = sqlite_run_of(base);

	if (!run->faulted)
		check_bind(run, i,
			   sqlite3_bind_text64(run->stmt, i, text.p ? text.p : "", text.n,
					       SQLITE_STATIC, SQLITE_UTF8));
}

void sqlite_bind_i64(struct sql_run *base, int i, int64_t value)
{
	struct sqlite_run *run = sqlite_run_of(base);

	if (!run->faulted)
		check_bind(run, i, sqlite3_bind_int64(run->stmt, i, value));
}

void sqlite_bind_bool(struct sql_run *base, int i, bool value)
{
	sqlite_bind_i64(base, i, value);
}

void sqlite_bind_null(struct sql_run *base, int i)
{
	struct sqlite_run *run = sqlite_run_of(base);

	if (!run->faulted)
		check_bind(run, i, sqlite3_bind_null(run->stmt, i));
}

void sqlite_bind_time(struct sql_run *base, int i, int64_t ms)
{
	struct sqlite_run *run = sqlite_run_of(base);
	struct buf b;

	if (run->faulted)
		return;
	if (i < 1 || i > sqlite3_bind_parameter_count(run->stmt)) {
		check_bind(run, i, SQLITE_RANGE);
		return;
	}
	buf_init_fixed(&b, run->times + (size_t)(i - 1) * SQLITE_TIME_BYTES, SQLITE_TIME_BYTES);
	clock_put_iso(&b, ms);
	if (buf_ok(&b)) {
		sqlite_bind_text(base, i, buf_text(&b));
		return;
	}
	run->faulted = true;
	err_set(&run->sql->fault, "a time is out of range (%" PRId64 " ms) in: %.160s", ms,
		run->statement);
}

/* ---- stepping ---- */

static enum store_rc run_fault(const struct sqlite_run *run, struct err *err)
{
	*err = run->sql->fault;
	return STORE_FAULT;
}

enum store_rc sqlite_step(struct sql_run *base, struct err *err)
{
	struct sqlite_run *run = sqlite_run_of(base);
	int code;

	if (run->faulted)
		return run_fault(run, err);
	if (run->ended)
		return STORE_NONE;
	if (run->bound != run->wants) {
		err_set(err, "a placeholder was given no value in: %.160s", run->statement);
		return STORE_FAULT;
	}
	code = sqlite3_step(run->stmt);
	if (code == SQLITE_ROW)
		return STORE_OK;
	run->ended = true; /* another step would start over */
	if (code == SQLITE_DONE)
		return STORE_NONE;
	return sqlite_outcome(run->sql, code, run->statement, err);
}

enum store_rc sqlite_change(struct sql_run *base, struct err *err)
{
	struct sqlite_run *run = sqlite_run_of(base);
	enum store_rc rc;

	do
		rc = sqlite_step(base, err);
	while (rc == STORE_OK);
	if (rc != STORE_NONE)
		return rc;
	return sqlite3_changes64(run->sql->db) > 0 ? STORE_OK : STORE_NONE;
}

/* ---- columns ---- */

/* Without memory for a text SQLite gives NULL, which would look like null. */
struct str sqlite_text(struct sql_run *base, int column)
{
	struct sqlite_run *run = sqlite_run_of(base);
	const char *p;

	if (sqlite_is_null(base, column))
		return str_of(NULL, 0);
	p = (const char *)sqlite3_column_text(run->stmt, column);
	if (p)
		return str_of(p, (size_t)sqlite3_column_bytes(run->stmt, column));
	run->faulted = true;
	err_set_kind(&run->sql->fault, ERR_UNAVAILABLE, "no memory for a column in: %.160s",
		     run->statement);
	return str_of(NULL, 0);
}

int64_t sqlite_i64(struct sql_run *base, int column)
{
	struct sqlite_run *run = sqlite_run_of(base);

	return run->faulted ? 0 : sqlite3_column_int64(run->stmt, column);
}

bool sqlite_bool(struct sql_run *base, int column)
{
	return sqlite_i64(base, column) == 1;
}

bool sqlite_bool_or(struct sql_run *base, int column, bool otherwise)
{
	int64_t value;

	if (sqlite_is_null(base, column))
		return false;
	value = sqlite_i64(base, column);
	if (sqlite3_column_type(sqlite_run_of(base)->stmt, column) != SQLITE_INTEGER ||
	    (value != 0 && value != 1))
		return otherwise;
	return value == 1;
}

bool sqlite_is_null(struct sql_run *base, int column)
{
	struct sqlite_run *run = sqlite_run_of(base);

	return run->faulted || sqlite3_column_type(run->stmt, column) == SQLITE_NULL;
}

static const char *or_unknown(const char *name)
{
	return name ? name : "?";
}

/* On a connection that one thread uses, the value of a column may be read as any other. */
static bool read_time(struct sqlite_run *run, int column, int64_t *out)
{
	return sqlite_read_time(sqlite3_column_value(run->stmt, column), out);
}

int64_t sqlite_time(struct sql_run *base, int column)
{
	struct sqlite_run *run = sqlite_run_of(base);
	int64_t ms;

	if (run->faulted)
		return 0;
	if (read_time(run, column, &ms))
		return ms;
	run->faulted = true;
	err_set_kind(&run->sql->fault, ERR_UNREADABLE,
		     "table \"%s\", column \"%s\": this is not a time: \"%.40s\"",
		     or_unknown(sqlite3_column_table_name(run->stmt, column)),
		     or_unknown(sqlite3_column_origin_name(run->stmt, column)),
		     or_unknown((const char *)sqlite3_column_text(run->stmt, column)));
	return 0;
}

int64_t sqlite_time_or(struct sql_run *base, int column, int64_t otherwise)
{
	struct sqlite_run *run = sqlite_run_of(base);
	int64_t ms;

	return !run->faulted && read_time(run, column, &ms) ? ms : otherwise;
}

enum store_rc sqlite_row_ok(struct sql_run *base, struct err *err)
{
	struct sqlite_run *run = sqlite_run_of(base);

	return run->faulted ? run_fault(run, err) : STORE_OK;
}

bool sqlite_row_skip(struct sql_run *base, struct err *err)
{
	struct sqlite_run *run = sqlite_run_of(base);

	if (!run->faulted || run->sql->fault.kind != ERR_UNREADABLE)
		return false;
	*err = run->sql->fault;
	run->faulted = false;
	return true;
}
