/* Sends to the server and reads its answers, with a bound on every wait: libpq itself waits without
 * a bound when a machine or a network falls silent. */
#include "store/postgres/own.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include <libpq-fe.h>

#include "base/cleanup.h"
#include "core/clock.h"

static bool lose(struct pg *pg)
{
	pg->dead = true;
	return false;
}

static bool await(struct pg *pg, short events, int64_t until_ms)
{
	struct pollfd fd = { .fd = PQsocket(pg->conn), .events = events };
	int64_t left;
	int n;

	do {
		left = until_ms - clock_steady_ms();
		n = left > 0 ? poll(&fd, 1, (int)left) : 0;
	} while (n < 0 && errno == EINTR);
	pg->silent = pg->silent || n == 0;
	if (n <= 0)
		return lose(pg);
	if ((fd.revents & (POLLIN | POLLERR | POLLHUP)) && !PQconsumeInput(pg->conn))
		return lose(pg);
	return true;
}

bool pg_flush(struct pg *pg)
{
	int64_t until_ms = clock_steady_ms() + pg->answer_ms;
	int left;

	while ((left = PQflush(pg->conn)) == 1)
		if (!await(pg, POLLIN | POLLOUT, until_ms))
			return false;
	return left == 0 || lose(pg);
}

struct pg_result *pg_next(struct pg *pg)
{
	int64_t until_ms = 0;

	while (!pg->dead && PQisBusy(pg->conn)) {
		if (!until_ms)
			until_ms = clock_steady_ms() + pg->answer_ms;
		if (!await(pg, POLLIN, until_ms))
			break;
	}
	/* A server that shuts down sends the reason first. */
	if (pg->dead && PQisBusy(pg->conn))
		return NULL;
	return PQgetResult(pg->conn);
}

void pg_drain(struct pg *pg)
{
	struct pg_result *result;

	while ((result = pg_next(pg)))
		PQclear(result);
	pg->active = NULL;
}

static bool keep(struct pg_run *run, struct pg_result *result)
{
	struct pg_result **more =
		reallocarray(run->ahead, run->n_ahead + 1, sizeof(struct pg_result *));

	if (!more)
		return false;
	run->ahead = more;
	run->ahead[run->n_ahead++] = result;
	return true;
}

void pg_settle(struct pg *pg)
{
	struct pg_run *run = pg->active;
	struct pg_result *result;

	if (!run)
		return;
	pg->active = NULL;
	while ((result = pg_next(pg)))
		if (!keep(run, result)) {
			PQclear(result);
			pg->dead = true;
		}
}

/* ---- the meaning of a result ---- */

struct meaning {
	const char *state; /* an SQLSTATE, or the two letters of its class */
	enum store_rc rc;
	enum err_kind kind;
	enum {
		GO_ON,
		RETRY, /* the transaction may be run again */
		LEAVE, /* the connection cannot be used any more */
	} then;
	const char *text; /* replaces the text of the server */
};

/* The first row that matches applies. */
static const struct meaning meanings[] = {
	{ "23505", STORE_CONFLICT, ERR_FAULT, GO_ON, NULL },
	{ "23503", STORE_ORPHAN, ERR_FAULT, GO_ON, NULL },
	{ "40001", STORE_FAULT, ERR_UNAVAILABLE, RETRY,
	  "another transaction changed the row first" },
	{ "40P01", STORE_FAULT, ERR_UNAVAILABLE, RETRY, "a deadlock" },
	{ "22003", STORE_FAULT, ERR_UNSTORABLE, GO_ON, NULL }, /* beyond the type of its column */
	{ "22021", STORE_FAULT, ERR_UNSTORABLE, GO_ON, NULL },
	{ "22P02", STORE_FAULT, ERR_UNSTORABLE, GO_ON, NULL }, /* not a uuid */
	{ "22P05", STORE_FAULT, ERR_UNSTORABLE, GO_ON, NULL },
	{ "54000", STORE_FAULT, ERR_UNSTORABLE, GO_ON, NULL }, /* too long for an index */
	{ "55P03", STORE_FAULT, ERR_UNAVAILABLE, GO_ON, "a lock was not granted in time" },
	{ "57014", STORE_FAULT, ERR_UNAVAILABLE, GO_ON, "the statement took too long" },
	{ "25006", STORE_FAULT, ERR_UNAVAILABLE, LEAVE, "the server does not accept writes" },
	{ "53100", STORE_FAULT, ERR_NO_ROOM, GO_ON, "the server's disk is full" },
	{ "53", STORE_FAULT, ERR_UNAVAILABLE, GO_ON, NULL },
	{ "08", STORE_FAULT, ERR_UNAVAILABLE, LEAVE, NULL },
	{ "25P03", STORE_FAULT, ERR_UNAVAILABLE, LEAVE, NULL },
	{ "57P", STORE_FAULT, ERR_UNAVAILABLE, LEAVE, NULL },
};

static const struct meaning *meaning_of(const char *state)
{
	for (size_t i = 0; i < ARRAY_LEN(meanings); i++)
		if (strncmp(state, meanings[i].state, strlen(meanings[i].state)) == 0)
			return &meanings[i];
	return NULL;
}

/* Messages of libpq have several lines: joins them by spaces. */
static const char *one_line(const char *text, char *line, size_t bytes)
{
	size_t n = 0;

	for (const char *p = text ? text : ""; *p && n + 1 < bytes; p++)
		if (*p != '\n' && *p != '\t')
			line[n++] = *p;
		else if (p[1] && n)
			line[n++] = ' ';
	line[n] = '\0';
	return line;
}

static enum store_rc lost(struct pg *pg, const char *doing, struct err *err)
{
	char line[256];

	pg->dead = true;
	err_set_kind(err, ERR_UNAVAILABLE,
		     "the connection to the database was lost (%s) in: %.100s",
		     one_line(PQerrorMessage(pg->conn), line, sizeof(line)), doing);
	return STORE_FAULT;
}

static void name_constraint(const PGresult *result, struct err *err)
{
	const char *name = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
	const char *table = PQresultErrorField(result, PG_DIAG_TABLE_NAME);

	err_set(err, "constraint \"%s\" of table \"%s\"", name ? name : "?", table ? table : "?");
}

enum store_rc pg_outcome(struct pg *pg, const struct pg_result *of, const char *doing,
			 struct err *err)
{
	const PGresult *result = of;
	ExecStatusType status = PQresultStatus(result);
	const struct meaning *m;
	const char *state;
	char line[256];

	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE)
		return STORE_OK;
	state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	if (!state)
		return lost(pg, doing, err);
	m = meaning_of(state);
	if (m && m->rc != STORE_FAULT) {
		name_constraint(result, err);
		return m->rc;
	}
	pg->retry = pg->retry || (m && m->then == RETRY);
	pg->dead = pg->dead || (m && m->then == LEAVE);
	err_set_kind(err, m ? m->kind : ERR_FAULT, "%s (PostgreSQL %s) in: %.160s",
		     m && m->text ? m->text
				  : one_line(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY),
					     line, sizeof(line)),
		     state, doing);
	return STORE_FAULT;
}

enum store_rc pg_simple(struct pg *pg, const char *text, char *tag, struct err *err)
{
	enum store_rc rc = STORE_OK;
	struct pg_result *result;
	bool any = false;

	pg_settle(pg);
	if (pg->dead || !PQsendQuery(pg->conn, text) || !pg_flush(pg))
		return lost(pg, text, err);
	while ((result = pg_next(pg))) {
		if (rc == STORE_OK)
			rc = pg_outcome(pg, result, text, err);
		if (tag)
			snprintf(tag, 32, "%s", PQcmdStatus(result));
		PQclear(result);
		any = true;
	}
	if (rc == STORE_OK && (pg->dead || !any))
		return lost(pg, text, err);
	return rc;
}
