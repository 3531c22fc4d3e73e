/* A thin layer over one database connection: what the tables' files speak. It hides what databases
 * differ in (times, booleans, how a broken constraint is told) and nothing else; SQL is written once.
 *
 * A statement is a text in static memory with the placeholders $1, $2, ... in that order of appearance.
 * Its address is its name: each connection prepares it the first time and keeps it.
 *
 *	static const char by_email[] = "select \"id\" from \"user\" where \"email\" = $1";
 *
 *	OWNED(sql_end) struct sql_run *run = sql_start(sql, by_email);
 *	sql_bind_text(run, 1, email);
 *	rc = sql_step(run, err);
 *
 * A text that the database cannot hold (PostgreSQL: with U+0000, or not UTF-8; in a column of uuids: no
 * uuid) is in no row: a select or a delete that compares with it answers STORE_NONE. An insert or update
 * that would store it answers STORE_FAULT with the kind ERR_UNSTORABLE.
 *
 * As with struct buf, the calls on the way do not answer: whatever went wrong is kept in the run and
 * told by the call that ends the matter, sql_step(), sql_change() or sql_row_ok().
 */
#ifndef OSTIARY_STORE_SQL_H
#define OSTIARY_STORE_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

struct sql;     /* a connection, used by one thread at a time */
struct sql_run; /* one execution of a statement; belongs to its connection */

enum sql_engine {
	SQL_SQLITE = 0,
	SQL_POSTGRES,
};
enum sql_engine sql_engine(const struct sql *sql);

/* What the tables of this database have beyond, or instead of, what Better Auth 1.7 makes. */
struct sql_layout {
	bool account_issuer; /* account.issuer, not null: of 1.7.0 to 1.7.2 */
	bool uuid_ids;       /* ids are of type uuid */
};
const struct sql_layout *sql_layout(const struct sql *sql);

/* Begins an execution. Never NULL. A statement runs once at a time on a connection. */
struct sql_run *sql_start(struct sql *sql, const char *statement);

/* Ends it: row slices die, locks of a read outside of a transaction are given back. NULL is fine. */
void sql_end(struct sql_run *run);
OWNER(struct sql_run *, sql_end)

/* Give placeholder $i its value. Every placeholder must be given one. Texts are borrowed until
 * sql_end(). */
void sql_bind_text(struct sql_run *run, int i, struct str text);
void sql_bind_text_or_null(struct sql_run *run, int i, struct str text); /* null when p is NULL */
void sql_bind_i64(struct sql_run *run, int i, int64_t value);
void sql_bind_bool(struct sql_run *run, int i, bool value);
void sql_bind_time(struct sql_run *run, int i, int64_t ms);
void sql_bind_null(struct sql_run *run, int i);

/* Goes to the next row. STORE_OK: there is one. STORE_NONE: no more. STORE_CONFLICT (unique),
 * STORE_ORPHAN (foreign key): the statement did nothing. STORE_FAULT. */
enum store_rc sql_step(struct sql_run *run, struct err *err);

/* Runs an insert, update or delete to its end. STORE_OK: at least one row was changed. STORE_NONE: no
 * row was. Otherwise as sql_step(). */
enum store_rc sql_change(struct sql_run *run, struct err *err);

/* The row's columns, counted from 0. A text's slice lives until the next step; its p is NULL when the
 * column is null. A time must have the one shape that Better Auth and we write; anything else is a
 * fault that names table and column. */
struct str sql_text(struct sql_run *run, int column);
struct str sql_copy(struct sql_run *run, int column, struct arena *a);
int64_t sql_i64(struct sql_run *run, int column);
bool sql_bool(struct sql_run *run, int column);
int64_t sql_time(struct sql_run *run, int column);
bool sql_is_null(struct sql_run *run, int column);

/* STORE_OK when all columns of this row could be read, else STORE_FAULT. */
enum store_rc sql_row_ok(struct sql_run *run, struct err *err);

/* Goes to the next row and reads its first column. As sql_step(); *out is written on STORE_OK only. */
enum store_rc sql_number(struct sql_run *run, int64_t *out, struct err *err);

/* Transactions: STORE_OK or STORE_FAULT. When a commit fails, the transaction is gone.
 *
 * On SQLite one for writing holds the database's write lock from its begin on; waiting for it is bounded.
 * On PostgreSQL several write at once, each seeing the state at its first statement ("repeatable
 * read"): of two that change the same row one is run again and then sees the other's work. Two that each
 * read what the other adds do not notice each other: who decides by the absence of a row, and has no
 * unique column to rely on, calls sql_lock_table() first. After STORE_CONFLICT or STORE_ORPHAN nothing
 * more can be done in a PostgreSQL transaction but sql_undo() or its end.
 *
 * A transaction for reading is one state on SQLite; on PostgreSQL each statement sees a state of its own.
 * One for a migration excludes all others of its kind, in all processes. */
enum store_rc sql_begin_read(struct sql *sql, struct err *err);
enum store_rc sql_begin_write(struct sql *sql, struct err *err);
enum store_rc sql_begin_migration(struct sql *sql, struct err *err);
enum store_rc sql_commit(struct sql *sql, struct err *err);
void sql_rollback(struct sql *sql); /* also when there is none any more */

/* True until commit or rollback, or until the database has rolled back by itself, as it does when the
 * disk is full. */
bool sql_in_transaction(const struct sql *sql);

/* Until the end of the transaction nobody else writes to the table; reading goes on. Must come before
 * the transaction's first statement. The name is quoted by the caller: "\"jwks\"". Nothing to do on
 * SQLite, where one writes at a time. */
enum store_rc sql_lock_table(struct sql *sql, const char *table, struct err *err);

/* One savepoint inside a transaction: kept by release, undone by undo. */
enum store_rc sql_savepoint(struct sql *sql, struct err *err);
enum store_rc sql_release(struct sql *sql, struct err *err);
enum store_rc sql_undo(struct sql *sql, struct err *err);

/* Runs statements without placeholders and drops their rows: for migrations. */
enum store_rc sql_script(struct sql *sql, const char *text, struct err *err);

/* STORE_OK: there is a table or view of that name. STORE_NONE, STORE_FAULT. */
enum store_rc sql_has_table(struct sql *sql, struct str name, struct err *err);

void sql_close(struct sql *sql);
OWNER(struct sql *, sql_close)

#endif
