/* A table with a column of every type, for the tests of the PostgreSQL driver. */
#ifndef OSTIARY_TESTS_SUPPORT_ROWS_H
#define OSTIARY_TESTS_SUPPORT_ROWS_H

#include "support/place.h"

/* Connects p->sql (place_connect()) and creates the table t there: id bigint, txt text unique, flag
 * boolean, at timestamptz, parent bigint that refers to an id of t. Fails the test on a fault. */
void rows_make_table(struct place *p);

/* Inserts a row through sql, a connection of the place: flag is true for a positive id, at is
 * NOW_MS plus id milliseconds, and a parent of 0 is NULL. Returns the result of sql_change(), with
 * p->err on a fault. */
enum store_rc rows_insert(struct place *p, struct sql *sql, int64_t id, struct str text,
			  int64_t parent);

#endif
