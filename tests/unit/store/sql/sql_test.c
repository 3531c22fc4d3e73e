/* The SQL layer over a real SQLite file. */
#include "support/place.h"

#include <sqlite3.h>

#include "store/sql/statements.h"

static void make_table(struct place *p)
{
	place_connect(p);
	place_script(p->sql,
		     "create table t (id integer primary key, txt text unique, flag integer,"
		     " at date, parent integer references t (id))");
}

static const char insert_all[] =
	"insert into t (id, txt, flag, at, parent) values ($1, $2, $3, $4, $5)";
static const char select_all[] = "select id, txt, flag, at, parent from t where id = $1";

static enum store_rc insert(struct place *p, int64_t id, struct str text, int64_t parent)
{
	OWNED(sql_end) struct sql_run *run = sql_start(p->sql, insert_all);

	sql_bind_i64(run, 1, id);
	sql_bind_text_or_null(run, 2, text);
	sql_bind_bool(run, 3, true);
	sql_bind_time(run, 4, NOW_MS);
	if (parent)
		sql_bind_i64(run, 5, parent);
	else
		sql_bind_null(run, 5);
	return sql_change(run, &p->err);
}

static void values_are_read_back_as_bound(void **state)
{
	static const struct str texts[] = { STR_INIT(""), STR_INIT("a"), STR_INIT("a\0b"),
					    STR_INIT("\xF0\x9F\x98\x80'; drop table t; --") };
	struct place *p = *state;

	make_table(p);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		OWNED(sql_end) struct sql_run *run = NULL;

		assert_int_equal(insert(p, INT64_C(1) << (20 + i), texts[i], 0), STORE_OK);
		run = sql_start(p->sql, select_all);
		sql_bind_i64(run, 1, INT64_C(1) << (20 + i));
		assert_int_equal(sql_step(run, &p->err), STORE_OK);
		assert_int_equal(sql_i64(run, 0), INT64_C(1) << (20 + i));
		assert_non_null(sql_text(run, 1).p);
		assert_true(str_eq(sql_copy(run, 1, &p->arena), texts[i]));
		assert_true(sql_bool(run, 2));
		assert_int_equal(sql_time(run, 3), NOW_MS);
		assert_text(sql_text(run, 3), "2026-11-20T03:53:11.318Z");
		assert_true(sql_is_null(run, 4));
		assert_null(sql_text(run, 4).p);
		assert_int_equal(sql_row_ok(run, &p->err), STORE_OK);
		assert_int_equal(sql_step(run, &p->err), STORE_NONE);
		assert_int_equal(sql_step(run, &p->err), STORE_NONE); /* it does not start over */
	}
}

static void an_empty_text_is_null_only_on_request(void **state)
{
	static const char is_null[] = "select $1 is null, $2 is null, typeof($1)";
	struct place *p = *state;
	OWNED(sql_end) struct sql_run *run = NULL;

	place_connect(p);
	run = sql_start(p->sql, is_null);
	sql_bind_text(run, 1, str_of(NULL, 0));
	sql_bind_text_or_null(run, 2, str_of(NULL, 0));
	assert_int_equal(sql_step(run, &p->err), STORE_OK);
	assert_false(sql_bool(run, 0));
	assert_true(sql_bool(run, 1));
	assert_text(sql_text(run, 2), "text");
}

static void broken_constraints_are_answers(void **state)
{
	struct place *p = *state;

	make_table(p);
	assert_int_equal(insert(p, 1, STR("one"), 0), STORE_OK);
	assert_int_equal(insert(p, 2, STR("one"), 0), STORE_CONFLICT);
	assert_int_equal(insert(p, 1, STR("two"), 0), STORE_CONFLICT);
	assert_int_equal(insert(p, 2, STR("two"), 9), STORE_ORPHAN);
	assert_int_equal(insert(p, 2, STR("two"), 1), STORE_OK);
	assert_int_equal(place_number(p->sql, "select count(*) from t"), 2);
}

static void a_change_that_finds_no_row_says_so(void **state)
{
	static const char rename[] = "update t set txt = $1 where id = $2";
	struct place *p = *state;

	make_table(p);
	insert(p, 1, STR("one"), 0);
	for (int64_t id = 1; id <= 2; id++) {
		OWNED(sql_end) struct sql_run *run = sql_start(p->sql, rename);

		sql_bind_text(run, 1, STR("uno"));
		sql_bind_i64(run, 2, id);
		assert_int_equal(sql_change(run, &p->err), id == 1 ? STORE_OK : STORE_NONE);
	}
}

static void placeholders_must_be_numbered_in_order(void **state)
{
	static const char *const wrong[] = { "select $2, $1", "select ?", "select :a",
					     "select $1, $3" };
	static const char right[] = "select $1, $2, $1";
	struct place *p = *state;
	struct sql_run *run;

	place_connect(p);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		run = sql_start(p->sql, wrong[i]);
		sql_bind_i64(run, 1, 1);
		sql_bind_i64(run, 2, 1);
		assert_int_equal(sql_step(run, &p->err), STORE_FAULT);
		assert_says(p->err, "placeholders are not");
		sql_end(run);
	}
	run = sql_start(p->sql, right);
	sql_bind_i64(run, 1, 7);
	sql_bind_i64(run, 2, 8);
	assert_int_equal(sql_step(run, &p->err), STORE_OK);
	assert_int_equal(sql_i64(run, 2), 7);
	sql_end(run);
}

static void every_placeholder_must_be_given_a_value_each_time(void **state)
{
	static const char two[] = "select $1, $2";
	struct place *p = *state;
	struct sql_run *run;

	place_connect(p);
	run = sql_start(p->sql, two);
	sql_bind_i64(run, 1, 1);
	sql_bind_i64(run, 2, 1);
	assert_int_equal(sql_step(run, &p->err), STORE_OK);
	sql_end(run);
	run = sql_start(p->sql, two);
	sql_bind_i64(run, 1, 1); /* $2 must not keep what it had before */
	assert_int_equal(sql_step(run, &p->err), STORE_FAULT);
	assert_says(p->err, "given no value");
	sql_end(run);
	run = sql_start(p->sql, two);
	sql_bind_i64(run, 1, 1);
	sql_bind_i64(run, 3, 1);
	assert_int_equal(sql_step(run, &p->err), STORE_FAULT);
	assert_says(p->err, "$3");
	sql_end(run);
}

static void a_statement_runs_once_at_a_time(void **state)
{
	static const char one[] = "select 1";
	struct place *p = *state;
	struct sql_run *first, *second;

	place_connect(p);
	first = sql_start(p->sql, one);
	second = sql_start(p->sql, one);
	assert_int_equal(sql_step(second, &p->err), STORE_FAULT);
	assert_says(p->err, "while it runs");
	sql_end(second);
	assert_int_equal(sql_step(first, &p->err), STORE_OK);
	sql_end(first);
	first = sql_start(p->sql, one);
	assert_int_equal(sql_step(first, &p->err), STORE_OK);
	sql_end(first);
}

static void a_wrong_statement_faults_and_the_next_one_works(void **state)
{
	struct place *p = *state;

	make_table(p);
	for (int i = 0; i < 2; i++) {
		OWNED(sql_end) struct sql_run *run = sql_start(p->sql, "select \"nothing\" from t");

		sql_bind_i64(run, 1, 1);
		assert_int_equal(sql_step(run, &p->err), STORE_FAULT);
		assert_says(p->err, "no such column");
		assert_int_equal(sql_row_ok(run, &p->err), STORE_FAULT);
	}
	assert_int_equal(insert(p, 1, STR("one"), 0), STORE_OK);
}

static void a_time_is_read_as_date_reads_it_or_is_a_fault_that_names_its_place(void **state)
{
	static const struct {
		const char *value;
		enum store_rc rc;
		int64_t ms;
	} rows[] = {
		{ "'2026-11-20T03:53:11.318Z'", STORE_OK, NOW_MS },
		{ "'2026-11-20 03:53:11'", STORE_OK, NOW_MS - 318 },
		{ "'2026-11-20T05:53:11.318+02:00'", STORE_OK, NOW_MS },
		{ "'Fri, 20 Nov 2026 03:53:11 GMT'", STORE_OK, NOW_MS - 318 },
		{ "1795146791318", STORE_OK, NOW_MS },
		{ "1795146791318.75", STORE_OK, NOW_MS },
		{ "9e18", STORE_OK, CLOCK_LAST_MS },
		{ "-9223372036854775807", STORE_OK, CLOCK_FIRST_MS },
		{ "'2026-13-30T03:53:11.318Z'", STORE_FAULT, 0 },
		{ "''", STORE_FAULT, 0 },
		{ "x'00'", STORE_FAULT, 0 },
		{ "null", STORE_FAULT, 0 },
	};
	static const char renamed[] = "select x.at as when_ from t x";
	struct place *p = *state;

	make_table(p);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct sql_run *run;
		char text[128];

		snprintf(text, sizeof(text), "delete from t; insert into t (id, at) values (1, %s)",
			 rows[i].value);
		place_script(p->sql, text);
		run = sql_start(p->sql, renamed);
		assert_int_equal(sql_step(run, &p->err), STORE_OK);
		assert_int_equal(sql_time_or(run, 0, 7), rows[i].rc == STORE_OK ? rows[i].ms : 7);
		assert_int_equal(sql_time(run, 0), rows[i].ms);
		assert_int_equal(sql_row_ok(run, &p->err), rows[i].rc);
		if (rows[i].rc == STORE_FAULT)
			assert_says(p->err, "table \"t\", column \"at\"");
		sql_end(run);
	}
}

static void a_text_without_memory_for_it_is_a_fault_and_not_null(void **state)
{
	static const char large[] = "select zeroblob(67108864)";
	struct place *p = *state;
	struct sql_run *run;

	place_connect(p);
	run = sql_start(p->sql, large);
	assert_int_equal(sql_step(run, &p->err), STORE_OK);
	sqlite3_hard_heap_limit64(16 << 20);
	assert_null(sql_text(run, 0).p);
	sqlite3_hard_heap_limit64(0);
	assert_int_equal(sql_row_ok(run, &p->err), STORE_FAULT);
	assert_says(p->err, "no memory");
	assert_int_equal(p->err.kind, ERR_UNAVAILABLE);
	sql_end(run);
	run = sql_start(p->sql, large);
	assert_int_equal(sql_step(run, &p->err), STORE_OK);
	assert_int_equal(sql_text(run, 0).n, 67108864);
	assert_int_equal(sql_row_ok(run, &p->err), STORE_OK);
	sql_end(run);
}

static void a_time_that_cannot_be_written_is_a_fault(void **state)
{
	static const char at[] = "select $1";
	static const int64_t times[] = { INT64_MAX, INT64_MIN, INT64_C(253402300800000) };
	struct place *p = *state;

	place_connect(p);
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		OWNED(sql_end) struct sql_run *run = sql_start(p->sql, at);

		sql_bind_time(run, 1, times[i]);
		assert_int_equal(sql_step(run, &p->err), STORE_FAULT);
		assert_says(p->err, "out of range");
	}
	{
		OWNED(sql_end) struct sql_run *run = sql_start(p->sql, at);

		sql_bind_time(run, 1, INT64_C(253402300799999));
		assert_int_equal(sql_step(run, &p->err), STORE_OK);
		assert_text(sql_text(run, 0), "9999-12-31T23:59:59.999Z");
	}
}

static void a_savepoint_is_kept_or_undone_by_itself(void **state)
{
	struct place *p = *state;

	make_table(p);
	assert_int_equal(sql_begin_write(p->sql, &p->err), STORE_OK);
	for (int i = 1; i <= 4; i++) {
		assert_int_equal(sql_savepoint(p->sql, &p->err), STORE_OK);
		assert_int_equal(insert(p, i, str_of(NULL, 0), 0), STORE_OK);
		assert_int_equal(i % 2 ? sql_release(p->sql, &p->err) : sql_undo(p->sql, &p->err),
				 STORE_OK);
	}
	assert_true(sql_in_transaction(p->sql));
	assert_int_equal(sql_commit(p->sql, &p->err), STORE_OK);
	assert_false(sql_in_transaction(p->sql));
	assert_int_equal(place_number(p->sql, "select count(*) * 10 + sum(id) from t"), 24);
}

static void prepared_statements_survive_a_change_of_tables(void **state)
{
	struct place *p = *state;
	OWNED(sql_close) struct sql *other = NULL;

	make_table(p);
	assert_int_equal(insert(p, 1, STR("one"), 0), STORE_OK);
	other = place_connection(p);
	place_script(other, "alter table t add column more text; create index t_at on t (at)");
	assert_int_equal(insert(p, 2, STR("two"), 0), STORE_OK);
	assert_int_equal(place_number(other, "select count(*) from t"), 2);
}

static void a_connection_for_reading_refuses_to_write(void **state)
{
	static const char remove[] = "delete from t";
	struct place *p = *state;
	OWNED(sql_close) struct sql *reader = NULL;
	OWNED(sql_end) struct sql_run *run = NULL;

	make_table(p);
	insert(p, 1, STR("one"), 0);
	assert_int_equal(sqlite_open(p->file, SQLITE_USE_READ, 100, &reader, &p->err), STORE_OK);
	assert_int_equal(place_number(reader, "select count(*) from t"), 1);
	run = sql_start(reader, remove);
	assert_int_equal(sql_change(run, &p->err), STORE_FAULT);
	assert_says(p->err, "may not be written");
	assert_int_equal(place_number(reader, "select count(*) from t"), 1);
}

static void connections_have_the_settings_that_safety_needs(void **state)
{
	static const struct {
		const char *statement;
		int64_t value;
	} rows[] = {
		{ "pragma foreign_keys", 1 },   { "pragma synchronous", 2 },
		{ "pragma trusted_schema", 0 }, { "pragma cell_size_check", 1 },
		{ "pragma mmap_size", 0 },      { "pragma busy_timeout", 200 },
	};
	struct place *p = *state;

	place_connect(p);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (place_number(p->sql, rows[i].statement) != rows[i].value)
			fail_msg("%s", rows[i].statement);
	}
}

static void more_statements_than_a_connection_keeps_are_a_fault(void **state)
{
	static char texts[SQL_STATEMENTS + 1][16];
	struct place *p = *state;

	place_connect(p);
	for (unsigned i = 0; i <= SQL_STATEMENTS; i++) {
		OWNED(sql_end) struct sql_run *run = NULL;

		snprintf(texts[i], sizeof(texts[i]), "select %u", i);
		run = sql_start(p->sql, texts[i]);
		assert_int_equal(sql_step(run, &p->err),
				 i < SQL_STATEMENTS ? STORE_OK : STORE_FAULT);
		assert_int_equal(sql_i64(run, 0), i < SQL_STATEMENTS ? i : 0);
	}
	assert_says(p->err, "statements on a connection");
	assert_int_equal(place_number(p->sql, texts[3]), 3);
}

static void urls_name_files(void **state)
{
	static const struct {
		struct str url;
		const char *path; /* NULL: refused */
	} rows[] = {
		{ STR_INIT("sqlite:a.db"), "./a.db" },
		{ STR_INIT("sqlite:./a.db"), "././a.db" },
		{ STR_INIT("sqlite:/var/a.db"), "/var/a.db" },
		{ STR_INIT("sqlite://a.db"), "./a.db" },
		{ STR_INIT("sqlite:///var/a.db"), "/var/a.db" },
		{ STR_INIT("file:a.db"), "./a.db" },
		{ STR_INIT("file:///var/a.db"), "/var/a.db" },
		{ STR_INIT("a.db"), "./a.db" },
		{ STR_INIT("/var/a b?.db"), "/var/a b?.db" },
		{ STR_INIT("../a:b.db"), "./../a:b.db" },
		{ STR_INIT(""), NULL },
		{ STR_INIT("sqlite:"), NULL },
		{ STR_INIT("sqlite://"), NULL },
		{ STR_INIT(":memory:"), NULL },
		{ STR_INIT("sqlite::memory:"), NULL },
		{ STR_INIT("file:a.db?mode=ro"), NULL },
		{ STR_INIT("a\0.db"), NULL },
		{ STR_INIT("postgres://u:hunter2@db/x"), NULL },
		{ STR_INIT("postgresql://u:hunter2@db/x"), NULL },
		{ STR_INIT("mysql:x"), NULL },
	};
	struct place *p = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		OWNED(free) char *path = sqlite_path(rows[i].url, &p->err);

		if (!path != !rows[i].path || (path && strcmp(path, rows[i].path) != 0))
			fail_msg("%.*s gave %s", STR_FMT(rows[i].url), path ? path : "nothing");
		assert_null(strstr(p->err.text, "hunter2"));
	}
	assert_null(sqlite_path(STR("mysql://u:hunter2@db/x"), &p->err));
	assert_says(p->err, "neither sqlite: nor postgres:");
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, place_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(values_are_read_back_as_bound),
		HERE(an_empty_text_is_null_only_on_request),
		HERE(broken_constraints_are_answers),
		HERE(a_change_that_finds_no_row_says_so),
		HERE(placeholders_must_be_numbered_in_order),
		HERE(every_placeholder_must_be_given_a_value_each_time),
		HERE(a_statement_runs_once_at_a_time),
		HERE(a_wrong_statement_faults_and_the_next_one_works),
		HERE(a_time_is_read_as_date_reads_it_or_is_a_fault_that_names_its_place),
		HERE(a_text_without_memory_for_it_is_a_fault_and_not_null),
		HERE(a_time_that_cannot_be_written_is_a_fault),
		HERE(a_savepoint_is_kept_or_undone_by_itself),
		HERE(prepared_statements_survive_a_change_of_tables),
		HERE(a_connection_for_reading_refuses_to_write),
		HERE(connections_have_the_settings_that_safety_needs),
		HERE(more_statements_than_a_connection_keeps_are_a_fault),
		HERE(urls_name_files),
	};

	return cmocka_run_group_tests_name("sql", tests, NULL, NULL);
}
