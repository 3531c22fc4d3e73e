/* Tables that releases of Better Auth and other tools have made, on both databases. */
#include "support/place.h"

#include "store/tables/accounts.h"
#include "store/schema/better_auth.h"
#include "store/tables/sessions.h"
#include "store/tables/signing_keys.h"
#include "store/tables/tasks/tasks.h"
#include "store/tables/users.h"

/* The tables as 1.7 makes them; a case may replace one of them. */
static const struct {
	const char *name;
	const char *sqlite;
	const char *postgres;
} usual[] = {
	{ "user",
	  "create table \"user\" (\"id\" text not null primary key, \"name\" text not null, "
	  "\"email\""
	  " text not null unique, \"emailVerified\" integer not null, \"image\" text, \"createdAt\""
	  " date not null, \"updatedAt\" date not null)",
	  "create table \"user\" (\"id\" text not null primary key, \"name\" text not null, "
	  "\"email\""
	  " text not null unique, \"emailVerified\" boolean not null, \"image\" text, \"createdAt\""
	  " timestamptz default CURRENT_TIMESTAMP not null, \"updatedAt\" timestamptz default"
	  " CURRENT_TIMESTAMP not null)" },
	{ "session",
	  "create table \"session\" (\"id\" text not null primary key, \"expiresAt\" date not null,"
	  " \"token\" text not null unique, \"createdAt\" date not null, \"updatedAt\" date not "
	  "null,"
	  " \"ipAddress\" text, \"userAgent\" text, \"userId\" text not null references \"user\""
	  " (\"id\") on delete cascade)",
	  "create table \"session\" (\"id\" text not null primary key, \"expiresAt\" timestamptz "
	  "not"
	  " null, \"token\" text not null unique, \"createdAt\" timestamptz default"
	  " CURRENT_TIMESTAMP not null, \"updatedAt\" timestamptz not null, \"ipAddress\" text,"
	  " \"userAgent\" text, \"userId\" text not null references \"user\" (\"id\") on delete"
	  " cascade)" },
	{ "account",
	  "create table \"account\" (\"id\" text not null primary key, \"accountId\" text not null,"
	  " \"providerId\" text not null, \"userId\" text not null references \"user\" (\"id\") on"
	  " delete cascade, \"accessToken\" text, \"refreshToken\" text, \"idToken\" text,"
	  " \"accessTokenExpiresAt\" date, \"refreshTokenExpiresAt\" date, \"scope\" text,"
	  " \"password\" text, \"createdAt\" date not null, \"updatedAt\" date not null)",
	  "create table \"account\" (\"id\" text not null primary key, \"accountId\" text not null,"
	  " \"providerId\" text not null, \"userId\" text not null references \"user\" (\"id\") on"
	  " delete cascade, \"accessToken\" text, \"refreshToken\" text, \"idToken\" text,"
	  " \"accessTokenExpiresAt\" timestamptz, \"refreshTokenExpiresAt\" timestamptz, \"scope\""
	  " text, \"password\" text, \"createdAt\" timestamptz default CURRENT_TIMESTAMP not null,"
	  " \"updatedAt\" timestamptz not null)" },
	{ "jwks",
	  "create table \"jwks\" (\"id\" text not null primary key, \"publicKey\" text not null,"
	  " \"privateKey\" text not null, \"createdAt\" date not null, \"expiresAt\" date, \"alg\""
	  " text, \"crv\" text)",
	  "create table \"jwks\" (\"id\" text not null primary key, \"publicKey\" text not null,"
	  " \"privateKey\" text not null, \"createdAt\" timestamptz not null, \"expiresAt\""
	  " timestamptz, \"alg\" text, \"crv\" text)" },
};

static void make_usual(struct place *p, const char *but)
{
	place_connect(p);
	for (size_t i = 0; i < ARRAY_LEN(usual); i++)
		if (strcmp(usual[i].name, but) != 0)
			place_script(p->sql, EITHER(usual[i].sqlite, usual[i].postgres));
}

static int64_t tables_there(struct place *p)
{
	return place_number(p->sql,
			    EITHER("select count(*) from sqlite_schema where type = 'table'",
				   "select count(*) from pg_class c join pg_namespace n on"
				   " n.oid = c.relnamespace where c.relkind = 'r' and"
				   " n.nspname = current_schema()"));
}

static enum store_rc add_person(struct sql *sql, void *arg, struct err *err)
{
	static const struct str id = STR_INIT("8b1f6c1e-9d0b-4c54-9a3e-0d5d3c3b2a10");
	struct user user = { .id = id, .email = STR("a@example.com"), .created_ms = NOW_MS };
	struct account account = { .id = id, .user_id = id, .password_hash = STR("salt:key") };
	struct session session = { .id = id, .token = STR("t1"), .user_id = id };
	struct signing_key_row key = {
		.id = id, .public_jwk = STR("{}"), .private_jwk = STR("\"00\""), .alg = STR("RS256")
	};
	struct owner owner = { id };
	struct task task = {
		.id = 7, .title = STR("x"), .priority = STR("none"), .tags_json = STR("[]")
	};
	enum store_rc rc = users_insert(sql, &user, err);

	(void)arg;
	if (rc == STORE_OK)
		rc = accounts_insert_credential(sql, &account, err);
	if (rc == STORE_OK)
		rc = sessions_insert(sql, &session, err);
	if (rc == STORE_OK)
		rc = signing_keys_insert(sql, &key, err);
	return rc == STORE_OK ? tasks_insert(sql, &owner, &task, err) : rc;
}

static enum store_rc find_person(struct sql *sql, void *arg, struct err *err)
{
	struct place *p = arg;
	struct account account;
	struct session session;
	struct user user;
	enum store_rc rc = sessions_by_token(sql, &p->arena, STR("t1"), &session, &user, err);

	if (rc != STORE_OK)
		return rc;
	assert_text(session.user_id, "8b1f6c1e-9d0b-4c54-9a3e-0d5d3c3b2a10");
	assert_true(str_eq(user.id, session.user_id));
	return accounts_credential_of(sql, &p->arena, user.id, &account, err);
}

/* Everything works on the tables as they are now. */
static void everything_works(struct place *p)
{
	place_open(p);
	if (store_write(p->store, add_person, NULL, &p->err) != STORE_OK ||
	    store_read(p->store, find_person, p, &p->err) != STORE_OK)
		fail_msg("%s", p->err.text);
	place_close(p);
	place_open(p); /* a second start has nothing to do */
}

static void tables_of_1_7_get_indexes_only(void **state)
{
	struct place *p = *state;
	struct better_auth layout;

	make_usual(p, "");
	assert_int_equal(better_auth_inspect(p->sql, &layout, &p->err), STORE_OK);
	assert_true(layout.taken_over);
	assert_int_equal(layout.n_changes, 2);
	everything_works(p);
	assert_int_equal(better_auth_inspect(p->sql, &layout, &p->err), STORE_OK);
	assert_int_equal(layout.n_changes, 0);
	assert_false(store_layout(p->store)->account_issuer);
}

static void an_empty_database_has_nothing_to_take_over(void **state)
{
	struct place *p = *state;
	struct better_auth layout;

	place_connect(p);
	assert_int_equal(better_auth_inspect(p->sql, &layout, &p->err), STORE_OK);
	assert_false(layout.taken_over);
	assert_int_equal(layout.n_changes, 0);
	everything_works(p);
	assert_int_equal(better_auth_inspect(p->sql, &layout, &p->err), STORE_OK);
	assert_int_equal(layout.n_changes, 0);
}

/* Columns that Better Auth tolerates: they may be null. */
static void keys_of_1_3_get_the_columns_they_lack(void **state)
{
	struct place *p = *state;

	make_usual(p, "jwks");
	place_script(p->sql,
		     EITHER("create table \"jwks\" (\"id\" text not null primary key, \"publicKey\""
			    " text not null, \"privateKey\" text not null, \"createdAt\" date not"
			    " null)",
			    "create table \"jwks\" (\"id\" text not null primary key, \"publicKey\""
			    " text not null, \"privateKey\" text not null, \"createdAt\""
			    " timestamptz not null)"));
	everything_works(p);
	place_script(p->sql,
		     EITHER("insert into jwks (id, publicKey, privateKey, createdAt) values"
			    " ('k0', '{}', '\"\"', '2026-01-02T03:04:05.678Z')",
			    "insert into jwks (id, \"publicKey\", \"privateKey\", \"createdAt\")"
			    " values ('k0', '{}', '\"\"', '2026-01-02T03:04:05.678Z')"));
	assert_int_equal(place_number(p->sql,
				      "select count(*) from \"jwks\" where \"alg\" is null and"
				      " \"crv\" is null and \"expiresAt\" is null"),
			 1);
}

static void keys_of_1_6_get_alg_and_crv(void **state)
{
	struct place *p = *state;

	make_usual(p, "jwks");
	place_script(p->sql,
		     EITHER("create table \"jwks\" (\"id\" text not null primary key, \"publicKey\""
			    " text not null, \"privateKey\" text not null, \"createdAt\" date not"
			    " null, \"expiresAt\" date)",
			    "create table \"jwks\" (\"id\" text not null primary key, \"publicKey\""
			    " text not null, \"privateKey\" text not null, \"createdAt\""
			    " timestamptz not null, \"expiresAt\" timestamptz)"));
	everything_works(p);
}

static void the_issuer_column_of_1_7_0_is_written(void **state)
{
	struct place *p = *state;

	make_usual(p, "account");
	place_script(
		p->sql,
		EITHER("create table \"account\" (\"id\" text not null primary key, \"accountId\" "
		       "text"
		       " not null, \"providerId\" text not null, \"issuer\" text not null, "
		       "\"userId\""
		       " text not null references \"user\" (\"id\") on delete cascade, "
		       "\"accessToken\""
		       " text, \"scope\" text, \"password\" text, \"createdAt\" date not null,"
		       " \"updatedAt\" date not null);"
		       "create unique index \"account_issuer_accountId_uidx\" on \"account\""
		       " (\"issuer\", \"accountId\")",
		       "create table \"account\" (\"id\" text not null primary key, \"accountId\" "
		       "text"
		       " not null, \"providerId\" text not null, \"issuer\" text not null, "
		       "\"userId\""
		       " text not null references \"user\" (\"id\") on delete cascade, "
		       "\"accessToken\""
		       " text, \"scope\" text, \"password\" text, \"createdAt\" timestamptz not "
		       "null,"
		       " \"updatedAt\" timestamptz not null);"
		       "create unique index \"account_issuer_accountId_uidx\" on \"account\""
		       " (\"issuer\", \"accountId\")"));
	everything_works(p);
	assert_true(store_layout(p->store)->account_issuer);
	assert_int_equal(place_number(p->sql, "select count(*) from \"account\" where"
					      " \"issuer\" = 'local:credential'"),
			 1);
}

static void ids_may_be_uuids(void **state)
{
	struct place *p = *state;

	place_connect(p);
	for (size_t i = 0; i < ARRAY_LEN(usual); i++) {
		struct buf ddl;
		struct str rest = str_z(usual[i].postgres);
		char memory[2048];

		buf_init_fixed(&ddl, memory, sizeof(memory));
		for (ptrdiff_t at = 0; rest.n; at++) {
			bool id = str_starts(rest, STR("\"id\" text")) ||
				  str_starts(rest, STR("\"userId\" text"));

			buf_str(&ddl,
				id ? str_head(rest, rest.p[1] == 'i' ? 5 : 9) : str_head(rest, 1));
			rest = str_tail(rest, id ? (rest.p[1] == 'i' ? 9 : 13) : 1);
			if (id)
				buf_z(&ddl, "uuid");
		}
		place_script(p->sql, buf_cstr(&ddl));
	}
	everything_works(p);
	assert_true(store_layout(p->store)->uuid_ids);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_task where user_id ="
					      " '8b1f6c1e-9d0b-4c54-9a3e-0d5d3c3b2a10'::uuid"),
			 1);
}

static enum store_rc find_by_invalid_uuid(struct sql *sql, void *arg, struct err *err)
{
	struct place *p = arg;
	struct user user;

	return users_by_id(sql, &p->arena, STR("not-a-uuid"), &user, err);
}

static void a_text_that_is_not_a_uuid_is_the_id_of_no_user(void **state)
{
	struct place *p = *state;

	ids_may_be_uuids(state);
	assert_int_equal(store_read(p->store, find_by_invalid_uuid, p, &p->err), STORE_NONE);
}

/* ---- refused tables ---- */

struct refusal {
	const char *name;
	const char *but; /* the table that is not made as usual */
	const char *sqlite, *postgres;
	const char *says;
};

#define REST_OF_USER_SQLITE                                                                        \
	"\"name\" text, \"email\" text, \"image\" text, \"createdAt\" date, \"updatedAt\" date"
#define REST_OF_USER_POSTGRES                                                                      \
	"\"name\" text, \"email\" text, \"image\" text, \"createdAt\" timestamptz, \"updatedAt\""  \
	" timestamptz"

static const struct refusal refusals[] = {
	{ "snake case", "user",
	  "create table user (id text primary key, name text, email text, email_verified integer,"
	  " image text, created_at integer, updated_at integer)",
	  "create table \"user\" (id text primary key, name text, email text, email_verified "
	  "boolean,"
	  " image text, created_at timestamp, updated_at timestamp)",
	  "\"email_verified\" instead of \"emailVerified\", as Drizzle makes it" },
	{ "numbers as times", "user",
	  "create table user (\"id\" text primary key, \"emailVerified\" integer, \"name\" text,"
	  " \"email\" text, \"image\" text, \"createdAt\" integer, \"updatedAt\" integer)",
	  "create table \"user\" (\"id\" text primary key, \"emailVerified\" boolean, \"name\" "
	  "text,"
	  " \"email\" text, \"image\" text, \"createdAt\" bigint, \"updatedAt\" bigint)",
	  "column \"createdAt\" is of type" },
	{ "other types of times", "user",
	  "create table user (\"id\" text primary key, \"emailVerified\" boolean, \"name\" text,"
	  " \"email\" text, \"image\" text, \"createdAt\" datetime, \"updatedAt\" datetime)",
	  "create table \"user\" (\"id\" text primary key, \"emailVerified\" boolean, \"name\" "
	  "text,"
	  " \"email\" text, \"image\" text, \"createdAt\" date, \"updatedAt\" "
	  "date)",
	  "column \"createdAt\" is of type" },
	{ "serial ids", "user",
	  "create table user (\"id\" integer primary key, \"emailVerified\" integer,"
	  " " REST_OF_USER_SQLITE ")",
	  "create table \"user\" (\"id\" integer primary key, \"emailVerified\" boolean,"
	  " " REST_OF_USER_POSTGRES ")",
	  "column \"id\" is of type integer" },
	{ "a column that must be given", "user",
	  "create table user (\"id\" text primary key, \"emailVerified\" integer, \"tenant\" text "
	  "not"
	  " null, " REST_OF_USER_SQLITE ")",
	  "create table \"user\" (\"id\" text primary key, \"emailVerified\" boolean, \"tenant\" "
	  "text"
	  " not null, " REST_OF_USER_POSTGRES ")",
	  "column \"tenant\" must be given a value" },
	{ "another name", "account",
	  "create table accounts (id text, account_id text, provider_id text, user_id text,"
	  " access_token text, password text)",
	  "create table accounts (id text, account_id text, provider_id text, user_id text,"
	  " access_token text, password text)",
	  "table \"accounts\" is Better Auth's \"account\" under another name" },
	{ "something else", "user", "create table user (id text primary key, login text)",
	  "create table \"user\" (id text primary key, login text)",
	  "table \"user\" has no column \"name\"" },
};

static void foreign_tables_are_refused_by_name_and_nothing_is_added(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		const struct refusal *r = &refusals[i];
		struct place *p = *state;
		int64_t before;

		place_connect(p);
		place_script(p->sql, EITHER(r->sqlite, r->postgres));
		before = tables_there(p);
		if (place_try_open(p) != STORE_UNUSABLE || !strstr(p->err.text, r->says))
			fail_msg("%s: %s", r->name, p->err.text);
		assert_int_equal(tables_there(p), before);
		if (i + 1 < ARRAY_LEN(refusals)) {
			assert_int_equal(place_teardown(state), 0);
			assert_int_equal(place_setup(state), 0);
		}
	}
}

/* A column that may be null is the business of the operator. */
static void columns_of_others_are_left_alone(void **state)
{
	struct place *p = *state;

	make_usual(p, "");
	place_script(p->sql,
		     "alter table \"user\" add column \"tenant\" text;"
		     "alter table \"user\" add column \"role\" text not null default 'user'");
	everything_works(p);
	assert_int_equal(
		place_number(p->sql, "select count(*) from \"user\" where \"role\" = 'user'"), 1);
}

/* Better Auth before 1.3.7, and Prisma. Both run with TZ=UTC. */
static void times_without_a_zone_are_utc(void **state)
{
	struct place *p = *state;
	struct session session;
	struct user user;

	make_usual(p, "");
	place_script(p->sql,
		     "alter table \"user\" alter \"createdAt\" type timestamp(3),"
		     " alter \"updatedAt\" type timestamp;"
		     "alter table \"session\" alter \"expiresAt\" type timestamp,"
		     " alter \"createdAt\" type timestamp, alter \"updatedAt\" type timestamp;"
		     "alter table \"account\" alter \"createdAt\" type timestamp,"
		     " alter \"updatedAt\" type timestamp;"
		     "alter table \"jwks\" alter \"createdAt\" type timestamp,"
		     " alter \"expiresAt\" type timestamp;"
		     "insert into \"user\" values ('u0', '', 'u0@example.com', false, null,"
		     " '2026-11-20 03:53:11.318', '2026-11-20 03:53:11.318999');"
		     "insert into \"session\" values ('s0', '2026-11-20 04:53:11.318', 't0',"
		     " '2026-11-20 03:53:11.318', '2026-11-20 03:53:11.318', '', '', 'u0');"
		     "set timezone to 'Asia/Kolkata'");
	everything_works(p);
	assert_int_equal(
		STORE_READ(p->store, sql, &p->err,
			   sessions_by_token(sql, &p->arena, STR("t0"), &session, &user, &p->err)),
		STORE_OK);
	assert_int_equal(user.created_ms, NOW_MS);
	assert_int_equal(user.updated_ms, NOW_MS);
	assert_int_equal(session.expires_ms, NOW_MS + 3600000);
	assert_int_equal(place_number(p->sql, "select count(*) from \"user\" where \"createdAt\" ="
					      " '2026-11-20 03:53:11.318'"),
			 2);
}

static void a_plugins_column_of_another_type_is_refused(void **state)
{
	struct place *p = *state;

	make_usual(p, "");
	place_script(p->sql, "alter table \"user\" add column \"banned\" text");
	assert_int_equal(place_try_open(p), STORE_UNUSABLE);
	assert_says(p->err, "column \"banned\" is of type text");
	place_script(p->sql, "alter table \"user\" alter \"banned\" type boolean using false");
	everything_works(p);
}

static void numbers_in_a_column_of_dates_are_refused(void **state)
{
	struct place *p = *state;

	if (place_on_postgres())
		return;
	make_usual(p, "");
	place_script(
		p->sql,
		"insert into user values ('u1', 'A', 'a', 0, null, 1795147991318, 1795147991318)");
	assert_int_equal(place_try_open(p), STORE_UNUSABLE);
	assert_says(p->err, "holds numbers, as Prisma and Drizzle write them");
	place_script(p->sql, "update user set createdAt = '2026-11-20T03:53:11.318Z'");
	place_open(p);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, place_setup, place_teardown)

/* clang-format off */
#define ON_BOTH \
	HERE(tables_of_1_7_get_indexes_only), \
	HERE(an_empty_database_has_nothing_to_take_over), \
	HERE(keys_of_1_3_get_the_columns_they_lack), \
	HERE(keys_of_1_6_get_alg_and_crv), \
	HERE(the_issuer_column_of_1_7_0_is_written), \
	HERE(foreign_tables_are_refused_by_name_and_nothing_is_added), \
	HERE(columns_of_others_are_left_alone)
/* clang-format on */

int main(void)
{
	const struct CMUnitTest on_file[] = {
		ON_BOTH,
		HERE(numbers_in_a_column_of_dates_are_refused),
	};
	const struct CMUnitTest on_server[] = {
		ON_BOTH,
		HERE(ids_may_be_uuids),
		HERE(a_text_that_is_not_a_uuid_is_the_id_of_no_user),
		HERE(times_without_a_zone_are_utc),
		HERE(a_plugins_column_of_another_type_is_refused),
	};

	if (place_on_postgres())
		return cmocka_run_group_tests_name("layout", on_server, NULL, NULL);
	return cmocka_run_group_tests_name("layout", on_file, NULL, NULL);
}
