/* Better Auth's tables: users, accounts, sessions, signing keys. */
#include "support/place.h"

#include "core/limits.h"
#include "store/schema/plugins.h"
#include "store/tables/accounts.h"
#include "store/tables/sessions.h"
#include "store/tables/signing_keys.h"
#include "store/tables/users.h"

static int with_tables(void **state)
{
	struct place *p;

	if (place_setup(state) < 0)
		return -1;
	p = *state;
	place_open(p);
	place_connect(p);
	return 0;
}

static struct user a_user(const char *id, const char *email)
{
	return (struct user){
		.id = str_z(id),
		.name = STR("Zo\xC3\xAB"),
		.email = str_z(email),
		.created_ms = NOW_MS,
		.updated_ms = NOW_MS + 1,
	};
}

static void add_user(struct place *p, const char *id)
{
	struct user user = a_user(id, id);

	assert_int_equal(users_insert(p->sql, &user, &p->err), STORE_OK);
}

/* ---- users ---- */

static void a_user_is_found_by_email_and_by_id(void **state)
{
	struct place *p = *state;
	struct user user = a_user("u1", "zoe@example.com"), found;

	user.image = STR("https://example.com/z.png");
	user.email_verified = true;
	assert_int_equal(users_insert(p->sql, &user, &p->err), STORE_OK);
	for (int by_id = 0; by_id < 2; by_id++) {
		found = (struct user){ 0 };
		assert_int_equal(by_id ? users_by_id(p->sql, &p->arena, STR("u1"), &found, &p->err)
				       : users_by_email(p->sql, &p->arena, STR("zoe@example.com"),
							&found, &p->err),
				 STORE_OK);
		assert_text(found.id, "u1");
		assert_text(found.name, "Zo\xC3\xAB");
		assert_text(found.email, "zoe@example.com");
		assert_text(found.image, "https://example.com/z.png");
		assert_true(found.email_verified);
		assert_int_equal(found.created_ms, NOW_MS);
		assert_int_equal(found.updated_ms, NOW_MS + 1);
	}
}

static void a_missing_user_is_none(void **state)
{
	static const struct str keys[] = { STR_INIT(""), STR_INIT("U1"), STR_INIT("u1 "),
					   STR_INIT("u1\0"), STR_INIT("%") };
	struct place *p = *state;
	struct user found = { .created_ms = 5 };

	add_user(p, "u1");
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		assert_int_equal(users_by_id(p->sql, &p->arena, keys[i], &found, &p->err),
				 STORE_NONE);
		assert_int_equal(users_by_email(p->sql, &p->arena, keys[i], &found, &p->err),
				 STORE_NONE);
	}
	assert_int_equal(found.created_ms, 5); /* untouched */
}

static void an_email_address_is_taken_once(void **state)
{
	struct place *p = *state;
	struct user first = a_user("u1", "a@example.com");
	struct user same_email = a_user("u2", "a@example.com");
	struct user same_id = a_user("u1", "b@example.com");
	struct user other = a_user("u2", "b@example.com");

	assert_int_equal(users_insert(p->sql, &first, &p->err), STORE_OK);
	assert_int_equal(users_insert(p->sql, &same_email, &p->err), STORE_CONFLICT);
	assert_int_equal(users_insert(p->sql, &same_id, &p->err), STORE_CONFLICT);
	assert_int_equal(users_insert(p->sql, &other, &p->err), STORE_OK);
	assert_int_equal(place_number(p->sql, "select count(*) from \"user\""), 2);
}

static void a_user_without_image_has_null_and_integers_as_booleans(void **state)
{
	struct place *p = *state;
	struct user found;

	add_user(p, "u1");
	assert_int_equal(users_by_id(p->sql, &p->arena, STR("u1"), &found, &p->err), STORE_OK);
	assert_null(found.image.p);
	assert_false(found.email_verified);
	assert_int_equal(
		place_number(
			p->sql,
			EITHER("select count(*) from user where image is null and emailVerified = 0"
			       " and typeof(emailVerified) = 'integer'"
			       " and createdAt = '2026-11-20T03:53:11.318Z'"
			       " and typeof(createdAt) = 'text'",
			       "select count(*) from \"user\" where image is null"
			       " and \"emailVerified\" = false"
			       " and \"createdAt\" = timestamptz '2026-11-20 03:53:11.318+00'")),
		1);
}

static void a_users_broken_time_is_a_fault_that_names_it(void **state)
{
	struct place *p = *state;
	struct user found = { .created_ms = 5 };

	add_user(p, "u1");
	add_user(p, "u2");
	place_script(p->sql, EITHER("update user set updatedAt = 'tomorrow' where id = 'u1'",
				    "alter table \"user\" alter \"updatedAt\" drop not null;"
				    "update \"user\" set \"updatedAt\" = null where id = 'u1'"));
	assert_int_equal(users_by_id(p->sql, &p->arena, STR("u1"), &found, &p->err), STORE_FAULT);
	assert_says(p->err, EITHER("table \"user\", column \"updatedAt\"", "column \"updatedAt\""));
	assert_int_equal(found.created_ms, 5);
	assert_int_equal(users_by_id(p->sql, &p->arena, STR("u2"), &found, &p->err), STORE_OK);
}

static void a_column_is_there_or_not(void **state)
{
	struct place *p = *state;

	assert_int_equal(sql_has_column(p->sql, STR("user"), STR("email"), &p->err), STORE_OK);
	assert_int_equal(sql_has_column(p->sql, STR("user"), STR("banned"), &p->err), STORE_NONE);
	assert_int_equal(sql_has_column(p->sql, STR("nobody"), STR("email"), &p->err), STORE_NONE);
	assert_int_equal(sql_has_column(p->sql, STR("user"), STR("EMAIL"), &p->err),
			 EITHER(STORE_OK, STORE_NONE));
}

/* SQLite finds a column whatever its capitals are, and so must the list of those who are out. */
static void banned_users_are_listed_by_the_column_that_signs_nobody_in(void **state)
{
	struct place *p = *state;
	struct banned_user *banned = NULL;
	size_t n = 99;

	add_user(p, "u1");
	add_user(p, "u2");
	assert_int_equal(users_banned(p->sql, &p->arena, STR(""), &banned, &n, &p->err), STORE_OK);
	assert_int_equal(n, 0);
	place_script(p->sql, EITHER("alter table user add column Banned integer;"
				    "update user set Banned = 1 where id = 'u2'",
				    "alter table \"user\" add column banned boolean;"
				    "update \"user\" set banned = true where id = 'u2'"));
	assert_int_equal(users_banned(p->sql, &p->arena, STR(""), &banned, &n, &p->err), STORE_OK);
	assert_int_equal(n, 1);
	assert_text(banned[0].id, "u2");
	assert_true(banned[0].ban_ends_ms == INT64_MAX);
}

/* ---- accounts ---- */

static void a_credential_account_belongs_to_its_user(void **state)
{
	struct place *p = *state;
	struct account account = { .id = STR("a1"),
				   .user_id = STR("u1"),
				   .password_hash = STR("salt:key"),
				   .created_ms = NOW_MS,
				   .updated_ms = NOW_MS };
	struct account found;

	assert_int_equal(accounts_insert_credential(p->sql, &account, &p->err), STORE_ORPHAN);
	add_user(p, "u1");
	add_user(p, "u2");
	assert_int_equal(accounts_insert_credential(p->sql, &account, &p->err), STORE_OK);
	assert_int_equal(place_number(p->sql, "select count(*) from account where \"accountId\" ="
					      " \"userId\" and \"providerId\" = 'credential' and"
					      " \"accessToken\" is null and scope is null"),
			 1);
	assert_int_equal(accounts_credential_of(p->sql, &p->arena, STR("u1"), &found, &p->err),
			 STORE_OK);
	assert_text(found.id, "a1");
	assert_text(found.user_id, "u1");
	assert_text(found.password_hash, "salt:key");
	assert_int_equal(found.created_ms, NOW_MS);
	assert_int_equal(accounts_credential_of(p->sql, &p->arena, STR("u2"), &found, &p->err),
			 STORE_NONE);
}

static void an_account_of_another_provider_is_no_credential(void **state)
{
	struct place *p = *state;
	struct account found;

	add_user(p, "u1");
	place_script(p->sql,
		     "insert into account (id, \"accountId\", \"providerId\", \"userId\", password,"
		     " \"createdAt\", \"updatedAt\") values ('a0', 'x', 'github', 'u1', 'no',"
		     " '2026-11-20T03:53:11.318Z', '2026-11-20T03:53:11.318Z')");
	assert_int_equal(accounts_credential_of(p->sql, &p->arena, STR("u1"), &found, &p->err),
			 STORE_NONE);
	place_script(
		p->sql,
		"insert into account (id, \"accountId\", \"providerId\", \"userId\", \"createdAt\","
		" \"updatedAt\")"
		" values ('a1', 'u1', 'credential', 'u1', '2026-11-20T03:53:11.318Z',"
		" '2026-11-20T03:53:11.318Z')");
	assert_int_equal(accounts_credential_of(p->sql, &p->arena, STR("u1"), &found, &p->err),
			 STORE_OK);
	assert_text(found.id, "a1");
	assert_null(found.password_hash.p);
}

/* ---- sessions ---- */

static struct session a_session(const char *id, const char *token, const char *user_id)
{
	return (struct session){
		.id = str_z(id),
		.token = str_z(token),
		.user_id = str_z(user_id),
		.expires_ms = NOW_MS + 1000,
		.created_ms = NOW_MS,
		.updated_ms = NOW_MS + 1,
		.ip_address = STR(""),
	};
}

static enum store_rc find_session(struct place *p, const char *token, struct session *session,
				  struct user *user)
{
	return sessions_by_token(p->sql, &p->arena, str_z(token), session, user, &p->err);
}

static void a_session_comes_with_its_user(void **state)
{
	struct place *p = *state;
	struct session s1 = a_session("s1", "t1", "u1"), s2 = a_session("s2", "t2", "u2"), found;
	struct user user;

	add_user(p, "u1");
	add_user(p, "u2");
	s2.user_agent = STR("curl/8");
	assert_int_equal(sessions_insert(p->sql, &s1, &p->err), STORE_OK);
	assert_int_equal(sessions_insert(p->sql, &s2, &p->err), STORE_OK);
	assert_int_equal(find_session(p, "t2", &found, &user), STORE_OK);
	assert_text(found.id, "s2");
	assert_text(found.token, "t2");
	assert_text(found.user_id, "u2");
	assert_int_equal(found.expires_ms, NOW_MS + 1000);
	assert_int_equal(found.created_ms, NOW_MS);
	assert_int_equal(found.updated_ms, NOW_MS + 1);
	assert_text(found.user_agent, "curl/8");
	assert_non_null(found.ip_address.p);
	assert_int_equal(found.ip_address.n, 0);
	assert_text(user.id, "u2");
	assert_text(user.name, "Zo\xC3\xAB");
	assert_text(user.email, "u2");
	assert_false(user.email_verified);
	assert_null(user.image.p);
	assert_int_equal(user.created_ms, NOW_MS);
	assert_int_equal(user.updated_ms, NOW_MS + 1);
	assert_int_equal(find_session(p, "t1", &found, &user), STORE_OK);
	assert_null(found.user_agent.p);
	assert_int_equal(find_session(p, "T1", &found, &user), STORE_NONE);
	assert_int_equal(find_session(p, "", &found, &user), STORE_NONE);
}

static void a_session_has_the_proof_that_was_recorded_last(void **state)
{
	static const struct session_proof nothing;
	struct place *p = *state;
	struct session s1 = a_session("s1", "t1", "u1"), s2 = a_session("s2", "t2", "u1"), found;
	struct user user;

	add_user(p, "u1");
	for (int kind = 0; kind < PROOF_KINDS; kind++)
		s1.proof.at_ms[kind] = NOW_MS + kind;
	assert_int_equal(sessions_insert(p->sql, &s1, &p->err), STORE_OK);
	assert_int_equal(sessions_insert(p->sql, &s2, &p->err), STORE_OK);
	assert_int_equal(find_session(p, "t1", &found, &user), STORE_OK);
	assert_memory_equal(&found.proof, &s1.proof, sizeof(nothing));
	assert_int_equal(find_session(p, "t2", &found, &user), STORE_OK);
	assert_memory_equal(&found.proof, &nothing, sizeof(nothing));
	for (int times = 0; times < 2; times++) {
		s2.proof.at_ms[PROOF_TOTP] = NOW_MS + times;
		assert_int_equal(sessions_set_proof(p->sql, STR("s2"), &s2.proof, &p->err),
				 STORE_OK);
		assert_int_equal(find_session(p, "t2", &found, &user), STORE_OK);
		assert_memory_equal(&found.proof, &s2.proof, sizeof(nothing));
	}
	assert_int_equal(sessions_delete(p->sql, STR("t1"), &p->err), STORE_OK);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_session_proof"), 1);
	assert_int_equal(sessions_set_proof(p->sql, STR("s1"), &s1.proof, &p->err), STORE_ORPHAN);
}

static void a_session_token_is_unique_and_its_user_exists(void **state)
{
	struct place *p = *state;
	struct session s1 = a_session("s1", "t1", "u1"), s2 = a_session("s2", "t1", "u1"),
		       orphan = a_session("s3", "t3", "nobody");

	add_user(p, "u1");
	assert_int_equal(sessions_insert(p->sql, &s1, &p->err), STORE_OK);
	assert_int_equal(sessions_insert(p->sql, &s2, &p->err), STORE_CONFLICT);
	assert_int_equal(sessions_insert(p->sql, &orphan, &p->err), STORE_ORPHAN);
	assert_int_equal(place_number(p->sql, "select count(*) from session"), 1);
}

static void a_session_is_extended_and_deleted_alone(void **state)
{
	struct place *p = *state;
	struct session s1 = a_session("s1", "t1", "u1"), s2 = a_session("s2", "t2", "u1"), found;
	struct user user;

	add_user(p, "u1");
	sessions_insert(p->sql, &s1, &p->err);
	sessions_insert(p->sql, &s2, &p->err);
	assert_int_equal(sessions_extend(p->sql, STR("t1"), NOW_MS + 9000, NOW_MS + 9, &p->err),
			 STORE_OK);
	assert_int_equal(find_session(p, "t1", &found, &user), STORE_OK);
	assert_int_equal(found.expires_ms, NOW_MS + 9000);
	assert_int_equal(found.updated_ms, NOW_MS + 9);
	assert_int_equal(found.created_ms, NOW_MS);
	assert_int_equal(find_session(p, "t2", &found, &user), STORE_OK);
	assert_int_equal(found.expires_ms, NOW_MS + 1000);
	assert_int_equal(sessions_delete(p->sql, STR("t1"), &p->err), STORE_OK);
	assert_int_equal(sessions_delete(p->sql, STR("t1"), &p->err), STORE_OK);
	assert_int_equal(sessions_extend(p->sql, STR("t1"), NOW_MS, NOW_MS, &p->err), STORE_NONE);
	assert_int_equal(find_session(p, "t1", &found, &user), STORE_NONE);
	assert_int_equal(find_session(p, "t2", &found, &user), STORE_OK);
}

static void sessions_and_accounts_go_with_their_user(void **state)
{
	struct place *p = *state;
	struct session s1 = a_session("s1", "t1", "u1"), s2 = a_session("s2", "t2", "u2"), found;
	struct account account = { .id = STR("a1"), .user_id = STR("u1") };
	struct user user;

	add_user(p, "u1");
	add_user(p, "u2");
	sessions_insert(p->sql, &s1, &p->err);
	sessions_insert(p->sql, &s2, &p->err);
	assert_int_equal(accounts_insert_credential(p->sql, &account, &p->err), STORE_OK);
	place_script(p->sql, "delete from \"user\" where id = 'u1'");
	assert_int_equal(find_session(p, "t1", &found, &user), STORE_NONE);
	assert_int_equal(find_session(p, "t2", &found, &user), STORE_OK);
	assert_int_equal(place_number(p->sql, "select count(*) from account"), 0);
}

/* Drizzle, for one, makes tables whose rows nothing ties to their user. */
static void what_belongs_to_a_user_goes_also_without_foreign_keys(void **state)
{
	static const char made[] =
		"drop table \"passkey\"; create table \"passkey\" (\"id\" text, \"userId\" text);"
		"insert into \"passkey\" values ('p1', 'u1'), ('p2', 'u2');"
		"drop table \"account\"; create table \"account\" (\"id\" text, \"userId\" text);"
		"insert into \"account\" values ('a1', 'u1'), ('a2', 'u2');"
		"drop table ostiary_session_proof; drop table \"session\";"
		"create table \"session\" (\"id\" text, \"userId\" text);"
		"insert into \"session\" values ('s1', 'u1'), ('s2', 'u2')";
	struct place *p = *state;

	add_user(p, "u1");
	add_user(p, "u2");
	place_script(p->sql, made);
	assert_int_equal(users_delete(p->sql, STR("u1"), &p->err), STORE_OK);
	assert_int_equal(place_number(p->sql, "select count(*) from \"passkey\""), 1);
	assert_int_equal(place_number(p->sql, "select count(*) from \"account\""), 1);
	assert_int_equal(place_number(p->sql, "select count(*) from \"session\""), 1);
	assert_int_equal(place_number(p->sql, "select count(*) from \"user\" where id = 'u2'"), 1);
}

/* Foreign keys without "on delete cascade": those of a table that another program has added are in
 * the way, and those of a user's own rows are not. */
static void a_foreign_key_in_the_way_is_named_alone(void **state)
{
	static const char made[] = "drop table \"passkey\"; create table \"passkey\" (\"id\" text,"
				   " \"userId\" text references \"user\" (\"id\"));"
				   "insert into \"passkey\" values ('p1', 'u1');"
				   "create table invoice (owner text constraint invoice_owner"
				   " references \"user\" (\"id\"))";
	const struct plugin_features all_on = { true, true, true };
	struct place *p = *state;
	struct plugins_found found;

	add_user(p, "u1");
	place_script(p->sql, made);
	assert_int_equal(plugins_count(p->sql, NOW_MS, all_on, &found, &p->err), STORE_OK);
	assert_int_equal(found.n, 2);
	assert_text(found.of[0].meaning->name, "references");
	assert_int_equal(found.of[0].n, 1);
	assert_text(found.of[1].meaning->name, "passkey");
	place_script(p->sql, "begin; insert into invoice values ('u1')");
	assert_int_equal(users_delete(p->sql, STR("u1"), &p->err), STORE_ORPHAN);
	assert_says(p->err, "invoice");
	assert_null(strstr(p->err.text, "passkey"));
	place_script(p->sql, "rollback");
	assert_int_equal(users_delete(p->sql, STR("u1"), &p->err), STORE_OK);
	assert_int_equal(place_number(p->sql, "select count(*) from \"passkey\""), 0);
}

/* ---- signing keys ---- */

static void signing_keys_are_listed_newest_first(void **state)
{
	struct place *p = *state;
	struct signing_key_row *rows = NULL;
	struct signing_key_row rsa = { .id = STR("k1"),
				       .public_jwk = STR("{\"kty\":\"RSA\"}"),
				       .private_jwk = STR("\"00ff\""),
				       .created_ms = NOW_MS,
				       .alg = STR("RS256") };
	struct signing_key_row ec = { .id = STR("k2"),
				      .public_jwk = STR("{\"kty\":\"EC\"}"),
				      .private_jwk = STR("\"01\""),
				      .created_ms = NOW_MS + 1,
				      .expires_ms = NOW_MS + 5,
				      .alg = STR("ES256"),
				      .crv = STR("P-256") };
	size_t n = 99;

	assert_int_equal(signing_keys_list(p->sql, &p->arena, &rows, &n, &p->err), STORE_OK);
	assert_int_equal(n, 0);
	assert_int_equal(signing_keys_insert(p->sql, &rsa, &p->err), STORE_OK);
	assert_int_equal(signing_keys_insert(p->sql, &ec, &p->err), STORE_OK);
	assert_int_equal(signing_keys_insert(p->sql, &ec, &p->err), STORE_CONFLICT);
	assert_int_equal(signing_keys_list(p->sql, &p->arena, &rows, &n, &p->err), STORE_OK);
	assert_int_equal(n, 2);
	assert_text(rows[0].id, "k2");
	assert_text(rows[0].crv, "P-256");
	assert_int_equal(rows[0].expires_ms, NOW_MS + 5);
	assert_text(rows[1].id, "k1");
	assert_text(rows[1].public_jwk, "{\"kty\":\"RSA\"}");
	assert_text(rows[1].private_jwk, "\"00ff\"");
	assert_text(rows[1].alg, "RS256");
	assert_null(rows[1].crv.p);
	assert_int_equal(rows[1].expires_ms, 0);
	assert_int_equal(rows[1].created_ms, NOW_MS);
}

static void only_the_newest_signing_keys_are_listed(void **state)
{
	struct place *p = *state;
	struct signing_key_row *rows = NULL;
	size_t n = 0;

	for (int i = 0; i < LIMIT_SIGNING_KEYS + 6; i++) {
		struct signing_key_row row = { .id = arena_fmt(&p->arena, "k%03d", i),
					       .public_jwk = STR("{}"),
					       .private_jwk = STR("\"\""),
					       .created_ms = NOW_MS + i / 2 };

		assert_int_equal(signing_keys_insert(p->sql, &row, &p->err), STORE_OK);
	}
	assert_int_equal(signing_keys_list(p->sql, &p->arena, &rows, &n, &p->err), STORE_OK);
	assert_int_equal(n, LIMIT_SIGNING_KEYS);
	for (size_t i = 0; i < n; i++)
		assert_true(str_eq(rows[i].id,
				   arena_fmt(&p->arena, "k%03d", LIMIT_SIGNING_KEYS + 5 - (int)i)));
	assert_null(rows[0].alg.p);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, with_tables, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(a_user_is_found_by_email_and_by_id),
		HERE(a_missing_user_is_none),
		HERE(an_email_address_is_taken_once),
		HERE(a_user_without_image_has_null_and_integers_as_booleans),
		HERE(a_users_broken_time_is_a_fault_that_names_it),
		HERE(a_column_is_there_or_not),
		HERE(banned_users_are_listed_by_the_column_that_signs_nobody_in),
		HERE(a_credential_account_belongs_to_its_user),
		HERE(an_account_of_another_provider_is_no_credential),
		HERE(a_session_comes_with_its_user),
		HERE(a_session_has_the_proof_that_was_recorded_last),
		HERE(a_session_token_is_unique_and_its_user_exists),
		HERE(a_session_is_extended_and_deleted_alone),
		HERE(sessions_and_accounts_go_with_their_user),
		HERE(what_belongs_to_a_user_goes_also_without_foreign_keys),
		HERE(a_foreign_key_in_the_way_is_named_alone),
		HERE(signing_keys_are_listed_newest_first),
		HERE(only_the_newest_signing_keys_are_listed),
	};

	return cmocka_run_group_tests_name("tables", tests, NULL, NULL);
}
