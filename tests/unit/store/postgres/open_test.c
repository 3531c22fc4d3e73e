/* Opening a PostgreSQL database: new, of another version, and opened by several processes at
 * once. */
#include "support/place.h"

#include <sys/wait.h>

#define PROCESSES 6

static void processes_that_start_at_once_make_one_database(void **state)
{
	struct place *p = *state;
	pid_t pids[PROCESSES];

	place_schema(p, "drop", "cascade"); /* a start makes it as well */
	for (int i = 0; i < PROCESSES; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0) {
			if (place_try_open(p) == STORE_OPENED &&
			    store_ping(p->store, &p->err) == STORE_OK)
				_exit(0);
			fprintf(stderr, "%s\n", p->err.text);
			_exit(1);
		}
	}
	for (int i = 0; i < PROCESSES; i++) {
		int status = 1;

		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	place_connect(p);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_migration"),
			 place_number(p->sql, "select max(version) from ostiary_migration"));
}

static void a_database_of_a_newer_version_is_refused_untouched(void **state)
{
	struct place *p = *state;

	place_connect(p);
	place_script(
		p->sql,
		"create table ostiary_migration (version bigint not null primary key,"
		" name text not null, applied_at timestamptz not null);"
		"insert into ostiary_migration values (1, 'first', now()), (99, 'next', now())");
	assert_int_equal(place_try_open(p), STORE_NEWER);
	assert_says(p->err, "newer version of Ostiary");
	assert_int_equal(place_number(p->sql, "select count(*) from pg_tables where schemaname ="
					      " current_schema()"),
			 1);
	place_script(p->sql, "delete from ostiary_migration");
	place_open(p);
}

/* Makes neither the schema nor tables in it. */
static void a_database_that_must_be_there_is_not_made(void **state)
{
	static const char tables[] = "select count(*) from pg_tables where schemaname ="
				     " current_schema()";
	struct place *p = *state;

	place_connect(p);
	assert_int_equal(place_try_found(p), STORE_UNUSABLE);
	assert_says(p->err, "there are no tables in it");
	assert_int_equal(place_number(p->sql, tables), 0);
	place_open(p);
	place_close(p);
	assert_int_equal(place_try_found(p), STORE_OPENED);
	place_close(p);
	place_schema(p, "drop", "cascade");
	assert_int_equal(place_try_found(p), STORE_UNUSABLE);
	assert_int_equal(place_number(p->sql,
				      "select count(*) from pg_namespace where"
				      " quote_ident(nspname) = current_setting('search_path')"),
			 0);
	place_schema(p, "create", "");
}

/* The names and types of all columns and indexes of the core's tables, in one text. */
static const char described[] =
	"select coalesce(string_agg(d, chr(10) order by d), '')::text from (select table_name || "
	"'.' ||"
	" lpad(ordinal_position::text, 2, '0') || column_name || ' ' || data_type || ' ' ||"
	" is_nullable || ' ' || coalesce(column_default, '') as d from information_schema.columns"
	" where table_schema = current_schema() and table_name !~ '^(ostiary|passkey)' union all"
	" select replace(indexdef, current_schema(), '') from pg_indexes where schemaname ="
	" current_schema() and tablename !~ '^(ostiary|passkey)' union all"
	" select conrelid::regclass::text || pg_get_constraintdef(oid) from pg_constraint where"
	" connamespace = (select oid from pg_namespace where nspname = current_schema()) and "
	"conrelid::regclass::text"
	" !~ '^(ostiary|passkey)') x";

static struct str description(struct place *p)
{
	struct sql_run *run = sql_start(p->sql, described);
	struct str text;

	if (sql_step(run, &p->err) != STORE_OK)
		fail_msg("%s", p->err.text);
	text = sql_copy(run, 0, &p->arena);
	sql_end(run);
	return text;
}

/* As Better Auth 1.7 makes them; each statement as its own migration has it. */
static const char made_by_better_auth[] =
	"create table \"user\" (\"id\" text not null primary key, \"name\" text not null, "
	"\"email\" text"
	" not null unique, \"emailVerified\" boolean not null, \"image\" text, \"createdAt\""
	" timestamptz default CURRENT_TIMESTAMP not null, \"updatedAt\" timestamptz default"
	" CURRENT_TIMESTAMP not null);"
	"create table \"session\" (\"id\" text not null primary key, \"expiresAt\" timestamptz not "
	"null,"
	" \"token\" text not null unique, \"createdAt\" timestamptz default CURRENT_TIMESTAMP not"
	" null, \"updatedAt\" timestamptz not null, \"ipAddress\" text, \"userAgent\" text, "
	"\"userId\""
	" text not null references \"user\" (\"id\") on delete cascade);"
	"create table \"account\" (\"id\" text not null primary key, \"accountId\" text not null,"
	" \"providerId\" text not null, \"userId\" text not null references \"user\" (\"id\") on "
	"delete"
	" cascade, \"accessToken\" text, \"refreshToken\" text, \"idToken\" text,"
	" \"accessTokenExpiresAt\" timestamptz, \"refreshTokenExpiresAt\" timestamptz, \"scope\" "
	"text,"
	" \"password\" text, \"createdAt\" timestamptz default CURRENT_TIMESTAMP not null,"
	" \"updatedAt\" timestamptz not null);"
	"create table \"verification\" (\"id\" text not null primary key, \"identifier\" text not "
	"null,"
	" \"value\" text not null, \"expiresAt\" timestamptz not null, \"createdAt\" timestamptz"
	" default CURRENT_TIMESTAMP not null, \"updatedAt\" timestamptz default CURRENT_TIMESTAMP"
	" not null);"
	"create table \"jwks\" (\"id\" text not null primary key, \"publicKey\" text not null,"
	" \"privateKey\" text not null, \"createdAt\" timestamptz not null, \"expiresAt\" "
	"timestamptz,"
	" \"alg\" text, \"crv\" text);"
	"create index \"session_userId_idx\" on \"session\" (\"userId\");"
	"create index \"account_userId_idx\" on \"account\" (\"userId\");"
	"create index \"verification_identifier_idx\" on \"verification\" (\"identifier\")";

static void better_auths_tables_are_as_its_own_migration_makes_them(void **state)
{
	struct place *p = *state;
	struct str ours;

	place_open(p);
	place_connect(p);
	ours = description(p);
	assert_true(ours.n > 1000);
	place_close(p);
	sql_close(p->sql);
	p->sql = NULL;
	place_schema(p, "drop", "cascade");
	place_schema(p, "create", "");
	place_connect(p);
	place_script(p->sql, made_by_better_auth);
	if (!str_eq(description(p), ours))
		fail_msg("ours:\n%.*s\nBetter Auth's:\n%.*s", STR_FMT(ours),
			 STR_FMT(description(p)));
	place_open(p); /* and nothing is added to them */
	assert_true(str_eq(description(p), ours));
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, place_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(processes_that_start_at_once_make_one_database),
		HERE(a_database_of_a_newer_version_is_refused_untouched),
		HERE(a_database_that_must_be_there_is_not_made),
		HERE(better_auths_tables_are_as_its_own_migration_makes_them),
	};

	return cmocka_run_group_tests_name("postgres_open", tests, NULL, NULL);
}
