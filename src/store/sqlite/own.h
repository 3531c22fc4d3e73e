/* Inside the SQLite driver. Its parts: connection.c has connections and transactions, statement.c
 * statements and their execution, disk_space.c keeps room for a full disk, in_place.c notices files
 * that were moved, log_file.c judges the write-ahead log, time.c reads and orders times, and url.c
 * reads DATABASE_URL. */
#ifndef OSTIARY_STORE_SQLITE_OWN_H
#define OSTIARY_STORE_SQLITE_OWN_H

#include "store/sql/statements.h"
#include "store/sqlite/connection.h"

struct sqlite3;
struct sqlite3_stmt;
struct sqlite3_value;

struct sqlite_run {
	struct sql_run run; /* first */
	struct sqlite *sql;
	const char *statement;
	struct sqlite3_stmt *stmt;
	char *times;    /* texts of bound times, one place for each placeholder */
	uint32_t wants; /* a bit for each placeholder */
	uint32_t bound;
	bool running;
	bool ended;   /* there is no next row */
	bool faulted; /* sql->fault says why */
};

#define SQLITE_TIME_BYTES 24u /* YYYY-MM-DDTHH:MM:SS.mmmZ */

struct sqlite {
	struct sql sql; /* first */
	struct sqlite3 *db;
	int busy_ms;
	int wal_pages;
	bool full;                 /* see sqlite_is_full() */
	bool failing;              /* see sqlite_is_failing() */
	bool log_suspect;          /* see sqlite_log_is_suspect() */
	bool growth_blocked;       /* see sqlite_check_disk_space() */
	bool no_allocation;        /* the file system cannot allocate ahead */
	bool row_is_gone;          /* see disk_space.c: no row holds the pages of the reserve */
	unsigned until_look;       /* calls of sqlite_fill_reserve() that need not look */
	char *names[SQLITE_FILES]; /* their paths; OWNED */
	struct sqlite_file_id files[SQLITE_FILES]; /* as they were opened; ino is 0: not yet */
	unsigned n_statements;
	struct err fault; /* of the run that is marked as faulted */
	struct sql_statements statements;
	struct sqlite_run runs[SQL_STATEMENTS]; /* one for each place of a statement */
	struct sqlite_run spare;                /* answers when there is no place: always faulted */
};

static inline struct sqlite *sqlite_of(struct sql *sql)
{
	return (struct sqlite *)sql;
}

static inline struct sqlite_run *sqlite_run_of(struct sql_run *run)
{
	return (struct sqlite_run *)run;
}

/* ---- statement.c ---- */
struct sql_run *sqlite_start(struct sql *base, const char *statement);
void sqlite_end(struct sql_run *base);
void sqlite_bind_text(struct sql_run *base, int i, struct str text);
void sqlite_bind_i64(struct sql_run *base, int i, int64_t value);
void sqlite_bind_bool(struct sql_run *base, int i, bool value);
void sqlite_bind_time(struct sql_run *base, int i, int64_t ms);
void sqlite_bind_null(struct sql_run *base, int i);
enum store_rc sqlite_step(struct sql_run *base, struct err *err);
enum store_rc sqlite_change(struct sql_run *base, struct err *err);
struct str sqlite_text(struct sql_run *base, int column);
int64_t sqlite_i64(struct sql_run *base, int column);
bool sqlite_bool(struct sql_run *base, int column);
bool sqlite_bool_or(struct sql_run *base, int column, bool otherwise);
int64_t sqlite_time(struct sql_run *base, int column);
int64_t sqlite_time_or(struct sql_run *base, int column, int64_t otherwise);
bool sqlite_is_null(struct sql_run *base, int column);
enum store_rc sqlite_row_ok(struct sql_run *base, struct err *err);
bool sqlite_row_skip(struct sql_run *base, struct err *err);

/* ---- in_place.c ---- */

/* Sets the names of the files of an open connection, once for all looks at them. STORE_OK,
 * STORE_FAULT. */
enum store_rc sqlite_name_files(struct sqlite *sql, struct err *err);

/* ---- time.c ---- */

/* False: the value is no time, or null. */
bool sqlite_read_time(struct sqlite3_value *value, int64_t *out);

/* Makes the function of SQL_TIME() known to the connection. STORE_OK, STORE_FAULT. */
enum store_rc sqlite_add_time_order(struct sqlite *sql, struct err *err);

#endif
