/* Statements and their values: finds the placeholders of a statement, and binds values to them.
 * Values are sent as texts, which the server converts to the type of the column (text or uuid). */
#include "store/postgres/own.h"

#include <inttypes.h>
#include <stdlib.h>

#include <libpq-fe.h>

#include "base/ascii.h"
#include "base/cleanup.h"
#include "core/clock.h"
#include "store/sql/expand.h"

#define VALUES_MAX (1u << 20) /* sixteen times the largest request body */

static bool fails(struct pg_run *run)
{
	run->faulted = true;
	return false;
}

/* ---- preparing ---- */

/* The position after the quoted text that starts at p. */
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

/* Counts the placeholders of the statement p, and how many of them stand before its first
 * condition. False when they are not $1, $2, ... in order of appearance. */
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

			while (ascii_is_digit(*++p) && which <= SQL_PLACEHOLDERS)
				which = which * 10 + (unsigned)(*p - '0');
			if (which < 1 || which > n + 1 || which > SQL_PLACEHOLDERS)
				return false;
			n = which > n ? which : n;
		} else if (*p == '?' || (*p == ':' && ascii_is_lower(p[1]))) {
			return false;
		} else {
			p += *p == ':' && p[1] == ':' ? 2 : 1;
			if (p[-1] == ':')
				while (ascii_is_lower(*p))
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
	__attribute__((cleanup(owned_free))) char *expanded =
		sql_expand(pg->sql.layout.own, statement);
	unsigned n = 0, before = 0;

	if (expanded)
		statement = expanded;
	if (!count_placeholders(statement, &n, &before)) {
		err_set(&pg->fault, "placeholders are not $1, $2, ... in order: %.160s", statement);
		return false;
	}
	*run = (struct pg_run){ .run = { pg->sql.driver, &pg->sql.layout },
				.pg = pg,
				.statement = statement };
	run->wants = bits(n);
	if (strncmp(statement, "insert", 6) == 0)
		run->stores = run->wants;
	else if (strncmp(statement, "update", 6) == 0)
		run->stores = bits(before);
	run->expanded = TAKE(expanded);
	buf_init_heap(&run->values, VALUES_MAX);
	return true;
}

/* A run whose steps all fail with pg->fault. */
static struct sql_run *faulted_run(struct pg *pg)
{
	pg->spare = (struct pg_run){ .run = { pg->sql.driver, NULL }, .pg = pg, .faulted = true };
	return &pg->spare.run;
}

struct sql_run *pg_start(struct sql *sql, const char *statement)
{
	struct pg *pg = pg_of(sql);
	unsigned place = sql_statements_place(&pg->statements, statement, &pg->fault);
	struct pg_run *run = &pg->runs[place];

	if (place == SQL_STATEMENTS)
		return faulted_run(pg);
	if (!pg->statements.at[place] && !fill_place(pg, run, statement))
		return faulted_run(pg);
	pg->statements.at[place] = statement;
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
	PQclear(run->row);
	run->row = NULL;
	while (run->at_ahead < run->n_ahead)
		PQclear(run->ahead[run->at_ahead++]);
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
	for (unsigned i = 0; i < SQL_STATEMENTS; i++)
		if (pg->runs[i].statement) {
			drop_rows(&pg->runs[i]);
			buf_done(&pg->runs[i].values);
			free(pg->runs[i].expanded);
		}
}

/* ---- binding ---- */

static bool may_bind(struct pg_run *run, int i)
{
	if (run->faulted)
		return false;
	if (i >= 1 && i <= (int)SQL_PLACEHOLDERS && (run->wants >> (i - 1) & 1)) {
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
