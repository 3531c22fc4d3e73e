/* Bringing a database's tables up to date, once each, recorded in ostiary_migration. */
#ifndef OSTIARY_STORE_MIGRATIONS_H
#define OSTIARY_STORE_MIGRATIONS_H

#include "store/store.h"

/* Refuses, without touching anything, a database that a newer version of the program has made:
 * STORE_NEWER. STORE_UNUSABLE when it cannot be read. */
enum store_open_rc migrations_check(struct sql *sql, struct err *err);

/* STORE_OPENED: there are tables, of this program or of Better Auth. STORE_UNUSABLE: there are none, as when
 * the wrong database was named. */
enum store_open_rc migrations_expect(struct sql *sql, struct err *err);

/* What migrations_run() would do, and migrations_add_rate_limit() where it is asked for, without doing it. */
#define MIGRATIONS_PLAN_MAX 24
struct migrations_plan {
	int64_t version; /* that is recorded; 0: this program has never been here */
	bool too_new;    /* it would refuse; *err says what migrations_check() says */
	struct str tables[MIGRATIONS_PLAN_MAX]; /* that it would make */
	size_t n_tables;
};
enum store_rc migrations_plan(struct sql *sql, bool with_rate_limit, struct migrations_plan *out,
			      struct err *err);

/* Runs the steps that are not recorded yet, each in a transaction of its own with its record; another
 * process may be doing the same. Then makes sure that the tables, ours and those that were there
 * before us, have the columns that this program uses. */
enum store_open_rc migrations_run(struct sql *sql, const struct clock *clock, const struct log *log,
				  struct err *err);

/* The same for tasks alone (STORE_TABLES_TASKS): makes the tables of tasks, which refer to no user then, and
 * records it as version 0; in a database that has users already it does what migrations_run() does. */
enum store_open_rc migrations_run_alone(struct sql *sql, const struct clock *clock,
					const struct log *log, struct err *err);

/* Makes Better Auth's table of counts unless it is there, and sees to it that it can be used. */
enum store_open_rc migrations_add_rate_limit(struct sql *sql, struct err *err);

#endif
