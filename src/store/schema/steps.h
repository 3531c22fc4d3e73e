/* The steps of the migrations as rows. migrations.c runs them; a step that has landed is never
 * changed.
 *
 * In an SQLite file the table ostiary_migration may have rows below version 0 as well: markers of
 * the driver, which record no step (store/sqlite/disk_space.c, store/store.c). */
#ifndef OSTIARY_STORE_SCHEMA_STEPS_H
#define OSTIARY_STORE_SCHEMA_STEPS_H

#include <stdbool.h>

#include "store/schema/ddl.h"

/* A table of an earlier step whose rows move to a table of this step. */
struct replaced_table {
	struct str name;
	struct str successor;
	const char *move; /* copies the rows and drops the table */
};

struct migration {
	int64_t version;
	struct str name;
	const struct ddl_tables *tables[2]; /* NULL: none */
	const char *const *columns;         /* statements that fail without a needed column */
	size_t n_columns;
	const struct replaced_table *replaced; /* by the tables above */
	size_t n_replaced;
	/* Of tables of earlier steps, by enum sql_engine; NULL: none. Where only the engine's is
	 * NULL, the columns come later. */
	const char *const *change;
	/* A change that needs more than statements, and does nothing the second time; NULL: none.
	 * STORE_OK, STORE_FAULT. */
	enum store_rc (*work)(struct sql *sql, enum ddl_owner owner, struct err *err);
	bool tasks; /* a database of tasks alone records this step too */
	/* Of a step without a version: the column that the change adds; without a name: none. */
	struct {
		struct str table, name;
	} column;
};

/* In the order of their versions. */
extern const struct migration steps[];
extern const size_t steps_n;

/* Without a version: the tables are made only where a setting asks for them. */
extern const struct migration step_rate_limit;
extern const struct migration steps_factors[];
extern const size_t steps_factors_n;
extern const struct migration steps_admin[];
extern const size_t steps_admin_n;

/* Version 0: the tables of tasks, whose users are in another database. */
extern const struct migration step_alone;

#endif
