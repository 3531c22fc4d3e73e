/* The SQL layer over a real PostgreSQL. */
#include "support/rows.h"

/* ---- values ---- */

static const char select_all[] = "select id, txt, flag, at, parent from t where id = $1";
static const char by_text[] = "select id from t where txt = $1";

static enum store_rc find(struct place *p, struct str text)
{
	OWNED(sql_end) struct sql_run *run = sql_start(p->sql, by_text);

	sql_bind_text(run, 1, text);
	return sql_step(run, &p->err);
}

static void values_are_read_back_as_bound(void **state)
{
	static const int64_t ids[] = { 1, -1, INT64_MAX / 2, -62135596800000 };
	static const struct str texts[] = { STR_INIT(""),
					    STR_INIT("a"),
					    { NULL, 0 },
					    STR_INIT("\xF0\x9F\x98\x80'; drop table t; --") };
	struct place *p = *state;

	rows_make_table(p);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		int64_t id = i == 2 ? 5 : ids[i];
		OWNED(sql_end) struct sql_run *run = NULL;

		if (i == 3)
			id = -62135596800000 - NOW_MS; /* the year 1 */
		if (rows_insert(p, p->sql, id, texts[i], 0) != STORE_OK)
			fail_msg("%s", p->err.text);
		run = sql_start(p->sql, select_all);
		sql_bind_i64(run, 1, id);
		assert_int_equal(sql_step(run, &p->err), STORE_OK);
		assert_int_equal(sql_i64(run, 0), id);
		assert_true(str_eq(sql_copy(run, 1, &p->arena), texts[i]));
		assert_int_equal(sql_is_null(run, 1), !texts[i].p);
		assert_int_equal(sql_bool(run, 2), id > 0);
		assert_int_equal(sql_time(run, 3), NOW_MS + id);
		assert_true(sql_is_null(run, 4));
		assert_int_equal(sql_row_ok(run, &p->err), STORE_OK);
		assert_int_equal(sql_step(run, &p->err), STORE_NONE);
		assert_int_equal(sql_step(run, &p->err), STORE_NONE);
	}
}

static void an_unstorable_text_is_in_no_row_and_is_not_stored(void **state)
{
	static const struct str texts[] = { STR_INIT("a\0b"), STR_INIT("\0"), STR_INIT("\xFF"),
					    STR_INIT("\xED\xA0\x80") };
	static const char rename[] = "update t set txt = $1 where id = $2";
	static const char touch[] = "update t set flag = $1 where txt = $2";
	struct place *p = *state;

	rows_make_table(p);
	assert_int_equal(rows_insert(p, p->sql, 1, STR("a"), 0), STORE_OK);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		OWNED(sql_end) struct sql_run *renaming = sql_start(p->sql, rename);
		OWNED(sql_end) struct sql_run *touching = sql_start(p->sql, touch);

		assert_int_equal(find(p, texts[i]), STORE_NONE);
		assert_int_equal(rows_insert(p, p->sql, 2, texts[i], 0), STORE_FAULT);
		assert_int_equal(p->err.kind, ERR_UNSTORABLE);
		sql_bind_text(renaming, 1, texts[i]);
		sql_bind_i64(renaming, 2, 1);
		assert_int_equal(sql_change(renaming, &p->err), STORE_FAULT);
		assert_int_equal(p->err.kind, ERR_UNSTORABLE);
		sql_bind_bool(touching, 1, true);
		sql_bind_text(touching, 2, texts[i]);
		assert_int_equal(sql_change(touching, &p->err), STORE_NONE);
	}
	assert_int_equal(find(p, STR("a")), STORE_OK);
	assert_int_equal(place_number(p->sql, "select count(*) from t"), 1);
}

static void a_column_of_another_type_is_a_fault_that_names_it(void **state)
{
	static const char *const times[] = {
		"select '2026-11-20T03:53:11.318Z'::text as x",
		"select null::timestamptz as x",
		"select 5 as x",
	};
	static const char good[] = "select timestamptz '2026-11-20 03:53:11.318999+00' as x";
	struct place *p = *state;
	struct sql_run *run;

	place_connect(p);
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		run = sql_start(p->sql, times[i]);
		assert_int_equal(sql_step(run, &p->err), STORE_OK);
		assert_int_equal(sql_time(run, 0), 0);
		assert_int_equal(sql_row_ok(run, &p->err), STORE_FAULT);
		assert_says(p->err, "column \"x\"");
		sql_end(run);
	}
	run = sql_start(p->sql, good);
	assert_int_equal(sql_step(run, &p->err), STORE_OK);
	assert_int_equal(sql_time(run, 0), NOW_MS);
	assert_int_equal(sql_row_ok(run, &p->err), STORE_OK);
	sql_text(run, 0);
	assert_int_equal(sql_row_ok(run, &p->err), STORE_FAULT);
	sql_end(run);
}

/* ---- statements ---- */

static void broken_constraints_are_answers(void **state)
{
	struct place *p = *state;

	rows_make_table(p);
	assert_int_equal(rows_insert(p, p->sql, 1, STR("one"), 0), STORE_OK);
	assert_int_equal(rows_insert(p, p->sql, 2, STR("one"), 0), STORE_CONFLICT);
	assert_int_equal(rows_insert(p, p->sql, 1, STR("two"), 0), STORE_CONFLICT);
	assert_int_equal(rows_insert(p, p->sql, 2, STR("two"), 9), STORE_ORPHAN);
	assert_int_equal(rows_insert(p, p->sql, 2, STR("two"), 1), STORE_OK);
	assert_int_equal(place_number(p->sql, "select count(*) from t"), 2);
}

static void placeholders_must_be_numbered_in_order(void **state)
{
	static const char *const wrong[] = { "select $2, $1", "select ?",  "select :a",
					     "select $1, $3", "select $0", "select $99999999999" };
	static const char right[] = "select $1::bigint, ':b ? $7', \"a\", $2::text, $1::bigint"
				    " from (select 5 as \"a\") x";
	struct place *p = *state;
	struct sql_run *run;

	place_connect(p);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		run = sql_start(p->sql, wrong[i]);
		assert_int_equal(sql_step(run, &p->err), STORE_FAULT);
		assert_says(p->err, "placeholders are not");
		sql_end(run);
	}
	run = sql_start(p->sql, right);
	sql_bind_i64(run, 1, 7);
	sql_bind_text(run, 2, STR("x"));
	if (sql_step(run, &p->err) != STORE_OK)
		fail_msg("%s", p->err.text);
	assert_int_equal(sql_i64(run, 4), 7);
	sql_end(run);
	run = sql_start(p->sql, right);
	sql_bind_i64(run, 1, 7); /* $2 must not keep what it had before */
	assert_int_equal(sql_step(run, &p->err), STORE_FAULT);
	assert_says(p->err, "given no value");
	sql_bind_i64(run, 3, 7);
	assert_int_equal(sql_step(run, &p->err), STORE_FAULT);
	assert_says(p->err, "$3");
	sql_end(run);
}

static void a_wrong_statement_faults_and_the_next_one_works(void **state)
{
	struct place *p = *state;

	rows_make_table(p);
	for (int i = 0; i < 2; i++) {
		OWNED(sql_end) struct sql_run *run = sql_start(p->sql, "select nothing from t");

		assert_int_equal(sql_step(run, &p->err), STORE_FAULT);
		assert_says(p->err, "does not exist");
		assert_int_equal(p->err.kind, ERR_FAULT);
	}
	assert_int_equal(rows_insert(p, p->sql, 1, STR("one"), 0), STORE_OK);
}

/* Rows arrive one at a time; a statement goes on after others have run in between. */
static void statements_may_be_mixed_while_their_rows_are_read(void **state)
{
	static const char numbers[] = "select i from generate_series(1, 1000) i";
	static const char others[] = "select i + $1::bigint from generate_series(1, 3) i";
	struct place *p = *state;
	struct sql_run *run, *other;

	rows_make_table(p);
	run = sql_start(p->sql, numbers);
	for (int64_t i = 1; i <= 1000; i++) {
		assert_int_equal(sql_step(run, &p->err), STORE_OK);
		if (i == 10)
			assert_int_equal(rows_insert(p, p->sql, 1, STR("one"), 0), STORE_OK);
		if (i == 20) {
			other = sql_start(p->sql, others);
			sql_bind_i64(other, 1, 5);
			assert_int_equal(sql_step(other, &p->err), STORE_OK);
			assert_int_equal(sql_i64(other, 0), 6);
			assert_int_equal(rows_insert(p, p->sql, 2, STR("two"), 0), STORE_OK);
			assert_int_equal(sql_step(other, &p->err), STORE_OK);
			assert_int_equal(sql_i64(other, 0), 7);
			sql_end(other); /* in the middle */
		}
		assert_int_equal(sql_i64(run, 0), i);
	}
	assert_int_equal(sql_step(run, &p->err), STORE_NONE);
	sql_end(run);
	run = sql_start(p->sql, numbers);
	assert_int_equal(sql_step(run, &p->err), STORE_OK);
	sql_end(run); /* with 999 rows unread */
	assert_int_equal(place_number(p->sql, "select count(*) from t"), 2);
}

static void prepared_statements_survive_a_change_of_tables(void **state)
{
	struct place *p = *state;
	OWNED(sql_close) struct sql *other = NULL;

	rows_make_table(p);
	assert_int_equal(rows_insert(p, p->sql, 1, STR("one"), 0), STORE_OK);
	assert_int_equal(find(p, STR("one")), STORE_OK);
	other = place_connection(p);
	place_script(other, "alter table t add column more text; create index t_at on t (at)");
	assert_int_equal(rows_insert(p, p->sql, 2, STR("two"), 0), STORE_OK);
	assert_int_equal(find(p, STR("two")), STORE_OK);
}

static void a_savepoint_can_be_undone_after_a_conflict(void **state)
{
	struct place *p = *state;

	rows_make_table(p);
	assert_int_equal(sql_begin_write(p->sql, &p->err), STORE_OK);
	for (int i = 1; i <= 4; i++) {
		assert_int_equal(sql_savepoint(p->sql, &p->err), STORE_OK);
		assert_int_equal(rows_insert(p, p->sql, i == 3 ? 1 : i, str_of(NULL, 0), 0),
				 i == 3 ? STORE_CONFLICT : STORE_OK);
		assert_int_equal(i % 2 && i != 3 ? sql_release(p->sql, &p->err)
						 : sql_undo(p->sql, &p->err),
				 STORE_OK);
	}
	assert_true(sql_in_transaction(p->sql));
	assert_int_equal(sql_commit(p->sql, &p->err), STORE_OK);
	assert_false(sql_in_transaction(p->sql));
	assert_int_equal(place_number(p->sql, "select count(*) * 10 + max(id) from t"), 11);
}

static void a_connection_has_the_limits_that_the_operator_has_not_set(void **state)
{
	static const char limit[] = "select current_setting('statement_timeout')::text";
	static const char lock[] = "select current_setting('lock_timeout')::text";
	struct place *p = *state;
	struct sql_run *run;
	char *url = p->pg.url;

	place_connect(p);
	run = sql_start(p->sql, limit);
	assert_int_equal(sql_step(run, &p->err), STORE_OK);
	assert_text(sql_text(run, 0), "10s");
	sql_end(run);
	run = sql_start(p->sql, lock);
	assert_int_equal(sql_step(run, &p->err), STORE_OK);
	assert_text(sql_text(run, 0), "200ms");
	sql_end(run);
	sql_close(p->sql);
	assert_true(asprintf(&p->pg.url, "%s&options=-c%%20statement_timeout%%3D7s", url) > 0);
	free(url);
	place_connect(p);
	run = sql_start(p->sql, limit);
	assert_int_equal(sql_step(run, &p->err), STORE_OK);
	assert_text(sql_text(run, 0), "7s");
	sql_end(run);
}

static void unusable_urls_are_reported_without_their_password(void **state)
{
	static const struct {
		const char *url;
		enum store_open_rc rc;
		const char *says;
	} rows[] = {
		{ "postgres://me:hun%zzter2@db/x", STORE_BAD_URL, "%40 for @" },
		{ "postgres://me:hunter2@db:port/x", STORE_BAD_URL, "%40 for @" },
		{ "postgres://me:hun@ter2@db/x", STORE_BAD_URL, "%40 for @" },
		{ "postgres://me:hun/ter2@db/x", STORE_BAD_URL, "%2F for /" },
		{ "postgres://me:7/ter2@db/x", STORE_BAD_URL, "%2F for /" },
		{ "postgres://me:hun#ter2@127.0.0.1:1/x", STORE_UNUSABLE, "refused" },
		{ "postgres://me:hunter2@db/x?sslmoed=require", STORE_BAD_URL, "\"sslmoed\"" },
		{ "postgres://db/x?password=hun&ter2=1", STORE_BAD_URL, "%40 for @" },
		{ "host=127.0.0.1 port=1 user=me password=hunter2", STORE_UNUSABLE, "refused" },
		{ "host=db password=hun ter2 user=me", STORE_BAD_URL, "in quotes" },
		{ "host=db password=hun ter2=x", STORE_BAD_URL, "in quotes" },
		{ "data=1.db", STORE_BAD_URL, "a file is named as sqlite:PATH" },
		{ "postgres://me:hunter2@127.0.0.1:1/x", STORE_UNUSABLE, "refused" },
		{ "postgresql://me:hunter2@/x?host=/nowhere", STORE_UNUSABLE, "/nowhere" },
		{ "postgres://me:hunter2@127.0.0.1:1,127.0.0.1:2/x", STORE_UNUSABLE, "port 2" },
	};
	struct place *p = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct store_config config = place_config(p);

		config.url = str_z(rows[i].url);
		if (store_open(&config, &p->store, &p->err) != rows[i].rc)
			fail_msg("%s: %s", rows[i].url, p->err.text);
		assert_null(strstr(p->err.text, "ter2"));
		assert_says(p->err, rows[i].says);
	}
}

static void a_link_is_safe_on_this_machine_or_with_a_verified_certificate(void **state)
{
	static const struct {
		const char *host, *address;
		bool tls;
		const char *mode;
		bool safe;
	} rows[] = {
		{ "/run/postgresql", "", false, "prefer", true },
		{ "@abstract", NULL, false, "prefer", true },
		{ "localhost", "127.0.0.1", false, "prefer", true },
		{ "localhost", "::1", false, "disable", true },
		{ "db", "10.0.0.7", true, "verify-full", true },
		{ "db", "10.0.0.7", true, "verify-ca", true },
		{ "db", "10.0.0.7", true, "require", false },
		{ "db", "10.0.0.7", true, "prefer", false },
		{ "db", "10.0.0.7", false, "prefer", false },
		{ "db", "10.0.0.7", false, "verify-full", false },
		{ "127.evil.example", "10.0.0.7", false, "disable", false },
		{ "db", NULL, false, "disable", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (pg_link_is_safe(rows[i].host, rows[i].address, rows[i].tls, rows[i].mode) !=
		    rows[i].safe)
			fail_msg("%s %s", rows[i].host, rows[i].mode);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, place_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(values_are_read_back_as_bound),
		HERE(an_unstorable_text_is_in_no_row_and_is_not_stored),
		HERE(a_column_of_another_type_is_a_fault_that_names_it),
		HERE(broken_constraints_are_answers),
		HERE(placeholders_must_be_numbered_in_order),
		HERE(a_wrong_statement_faults_and_the_next_one_works),
		HERE(statements_may_be_mixed_while_their_rows_are_read),
		HERE(prepared_statements_survive_a_change_of_tables),
		HERE(a_savepoint_can_be_undone_after_a_conflict),
		HERE(a_connection_has_the_limits_that_the_operator_has_not_set),
		HERE(unusable_urls_are_reported_without_their_password),
		cmocka_unit_test(a_link_is_safe_on_this_machine_or_with_a_verified_certificate),
	};

	return cmocka_run_group_tests_name("postgres", tests, NULL, NULL);
}
