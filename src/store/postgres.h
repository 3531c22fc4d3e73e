/* The PostgreSQL driver: connections for store/sql.h.
 *
 * postgres.c has connections and transactions, postgres_bind.c statements and their values, postgres_run.c
 * their execution, postgres_row.c columns, postgres_wire.c the exchange with the server, postgres_url.c what
 * DATABASE_URL says, pool.c the connections of a process. */
#ifndef OSTIARY_STORE_POSTGRES_H
#define OSTIARY_STORE_POSTGRES_H

#include <stdatomic.h>

#include "base/buf.h"
#include "store/driver.h"

struct pg_conn;   /* libpq's */
struct pg_result; /* libpq's */

/* Shared by the connections of a store. */
struct pg_config {
	char *url;    /* holds a password */
	char *schema; /* NULL: where the database's search_path says */
	enum store_prepare prepare;
	int busy_ms;         /* how long a statement waits for a lock */
	atomic_bool unnamed; /* a pooler has been met that keeps no prepared statements */
};

/* True for postgres: and postgresql: URLs. */
bool pg_url_is(struct str url);

/* The URL for free(); NULL with a text in *err that does not repeat it. */
char *pg_url_copy(struct str url, struct err *err);

/* Opens a connection and closes it with sql_close(). The config outlives it. STORE_OK, STORE_FAULT
 * (ERR_UNAVAILABLE). */
enum store_rc pg_open(struct pg_config *config, struct sql **out, struct err *err);

/* Makes the config's schema when it is not there. STORE_OK, STORE_FAULT. */
enum store_rc pg_make_schema(struct sql *sql, struct err *err);

/* False when an idle connection has been closed by the other side, or its last user has lost it. */
bool pg_is_alive(const struct sql *sql);

/* True when it was lost because the server did not answer in time: others may not answer either. */
bool pg_is_silent(const struct sql *sql);

/* True when the last transaction may succeed if it is run again (serialization failure, deadlock). */
bool pg_should_retry(const struct sql *sql);

/* From here on for the driver's own files. */

/* Statements that one connection keeps, and placeholders in one. */
#define PG_STATEMENTS   128u
#define PG_PLACEHOLDERS 32u

/* The server gives up on a statement after this; we, should it not answer at all, a little later. */
#define PG_STATEMENT_MS 10000
#define PG_ANSWER_MS    12000
#define PG_MIGRATION_MS 600000

struct pg_run {
	struct sql_run run; /* first */
	struct pg *pg;
	const char *statement; /* NULL: a free place */
	uint32_t wants;        /* a bit for each placeholder */
	uint32_t stores;       /* for each whose value is to be kept, not only compared with */
	uint32_t bound;
	uint32_t nulls;
	uint32_t unstorable;          /* its value is no text for PostgreSQL */
	uint32_t at[PG_PLACEHOLDERS]; /* where the value is in `values` */
	struct buf values;            /* as texts, each with a NUL behind */
	bool prepared;
	bool running;
	bool sent;
	bool ended;   /* there is no next row */
	bool faulted; /* pg->fault says why */
	struct pg_result *row;
	struct pg_result **ahead; /* read for the sake of another statement, not stepped to yet */
	size_t n_ahead, at_ahead;
	char (*uuids)[37]; /* texts of the row's uuids, one place a column */
};

struct pg {
	struct sql sql; /* first */
	struct pg_config *config;
	struct pg_conn *conn;
	char *begin_read; /* NULL: none is needed */
	char *begin_write;
	char *begin_migration;
	int answer_ms;
	bool pooled; /* not the server itself answers: what is set for a session is lost */
	bool dead;   /* of no more use */
	bool silent; /* dead, because no answer came in time */
	bool retry;  /* see pg_should_retry() */
	bool was_in_transaction; /* when the active run was sent */
	struct pg_run *active;   /* whose rows are still to be read from the server */
	struct err fault;        /* of the run that is marked */
	struct pg_run runs[PG_STATEMENTS];
	struct pg_run spare;
};

static inline struct pg *pg_of(struct sql *sql)
{
	return (struct pg *)sql;
}

static inline struct pg_run *pg_run_of(struct sql_run *run)
{
	return (struct pg_run *)run;
}

/* postgres_wire.c */

/* Waits until all is sent. False: the connection is lost. */
bool pg_flush(struct pg *pg);

/* The next result of what was sent, for PQclear(). NULL: there is none, or pg->dead. */
struct pg_result *pg_next(struct pg *pg);

/* Reads and drops what is left of the answer. */
void pg_drain(struct pg *pg);

/* Reads what the active run has not read yet and keeps it there, so that another can be sent. */
void pg_settle(struct pg *pg);

/* Sends statements without placeholders and reads all answers. The last command's tag goes to *tag, of
 * 32 bytes, unless it is NULL. */
enum store_rc pg_simple(struct pg *pg, const char *text, char *tag, struct err *err);

/* What a result means; STORE_OK for success. NULL: that the connection is lost. */
enum store_rc pg_outcome(struct pg *pg, const struct pg_result *of, const char *doing,
			 struct err *err);

/* postgres_bind.c */
struct sql_run *pg_start(struct sql *sql, const char *statement) __attribute__((nonnull));
void pg_end(struct sql_run *base);
void pg_forget_runs(struct pg *pg);
void pg_bind_text(struct sql_run *base, int i, struct str text);
void pg_bind_i64(struct sql_run *base, int i, int64_t value);
void pg_bind_bool(struct sql_run *base, int i, bool value);
void pg_bind_time(struct sql_run *base, int i, int64_t ms);
void pg_bind_null(struct sql_run *base, int i);

/* postgres_run.c */
enum store_rc pg_step(struct sql_run *base, struct err *err);
enum store_rc pg_change(struct sql_run *base, struct err *err);

/* postgres_row.c */
struct str pg_text(struct sql_run *base, int column);
int64_t pg_i64(struct sql_run *base, int column);
bool pg_bool(struct sql_run *base, int column);
int64_t pg_time(struct sql_run *base, int column);
bool pg_is_null(struct sql_run *base, int column);
enum store_rc pg_row_ok(struct sql_run *base, struct err *err);

#endif
