/* Numbered steps that bring a database's tables up to date; each runs once and is recorded in
 * ostiary_migration. plan.c is the part that only says what they would do. */
#ifndef OSTIARY_STORE_SCHEMA_MIGRATIONS_H
#define OSTIARY_STORE_SCHEMA_MIGRATIONS_H

#include "store/store.h"

/* Changes nothing. STORE_OPENED, STORE_NEWER (a newer version of this program has changed the
 * database), STORE_UNUSABLE (it cannot be read). */
enum store_open_rc migrations_check(struct sql *sql, struct err *err);

/* *out: whether an SQLite file that is not in use tells so (sqlite_log_is_missing()). False for a
 * file that only earlier builds, or other programs, have used; true also for one without tables,
 * which nobody leaves behind. STORE_OK, STORE_FAULT. */
enum store_rc migrations_tell_closed(struct sql *sql, bool *out, struct err *err);

/* STORE_OPENED: the database has tables of this program or of Better Auth. STORE_UNUSABLE: it has
 * none, as when the wrong database was named. */
enum store_open_rc migrations_expect(struct sql *sql, struct err *err);

/* The same for a program that changes no table, which also reads the layout (sql_layout()).
 * STORE_UNUSABLE, too, where a start would change one, or has to be a task node's. */
enum store_open_rc migrations_expect_current(struct sql *sql, struct err *err);

/* The newest step of this program. */
int64_t migrations_newest(void);

/* Inside a transaction: the newest recorded step; 0: there is none. STORE_OK, STORE_FAULT. */
enum store_rc migrations_recorded(struct sql *sql, int64_t *out, struct err *err);

/* Whether this program does not know the version, which *err then says. */
bool migrations_are_newer(int64_t version, struct err *err);

/* Inside a transaction, whether the database has tasks alone: STORE_OK, STORE_NONE, STORE_FAULT.
 * With users it is refused with these words. */
enum store_rc migrations_are_alone(struct sql *sql, struct err *err);
extern const char migrations_alone_refused[];

/* All rows of a table of an earlier build move to its successor, and the table is dropped. */
struct migrations_move {
	struct str from, to;
};

/* What is there only where a setting asks for it. */
struct migrations_extras {
	bool rate_limit; /* Better Auth's table "rateLimit" */
	bool factors;    /* second factors: Better Auth's table "twoFactor", and what it needs */
	bool admin;      /* the columns of Better Auth's plugin admin */
	bool alone;      /* for migrations_plan(): it is migrations_run_alone() that would run */
};

struct migrations_step {
	int64_t version;
	struct str name;
};

/* The changes that migrations_run() and migrations_add() would make. Nothing is changed. STORE_OK,
 * STORE_FAULT. */
#define MIGRATIONS_PLAN_MAX  32
#define MIGRATIONS_MOVES_MAX 4
struct migrations_plan {
	int64_t version; /* the newest recorded step; 0: this program has not used the database */
	int64_t newest;  /* the one of this program */
	bool is_newest;  /* no step is missing, and it is not tasks alone */
	bool refused;    /* a start would refuse the database, as *err says; nothing else is set */
	struct migrations_step steps[MIGRATIONS_PLAN_MAX]; /* that are not recorded */
	size_t n_steps;
	struct str tables[MIGRATIONS_PLAN_MAX]; /* new ones */
	size_t n_tables;
	struct migrations_move moves[MIGRATIONS_MOVES_MAX];
	size_t n_moves;
	const char *columns[MIGRATIONS_PLAN_MAX]; /* statements that add those of a setting */
	size_t n_columns;
};
enum store_rc migrations_plan(struct sql *sql, const struct migrations_extras *extras,
			      struct migrations_plan *out, struct err *err);

/* Where no step is missing: checks that all tables have the columns that this program uses, as
 * migrations_run() does. STORE_OK, STORE_FAULT (a start would refuse the database). */
enum store_rc migrations_check_columns(struct sql *sql, struct err *err);

/* Runs the steps that are not recorded, each in one transaction with its record; other processes
 * may do the same at the same time. Then checks that all tables, including those of Better Auth,
 * have the columns that this program uses, and adds missing columns of one's own. */
enum store_open_rc migrations_run(struct sql *sql, const struct clock *clock, const struct log *log,
				  struct err *err);

/* For tasks alone (STORE_TABLES_TASKS): makes the tables of tasks without references to users, and
 * records this as version 0. In a database that has the table "user" it does the same as
 * migrations_run(). */
enum store_open_rc migrations_run_alone(struct sql *sql, const struct clock *clock,
					const struct log *log, struct err *err);

/* Makes the extras unless they exist, and checks their columns. */
enum store_open_rc migrations_add(struct sql *sql, const struct migrations_extras *extras,
				  struct err *err);

#endif
