/* Executing statements: store/sql.h over PostgreSQL. Values go as texts, of which the server makes what
 * the column is (a text or a uuid); rows come binary and one by one, so that a long list is never in
 * memory as a whole. */
#include "store/postgres.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <libpq-fe.h>

#include "core/clock.h"

#define VALUES_MAX (1u << 20) /* sixteen times what a request's body can hold */

static PGconn *conn_of(const struct pg_run *run)
{
	return (PGconn *)run->pg->conn;
}

static bool fails(struct pg_run *run)
{
	run->faulted = true;
	return false;
}

/* ---- preparing ---- */

/* The run of that statement, or the free place for it; NULL when there is neither. */
static struct pg_run *place_of(struct pg *pg, const char *statement)
{
	size_t at = ((uintptr_t)statement >> 4) % PG_STATEMENTS;

	for (unsigned i = 0; i < PG_STATEMENTS; i++) {
		struct pg_run *run = &pg->runs[(at + i) % PG_STATEMENTS];

		if (run->statement == statement || !run->statement)
			return run;
	}
	return NULL;
}

/* Behind a quoted piece that begins at p. */
static const char *skip_quoted(const char *p)
{
	char quote = *p++;

	while (*p && *p != quote)
		p++;
	return *p ? p + 1 : p;
}

static bool is_where(const char *p)
{
	return strncmp(p, " where ", 7) == 0;
}

/* How many placeholders a statement has, and how many of them stand before its first condition; false
 * when they are not $1, $2, ... in order of appearance. */
static bool count_placeholders(const char *p, unsigned *out, unsigned *out_before)
{
	unsigned n = 0, before = 0;
	bool condition = false;

	while (*p) {
		before = condition ? before : n;
		condition = condition || is_where(p);
		if (*p == '\'' || *p == '"') {
			p = skip_quoted(p);
		} else if (*p == '$') {
			unsigned which = 0;

			while (*++p >= '0' && *p <= '9' && which <= PG_PLACEHOLDERS)
				which = which * 10 + (unsigned)(*p - '0');
			if (which < 1 || which > n + 1 || which > PG_PLACEHOLDERS)
				return false;
			n = which > n ? which : n;
		} else if (*p == '?' || (*p == ':' && p[1] >= 'a' && p[1] <= 'z')) {
			return false;
		} else {
			p += *p == ':' && p[1] == ':' ? 2 : 1;
			if (p[-1] == ':')
				while (*p >= 'a' && *p <= 'z')
					p++; /* a cast */
		}
	}
	*out = n;
	*out_before = condition ? before : n;
	return true;
}

static uint32_t bits(unsigned n)
{
	return (uint32_t)((UINT64_C(1) << n) - 1);
}

static bool fill_place(struct pg *pg, struct pg_run *run, const char *statement)
{
	unsigned n = 0, before = 0;

	if (!count_placeholders(statement, &n, &before)) {
		err_set(&pg->fault, "placeholders are not $1, $2, ... in order: %.160s", statement);
		return false;
	}
	*run = (struct pg_run){ .run = { pg->sql.driver }, .pg = pg, .statement = statement };
	run->wants = bits(n);
	if (strncmp(statement, "insert", 6) == 0)
		run->stores = run->wants;
	else if (strncmp(statement, "update", 6) == 0)
		run->stores = bits(before);
	buf_init_heap(&run->values, VALUES_MAX);
	return true;
}

/* A run that only tells pg->fault. */
static struct sql_run *faulted_run(struct pg *pg)
{
	pg->spare = (struct pg_run){ .run = { pg->sql.driver }, .pg = pg, .faulted = true };
	return &pg->spare.run;
}

struct sql_run *pg_start(struct sql *sql, const char *statement)
{
	struct pg *pg = pg_of(sql);
	struct pg_run *run = place_of(pg, statement);

	if (!run) {
		err_set(&pg->fault, "more than %u statements on a connection", PG_STATEMENTS);
		return faulted_run(pg);
	}
	if (!run->statement && !fill_place(pg, run, statement))
		return faulted_run(pg);
	if (run->running) {
		err_set(&pg->fault, "a statement is started while it runs: %.160s", statement);
		return faulted_run(pg);
	}
	run->running = true;
	run->sent = run->ended = run->faulted = false;
	run->bound = run->nulls = run->unstorable = 0;
	return &run->run;
}

static void drop_rows(struct pg_run *run)
{
	PQclear((PGresult *)run->row);
	run->row = NULL;
	while (run->at_ahead < run->n_ahead)
		PQclear((PGresult *)run->ahead[run->at_ahead++]);
	free(run->ahead);
	run->ahead = NULL;
	run->n_ahead = run->at_ahead = 0;
	free(run->uuids);
	run->uuids = NULL;
}

void pg_end(struct sql_run *base)
{
	struct pg_run *run = pg_run_of(base);

	if (!run->running)
		return;
	if (run->pg->active == run)
		pg_drain(run->pg);
	drop_rows(run);
	if (run->values.n)
		explicit_bzero(run->values.p, run->values.n);
	run->values.n = 0;
	run->values.failed = false;
	run->running = false;
}

void pg_forget_runs(struct pg *pg)
{
	for (unsigned i = 0; i < PG_STATEMENTS; i++)
		if (pg->runs[i].statement) {
			drop_rows(&pg->runs[i]);
			buf_done(&pg->runs[i].values);
		}
}

/* ---- binding ---- */

static bool may_bind(struct pg_run *run, int i)
{
	if (run->faulted)
		return false;
	if (i >= 1 && i <= (int)PG_PLACEHOLDERS && (run->wants >> (i - 1) & 1)) {
		run->bound |= UINT32_C(1) << (i - 1);
		run->at[i - 1] = (uint32_t)run->values.n;
		return true;
	}
	err_set(&run->pg->fault, "placeholder $%d is not in: %.160s", i, run->statement);
	return fails(run);
}

void pg_bind_text(struct sql_run *base, int i, struct str text)
{
	struct pg_run *run = pg_run_of(base);

	if (!may_bind(run, i))
		return;
	if ((text.n && memchr(text.p, '\0', text.n)) || !str_is_utf8(text))
		run->unstorable |= UINT32_C(1) << (i - 1);
	buf_str(&run->values, text);
	buf_char(&run->values, '\0');
}

void pg_bind_i64(struct sql_run *base, int i, int64_t value)
{
	struct pg_run *run = pg_run_of(base);

	if (!may_bind(run, i))
		return;
	buf_i64(&run->values, value);
	buf_char(&run->values, '\0');
}

void pg_bind_bool(struct sql_run *base, int i, bool value)
{
	pg_bind_text(base, i, value ? STR("t") : STR("f"));
}

void pg_bind_time(struct sql_run *base, int i, int64_t ms)
{
	struct pg_run *run = pg_run_of(base);

	if (!may_bind(run, i))
		return;
	clock_put_iso(&run->values, ms);
	buf_char(&run->values, '\0');
	if (buf_ok(&run->values))
		return;
	err_set(&run->pg->fault, "a time is out of range (%" PRId64 " ms) in: %.160s", ms,
		run->statement);
	fails(run);
}

void pg_bind_null(struct sql_run *base, int i)
{
	struct pg_run *run = pg_run_of(base);

	if (may_bind(run, i))
		run->nulls |= UINT32_C(1) << (i - 1);
}

/* ---- sending ---- */

enum rows {
	ROWS_ONE_BY_ONE,
	ROWS_DROPPED,
};

static enum store_rc told(const struct pg_run *run, struct err *err)
{
	*err = run->pg->fault;
	return STORE_FAULT;
}

/* What is in no row is found in none; what would have to be kept is refused. */
static enum store_rc unstorable(const struct pg_run *run, uint32_t which, struct err *err)
{
	if (!(which & run->stores))
		return STORE_NONE;
	err_set_kind(err, ERR_UNSTORABLE, "a text that PostgreSQL cannot hold for: %.160s",
		     run->statement);
	return STORE_FAULT;
}

static void name_of(const struct pg_run *run, char name[16])
{
	snprintf(name, 16, "ost%u", (unsigned)(run - run->pg->runs) % PG_STATEMENTS);
}

/* True when the result is the complaint of a pooler that gives each transaction another connection, and
 * the statement may be sent without a name instead. */
static bool names_are_lost(struct pg_run *run, const struct pg_result *result)
{
	const char *state = PQresultErrorField((const PGresult *)result, PG_DIAG_SQLSTATE);

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
	if (!PQsendPrepare(conn_of(run), name, run->statement, 0, NULL) || !pg_flush(pg))
		return pg_outcome(pg, NULL, run->statement, err);
	result = pg_next(pg);
	rc = pg_outcome(pg, result, run->statement, err);
	run->prepared = rc == STORE_OK;
	if (result && names_are_lost(run, result)) {
		pg->retry = sql_in_transaction(&pg->sql);
		rc = pg->retry ? rc : STORE_OK;
	}
	PQclear((PGresult *)result);
	pg_drain(pg);
	return rc;
}

static bool send_values(struct pg_run *run)
{
	const char *values[PG_PLACEHOLDERS] = { NULL };
	int n = __builtin_popcount(run->wants);
	char name[16];

	for (int i = 0; i < n; i++)
		if (!(run->nulls >> i & 1))
			values[i] = run->values.p + run->at[i];
	if (!run->prepared)
		return PQsendQueryParams(conn_of(run), run->statement, n, NULL, values, NULL, NULL,
					 1);
	name_of(run, name);
	return PQsendQueryPrepared(conn_of(run), name, n, values, NULL, NULL, 1);
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
		PQsetSingleRowMode(conn_of(run));
	if (!pg_flush(pg))
		return pg_outcome(pg, NULL, run->statement, err);
	pg->active = run;
	run->sent = true;
	return STORE_OK;
}

/* ---- stepping ---- */

static enum store_rc check(const struct pg_run *run, struct err *err)
{
	if (run->faulted)
		return told(run, err);
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

/* Nothing more comes: either all has come, or the connection is lost in the middle. */
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
	PQclear((PGresult *)result);
	if (pg->active == run)
		pg_drain(pg);
	if (rc == STORE_FAULT && err->kind == ERR_UNSTORABLE)
		return unstorable(run, run->wants, err);
	return rc;
}

/* STORE_OK: *out is a row or, of a statement that gives none, how many it has changed; for PQclear(). */
static enum store_rc receive(struct pg_run *run, struct pg_result **out, struct err *err)
{
	struct pg_result *result = next_result(run);

	if (!result)
		return at_end(run, err);
	switch (PQresultStatus((PGresult *)result)) {
	case PGRES_SINGLE_TUPLE:
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
		*out = result;
		return STORE_OK;
	default:
		return refused(run, result, err);
	}
}

/* Sends it, and sends it again when only its name was the trouble. */
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
	enum store_rc rc = check(run, err);

	if (rc != STORE_OK)
		return rc;
	if (run->ended)
		return STORE_NONE;
	PQclear((PGresult *)run->row);
	run->row = NULL;
	rc = run->sent ? receive(run, &result, err)
		       : send_first(run, ROWS_ONE_BY_ONE, &result, err);
	while (rc == STORE_OK && PQresultStatus((PGresult *)result) != PGRES_SINGLE_TUPLE) {
		PQclear((PGresult *)result); /* the end of the rows */
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
	enum store_rc rc = check(run, err);
	bool changed = false;

	if (rc != STORE_OK)
		return rc;
	rc = send_first(run, ROWS_DROPPED, &result, err);
	while (rc == STORE_OK) {
		const char *n = PQcmdTuples((PGresult *)result);

		changed = changed || (*n && strcmp(n, "0") != 0);
		PQclear((PGresult *)result);
		rc = receive(run, &result, err);
	}
	run->ended = true;
	if (rc != STORE_NONE)
		return rc;
	return changed ? STORE_OK : STORE_NONE;
}
