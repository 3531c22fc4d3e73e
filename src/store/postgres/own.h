/* Inside the PostgreSQL driver. Its parts: connection.c has connections and transactions, bind.c
 * statements and their values, execute.c their execution, column.c the columns of rows, protocol.c
 * the exchange with the server, listen.c notifications, and url.c reads DATABASE_URL. */
#ifndef OSTIARY_STORE_POSTGRES_OWN_H
#define OSTIARY_STORE_POSTGRES_OWN_H

#include "base/buf.h"
#include "store/postgres/connection.h"
#include "store/sql/statements.h"

/* The server cancels a statement after PG_STATEMENT_MS. When it does not answer at all, the
 * connection is given up after PG_ANSWER_MS. */
#define PG_STATEMENT_MS 10000
#define PG_ANSWER_MS    12000
#define PG_MIGRATION_MS 600000

struct pg_run {
	struct sql_run run; /* first */
	struct pg *pg;
	const char *statement; /* NULL: the place has not been used yet */
	char *expanded;        /* the statement, where it had marks (expand.h); else NULL */
	uint32_t wants;        /* a bit for each placeholder */
	uint32_t stores;       /* a bit for each placeholder whose value is stored */
	uint32_t bound;
	uint32_t nulls;
	uint32_t unstorable;           /* a bit for each value that PostgreSQL cannot hold */
	uint32_t at[SQL_PLACEHOLDERS]; /* offset of each value in `values` */
	struct buf values;             /* texts, each followed by a NUL */
	bool prepared;
	bool running;
	bool sent;
	bool ended;   /* there is no next row */
	bool faulted; /* pg->fault says why */
	struct pg_result *row;
	struct pg_result **ahead; /* read early, to free the connection for another statement */
	size_t n_ahead, at_ahead;
	char (*uuids)[37]; /* texts of the uuids of the row, one place for each column */
};

struct pg {
	struct sql sql; /* first */
	struct pg_config *config;
	struct pg_conn *conn;
	char *begin_read; /* NULL: reading needs no transaction */
	char *begin_write;
	char *begin_migration;
	int answer_ms;
	bool pooled;             /* a pooler answers: the settings of a session do not last */
	bool dead;               /* it cannot be used any more */
	bool silent;             /* dead because no answer came in time */
	bool retry;              /* see pg_should_retry() */
	bool was_in_transaction; /* whether a transaction was open when the active run was sent */
	struct pg_run *active;   /* the run whose rows have not all been read */
	struct err fault;        /* of the run that is marked as faulted */
	struct sql_statements statements;
	struct pg_run runs[SQL_STATEMENTS]; /* one for each place of a statement */
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

/* ---- protocol.c ---- */

/* Sends what is buffered, and waits until all of it is sent. False: the connection is lost. */
bool pg_flush(struct pg *pg);

/* The next result of the statements that were sent; the caller frees it with PQclear(). NULL: there
 * is no further result, or pg->dead. */
struct pg_result *pg_next(struct pg *pg);

/* Reads and drops the rest of the answer. */
void pg_drain(struct pg *pg);

/* Reads the rest of the active run's results and keeps them in the run, so that another statement
 * can be sent. */
void pg_settle(struct pg *pg);

/* Sends statements without placeholders and reads all answers. Copies the tag of the last command
 * to tag, of 32 bytes, unless tag is NULL. */
enum store_rc pg_simple(struct pg *pg, const char *text, char *tag, struct err *err);

/* The meaning of a result: STORE_OK for success. A result of NULL means that the connection is
 * lost. `doing` names the statement in *err. */
enum store_rc pg_outcome(struct pg *pg, const struct pg_result *of, const char *doing,
			 struct err *err);

/* ---- bind.c ---- */
struct sql_run *pg_start(struct sql *sql, const char *statement) __attribute__((nonnull));
void pg_end(struct sql_run *base);
void pg_forget_runs(struct pg *pg);
void pg_bind_text(struct sql_run *base, int i, struct str text);
void pg_bind_i64(struct sql_run *base, int i, int64_t value);
void pg_bind_bool(struct sql_run *base, int i, bool value);
void pg_bind_time(struct sql_run *base, int i, int64_t ms);
void pg_bind_null(struct sql_run *base, int i);

/* ---- execute.c ---- */
enum store_rc pg_step(struct sql_run *base, struct err *err);
enum store_rc pg_change(struct sql_run *base, struct err *err);

/* ---- listen.c ---- */
enum store_rc pg_version(struct sql *sql, int64_t *out, struct err *err);

/* ---- column.c ---- */
struct str pg_text(struct sql_run *base, int column);
int64_t pg_i64(struct sql_run *base, int column);
bool pg_bool(struct sql_run *base, int column);
bool pg_bool_or(struct sql_run *base, int column, bool otherwise);
int64_t pg_time(struct sql_run *base, int column);
int64_t pg_time_or(struct sql_run *base, int column, int64_t otherwise);
bool pg_is_null(struct sql_run *base, int column);
enum store_rc pg_row_ok(struct sql_run *base, struct err *err);
bool pg_row_skip(struct sql_run *base, struct err *err);

#endif
