/* Executes statements for store/sql/sql.h on PostgreSQL. Rows arrive in binary form and one at a
 * time, so that a long list is never in memory as a whole. */
#include "store/postgres/own.h"

#include <stdio.h>

#include <libpq-fe.h>

/* ---- sending ---- */

enum rows {
	ROWS_ONE_BY_ONE,
	ROWS_DROPPED,
};

static enum store_rc run_fault(const struct pg_run *run, struct err *err)
{
	*err = run->pg->fault;
	return STORE_FAULT;
}

/* A value that PostgreSQL cannot hold is in no row, so that comparing with it finds none. Storing
 * it is refused. */
static enum store_rc unstorable(const struct pg_run *run, uint32_t which, struct err *err)
{
	if (!(which & run->stores))
		return STORE_NONE;
	err_set_kind(err, ERR_UNSTORABLE, "a text that PostgreSQL cannot hold in: %.160s",
		     run->statement);
	return STORE_FAULT;
}

static void name_of(const struct pg_run *run, char name[16])
{
	snprintf(name, 16, "ost%u", (unsigned)(run - run->pg->runs) % SQL_STATEMENTS);
}

/* True when the result is the error of a pooler that gives each transaction another connection, and
 * statements may be sent without names instead. */
static bool names_are_lost(struct pg_run *run, const struct pg_result *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	if (run->pg->config->prepare != STORE_PREPARE_AUTO || !state ||
	    (strcmp(state, "26000") != 0 && strcmp(state, "42P05") != 0))
		return false;
	atomic_store(&run->pg->config->unnamed, true);
	return true;
}

static enum store_rc prepare(struct pg_run *run, struct err *err)
{
	struct pg *pg = run->pg;
	enum store_rc rc = STORE_FAULT;
	struct pg_result *result;
	char name[16];

	name_of(run, name);
	if (!PQsendPrepare(run->pg->conn, name, run->statement, 0, NULL) || !pg_flush(pg))
		return pg_outcome(pg, NULL, run->statement, err);
	result = pg_next(pg);
	rc = pg_outcome(pg, result, run->statement, err);
	run->prepared = rc == STORE_OK;
	if (result && names_are_lost(run, result)) {
		pg->retry = sql_in_transaction(&pg->sql);
		rc = pg->retry ? rc : STORE_OK;
	}
	PQclear(result);
	pg_drain(pg);
	return rc;
}

static bool send_values(struct pg_run *run)
{
	const char *values[SQL_PLACEHOLDERS] = { NULL };
	int n = __builtin_popcount(run->wants);
	char name[16];

	for (int i = 0; i < n; i++)
		if (!(run->nulls >> i & 1))
			values[i] = run->values.p + run->at[i];
	if (!run->prepared)
		return PQsendQueryParams(run->pg->conn, run->statement, n, NULL, values, NULL, NULL,
					 1);
	name_of(run, name);
	return PQsendQueryPrepared(run->pg->conn, name, n, values, NULL, NULL, 1);
}

static bool by_name(const struct pg_run *run)
{
	const struct pg *pg = run->pg;

	switch (pg->config->prepare) {
	case STORE_PREPARE_ON:
		return true;
	case STORE_PREPARE_OFF:
		return false;
	case STORE_PREPARE_AUTO:
		break;
	}
	return !pg->pooled && !atomic_load(&pg->config->unnamed);
}

static enum store_rc send_run(struct pg_run *run, enum rows rows, struct err *err)
{
	struct pg *pg = run->pg;
	enum store_rc rc = STORE_OK;

	pg_settle(pg);
	if (pg->dead)
		return pg_outcome(pg, NULL, run->statement, err);
	if (!by_name(run))
		run->prepared = false;
	else if (!run->prepared)
		rc = prepare(run, err);
	if (rc != STORE_OK)
		return rc;
	pg->was_in_transaction = sql_in_transaction(&pg->sql);
	if (!send_values(run))
		return pg_outcome(pg, NULL, run->statement, err);
	if (rows == ROWS_ONE_BY_ONE)
		PQsetSingleRowMode(run->pg->conn);
	if (!pg_flush(pg))
		return pg_outcome(pg, NULL, run->statement, err);
	pg->active = run;
	run->sent = true;
	return STORE_OK;
}

/* ---- stepping ---- */

static enum store_rc check_values(const struct pg_run *run, struct err *err)
{
	if (run->faulted)
		return run_fault(run, err);
	if (run->bound != run->wants) {
		err_set(err, "a placeholder was given no value in: %.160s", run->statement);
		return STORE_FAULT;
	}
	if (!buf_ok(&run->values)) {
		err_set(err, "the values are too long for: %.160s", run->statement);
		return STORE_FAULT;
	}
	return STORE_OK;
}

static struct pg_result *next_result(struct pg_run *run)
{
	if (run->at_ahead < run->n_ahead)
		return run->ahead[run->at_ahead++];
	return run->pg->active == run ? pg_next(run->pg) : NULL;
}

/* There is no further result: all of them have been read, or the connection was lost before
 * that. */
static enum store_rc at_end(struct pg_run *run, struct err *err)
{
	struct pg *pg = run->pg;
	bool cut = pg->dead && pg->active == run;

	if (pg->active == run)
		pg->active = NULL;
	return cut ? pg_outcome(pg, NULL, run->statement, err) : STORE_NONE;
}

static enum store_rc refused(struct pg_run *run, struct pg_result *result, struct err *err)
{
	struct pg *pg = run->pg;
	enum store_rc rc = pg_outcome(pg, result, run->statement, err);

	if (names_are_lost(run, result))
		pg->retry = true;
	PQclear(result);
	if (pg->active == run)
		pg_drain(pg);
	if (rc == STORE_FAULT && err->kind == ERR_UNSTORABLE)
		return unstorable(run, run->wants, err);
	return rc;
}

/* STORE_OK: *out is a row or, for a statement that returns no rows, the number of rows that it
 * changed. The caller frees it with PQclear(). */
static enum store_rc receive(struct pg_run *run, struct pg_result **out, struct err *err)
{
	struct pg_result *result = next_result(run);

	if (!result)
		return at_end(run, err);
	switch (PQresultStatus(result)) {
	case PGRES_SINGLE_TUPLE:
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
		*out = result;
		return STORE_OK;
	default:
		return refused(run, result, err);
	}
}

/* Sends the statement, and sends it a second time without a name when only the name was refused. */
static enum store_rc send_first(struct pg_run *run, enum rows rows, struct pg_result **out,
				struct err *err)
{
	struct pg *pg = run->pg;
	enum store_rc rc = STORE_OK;

	if (run->unstorable)
		return unstorable(run, run->unstorable, err);
	for (int tries = 0; rc == STORE_OK && tries < 2; tries++) {
		bool alone = !sql_in_transaction(&pg->sql);

		pg->retry = pg->retry && !alone;
		rc = send_run(run, rows, err);
		if (rc != STORE_OK)
			break;
		rc = receive(run, out, err);
		if (rc != STORE_FAULT || !alone || !pg->retry || by_name(run))
			return rc;
		rc = STORE_OK;
	}
	return rc;
}

enum store_rc pg_step(struct sql_run *base, struct err *err)
{
	struct pg_run *run = pg_run_of(base);
	struct pg_result *result = NULL;
	enum store_rc rc = check_values(run, err);

	if (rc != STORE_OK)
		return rc;
	if (run->ended)
		return STORE_NONE;
	PQclear(run->row);
	run->row = NULL;
	rc = run->sent ? receive(run, &result, err)
		       : send_first(run, ROWS_ONE_BY_ONE, &result, err);
	while (rc == STORE_OK && PQresultStatus(result) != PGRES_SINGLE_TUPLE) {
		PQclear(result); /* the result that ends the rows */
		rc = receive(run, &result, err);
	}
	if (rc == STORE_OK)
		run->row = result;
	else
		run->ended = true;
	return rc;
}

enum store_rc pg_change(struct sql_run *base, struct err *err)
{
	struct pg_run *run = pg_run_of(base);
	struct pg_result *result = NULL;
	enum store_rc rc = check_values(run, err);
	bool changed = false;

	if (rc != STORE_OK)
		return rc;
	rc = send_first(run, ROWS_DROPPED, &result, err);
	while (rc == STORE_OK) {
		const char *n = PQcmdTuples(result);

		changed = changed || (*n && strcmp(n, "0") != 0);
		PQclear(result);
		rc = receive(run, &result, err);
	}
	run->ended = true;
	if (rc != STORE_NONE)
		return rc;
	return changed ? STORE_OK : STORE_NONE;
}
