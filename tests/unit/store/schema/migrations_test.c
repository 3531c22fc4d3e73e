/* A database that an earlier build made: its rows move to the tables of this build, once and
 * completely. tests/data/migration holds the database of a build with migration 6: the tokens of
 * ann and cat were revoked, bob was deleted, and dan is untouched. */
#include "support/place.h"

#include <signal.h>
#include <sys/wait.h>

#include "store/schema/migrations.h"
#include "store/tables/revocations.h"

#define DUMP_BYTES (64 * 1024)
#define NEWEST     20 /* step of this build */

/* Their digests and times in the two files. */
struct subject {
	struct str digest;
	int64_t revoked_ms;
};
static const struct subject sqlite_subjects[] = {
	{ STR_INIT("9bVglM9lxk1INMTQblLCPw"), 1796011921929 },
	{ STR_INIT("1pUlHBUr2nVdog6gTmmYsA"), 1796011922244 },
	{ STR_INIT("qunnc-Mdx1JZXGURQAi0Aw"), 1796011922349 },
};
static const struct subject postgres_subjects[] = {
	{ STR_INIT("yQ17xfe7gxlhjbLvNRoJAA"), 1796011935813 },
	{ STR_INIT("rCcTgNeVLbOtuKueenFpZA"), 1796011936169 },
	{ STR_INIT("NvdKgcaXcnCTuPlZYAc1xQ"), 1796011936376 },
};

static const char old_tables[] = "select count(*) from (select 1 from ostiary_not_before union all"
				 " select 1 from ostiary_not_before_version) t";
static const char records[] = "select count(*) from ostiary_migration where version >= 0";

static void make_old_database(struct place *p)
{
	static char dump[DUMP_BYTES];
	const char *path = EITHER(TEST_DATA "/migration/version-6.sqlite.sql",
				  TEST_DATA "/migration/version-6.postgres.sql");
	FILE *file = fopen(path, "re");
	size_t n;

	assert_non_null(file);
	n = fread(dump, 1, sizeof(dump) - 1, file);
	assert_true(n > 0 && n < sizeof(dump) - 1);
	fclose(file);
	dump[n] = '\0';
	place_connect(p);
	place_script(p->sql, dump);
}

static bool has_table(struct place *p, struct str name)
{
	enum store_rc rc = sql_has_table(p->sql, name, &p->err);

	assert_true(rc == STORE_OK || rc == STORE_NONE);
	return rc == STORE_OK;
}

static void assert_moved(struct place *p)
{
	const struct subject *subjects = EITHER(sqlite_subjects, postgres_subjects);
	struct revocation_entries deleted;
	int64_t version, at_ms;

	for (int i = 0; i < 3; i++) {
		assert_int_equal(revocations_of(p->sql, subjects[i].digest, &at_ms, &p->err),
				 STORE_OK);
		assert_int_equal(at_ms, subjects[i].revoked_ms);
	}
	assert_int_equal(revocations_of(p->sql, STR("another"), &at_ms, &p->err), STORE_NONE);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_revocation"
					      " where until_ms - revoked_ms > 86400000"),
			 3);
	assert_int_equal(revocations_deletions(p->sql, &p->arena, 0, 10, &deleted, &p->err),
			 STORE_OK);
	assert_int_equal(deleted.n, 1);
	assert_true(str_eq(deleted.of[0].subject, subjects[1].digest));
	assert_int_equal(revocations_version(p->sql, &version, &p->err), STORE_OK);
	assert_int_equal(version, subjects[2].revoked_ms);
	assert_false(has_table(p, STR("ostiary_not_before")));
	assert_false(has_table(p, STR("ostiary_not_before_version")));
}

static void assert_move(const struct migrations_move *move, struct str from, struct str to)
{
	assert_true(str_eq(move->from, from));
	assert_true(str_eq(move->to, to));
}

static void the_plan_of_a_start_names_the_rows_that_move(void **state)
{
	const struct migrations_extras none = { .rate_limit = false };
	struct migrations_plan plan;
	struct place *p = *state;

	make_old_database(p);
	assert_int_equal(migrations_plan(p->sql, &none, &plan, &p->err), STORE_OK);
	assert_int_equal(plan.version, 6);
	assert_int_equal(plan.n_steps, NEWEST - 6);
	assert_int_equal(plan.steps[0].version, 7);
	assert_true(str_eq(plan.steps[0].name, STR("revocations")));
	assert_false(plan.refused);
	assert_int_equal(plan.n_tables, 18);
	assert_int_equal(plan.n_moves, 3);
	assert_move(&plan.moves[0], STR("ostiary_not_before_version"),
		    STR("ostiary_revocation_version"));
	assert_move(&plan.moves[1], STR("ostiary_not_before"), STR("ostiary_revocation"));
	assert_int_equal(place_number(p->sql, old_tables), 4);
	place_open(p);
	assert_int_equal(migrations_plan(p->sql, &none, &plan, &p->err), STORE_OK);
	assert_int_equal(plan.version, NEWEST);
	assert_int_equal(plan.n_tables + plan.n_moves + plan.n_steps, 0);
}

static void revocations_of_an_earlier_build_stay_in_force(void **state)
{
	struct place *p = *state;

	make_old_database(p);
	assert_int_equal(place_number(p->sql, old_tables), 4);
	place_open(p);
	assert_moved(p);
	assert_int_equal(place_number(p->sql, records), NEWEST);
}

static void the_next_revocation_gets_a_later_version(void **state)
{
	struct revocation_row row = { STR("dan"), 1000, 2000, 0 }; /* by a clock that went back */
	struct place *p = *state;
	int64_t before, after;

	make_old_database(p);
	place_open(p);
	assert_int_equal(revocations_version(p->sql, &before, &p->err), STORE_OK);
	assert_int_equal(revocations_put(p->sql, &row, &p->err), STORE_OK);
	assert_int_equal(revocations_version(p->sql, &after, &p->err), STORE_OK);
	assert_int_equal(after, before + 1);
}

static void the_audit_keeps_the_words_of_the_earlier_build(void **state)
{
	struct place *p = *state;

	make_old_database(p);
	place_open(p);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_audit"
					      " where action = 'user-thrown-out'"),
			 2);
	/* The chain has them before its first row. */
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_audit"
					      " where seq in (-1, 0) and hash is null"),
			 2);
	assert_int_equal(place_number(p->sql, "select first_seq from ostiary_audit_head"), -1);
}

static void a_second_start_moves_nothing(void **state)
{
	struct place *p = *state;

	make_old_database(p);
	place_open(p);
	place_close(p);
	place_script(p->sql, "delete from ostiary_revocation where deleted_ms is null");
	place_open(p);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_revocation"), 1);
	assert_int_equal(place_number(p->sql, records), NEWEST);
}

static int64_t die(const struct clock *clock)
{
	(void)clock;
	raise(SIGKILL);
	return 0;
}

/* The clock is read for the step's record: the rows have been moved, and nothing is committed
 * yet. */
static void a_killed_start_changes_nothing(void **state)
{
	static const struct clock deadly = { .now_ms = die };
	struct place *p = *state;
	pid_t pid;
	int status;

	make_old_database(p);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct store_config config = place_config(p);

		config.clock = &deadly;
		store_open(&config, &p->store, &p->err);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	assert_int_equal(place_number(p->sql, old_tables), 4);
	assert_int_equal(place_number(p->sql, records), 6);
	assert_false(has_table(p, STR("ostiary_revocation")));
	place_open(p);
	assert_moved(p);
}

static void a_start_that_cannot_move_all_rows_moves_none(void **state)
{
	struct place *p = *state;

	make_old_database(p);
	place_script(p->sql, "alter table ostiary_not_before rename column until_ms to t");
	assert_int_equal(place_try_open(p), STORE_UNUSABLE);
	assert_says(p->err, "until_ms");
	assert_int_equal(place_number(p->sql, old_tables), 4);
	assert_int_equal(place_number(p->sql, records), 6);
	place_script(p->sql, "alter table ostiary_not_before rename column t to until_ms");
	place_open(p);
	assert_moved(p);
}

/* As after a restored backup: the move keeps the later time of each subject. */
static void rows_that_are_there_already_are_merged(void **state)
{
	const struct subject *subjects = EITHER(sqlite_subjects, postgres_subjects);
	struct revocation_row later = { subjects[0].digest, INT64_MAX / 2, INT64_MAX / 2, 0 };
	struct revocation_row earlier = { subjects[1].digest, 1, 2, 0 };
	struct place *p = *state;
	int64_t at_ms, version;

	place_open(p);
	place_connect(p);
	assert_int_equal(revocations_put(p->sql, &later, &p->err), STORE_OK);
	assert_int_equal(revocations_put(p->sql, &earlier, &p->err), STORE_OK);
	place_script(p->sql, "delete from ostiary_migration where version >= 7;"
			     "create table ostiary_not_before_version (id bigint, version bigint);"
			     "insert into ostiary_not_before_version values (1, 7);"
			     "create table ostiary_not_before (subject text, not_before_ms bigint,"
			     " until_ms bigint, deleted_ms bigint)");
	for (int i = 0; i < 2; i++)
		place_script(p->sql, arena_fmt(&p->arena,
					       "insert into ostiary_not_before values"
					       " ('%.*s', 1000, 2000, 3000)",
					       STR_FMT(subjects[i].digest))
					     .p);
	place_close(p);
	place_open(p);
	assert_int_equal(revocations_of(p->sql, subjects[0].digest, &at_ms, &p->err), STORE_OK);
	assert_int_equal(at_ms, INT64_MAX / 2);
	assert_int_equal(revocations_of(p->sql, subjects[1].digest, &at_ms, &p->err), STORE_OK);
	assert_int_equal(at_ms, 1000);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_revocation"
					      " where deleted_ms = 3000"),
			 2);
	assert_int_equal(revocations_version(p->sql, &version, &p->err), STORE_OK);
	assert_int_equal(version, INT64_MAX / 2 + 1);
	assert_false(has_table(p, STR("ostiary_not_before")));
}

/* The row of the version, too, may be missing in such a database. */
static void a_version_without_its_row_gets_one(void **state)
{
	struct place *p = *state;

	make_old_database(p);
	place_script(p->sql, "create table ostiary_revocation_version"
			     " (id bigint not null primary key, version bigint not null)");
	place_open(p);
	assert_moved(p);
}

/* Two of them waited for one recipient: the later link is the one that the user asked for last. */
static void the_mails_of_an_earlier_build_move(void **state)
{
	static const char mails[] =
		"insert into ostiary_outbox values"
		" ('a', 'reset-password', 'ann@x', 'Ann', 'u1', 'pending', null, 0, 5, 6, 9),"
		" ('b', 'reset-password', 'ann@x', 'Ann', 'u2', 'pending', '451', 1, 7, 8, 9),"
		" ('c', 'verify-email', 'ann@x', 'Ann', 'u3', 'pending', null, 0, 5, 6, 9),"
		" ('d', 'reset-password', 'ann@x', '', null, 'sent', '250', 1, 1, 2, 9)";
	struct place *p = *state;

	make_old_database(p);
	place_script(p->sql, mails);
	place_open(p);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_mail"), 3);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_mail where id = 'b'"
					      " and url = 'u2' and note = '451' and due_ms = 8"
					      " and turn_ms = 8 and created_ms = 7"),
			 1);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_mail"
					      " where id in ('c', 'd')"),
			 2);
	assert_false(has_table(p, STR("ostiary_outbox")));
}

/* Each user has a task. Dan has a second, made by a clock beyond the year 2094, and the next id
 * follows the first. */
static void the_newest_task_of_an_earlier_build_is_remembered(void **state)
{
	struct place *p = *state;

	make_old_database(p);
	place_script(p->sql, "insert into ostiary_task (user_id, id, title, completed, priority,"
			     " tags, created_at, updated_at) select user_id, 9007199254740999,"
			     " title, completed, priority, tags, created_at, updated_at"
			     " from ostiary_task where title = 'of dan'");
	place_open(p);
	assert_int_equal(place_number(p->sql,
				      "select count(*) from ostiary_task_count c where newest_id ="
				      " (select min(id) from ostiary_task t"
				      " where t.user_id = c.user_id)"),
			 3);
	assert_int_equal(place_number(p->sql, "select max(n) from ostiary_task_count"), 2);
}

static void a_new_database_has_only_the_new_tables(void **state)
{
	struct place *p = *state;

	place_open(p);
	place_connect(p);
	assert_true(has_table(p, STR("ostiary_revocation")));
	assert_true(has_table(p, STR("ostiary_revocation_version")));
	assert_false(has_table(p, STR("ostiary_not_before")));
	assert_false(has_table(p, STR("ostiary_not_before_version")));
	assert_true(has_table(p, STR("ostiary_mail")));
	assert_true(has_table(p, STR("ostiary_key_seal")));
	assert_false(has_table(p, STR("ostiary_outbox")));
	assert_int_equal(place_number(p->sql, records), NEWEST);
}

/* As earlier releases of Better Auth's plugin make it. */
static void a_table_of_passkeys_without_their_model_is_completed(void **state)
{
	struct place *p = *state;

	place_open(p);
	place_connect(p);
	place_script(p->sql, "alter table \"passkey\" drop column \"aaguid\"");
	place_script(p->sql, "delete from ostiary_migration where version >= 12");
	sql_close(TAKE(p->sql));
	place_close(p);
	place_open(p);
	place_connect(p);
	assert_int_equal(place_number(p->sql, "select count(\"aaguid\") from \"passkey\""), 0);
	assert_int_equal(place_number(p->sql, records), NEWEST);
}

static void a_marker_is_no_step(void **state)
{
	struct place *p = *state;
	const struct migrations_extras none = { .rate_limit = false };
	struct migrations_plan plan;
	bool tells_closed = false;

	place_connect(p);
	place_script(p->sql, "create table ostiary_migration (version bigint not null primary key,"
			     " name text not null, applied_at text not null);"
			     "insert into ostiary_migration values (-1, 'xxx', ''), (-2, '', '')");
	assert_int_equal(migrations_plan(p->sql, &none, &plan, &p->err), STORE_OK);
	assert_int_equal(plan.version, 0);
	assert_true(plan.n_tables > 1);
	assert_int_equal(migrations_tell_closed(p->sql, &tells_closed, &p->err), STORE_OK);
	assert_false(tells_closed); /* the table says that somebody has used the file */
	place_script(p->sql, "insert into ostiary_migration values (9, 'newest task', '')");
	assert_int_equal(migrations_plan(p->sql, &none, &plan, &p->err), STORE_OK);
	assert_int_equal(plan.version, 9);
	assert_int_equal(migrations_tell_closed(p->sql, &tells_closed, &p->err), STORE_OK);
	assert_true(tells_closed);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_setup, place_teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_plan_of_a_start_names_the_rows_that_move),
		TEST(revocations_of_an_earlier_build_stay_in_force),
		TEST(the_next_revocation_gets_a_later_version),
		TEST(the_audit_keeps_the_words_of_the_earlier_build),
		TEST(a_second_start_moves_nothing),
		TEST(a_table_of_passkeys_without_their_model_is_completed),
		TEST(a_killed_start_changes_nothing),
		TEST(a_start_that_cannot_move_all_rows_moves_none),
		TEST(rows_that_are_there_already_are_merged),
		TEST(a_version_without_its_row_gets_one),
		TEST(the_mails_of_an_earlier_build_move),
		TEST(the_newest_task_of_an_earlier_build_is_remembered),
		TEST(a_new_database_has_only_the_new_tables),
		TEST(a_marker_is_no_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
