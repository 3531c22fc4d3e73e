#include "support/place.h"

static int64_t standing_still(const struct clock *clock)
{
	(void)clock;
	return NOW_MS;
}

const struct clock place_clock = { .now_ms = standing_still };

bool place_on_postgres(void)
{
	const char *engine = getenv("OSTIARY_TEST_ENGINE");

	return engine && strcmp(engine, "postgres") == 0;
}

void place_script(struct sql *sql, const char *text)
{
	struct err err;

	if (sql_script(sql, text, &err) != STORE_OK)
		fail_msg("%s", err.text);
}

struct sql *place_connection(struct place *p)
{
	struct sql *sql = NULL;
	enum store_rc rc;

	if (p->pg.url) {
		rc = pg_open(&p->pg, &sql, &p->err);
	} else {
		assert_int_equal(sqlite_create(p->file, &p->err), STORE_OK);
		rc = sqlite_open(p->file, SQLITE_USE_WRITE, 200, &sql, &p->err);
	}
	if (rc != STORE_OK)
		fail_msg("%s", p->err.text);
	return sql;
}

void place_connect(struct place *p)
{
	p->sql = place_connection(p);
}

void place_schema(struct place *p, const char *verb, const char *how)
{
	struct sql *sql = place_connection(p);
	char text[128];

	snprintf(text, sizeof(text), "%s schema \"%s\" %s", verb, p->pg.schema, how);
	place_script(sql, text);
	sql_close(sql);
}

static void place_use_postgres(struct place *p)
{
	if (!getenv("OSTIARY_TEST_PG"))
		fail_msg("run it with tests/postgres.sh run");
	p->pg.url = strdup(getenv("OSTIARY_TEST_PG"));
	p->pg.schema = strdup(p->dir + sizeof("/tmp/") - 1); /* with "-" and capitals in it */
	p->pg.busy_ms = 200;
	place_schema(p, "create", "");
}

int place_setup(void **state)
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
	if (place_on_postgres())
		place_use_postgres(p);
	*state = p;
	return p->log_fd < 0 ? -1 : 0;
}

int place_teardown(void **state)
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

struct store_config place_config(const struct place *p)
{
	return (struct store_config){
		.url = str_z(p->pg.url ? p->pg.url : p->file),
		.schema = str_z(p->pg.schema),
		.clock = &place_clock,
		.log = &p->log,
		.busy_ms = 200,
	};
}

enum store_open_rc place_try_open(struct place *p)
{
	struct store_config config = place_config(p);

	return store_open(&config, &p->store, &p->err);
}

enum store_open_rc place_try_found(struct place *p)
{
	struct store_config config = place_config(p);

	config.missing = STORE_MISSING_REFUSE;
	return store_open(&config, &p->store, &p->err);
}

void place_open(struct place *p)
{
	if (place_try_open(p) != STORE_OPENED)
		fail_msg("%s", p->err.text);
}

void place_close(struct place *p)
{
	store_free(p->store);
	p->store = NULL;
}

int64_t place_number(struct sql *sql, const char *statement)
{
	OWNED(sql_end) struct sql_run *run = sql_start(sql, statement);
	struct err err;

	if (sql_step(run, &err) != STORE_OK)
		fail_msg("%s: %s", statement, err.text);
	return sql_i64(run, 0);
}

bool place_is_away(struct place *p)
{
	struct store_state state = { 0 };

	store_state(p->store, &state);
	return state.away;
}

bool place_log_says(const struct place *p, const char *words)
{
	static char text[1 << 16];
	ssize_t n = pread(p->log_fd, text, sizeof(text) - 1, 0);

	assert_true(n >= 0);
	text[n] = '\0';
	return strstr(text, words);
}
