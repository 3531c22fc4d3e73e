/* A temporary directory with a database in it, for the tests of src/store. With OSTIARY_TEST_ENGINE=postgres
 * the database is a schema of the cluster OSTIARY_TEST_PG (tests/postgres.sh). */
#ifndef OSTIARY_TESTS_STORE_PLACE_H
#define OSTIARY_TESTS_STORE_PLACE_H

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
#include "store/postgres.h"
#include "store/sql.h"
#include "store/sqlite.h"
#include "store/store.h"

#define NOW_MS INT64_C(1795146791318) /* 2026-11-20T03:53:11.318Z */

static inline int64_t standing_still(const struct clock *clock)
{
	(void)clock;
	return NOW_MS;
}

static const struct clock place_clock = { .now_ms = standing_still };

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

static inline bool on_postgres(void)
{
	const char *engine = getenv("OSTIARY_TEST_ENGINE");

	return engine && strcmp(engine, "postgres") == 0;
}

/* What this engine has. */
#define EITHER(sqlite, postgres) (on_postgres() ? (postgres) : (sqlite))

static inline void script(struct sql *sql, const char *text)
{
	struct err err;

	if (sql_script(sql, text, &err) != STORE_OK)
		fail_msg("%s", err.text);
}

/* A connection of one's own, as another process would have it. */
static inline struct sql *place_connection(struct place *p)
{
	struct sql *sql = NULL;
	enum store_rc rc;

	if (p->pg.url) {
		rc = pg_open(&p->pg, &sql, &p->err);
	} else {
		assert_int_equal(sqlite_create(p->file, &p->log, &p->err), STORE_OK);
		rc = sqlite_open(p->file, SQLITE_USE_WRITE, 200, &sql, &p->err);
	}
	if (rc != STORE_OK)
		fail_msg("%s", p->err.text);
	return sql;
}

static inline void place_connect(struct place *p)
{
	p->sql = place_connection(p);
}

static inline void place_schema(struct place *p, const char *verb, const char *how)
{
	struct sql *sql = place_connection(p);
	char text[128];

	snprintf(text, sizeof(text), "%s schema \"%s\" %s", verb, p->pg.schema, how);
	script(sql, text);
	sql_close(sql);
}

static inline void place_on_postgres(struct place *p)
{
	if (!getenv("OSTIARY_TEST_PG"))
		fail_msg("run it with tests/postgres.sh run");
	p->pg.url = strdup(getenv("OSTIARY_TEST_PG"));
	p->pg.schema = strdup(p->dir + sizeof("/tmp/") - 1); /* with "-" and capitals in it */
	p->pg.busy_ms = 200;
	place_schema(p, "create", "");
}

static inline int place_setup(void **state)
{
	struct place *p = calloc(1, sizeof(*p));
	char log[96];

	if (!p)
		return -1;
	snprintf(p->dir, sizeof(p->dir), "/tmp/ostiary-store-XXXXXX");
	if (!mkdtemp(p->dir))
		return -1;
	snprintf(p->file, sizeof(p->file), "%s/a.db", p->dir);
	snprintf(log, sizeof(log), "%s/log", p->dir);
	p->log_fd = open(log, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	p->log = (struct log){ .fd = p->log_fd, .clock = &place_clock };
	arena_init(&p->arena, NULL, 0);
	if (on_postgres())
		place_on_postgres(p);
	*state = p;
	return p->log_fd < 0 ? -1 : 0;
}

static inline int place_teardown(void **state)
{
	static const char *const names[] = { "a.db", "a.db-wal", "a.db-shm", "a.db-journal",
					     "log" };
	struct place *p = *state;
	char path[128];

	sql_close(p->sql);
	store_free(p->store);
	if (p->pg.url)
		place_schema(p, "drop", "cascade");
	free(p->pg.url);
	free(p->pg.schema);
	close(p->log_fd);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", p->dir, names[i]);
		unlink(path);
	}
	arena_done(&p->arena);
	if (rmdir(p->dir) < 0)
		return -1; /* something was left behind */
	free(p);
	return 0;
}

static inline struct store_config place_config(const struct place *p)
{
	return (struct store_config){
		.url = str_z(p->pg.url ? p->pg.url : p->file),
		.schema = str_z(p->pg.schema),
		.clock = &place_clock,
		.log = &p->log,
		.busy_ms = 200,
	};
}

static inline enum store_open_rc place_try_open(struct place *p)
{
	struct store_config config = place_config(p);

	return store_open(&config, &p->store, &p->err);
}

/* As a command does that looks into what must be there. */
static inline enum store_open_rc place_try_found(struct place *p)
{
	struct store_config config = place_config(p);

	config.missing = STORE_MISSING_REFUSE;
	return store_open(&config, &p->store, &p->err);
}

static inline void place_open(struct place *p)
{
	if (place_try_open(p) != STORE_OPENED)
		fail_msg("%s", p->err.text);
}

static inline void place_close(struct place *p)
{
	store_free(p->store);
	p->store = NULL;
}

/* The number that a statement without placeholders answers; it must be a text in static memory. A sum must
 * be cast, as PostgreSQL makes it a decimal one. */
static inline int64_t number(struct sql *sql, const char *statement)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);
	struct err err;

	if (sql_step(run, &err) != STORE_OK)
		fail_msg("%s: %s", statement, err.text);
	return sql_i64(run, 0);
}

#define assert_text(s, expected) assert_true(str_eq((s), STR(expected)))
#define assert_says(err, words)                                                                    \
	do {                                                                                       \
		if (!strstr((err).text, words))                                                    \
			fail_msg("\"%s\" does not say \"%s\"", (err).text, words);                 \
	} while (0)

#endif
