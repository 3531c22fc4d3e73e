/* A thin layer over one database connection, which the files of tables use. It hides how databases
 * differ in times, booleans and reports of broken constraints, and nothing else: each statement is
 * written once.
 *
 * A statement is a text in static memory with the placeholders $1, $2, ... in that order of
 * appearance. Its address is its name: each connection prepares it the first time and keeps it.
 *
 * 	static const char by_email[] = "select \"id\" from \"user\" where \"email\" = $1";
 *
 * 	OWNED(sql_end) struct sql_run *run = sql_start(sql, by_email);
 * 	sql_bind_text(run, 1, email);
 * 	rc = sql_step(run, err);
 *
 * A text that the database cannot hold (on PostgreSQL one with U+0000 or invalid UTF-8, and in a
 * column of uuids one that is not a uuid) is in no row: a select or a delete that compares with it
 * answers STORE_NONE. An insert or update that would store it answers STORE_FAULT with the kind
 * ERR_UNSTORABLE.
 *
 * As with struct buf, the calls in between return no outcome: the run keeps a failure, and
 * sql_step(), sql_change() or sql_row_ok() returns it. store/sql/rows.h has shorter forms.
 */
#ifndef OSTIARY_STORE_SQL_SQL_H
#define OSTIARY_STORE_SQL_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "fields/fields.h"
#include "store/store.h"

struct sql;     /* a connection, used by one thread at a time */
struct sql_run; /* one execution of a statement; belongs to its connection */

enum sql_engine {
	SQL_SQLITE = 0,
	SQL_POSTGRES,
};
enum sql_engine sql_engine(const struct sql *sql);

/* How the tables of this database differ from those that Better Auth 1.7 makes. */
struct sql_layout {
	bool account_issuer; /* account.issuer exists and is not null, as in 1.7.0 to 1.7.2 */
	bool uuid_ids;       /* ids are of type uuid */
	/* The columns of one's own (store_config), which statements name by marks (expand.h); NULL:
	 * none. */
	const struct own_tables *own;
	bool factors; /* second factors are on (store_config) */
	bool admin;   /* the columns of the plugin admin are there, and in use (store_config) */
};
const struct sql_layout *sql_layout(const struct sql *sql);

/* Tells a connection what the configuration says of the layout, before its first statement with a
 * mark. */
void sql_use(struct sql *sql, const struct store_config *config);

/* The columns of one's own of the run's connection; NULL: none. */
const struct own_tables *sql_own(const struct sql_run *run);

/* Whether second factors are on; whether roles, bans and impersonation are. */
bool sql_factors(const struct sql_run *run);
bool sql_admin(const struct sql_run *run);

/* Starts an execution. Never NULL. On a connection a statement runs once at a time. */
struct sql_run *sql_start(struct sql *sql, const char *statement);

/* Ends the execution: slices of its row become invalid, and a read outside of a transaction
 * releases its locks. NULL is fine. */
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

/* In a statement, a column of times that it compares, or by which it sorts:
 *
 *	"... where " SQL_TIME("\"expiresAt\"") " > $1"
 *
 * SQLite keeps a time in the form in which some program has written it, and would compare the
 * texts. There the driver defines this function of one value: the text that sql_bind_time() binds
 * for the same time, whatever its form, and null for what sql_time() does not read either. On
 * PostgreSQL the greatest of one value is the value. */
#define SQL_TIME(column) "greatest(" column ")"

/* Goes to the next row. STORE_OK: there is one. STORE_NONE: no more. STORE_CONFLICT (unique),
 * STORE_ORPHAN (foreign key): the statement did nothing, and *err names the constraint where the
 * database does. STORE_FAULT. */
enum store_rc sql_step(struct sql_run *run, struct err *err);

/* Runs an insert, update or delete to its end. STORE_OK: at least one row was changed. STORE_NONE:
 * no row was. Otherwise as sql_step(). */
enum store_rc sql_change(struct sql_run *run, struct err *err);

/* The row's columns, counted from 0. A text's slice lives until the next step; its p is NULL when
 * the column is null. A time is read in every form that JavaScript's Date reads (core/date_text.h;
 * numbers are milliseconds), and lies in the years 0 to 9999; anything else is a fault of kind
 * ERR_UNREADABLE, which names the column. sql_time_or() gives `otherwise` instead, and for null.
 * sql_bool_or() gives it for a value that is neither true nor false; null is false. */
struct str sql_text(struct sql_run *run, int column);
struct str sql_copy(struct sql_run *run, int column, struct arena *a);
int64_t sql_i64(struct sql_run *run, int column);
bool sql_bool(struct sql_run *run, int column);
bool sql_bool_or(struct sql_run *run, int column, bool otherwise);
int64_t sql_time(struct sql_run *run, int column);
int64_t sql_time_or(struct sql_run *run, int column, int64_t otherwise);
bool sql_is_null(struct sql_run *run, int column);

/* STORE_OK when all columns of this row could be read, else STORE_FAULT. */
enum store_rc sql_row_ok(struct sql_run *run, struct err *err);

/* True when the only fault of this row is that it cannot be read (ERR_UNREADABLE): *err says why,
 * and the run goes on with the next row. */
bool sql_row_skip(struct sql_run *run, struct err *err);

/* Transactions. STORE_OK, STORE_FAULT. After a commit that failed there is no transaction.
 *
 * On SQLite a transaction for writing holds the write lock of the database from its start; the wait
 * for the lock is bounded. On PostgreSQL several transactions write at the same time, and each sees
 * the state at its first statement ("repeatable read"). When two of them change the same row, one
 * runs again and then sees the change of the other. When each of them reads rows that the other
 * adds, neither notices: a transaction that decides by the absence of a row, and has no unique
 * column to rely on, calls sql_lock_table() first. After STORE_CONFLICT or STORE_ORPHAN a
 * transaction on PostgreSQL accepts only sql_undo() or its end.
 *
 * A transaction for reading sees one state on SQLite; on PostgreSQL each of its statements sees a
 * state of its own. A transaction for a migration excludes all other migrations, in all
 * processes. */
enum store_rc sql_begin_read(struct sql *sql, struct err *err);
enum store_rc sql_begin_write(struct sql *sql, struct err *err);
enum store_rc sql_begin_migration(struct sql *sql, struct err *err);
enum store_rc sql_commit(struct sql *sql, struct err *err);
void sql_rollback(struct sql *sql); /* does nothing outside of a transaction */

/* True until commit or rollback, or until the database has rolled back by itself, as on a full
 * disk. */
bool sql_in_transaction(const struct sql *sql);

/* Keeps all other connections from writing to the table until the transaction ends; they can still
 * read. On PostgreSQL this must be the first query of a transaction of sql_begin_write(), which
 * sees the state at its first statement; one of sql_begin_migration() sees at each statement what
 * was committed before it. The caller quotes the name: "\"jwks\"". On SQLite, where one connection
 * writes at a time, it does nothing. */
enum store_rc sql_lock_table(struct sql *sql, const char *table, struct err *err);

/* One savepoint inside a transaction: sql_release() keeps the changes since then, sql_undo()
 * reverts them. */
enum store_rc sql_savepoint(struct sql *sql, struct err *err);
enum store_rc sql_release(struct sql *sql, struct err *err);
enum store_rc sql_undo(struct sql *sql, struct err *err);

/* Judges now the foreign keys that another program has declared as deferred, which would otherwise
 * break the commit. STORE_OK, STORE_ORPHAN, STORE_FAULT. */
enum store_rc sql_check_deferred(struct sql *sql, struct err *err);

/* Runs statements without placeholders and drops their rows: for migrations. */
enum store_rc sql_script(struct sql *sql, const char *text, struct err *err);

/* STORE_OK: there is a table or view of that name. STORE_NONE, STORE_FAULT. */
enum store_rc sql_has_table(struct sql *sql, struct str name, struct err *err);

/* STORE_OK: that table exists and has a column of that name. STORE_NONE, STORE_FAULT. On SQLite,
 * capitals in names do not count. */
enum store_rc sql_has_column(struct sql *sql, struct str table, struct str name, struct err *err);

/* A number that is another one, as good as surely, once another connection of this or another
 * process has committed. It says nothing of what was changed. On PostgreSQL commits to other
 * databases of the server count as well. To be asked outside of a transaction. STORE_OK,
 * STORE_FAULT. */
enum store_rc sql_version(struct sql *sql, int64_t *out, struct err *err);

void sql_close(struct sql *sql);
OWNER(struct sql *, sql_close)

#endif
