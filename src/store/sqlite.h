/* The SQLite driver: connections for store/sql.h. */
#ifndef OSTIARY_STORE_SQLITE_H
#define OSTIARY_STORE_SQLITE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/log.h"
#include "store/driver.h"

struct sqlite3;
struct sqlite3_stmt;

/* The place of a database file in a DATABASE_URL (store.h lists the forms), NUL-terminated, for free();
 * relative paths begin with "./", so that SQLite reads no meaning into them. NULL with a text in *err
 * that does not repeat the URL, which may hold a password. */
char *sqlite_path(struct str url, struct err *err);

/* Settings of the whole process, before the first connection is opened; later it does nothing. */
void sqlite_prepare(void);

/* STORE_OK: the file is there, and a warning is logged when others may open it. STORE_FAULT. */
enum store_rc sqlite_look_at(const char *path, const struct log *log, struct err *err);

/* Makes an empty file with mode 0600 and puts its name on the disk, unless it is there. */
enum store_rc sqlite_create(const char *path, const struct log *log, struct err *err);

enum sqlite_use {
	SQLITE_USE_READ,  /* refuses to write */
	SQLITE_USE_WRITE, /* checkpoints only when asked */
};

/* Opens a connection to an existing file and closes it with sql_close(). Waiting for a lock of
 * another process ends after busy_ms. STORE_OK, STORE_FAULT. */
enum store_rc sqlite_open(const char *path, enum sqlite_use use, int busy_ms, struct sql **out,
			  struct err *err);

/* Makes the file keep a write-ahead log, once for all connections. */
enum store_rc sqlite_use_wal(struct sql *base, struct err *err);

/* Looks now and then, outside of a transaction, whether the disk has room. When little is left, the file grows no
 * more until there is more: what needs another page fails as on a full disk, and what has been written before can
 * be changed and deleted. True when that has changed. */
bool sqlite_mind_room(struct sql *sql);
bool sqlite_is_held(const struct sql *sql); /* it may not grow */

/* Pages in the write-ahead log after the last commit on this connection. */
int sqlite_wal_pages(const struct sql *sql);

/* True from when the disk was full until a commit on this connection has written something. */
bool sqlite_is_full(const struct sql *sql);

/* Moves pages from the write-ahead log to the database file, and waits at most wait_ms for readers that
 * still need the old ones, so that the log can begin anew. STORE_OK also when not all could be moved. */
enum store_rc sqlite_checkpoint(struct sql *base, int wait_ms, struct err *err);

/* From here on for the driver's own files. */

/* Statements that one connection keeps, and placeholders in one: twice what the room has. */
#define SQLITE_STATEMENTS   128u
#define SQLITE_PLACEHOLDERS 32

struct sqlite_run {
	struct sql_run run; /* first */
	struct sqlite *sql;
	const char *statement; /* NULL: a free place */
	struct sqlite3_stmt *stmt;
	char *times;    /* texts of bound times, one place a placeholder */
	uint32_t wants; /* a bit for each placeholder */
	uint32_t bound;
	bool running;
	bool ended;   /* there is no next row */
	bool faulted; /* sql->fault says why */
};

struct sqlite {
	struct sql sql; /* first */
	struct sqlite3 *db;
	int busy_ms;
	int wal_pages;
	bool full; /* see sqlite_is_full() */
	bool held; /* see sqlite_mind_room() */
	int looked_at_pages;
	unsigned n_statements;
	struct err fault;                          /* of the run that is marked */
	struct sqlite_run runs[SQLITE_STATEMENTS]; /* open addressing, by the statement's address */
	struct sqlite_run spare; /* answers when there is no place: always faulted */
};

static inline struct sqlite *sqlite_of(struct sql *sql)
{
	return (struct sqlite *)sql;
}

static inline struct sqlite_run *sqlite_run_of(struct sql_run *run)
{
	return (struct sqlite_run *)run;
}

/* What a result code means; STORE_OK for success. Faults name what was being done. */
enum store_rc sqlite_outcome(struct sqlite *sql, int code, const char *doing, struct err *err);

/* The half of the driver that runs statements; sqlite.c has the connections and transactions. */
struct sql_run *sqlite_start(struct sql *base, const char *statement);
void sqlite_end(struct sql_run *base);
void sqlite_bind_text_at(struct sql_run *base, int i, struct str text);
void sqlite_bind_i64_at(struct sql_run *base, int i, int64_t value);
void sqlite_bind_bool_at(struct sql_run *base, int i, bool value);
void sqlite_bind_time_at(struct sql_run *base, int i, int64_t ms);
void sqlite_bind_null_at(struct sql_run *base, int i);
enum store_rc sqlite_next(struct sql_run *base, struct err *err);
enum store_rc sqlite_change(struct sql_run *base, struct err *err);
struct str sqlite_text(struct sql_run *base, int column);
int64_t sqlite_i64(struct sql_run *base, int column);
bool sqlite_bool(struct sql_run *base, int column);
int64_t sqlite_time(struct sql_run *base, int column);
bool sqlite_is_null(struct sql_run *base, int column);
enum store_rc sqlite_row_ok(struct sql_run *base, struct err *err);

#endif
