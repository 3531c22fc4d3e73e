#include "store/postgres.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include <libpq-fe.h>

#include "base/cleanup.h"

OWNER(PGresult *, PQclear)

static PGconn *conn_of(const struct pg *pg)
{
	return (PGconn *)pg->conn;
}

/* ---- opening ---- */

static void pg_free(struct pg *pg)
{
	if (!pg)
		return;
	pg_forget_runs(pg);
	PQfinish(conn_of(pg));
	free(pg->begin_read);
	free(pg->begin_write);
	free(pg->begin_migration);
	free(pg);
}

static void close_connection(struct sql *sql)
{
	pg_free(pg_of(sql));
}

static void say_nothing(void *arg, const char *message)
{
	(void)arg;
	(void)message;
}

/* What stands before "dbname" the URL may change; what stands behind it, it may not. Of several hosts
 * the one that takes writes is wanted, so that a failover needs no restart. */
static PGconn *connect_to(const char *url)
{
	const char *const rows[][2] = {
		{ "connect_timeout", "5" },
		{ "application_name", "ostiary" },
		{ "target_session_attrs", "read-write" },
		{ "gssencmode", "disable" },
		{ "keepalives_idle", "30" },
		{ "keepalives_interval", "10" },
		{ "keepalives_count", "3" },
		{ "tcp_user_timeout", "30000" },
		{ "dbname", url },
		{ "client_encoding", "UTF8" },
	};
	const char *names[ARRAY_LEN(rows) + 1] = { NULL }, *values[ARRAY_LEN(rows) + 1] = { NULL };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		names[i] = rows[i][0];
		values[i] = rows[i][1];
	}
	return PQconnectdbParams(names, values, 1);
}

static enum store_rc not_connected(const struct pg *pg, struct err *err)
{
	const char *words = PQerrorMessage(conn_of(pg));
	size_t n = strlen(words);

	while (n && words[n - 1] == '\n')
		n--;
	err_set_kind(err, ERR_UNAVAILABLE, "no connection to the database: %.*s", (int)n, words);
	for (char *p = err->text; *p; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	return STORE_FAULT;
}

/* What a session has, where it is ours alone: the server's process number is then the one that was told
 * when connecting. What the operator has set for the role, the database or in the URL's options stays. */
#define SET_UNLESS_SET(name, value)                                                                \
	"case when pg_backend_pid() = $1::int4 and current_setting('" name "') = '0'"              \
	" then set_config('" name "', " value ", false) end"

static enum store_rc set_session(struct pg *pg, struct err *err)
{
	static const char set[] =
		"select pg_backend_pid() = $1::int4,"
		" case when pg_backend_pid() = $1::int4 and $2::text <> ''"
		" then set_config('search_path', quote_ident($2::text), false) "
		"end, " SET_UNLESS_SET("statement_timeout", "$3::text") ", " SET_UNLESS_SET(
			"lock_timeout",
			"$4::text") ", " SET_UNLESS_SET("idle_in_transaction_session_timeout",
							"$3::text");
	const char *schema = pg->config->schema;
	char pid[16], statement_ms[16], lock_ms[16];
	const char *values[] = { pid, schema ? schema : "", statement_ms, lock_ms };
	OWNED(PQclear) PGresult *result = NULL;
	enum store_rc rc;

	snprintf(pid, sizeof(pid), "%d", PQbackendPID(conn_of(pg)));
	snprintf(statement_ms, sizeof(statement_ms), "%d", PG_STATEMENT_MS);
	snprintf(lock_ms, sizeof(lock_ms), "%d", pg->config->busy_ms);
	if (!PQsendQueryParams(conn_of(pg), set, ARRAY_LEN(values), NULL, values, NULL, NULL, 0) ||
	    !pg_flush(pg))
		return pg_outcome(pg, NULL, "setting up a connection", err);
	result = (PGresult *)pg_next(pg);
	rc = pg_outcome(pg, (struct pg_result *)result, "setting up a connection", err);
	pg->pooled = rc == STORE_OK && strcmp(PQgetvalue(result, 0, 0), "t") != 0;
	pg_drain(pg);
	return rc;
}

/* Where the session is not ours alone, each transaction brings its settings along. */
static enum store_rc word_begins(struct pg *pg, struct err *err)
{
	const char *schema = pg->config->schema;
	char *quoted = schema ? PQescapeIdentifier(conn_of(pg), schema, strlen(schema)) : NULL;
	char *path = NULL, *limits = NULL;
	bool ok =
		(!schema || quoted) &&
		asprintf(&path, "%s%s%s", pg->pooled && quoted ? "; set local search_path = " : "",
			 pg->pooled && quoted ? quoted : "", "") >= 0 &&
		asprintf(&limits,
			 "; set local statement_timeout = %d; set local lock_timeout = %d;"
			 " set local idle_in_transaction_session_timeout = %d",
			 PG_STATEMENT_MS, pg->config->busy_ms, PG_STATEMENT_MS) >= 0;

	ok = ok &&
	     asprintf(&pg->begin_write, "begin isolation level repeatable read%s%s", path,
		      pg->pooled ? limits : "") >= 0 &&
	     asprintf(&pg->begin_migration,
		      "begin isolation level read committed%s; set local statement_timeout = 0;"
		      " set local lock_timeout = %d;"
		      " set local idle_in_transaction_session_timeout = %d",
		      path, PG_MIGRATION_MS, PG_STATEMENT_MS) >= 0;
	if (ok && pg->pooled && quoted)
		ok = asprintf(&pg->begin_read, "begin read only%s", path) >= 0;
	PQfreemem(quoted);
	free(path);
	free(limits);
	if (ok)
		return STORE_OK;
	err_set(err, "no memory for a database connection");
	return STORE_FAULT;
}

static const struct sql_driver pg_driver;

static enum store_rc connect_and_set(struct pg *pg, struct err *err)
{
	enum store_rc rc;

	pg->conn = (struct pg_conn *)connect_to(pg->config->url);
	if (PQstatus(conn_of(pg)) != CONNECTION_OK || PQsetnonblocking(conn_of(pg), 1) < 0)
		return not_connected(pg, err);
	PQsetNoticeProcessor(conn_of(pg), say_nothing, NULL);
	rc = set_session(pg, err);
	return rc == STORE_OK ? word_begins(pg, err) : rc;
}

enum store_rc pg_open(struct pg_config *config, struct sql **out, struct err *err)
{
	struct pg *pg = calloc(1, sizeof(*pg));
	enum store_rc rc;

	if (!pg) {
		err_set(err, "no memory for a database connection");
		return STORE_FAULT;
	}
	pg->sql.driver = &pg_driver;
	pg->config = config;
	pg->answer_ms = PG_ANSWER_MS;
	rc = connect_and_set(pg, err);
	if (rc == STORE_OK)
		*out = &pg->sql;
	else
		pg_free(pg);
	return rc;
}

/* Nobody has asked an idle connection anything: whatever comes is its end. */
bool pg_is_alive(const struct sql *sql)
{
	const struct pg *pg = (const struct pg *)sql;
	struct pollfd fd = { .fd = PQsocket(conn_of(pg)), .events = POLLIN | POLLRDHUP };

	if (pg->dead || pg->active || PQstatus(conn_of(pg)) != CONNECTION_OK ||
	    PQtransactionStatus(conn_of(pg)) != PQTRANS_IDLE)
		return false;
	return poll(&fd, 1, 0) == 0;
}

bool pg_is_silent(const struct sql *sql)
{
	return ((const struct pg *)sql)->silent;
}

bool pg_should_retry(const struct sql *sql)
{
	return ((const struct pg *)sql)->retry;
}

/* ---- transactions ---- */

/* While rows are still being read, libpq only knows that something is going on; nothing that we send
 * then ends a transaction. */
static bool in_transaction(const struct sql *sql)
{
	const struct pg *pg = (const struct pg *)sql;
	PGTransactionStatusType now = PQtransactionStatus(conn_of(pg));

	if (pg->dead)
		return false;
	if (now == PQTRANS_ACTIVE)
		return pg->was_in_transaction;
	return now == PQTRANS_INTRANS || now == PQTRANS_INERROR;
}

static void rollback(struct sql *sql)
{
	struct pg *pg = pg_of(sql);
	struct err
		ignored; /* the only failure left is that the connection, and all with it, is lost */

	pg_settle(pg);
	if (!pg->dead && in_transaction(sql))
		pg_simple(pg, "rollback", NULL, &ignored);
	pg->answer_ms = PG_ANSWER_MS;
}

static enum store_rc begin(struct pg *pg, const char *text, struct err *err)
{
	enum store_rc rc;

	pg->retry = false;
	rc = pg_simple(pg, text, NULL, err);
	if (rc != STORE_OK)
		rollback(&pg->sql);
	return rc;
}

static enum store_rc begin_read(struct sql *sql, struct err *err)
{
	struct pg *pg = pg_of(sql);

	return pg->begin_read ? begin(pg, pg->begin_read, err) : STORE_OK;
}

static enum store_rc begin_write(struct sql *sql, struct err *err)
{
	return begin(pg_of(sql), pg_of(sql)->begin_write, err);
}

/* All instances wait here for one another; the number is ours by having been drawn at random. It is a
 * statement of its own, so that those behind it see what the one before has done. */
static enum store_rc begin_migration(struct sql *sql, struct err *err)
{
	struct pg *pg = pg_of(sql);
	enum store_rc rc;

	pg->answer_ms = PG_MIGRATION_MS;
	rc = begin(pg, pg->begin_migration, err);
	if (rc == STORE_OK)
		rc = pg_simple(pg, "select pg_advisory_xact_lock(7713642891905)", NULL, err);
	if (rc != STORE_OK)
		rollback(sql);
	return rc;
}

/* A transaction that an error has ended answers "commit" with success and the tag ROLLBACK. */
static enum store_rc commit(struct sql *sql, struct err *err)
{
	struct pg *pg = pg_of(sql);
	char tag[32] = "";
	enum store_rc rc = pg_simple(pg, "commit", tag, err);

	pg->answer_ms = PG_ANSWER_MS;
	if (rc == STORE_OK && strcmp(tag, "COMMIT") == 0)
		return STORE_OK;
	if (rc == STORE_OK)
		err_set(err, "the transaction had failed before its commit");
	else if (pg->dead)
		err_prefix(err, "it is not known whether this was committed");
	rollback(sql);
	return STORE_FAULT;
}

static enum store_rc savepoint(struct sql *sql, struct err *err)
{
	return pg_simple(pg_of(sql), "savepoint job", NULL, err);
}

static enum store_rc release(struct sql *sql, struct err *err)
{
	return pg_simple(pg_of(sql), "release savepoint job", NULL, err);
}

static enum store_rc undo(struct sql *sql, struct err *err)
{
	return pg_simple(pg_of(sql), "rollback to savepoint job; release savepoint job", NULL, err);
}

/* A statement that takes no snapshot: what the transaction reads is as it is when the lock is had. */
static enum store_rc lock_table(struct sql *sql, const char *table, struct err *err)
{
	char text[128];

	snprintf(text, sizeof(text), "lock table %s in share row exclusive mode", table);
	return pg_simple(pg_of(sql), text, NULL, err);
}

static enum store_rc script(struct sql *sql, const char *text, struct err *err)
{
	return pg_simple(pg_of(sql), text, NULL, err);
}

static enum store_rc has_table(struct sql *sql, struct str name, struct err *err)
{
	static const char find[] = "select 1 where to_regclass(quote_ident($1::text)) is not null";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, find);

	sql_bind_text(run, 1, name);
	return sql_step(run, err);
}

static enum store_rc has_schema(struct sql *sql, struct str name, struct err *err)
{
	static const char find[] = "select 1 from pg_namespace where nspname = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, find);

	sql_bind_text(run, 1, name);
	return sql_step(run, err);
}

static enum store_rc create_schema(struct pg *pg, const char *name, struct err *err)
{
	char *quoted = PQescapeIdentifier(conn_of(pg), name, strlen(name)), *text = NULL;
	enum store_rc rc = STORE_FAULT;

	if (quoted && asprintf(&text, "create schema %s", quoted) >= 0)
		rc = pg_simple(pg, text, NULL, err);
	else
		err_set(err, "no memory");
	PQfreemem(quoted);
	free(text);
	return rc;
}

enum store_rc pg_make_schema(struct sql *sql, struct err *err)
{
	const char *name = pg_of(sql)->config->schema;
	enum store_rc rc = name ? has_schema(sql, str_z(name), err) : STORE_OK;

	if (rc != STORE_NONE)
		return rc;
	rc = sql_begin_migration(sql, err);
	if (rc != STORE_OK)
		return rc;
	rc = has_schema(sql, str_z(name), err);
	if (rc == STORE_NONE)
		rc = create_schema(pg_of(sql), name, err);
	if (rc == STORE_OK)
		return sql_commit(sql, err);
	sql_rollback(sql);
	return rc;
}

static const struct sql_driver pg_driver = {
	.engine = SQL_POSTGRES,
	.start = pg_start,
	.end = pg_end,
	.bind_text = pg_bind_text,
	.bind_i64 = pg_bind_i64,
	.bind_bool = pg_bind_bool,
	.bind_time = pg_bind_time,
	.bind_null = pg_bind_null,
	.step = pg_step,
	.change = pg_change,
	.text = pg_text,
	.i64 = pg_i64,
	.boolean = pg_bool,
	.time = pg_time,
	.is_null = pg_is_null,
	.row_ok = pg_row_ok,
	.begin_read = begin_read,
	.begin_write = begin_write,
	.begin_migration = begin_migration,
	.commit = commit,
	.rollback = rollback,
	.in_transaction = in_transaction,
	.savepoint = savepoint,
	.release = release,
	.undo = undo,
	.lock_table = lock_table,
	.script = script,
	.has_table = has_table,
	.close = close_connection,
};
