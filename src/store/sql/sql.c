/* Passes the calls of store/sql/sql.h to the driver of the connection. */
#include "store/sql/sql.h"

#include "store/sql/driver.h"

enum sql_engine sql_engine(const struct sql *sql)
{
	return sql->driver->engine;
}

const struct sql_layout *sql_layout(const struct sql *sql)
{
	return &sql->layout;
}

void sql_use(struct sql *sql, const struct store_config *config)
{
	sql->layout.own = config->own;
	sql->layout.factors = config->factors;
	sql->layout.admin = config->admin;
}

const struct own_tables *sql_own(const struct sql_run *run)
{
	return run->layout->own;
}

bool sql_factors(const struct sql_run *run)
{
	return run->layout->factors;
}

bool sql_admin(const struct sql_run *run)
{
	return run->layout->admin;
}

struct sql_run *sql_start(struct sql *sql, const char *statement)
{
	return sql->driver->start(sql, statement);
}

void sql_end(struct sql_run *run)
{
	if (run)
		run->driver->end(run);
}

/* ---- binding ---- */

void sql_bind_text(struct sql_run *run, int i, struct str text)
{
	run->driver->bind_text(run, i, text);
}

void sql_bind_text_or_null(struct sql_run *run, int i, struct str text)
{
	if (text.p)
		run->driver->bind_text(run, i, text);
	else
		run->driver->bind_null(run, i);
}

void sql_bind_i64(struct sql_run *run, int i, int64_t value)
{
	run->driver->bind_i64(run, i, value);
}

void sql_bind_bool(struct sql_run *run, int i, bool value)
{
	run->driver->bind_bool(run, i, value);
}

void sql_bind_time(struct sql_run *run, int i, int64_t ms)
{
	run->driver->bind_time(run, i, ms);
}

void sql_bind_null(struct sql_run *run, int i)
{
	run->driver->bind_null(run, i);
}

/* ---- rows ---- */

enum store_rc sql_step(struct sql_run *run, struct err *err)
{
	return run->driver->step(run, err);
}

enum store_rc sql_change(struct sql_run *run, struct err *err)
{
	return run->driver->change(run, err);
}

struct str sql_text(struct sql_run *run, int column)
{
	return run->driver->text(run, column);
}

struct str sql_copy(struct sql_run *run, int column, struct arena *a)
{
	struct str text = run->driver->text(run, column);

	return text.p ? arena_copy(a, text) : text;
}

int64_t sql_i64(struct sql_run *run, int column)
{
	return run->driver->i64(run, column);
}

bool sql_bool(struct sql_run *run, int column)
{
	return run->driver->boolean(run, column);
}

bool sql_bool_or(struct sql_run *run, int column, bool otherwise)
{
	return run->driver->boolean_or(run, column, otherwise);
}

int64_t sql_time(struct sql_run *run, int column)
{
	return run->driver->time(run, column);
}

int64_t sql_time_or(struct sql_run *run, int column, int64_t otherwise)
{
	return run->driver->time_or(run, column, otherwise);
}

bool sql_is_null(struct sql_run *run, int column)
{
	return run->driver->is_null(run, column);
}

enum store_rc sql_row_ok(struct sql_run *run, struct err *err)
{
	return run->driver->row_ok(run, err);
}

bool sql_row_skip(struct sql_run *run, struct err *err)
{
	return run->driver->row_skip(run, err);
}

/* ---- transactions ---- */

enum store_rc sql_begin_read(struct sql *sql, struct err *err)
{
	return sql->driver->begin_read(sql, err);
}

enum store_rc sql_begin_write(struct sql *sql, struct err *err)
{
	return sql->driver->begin_write(sql, err);
}

enum store_rc sql_begin_migration(struct sql *sql, struct err *err)
{
	return sql->driver->begin_migration(sql, err);
}

enum store_rc sql_commit(struct sql *sql, struct err *err)
{
	return sql->driver->commit(sql, err);
}

void sql_rollback(struct sql *sql)
{
	sql->driver->rollback(sql);
}

bool sql_in_transaction(const struct sql *sql)
{
	return sql->driver->in_transaction(sql);
}

enum store_rc sql_savepoint(struct sql *sql, struct err *err)
{
	return sql->driver->savepoint(sql, err);
}

enum store_rc sql_release(struct sql *sql, struct err *err)
{
	return sql->driver->release(sql, err);
}

enum store_rc sql_undo(struct sql *sql, struct err *err)
{
	return sql->driver->undo(sql, err);
}

enum store_rc sql_lock_table(struct sql *sql, const char *table, struct err *err)
{
	return sql->driver->lock_table(sql, table, err);
}

/* ---- the rest ---- */

enum store_rc sql_check_deferred(struct sql *sql, struct err *err)
{
	return sql->driver->check_deferred(sql, err);
}

enum store_rc sql_script(struct sql *sql, const char *text, struct err *err)
{
	return sql->driver->script(sql, text, err);
}

enum store_rc sql_has_table(struct sql *sql, struct str name, struct err *err)
{
	return sql->driver->has_table(sql, name, err);
}

enum store_rc sql_has_column(struct sql *sql, struct str table, struct str name, struct err *err)
{
	return sql->driver->has_column(sql, table, name, err);
}

enum store_rc sql_version(struct sql *sql, int64_t *out, struct err *err)
{
	return sql->driver->version(sql, out, err);
}

void sql_close(struct sql *sql)
{
	if (sql)
		sql->driver->close(sql);
}
