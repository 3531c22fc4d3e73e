/* Bringing a database's tables up to date, once each, recorded in ostiary_migration. */
#ifndef OSTIARY_STORE_MIGRATIONS_H
#define OSTIARY_STORE_MIGRATIONS_H

#include "store/store.h"

/* Refuses, without touching anything, a database that a newer version of the program has made:
 * STORE_NEWER. STORE_UNUSABLE when it cannot be read. */
enum store_open_rc migrations_check(struct sql *sql, struct err *err);

/* Runs the steps that are not recorded yet, each in a transaction of its own with its record; another
 * process may be doing the same. Then makes sure that the tables, ours and those that were there
 * before us, have the columns that this program uses. */
enum store_open_rc migrations_run(struct sql *sql, const struct clock *clock, const struct log *log,
				  struct err *err);

/* The same for tasks alone (STORE_TABLES_TASKS): makes the tables of tasks, which refer to no user then, and
 * records it as version 0; in a database that has users already it does what migrations_run() does. */
enum store_open_rc migrations_run_alone(struct sql *sql, const struct clock *clock,
					const struct log *log, struct err *err);

#endif
