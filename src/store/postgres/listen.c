#include "store/postgres/listen.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>

#include <libpq-fe.h>

#include "base/cleanup.h"
#include "store/postgres/own.h"
#include "store/sql/rows.h"

/* The number of the next transaction, and those that run: each commit of a change changes these. */
enum store_rc pg_version(struct sql *sql, int64_t *out, struct err *err)
{
	static const char snapshot[] = "select hashtextextended(txid_current_snapshot()::text, 0)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, snapshot);

	return sql_number(run, out, err);
}

enum store_rc pg_listen(struct sql *sql, const char *channel, struct err *err)
{
	struct pg *pg = pg_of(sql);
	char text[96];

	if (pg->pooled)
		return STORE_NONE;
	snprintf(text, sizeof(text), "listen %s", channel);
	return pg_simple(pg, text, NULL, err);
}

/* Those that have come, also together with the answer to another statement. */
static enum store_rc take_notices(struct pg *pg, pg_heard_fn *heard, void *arg)
{
	enum store_rc rc = STORE_NONE;
	PGnotify *notice;

	while ((notice = PQnotifies(pg->conn))) {
		heard(arg, str_z(notice->extra));
		PQfreemem(notice);
		rc = STORE_OK;
	}
	return rc;
}

enum store_rc pg_hear(struct sql *sql, int wake, int wait_ms, pg_heard_fn *heard, void *arg,
		      struct err *err)
{
	struct pg *pg = pg_of(sql);
	struct pollfd fds[] = { { .fd = PQsocket(pg->conn), .events = POLLIN },
				{ .fd = wake, .events = POLLIN } };
	enum store_rc rc = take_notices(pg, heard, arg);

	if (rc != STORE_NONE)
		return rc;
	if (poll(fds, ARRAY_LEN(fds), wait_ms) <= 0 || !fds[0].revents)
		return STORE_NONE;
	if (PQconsumeInput(pg->conn) && PQstatus(pg->conn) == CONNECTION_OK)
		return take_notices(pg, heard, arg);
	pg->dead = true;
	err_set_kind(err, ERR_UNAVAILABLE, "the connection for notifications was lost");
	return STORE_FAULT;
}

enum store_rc pg_tell(struct sql *sql, const char *channel, struct str text, struct err *err)
{
	static const char tell[] = "select pg_notify($1, $2)"
				   " from set_config('synchronous_commit', 'off', true)";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, tell);

	sql_bind_text(run, 1, str_z(channel));
	sql_bind_text(run, 2, text);
	return sql_step(run, err);
}
