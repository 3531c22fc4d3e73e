/* The tasks of an earlier build get what today's have, whatever their texts are: the columns that
 * the step fills are those that a write would have filled. */
#include "support/place.h"

#include "core/limits.h"
#include "store/sql/rows.h"
#include "store/task_keys.h"
#include "store/tables/tasks/tasks.h"

#define DUMP_BYTES (64 * 1024)
#define ROWS       1300 /* more than two pages */

static const struct {
	const char *title, *description, *tags, *due_date, *priority;
} kinds[] = {
	{ "Buy Milk", NULL, "[]", NULL, "none" },
	{ "Buy Milk", "In the SHOP\nround the corner", "[]", "2026-12-31", "low" },
	{ "Caf\xC3\xA9", NULL, "[]", "2026-12-31", "medium" },
	{ "Milk",
	  "Stra\xC3\x9F"
	  "e",
	  "[]", NULL, "high" },
	{ "Milk", NULL,
	  "[\"HOME\",\"\xC3\x9C"
	  "ber\"]",
	  NULL, "low" },
	{ "Milk", "b", "[\"a,b\"]", NULL, "strange" },
	{ "Milk", NULL, "no json", NULL, "none" },
	{ "it''s 100% [A-Z]*", "\\x41 $1 {id}", "[]", NULL, "none" },
	{ " !\"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_", NULL, "[]", NULL,
	  "none" },
	{ "abcdefghijklmnopqrstuvwxyz{|}~", "A", "[]", NULL, "none" },
	{ "the `grave` accent", "A", "[]", NULL, "none" },
	{ "two  blanks", "A", "[]", NULL, "none" },
	{ "x", "before \t and after\n ", "[]", NULL, "none" },
	{ "x", "  ", "[]", NULL, "none" },
	{ "x", "\x7F", "[]", NULL, "none" },
	{ "\xCC\x81", NULL, "[]", NULL, "none" }, /* a mark alone */
};

static void make_old_database(struct place *p)
{
	static char dump[DUMP_BYTES];
	FILE *file = fopen(EITHER(TEST_DATA "/migration/version-6.sqlite.sql",
				  TEST_DATA "/migration/version-6.postgres.sql"),
			   "re");
	size_t n;

	assert_non_null(file);
	n = fread(dump, 1, sizeof(dump) - 1, file);
	fclose(file);
	dump[n] = '\0';
	place_connect(p);
	place_script(p->sql, dump);
}

static struct str quoted(struct place *p, const char *text)
{
	return text ? arena_fmt(&p->arena, "'%s'", text) : STR("null");
}

/* One statement that inserts a row of that kind for the user whose task is there. */
static void add_row(struct place *p, int64_t id)
{
	size_t k = (size_t)id % ARRAY_LEN(kinds);

	place_script(
		p->sql,
		arena_fmt(&p->arena,
			  "insert into ostiary_task (user_id, id, title, description,"
			  " completed, due_date, priority, tags, created_at, updated_at)"
			  " select user_id, %lld, '%s', %.*s, completed, %.*s, '%s', '%s',"
			  " created_at, updated_at from ostiary_task where title = 'of dan'",
			  (long long)id, kinds[k].title, STR_FMT(quoted(p, kinds[k].description)),
			  STR_FMT(quoted(p, kinds[k].due_date)), kinds[k].priority, kinds[k].tags)
			.p);
}

static void assert_kept(struct sql_run *run, int column, struct str expected)
{
	struct str found = sql_text(run, column);

	if (!str_eq(found, expected))
		fail_msg("\"%.*s\" instead of \"%.*s\"", STR_FMT(found), STR_FMT(expected));
}

static void assert_row(struct sql_run *run, struct arena *a)
{
	struct str title = sql_copy(run, 1, a), description = sql_copy(run, 2, a);
	struct str due_date = sql_copy(run, 3, a), priority = sql_copy(run, 4, a);
	struct str tags = sql_copy(run, 5, a);

	assert_kept(run, 6, task_due_key(a, due_date, STR("")));
	assert_int_equal(sql_i64(run, 7), task_priority_rank(priority));
	assert_kept(run, 8, task_title_key(a, title));
	assert_kept(run, 9, task_search_text(a, title, description, tags));
	assert_kept(run, 10, task_position_of(a, sql_i64(run, 0)));
}

static size_t assert_rows(struct place *p)
{
	static const char all[] =
		"select id, title, description, due_date, priority, tags, due_key, priority_rank,"
		" title_key, search, position from ostiary_task";
	OWNED(sql_end) struct sql_run *run = sql_start(p->sql, all);
	enum store_rc rc;
	size_t n = 0;

	for (rc = sql_step(run, &p->err); rc == STORE_OK; rc = sql_step(run, &p->err), n++)
		assert_row(run, &p->arena);
	assert_int_equal(rc, STORE_NONE);
	return n;
}

static void each_kind_of_row_gets_what_a_write_would_keep(void **state)
{
	struct place *p = *state;

	make_old_database(p);
	place_script(p->sql, "begin");
	for (int64_t id = 1; id <= ROWS; id++)
		add_row(p, id);
	place_script(p->sql, "commit");
	sql_close(TAKE(p->sql));
	place_open(p);
	place_connect(p);
	assert_int_equal(assert_rows(p), ROWS + 3);
	assert_int_equal(place_number(p->sql, "select max(n) from ostiary_task_count"), ROWS + 1);
	assert_int_equal(place_number(p->sql, "select max(revision) from ostiary_task_count"), 0);
}

/* The time of the last change is the nearest to it that is known. */
static void a_completed_task_was_completed_at_its_last_change(void **state)
{
	struct place *p = *state;

	make_old_database(p);
	place_script(p->sql, EITHER("update ostiary_task set completed = 1 where title = 'of dan'",
				    "update ostiary_task set completed = true"
				    " where title = 'of dan'"));
	sql_close(TAKE(p->sql));
	place_open(p);
	place_connect(p);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_task"
					      " where completed_at = updated_at"),
			 1);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_task"
					      " where completed_at is null"),
			 2);
}

/* As when the record of the step was lost. */
static void a_second_run_changes_nothing(void **state)
{
	struct place *p = *state;

	make_old_database(p);
	sql_close(TAKE(p->sql));
	place_open(p);
	place_close(p);
	place_connect(p);
	place_script(p->sql, "update ostiary_task set position = 'moved' where title = 'of dan';"
			     "delete from ostiary_migration where version = 14");
	sql_close(TAKE(p->sql));
	place_open(p);
	place_connect(p);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_task"
					      " where position = 'moved'"),
			 1);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_task"), 3);
}

static void a_database_of_tasks_alone_gets_the_same(void **state)
{
	static const struct owner anna = { STR_INIT("anna") };
	struct place *p = *state;
	struct store_config config = place_config(p);
	struct task task = { .id = 7,
			     .title = STR("x"),
			     .priority = STR("none"),
			     .tags_json = STR("[]"),
			     .created_ms = NOW_MS,
			     .updated_ms = NOW_MS };
	int64_t n;

	config.tables = STORE_TABLES_TASKS;
	assert_int_equal(store_open(&config, &p->store, &p->err), STORE_OPENED);
	place_connect(p);
	assert_int_equal(tasks_insert(p->sql, &anna, &task, &p->err), STORE_OK);
	assert_int_equal(assert_rows(p), 1);
	place_script(p->sql, "insert into ostiary_tombstone (user_id, kind, id, revision)"
			     " values ('anna', 'task', 1, 1)");
	assert_int_equal(tasks_delete_all(p->sql, &anna, &n, &p->err), STORE_OK);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_tombstone"), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_setup, place_teardown)
	const struct CMUnitTest tests[] = {
		TEST(each_kind_of_row_gets_what_a_write_would_keep),
		TEST(a_completed_task_was_completed_at_its_last_change),
		TEST(a_second_run_changes_nothing),
		TEST(a_database_of_tasks_alone_gets_the_same),
	};

	return cmocka_run_group_tests_name("task model", tests, NULL, NULL);
}
