/* A temporary directory with a database, for the tests of src/store. With
 * OSTIARY_TEST_ENGINE=postgres the database is a schema of the cluster OSTIARY_TEST_PG
 * (tests/postgres.sh). */
#ifndef OSTIARY_TESTS_SUPPORT_PLACE_H
#define OSTIARY_TESTS_SUPPORT_PLACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "store/postgres/connection.h"
#include "store/sql/sql.h"
#include "store/sqlite/connection.h"
#include "store/store.h"

#define NOW_MS INT64_C(1795146791318) /* 2026-11-20T03:53:11.318Z */

extern const struct clock place_clock; /* always NOW_MS */

struct place {
	char dir[64];
	char file[80];
	int log_fd; /* the file "log" */
	struct log log;
	struct arena arena;
	struct err err;
	struct pg_config pg; /* url is NULL on SQLite */
	struct store *store; /* NULL until place_open() */
	struct sql *sql;     /* NULL until place_connect() */
};

/* True with OSTIARY_TEST_ENGINE=postgres. */
bool place_on_postgres(void);

/* Selects the value for the engine in use. */
#define EITHER(sqlite, postgres) (place_on_postgres() ? (postgres) : (sqlite))

/* Runs the statements of the text, which semicolons divide; fails the test on a fault. */
void place_script(struct sql *sql, const char *text);

/* A new connection to the place's database, like that of another process; on SQLite it creates the
 * file if there is none. The caller closes it with sql_close(). Fails the test when it cannot be
 * made. */
struct sql *place_connection(struct place *p);

/* Makes p->sql such a connection, which place_teardown() closes. */
void place_connect(struct place *p);

/* Runs `<verb> schema "<the place's>" <how>` on PostgreSQL, such as "drop" and "cascade"; fails the
 * test on a fault. */
void place_schema(struct place *p, const char *verb, const char *how);

/* Set-up of cmocka: *state is a new place with its directory, its log, and on PostgreSQL an empty
 * schema. No store is open. -1 when the directory or the log cannot be created. */
int place_setup(void **state);

/* Teardown of cmocka: closes p->sql and p->store, and removes directory and schema. -1 when the
 * test has left other files in the directory. */
int place_teardown(void **state);

/* The settings with which the functions below open the store: place_clock, the place's log, and
 * 200 ms for a busy database. Its texts live as long as the place. */
struct store_config place_config(const struct place *p);

/* Opens p->store, and creates the database if there is none. The results of store_open(), with
 * p->err. */
enum store_open_rc place_try_open(struct place *p);

/* The same for a command that requires an existing database. */
enum store_open_rc place_try_found(struct place *p);

/* place_try_open(), but fails the test unless the store opens. */
void place_open(struct place *p);

/* Frees p->store; the database stays. */
void place_close(struct place *p);

/* Whether the open store says that the database is away. */
bool place_is_away(struct place *p);

/* Whether these words have been written to the place's log. */
bool place_log_says(const struct place *p, const char *words);

/* The number in the first column of the first row that a statement without placeholders returns;
 * fails the test when there is no row. The statement must be in static memory. Cast a sum:
 * PostgreSQL's is a decimal. */
int64_t place_number(struct sql *sql, const char *statement);

#define assert_text(s, expected) assert_true(str_eq((s), STR(expected)))
#define assert_says(err, words)                                                                    \
	do {                                                                                       \
		if (!strstr((err).text, words))                                                    \
			fail_msg("\"%s\" does not say \"%s\"", (err).text, words);                 \
	} while (0)

#endif
