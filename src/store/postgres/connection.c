#include "store/postgres/connection.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include <libpq-fe.h>

#include "base/cleanup.h"
#include "store/postgres/own.h"
#include "store/sql/rows.h"

OWNER(PGresult *, PQclear)

/* ---- opening ---- */

static void pg_free(struct pg *pg)
{
	if (!pg)
		return;
	pg_forget_runs(pg);
	PQfinish(pg->conn);
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

/* The URL may override the rows before "dbname", but not those after it. Of several hosts libpq
 * takes one that accepts writes, so that a failover needs no restart. */
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
	const char *words = PQerrorMessage(pg->conn);
	size_t n = strlen(words);

	while (n && words[n - 1] == '\n')
		n--;
	err_set_kind(err, ERR_UNAVAILABLE, "no connection to the database: %.*s", (int)n, words);
	for (char *p = err->text; *p; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	return STORE_FAULT;
}

/* A line of SQL ends where a phrase ends. */
/* clang-format off */

/* The session is ours alone: its process is the one that the server named at the connect. */
#define IS_OURS "pg_backend_pid() = $1::int4"

/* Keeps what the operator has set for the role, for the database or in the options of the URL. */
#define SET_UNLESS_SET(name, value) \
	" case when " IS_OURS " and current_setting('" name "') = '0'" \
	" then set_config('" name "', " value ", false) end"

static const char session_sql[] =
	"select " IS_OURS ","
	" case when " IS_OURS " and $2::text <> ''"
	" then set_config('search_path', quote_ident($2::text), false) end,"
	SET_UNLESS_SET("statement_timeout", "$3::text") ","
	SET_UNLESS_SET("lock_timeout", "$4::text") ","
	SET_UNLESS_SET("idle_in_transaction_session_timeout", "$3::text");

/* clang-format on */

static enum store_rc set_session(struct pg *pg, struct err *err)
{
	const char *schema = pg->config->schema;
	char pid[16], statement_ms[16], lock_ms[16];
	const char *values[] = { pid, schema ? schema : "", statement_ms, lock_ms };
	OWNED(PQclear) PGresult *result = NULL;
	enum store_rc rc;

	snprintf(pid, sizeof(pid), "%d", PQbackendPID(pg->conn));
	snprintf(statement_ms, sizeof(statement_ms), "%d", PG_STATEMENT_MS);
	snprintf(lock_ms, sizeof(lock_ms), "%d", pg->config->busy_ms);
	if (!PQsendQueryParams(pg->conn, session_sql, ARRAY_LEN(values), NULL, values, NULL, NULL,
			       0) ||
	    !pg_flush(pg))
		return pg_outcome(pg, NULL, "setting up a connection", err);
	result = pg_next(pg);
	rc = pg_outcome(pg, result, "setting up a connection", err);
	pg->pooled = rc == STORE_OK && strcmp(PQgetvalue(result, 0, 0), "t") != 0;
	pg_drain(pg);
	return rc;
}

/* Writes the statements that start transactions. Where the session is not ours alone, each
 * transaction sets its own settings. */
static enum store_rc write_begins(struct pg *pg, struct err *err)
{
	const char *schema = pg->config->schema;
	char *quoted = schema ? PQescapeIdentifier(pg->conn, schema, strlen(schema)) : NULL;
	char *path = NULL, *limits = NULL;
	bool ok = (!schema || quoted) &&
		  asprintf(&path, "%s%s", pg->pooled && quoted ? "; set local search_path = " : "",
			   pg->pooled && quoted ? quoted : "") >= 0 &&
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

	pg->conn = connect_to(pg->config->url);
	if (PQstatus(pg->conn) != CONNECTION_OK || PQsetnonblocking(pg->conn, 1) < 0)
		return not_connected(pg, err);
	PQsetNoticeProcessor(pg->conn, say_nothing, NULL);
	rc = set_session(pg, err);
	return rc == STORE_OK ? write_begins(pg, err) : rc;
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

bool pg_link_is_safe(const char *host, const char *address, bool tls, const char *mode)
{
	struct str at = str_z(address), how = str_z(mode);

	if (!host || !*host || *host == '/' || *host == '@')
		return true;
	if (str_starts(at, STR("127.")) || str_eq(at, STR("::1")))
		return true;
	return tls && (str_eq(how, STR("verify-full")) || str_eq(how, STR("verify-ca")));
}

/* The effective value of an option of the connection, copied to out. */
static void copy_option(PGconn *conn, const char *name, char *out, size_t room)
{
	PQconninfoOption *options = PQconninfo(conn);

	*out = '\0';
	for (const PQconninfoOption *at = options; at && at->keyword; at++)
		if (strcmp(at->keyword, name) == 0 && at->val)
			snprintf(out, room, "%s", at->val);
	PQconninfoFree(options);
}

void pg_warn_of_link(const struct sql *sql, const struct log *log)
{
	PGconn *conn = ((const struct pg *)sql)->conn;
	bool tls = PQsslInUse(conn);
	char mode[32];

	copy_option(conn, "sslmode", mode, sizeof(mode));
	if (!pg_link_is_safe(PQhost(conn), PQhostaddr(conn), tls, mode)) {
		const struct log_field fields[] = {
			LOG_FIELD_TEXT("host", str_z(PQhost(conn))),
			LOG_FIELD_TEXT("encrypted", tls ? STR("yes") : STR("no")),
			LOG_FIELD_TEXT("sslmode", str_z(mode)),
			LOG_FIELD_TEXT("advice",
				       STR("sslmode=verify-full and sslrootcert in DATABASE_URL")),
		};

		log_line(log, LOG_LEVEL_WARN,
			 "the identity of the database server is not verified: an attacker on "
			 "the network can take its place",
			 fields, ARRAY_LEN(fields));
	}
}

/* The server has nothing to send on an idle connection, so that any event there is its end. */
bool pg_is_alive(const struct sql *sql)
{
	const struct pg *pg = (const struct pg *)sql;
	struct pollfd fd = { .fd = PQsocket(pg->conn), .events = POLLIN | POLLRDHUP };

	if (pg->dead || pg->active || PQstatus(pg->conn) != CONNECTION_OK ||
	    PQtransactionStatus(pg->conn) != PQTRANS_IDLE)
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

/* While rows are being read, libpq reports an active statement only. No statement that ends a
 * transaction is sent in that state. */
static bool in_transaction(const struct sql *sql)
{
	const struct pg *pg = (const struct pg *)sql;
	PGTransactionStatusType now = PQtransactionStatus(pg->conn);

	if (pg->dead)
		return false;
	if (now == PQTRANS_ACTIVE)
		return pg->was_in_transaction;
	return now == PQTRANS_INTRANS || now == PQTRANS_INERROR;
}

static void rollback(struct sql *sql)
{
	struct pg *pg = pg_of(sql);
	struct err ignored; /* a rollback fails only when the connection is lost */

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

/* The migrations of all instances wait here for one another. The number of the lock was drawn at
 * random. Locking is a statement of its own, so that the statements after it see the changes of the
 * migration before. */
static enum store_rc begin_migration(struct sql *sql, struct err *err)
{
	struct pg *pg = pg_of(sql);
	enum store_rc rc;

	pg->answer_ms = PG_MIGRATION_MS;
	rc = begin(pg, pg->begin_migration, err);
	/* While it waits for an advisory lock, a backend does not hear of the tables that others
	 * make; when it locks a relation, it does. */
	if (rc == STORE_OK)
		rc = pg_simple(pg,
			       "select pg_advisory_xact_lock(7713642891905);"
			       " select from pg_catalog.pg_class limit 0",
			       NULL, err);
	if (rc != STORE_OK)
		rollback(sql);
	return rc;
}

/* The server answers the commit of a transaction that has failed with success and the tag
 * ROLLBACK. */
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
	else if (pg->dead) {
		err_prefix(err, "it is not known whether this was committed");
		err->kind = ERR_UNCERTAIN;
	}
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

/* This statement takes no snapshot, so that the transaction reads the state at the time when the
 * lock is granted. */
static enum store_rc check_deferred(struct sql *sql, struct err *err)
{
	return pg_simple(pg_of(sql), "set constraints all immediate", NULL, err);
}

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

static enum store_rc has_column(struct sql *sql, struct str table, struct str name, struct err *err)
{
	static const char find[] =
		"select 1 from pg_attribute where attrelid = to_regclass(quote_ident($1::text))"
		" and attname::text = $2 and attnum > 0 and not attisdropped";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, find);

	sql_bind_text(run, 1, table);
	sql_bind_text(run, 2, name);
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
	char *quoted = PQescapeIdentifier(pg->conn, name, strlen(name)), *text = NULL;
	enum store_rc rc = STORE_FAULT;

	if (quoted && asprintf(&text, "create schema %s", quoted) >= 0)
		rc = pg_simple(pg, text, NULL, err);
	else
		err_set(err, "no memory");
	PQfreemem(quoted);
	free(text);
	return rc;
}

/* Another process may have created the schema since the check outside of the migration. */
static enum store_rc create_if_missing(struct sql *sql, const char *name, struct err *err)
{
	enum store_rc rc = has_schema(sql, str_z(name), err);

	return rc == STORE_NONE ? create_schema(pg_of(sql), name, err) : rc;
}

enum store_rc pg_make_schema(struct sql *sql, struct err *err)
{
	const char *name = pg_of(sql)->config->schema;
	enum store_rc rc = name ? has_schema(sql, str_z(name), err) : STORE_OK;

	return rc == STORE_NONE ? SQL_MIGRATE(sql, err, create_if_missing(sql, name, err)) : rc;
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
	.boolean_or = pg_bool_or,
	.time = pg_time,
	.time_or = pg_time_or,
	.is_null = pg_is_null,
	.row_ok = pg_row_ok,
	.row_skip = pg_row_skip,
	.begin_read = begin_read,
	.begin_write = begin_write,
	.begin_migration = begin_migration,
	.commit = commit,
	.rollback = rollback,
	.in_transaction = in_transaction,
	.savepoint = savepoint,
	.release = release,
	.undo = undo,
	.check_deferred = check_deferred,
	.lock_table = lock_table,
	.script = script,
	.has_table = has_table,
	.has_column = has_column,
	.version = pg_version,
	.close = close_connection,
};
