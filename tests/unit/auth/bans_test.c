/* Users whom plugins of Better Auth keep out, on both databases. */
#include "support/mailbag.h"
#include "support/people.h"

#include "auth/bans.h"
#include "auth/email/link_open.h"
#include "auth/email/verify.h"
#include "auth/revocation/revocation.h"
#include "store/sql/sql.h"

#define EITHER(sqlite, postgres) (test_on_postgres() ? (postgres) : (sqlite))

static bool test_on_postgres(void)
{
	const char *engine = getenv("OSTIARY_TEST_ENGINE");

	return engine && strcmp(engine, "postgres") == 0;
}

static enum store_rc script_tx(struct sql *sql, void *arg, struct err *err)
{
	return sql_script(sql, arg, err);
}

static void script(struct fixture *f, const char *text)
{
	if (store_write(f->store, script_tx, (void *)(uintptr_t)text, &f->err) != STORE_OK)
		fail_msg("%s", f->err.text);
}

/* What the two plugins' migrations add. */
static void add_columns(struct fixture *f)
{
	script(f, EITHER("alter table user add column banned integer;"
			 "alter table user add column banReason text;"
			 "alter table user add column banExpires date;"
			 "alter table user add column twoFactorEnabled integer;"
			 "alter table session add column impersonatedBy text",
			 "alter table \"user\" add column \"banned\" boolean;"
			 "alter table \"user\" add column \"banReason\" text;"
			 "alter table \"user\" add column \"banExpires\" timestamptz;"
			 "alter table \"user\" add column \"twoFactorEnabled\" boolean;"
			 "alter table \"session\" add column \"impersonatedBy\" text"));
}

static void nobody_is_kept_out_without_the_columns(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), found;
	size_t n = 0;

	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &found), AUTH_OK);
	assert_int_equal(test_find(f, who.session.token, &found), AUTH_OK);
	assert_true(bans_enforce(f->issuer, &n, &f->err));
	assert_int_equal(n, 0);
	assert_false(f->issuer->has_bans);
	/* Nor with them, while they are null: they may come while this program runs. */
	add_columns(f);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &found), AUTH_OK);
	assert_int_equal(test_find(f, who.session.token, &found), AUTH_OK);
}

static void a_banned_user_has_no_way_in(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"),
			 other = test_sign_up(f, "b@example.com"), found;

	add_columns(f);
	script(f, "update \"user\" set \"banned\" = true where \"email\" = 'a@example.com'");
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &found), REFUSED_BANNED);
	assert_int_equal(test_sign_in(f, "a@example.com", "another password", &found),
			 REFUSED_WRONG_CREDENTIALS);
	assert_int_equal(test_find(f, who.session.token, &found), REFUSED_BANNED);
	assert_int_equal(test_sign_in(f, "b@example.com", TEST_PASSWORD, &found), AUTH_OK);
	assert_int_equal(test_find(f, other.session.token, &found), AUTH_OK);
}

static void a_ban_ends_with_ban_expires_and_not_before(void **state)
{
	static const struct {
		const char *name, *sqlite, *postgres;
		enum auth_result expected;
	} cases[] = {
		{ "a millisecond ago", "'2026-11-20T04:28:33.594Z'", NULL, AUTH_OK },
		{ "now", "'2026-11-20T04:28:33.595Z'", NULL, REFUSED_BANNED },
		{ "in a second", "'2026-11-20T04:28:34.595Z'", NULL, REFUSED_BANNED },
		{ "an hour ago, with an offset", "'2026-11-20T05:28:33+02:00'", NULL, AUTH_OK },
		{ "in an hour, with an offset", "'2026-11-20T07:28:33+02:00'", NULL,
		  REFUSED_BANNED },
		{ "a number in the past", "1795148913594", "'2026-11-19'", AUTH_OK },
		{ "a number in the future", "1795148914595", "'2027-01-01'", REFUSED_BANNED },
		{ "never", "null", NULL, REFUSED_BANNED },
		{ "no time at all", "'tomorrow'", "'infinity'", REFUSED_BANNED },
	};
	struct fixture *f = *state;
	struct signed_in found;

	test_sign_up(f, "a@example.com");
	add_columns(f);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *value = EITHER(cases[i].sqlite, cases[i].postgres);
		struct str text = arena_fmt(
			&f->arena, "update \"user\" set \"banned\" = true, \"banExpires\" = %s",
			value ? value : cases[i].sqlite);
		enum auth_result rc;

		script(f, arena_z(&f->arena, text));
		rc = test_sign_in(f, "a@example.com", TEST_PASSWORD, &found);
		if (rc != cases[i].expected)
			fail_msg("%s: %d", cases[i].name, rc);
	}
}

/* A mark that cannot be read keeps out: nobody knows that it is none. */
static void a_mark_that_is_neither_true_nor_false_counts_as_one(void **state)
{
	static const struct {
		const char *set;
		enum auth_result expected;
	} cases[] = {
		{ "banned = 'true'", REFUSED_BANNED },
		{ "banned = 'unknown'", REFUSED_BANNED },
		{ "banned = 2", REFUSED_BANNED },
		{ "banned = 1.5", REFUSED_BANNED },
		{ "banned = x'00'", REFUSED_BANNED },
		{ "banned = null", AUTH_OK },
		{ "banned = 0, twoFactorEnabled = 'on'", REFUSED_SECOND_FACTOR },
		{ "banned = 0, twoFactorEnabled = 0", AUTH_OK },
	};
	struct fixture *f = *state;
	struct signed_in found;
	size_t n;

	if (test_on_postgres()) /* whose columns have a type */
		return;
	test_sign_up(f, "a@example.com");
	add_columns(f);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		enum auth_result rc;

		script(f, arena_z(&f->arena,
				  arena_fmt(&f->arena, "update user set %s", cases[i].set)));
		rc = test_sign_in(f, "a@example.com", TEST_PASSWORD, &found);
		if (rc != cases[i].expected)
			fail_msg("%s: %d", cases[i].set, rc);
	}
	script(f, "update user set banned = 'true'");
	assert_true(bans_enforce(f->issuer, &n, &f->err));
	assert_int_equal(n, 1);
}

static void a_row_that_cannot_be_read_hides_no_banned_user(void **state)
{
	struct fixture *f = *state;
	size_t n = 0;

	test_sign_up(f, "a@example.com");
	test_sign_up(f, "b@example.com");
	f->issuer->revocations.enabled = true;
	add_columns(f);
	script(f, "update \"user\" set \"banned\" = true");
	script(f, EITHER("update user set createdAt = 'then', updatedAt = 'now'"
			 " where email = 'a@example.com'",
			 "alter table \"user\" alter \"createdAt\" drop not null;"
			 "alter table \"user\" alter \"updatedAt\" drop not null;"
			 "update \"user\" set \"createdAt\" = null, \"updatedAt\" = null"
			 " where \"email\" = 'a@example.com'"));
	assert_true(bans_enforce(f->issuer, &n, &f->err));
	assert_int_equal(n, 2);
	assert_true(bans_enforce(f->issuer, &n, &f->err));
	assert_int_equal(n, 0); /* once */
}

static void while_the_bans_cannot_be_read_no_session_is_believed_unread(void **state)
{
	struct fixture *f = *state;
	size_t n = 0;

	add_columns(f);
	assert_true(bans_enforce(f->issuer, &n, &f->err));
	assert_false(f->issuer->has_bans);
	script(f, "alter table \"user\" rename column \"updatedAt\" to \"gone\"");
	assert_false(bans_enforce(f->issuer, &n, &f->err));
	assert_true(f->issuer->has_bans);
}

static void a_second_factor_is_not_passed_by_the_password(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), found;

	add_columns(f);
	script(f, "update \"user\" set \"twoFactorEnabled\" = true");
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &found),
			 REFUSED_SECOND_FACTOR);
	assert_int_equal(test_find(f, who.session.token, &found), AUTH_OK); /* passed it before */
	script(f, "update \"user\" set \"twoFactorEnabled\" = false");
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &found), AUTH_OK);
}

static void open_link(struct fixture *f, struct link_outcome *out)
{
	struct str token =
		arena_copy(&f->arena, mailbag_link_part("/verify-email?token=", "&callbackURL="));
	const struct link_context visit = { .signed_in = NULL };
	struct email_link link;

	assert_int_equal(email_link_read(f->issuer, &f->arena, token, &link), AUTH_OK);
	assert_int_equal(link_open(f->issuer, &f->arena, &link, &visit, out, &f->err), AUTH_OK);
}

/* The link of one proof signs in only users for whom one is enough. */
static void a_link_verifies_the_address_of_such_users_and_signs_nobody_in(void **state)
{
	static const struct {
		const char *set;
		bool signs_in;
	} cases[] = {
		{ "\"banned\" = true", false },
		{ "\"twoFactorEnabled\" = true", false },
		{ "\"banned\" = false, \"twoFactorEnabled\" = false", true },
	};
	struct fixture *f = *state;

	add_columns(f);
	f->issuer->settings.verification.sign_in_after = true;
	test_sign_up(f, "a@example.com");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct link_outcome out;

		script(f, "update \"user\" set \"emailVerified\" = false");
		assert_int_equal(verification_send(f->issuer, &f->arena, STR("a@example.com"),
						   STR(""), NULL, &f->err),
				 AUTH_OK);
		script(f, arena_z(&f->arena,
				  arena_fmt(&f->arena, "update \"user\" set %s", cases[i].set)));
		open_link(f, &out);
		assert_true(out.user.email_verified);
		assert_int_equal(out.new_session, cases[i].signs_in);
	}
}

static void a_session_of_an_admin_as_a_user_is_none(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), second, found;
	struct session *list;
	size_t n = 0;

	add_columns(f);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &second), AUTH_OK);
	script(f, arena_z(&f->arena, arena_fmt(&f->arena,
					       "update \"session\" set \"impersonatedBy\" = 'admin'"
					       " where \"token\" = '%.*s'",
					       STR_FMT(second.session.token))));
	assert_int_equal(test_find(f, second.session.token, &found), REFUSED_NO_SESSION);
	assert_int_equal(test_find(f, who.session.token, &found), AUTH_OK);
	assert_int_equal(STORE_READ(f->store, sql, &f->err,
				    sessions_of_user(sql, &f->arena, who.user.id, TEST_NOW_MS,
						     &list, &n, &f->err)),
			 STORE_OK);
	assert_int_equal(n, 1);
}

static bool is_revoked(struct fixture *f, struct str user_id)
{
	int64_t ms;
	enum store_rc rc =
		STORE_READ(f->store, sql, &f->err, revocation_of_user(sql, user_id, &ms, &f->err));

	assert_true(rc == STORE_OK || rc == STORE_NONE);
	return rc == STORE_OK;
}

static void the_sessions_and_tokens_of_banned_users_end(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"),
			 other = test_sign_up(f, "b@example.com"), found;
	size_t n = 0;

	f->issuer->revocations.enabled = true;
	add_columns(f);
	script(f, "update \"user\" set \"banned\" = true where \"email\" = 'a@example.com'");
	assert_true(bans_enforce(f->issuer, &n, &f->err));
	assert_int_equal(n, 1);
	assert_true(f->issuer->has_bans);
	assert_true(is_revoked(f, who.user.id));
	assert_false(is_revoked(f, other.user.id));
	assert_true(bans_enforce(f->issuer, &n, &f->err));
	assert_int_equal(n, 0); /* once */
	script(f, "update \"user\" set \"banned\" = false");
	assert_int_equal(test_find(f, who.session.token, &found), REFUSED_NO_SESSION);
	assert_int_equal(test_find(f, other.session.token, &found), AUTH_OK);
}

/* Better Auth deletes the sessions itself, and sets updatedAt. */
static void tokens_from_before_a_ban_of_better_auth_are_revoked(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");
	size_t n = 0;

	f->issuer->revocations.enabled = true;
	add_columns(f);
	script(f, "delete from \"session\"");
	script(f, "update \"user\" set \"banned\" = true,"
		  " \"updatedAt\" = '2026-11-20T04:28:33.000Z'");
	assert_true(bans_enforce(f->issuer, &n, &f->err));
	assert_int_equal(n, 1);
	assert_true(is_revoked(f, who.user.id));
	assert_true(bans_enforce(f->issuer, &n, &f->err));
	assert_int_equal(n, 0);
}

static void more_banned_users_than_a_page_lists_are_dealt_with(void **state)
{
	static const char users[] =
		"insert into \"user\" (\"id\", \"name\", \"email\", \"emailVerified\","
		" \"createdAt\", \"updatedAt\", \"banned\")"
		" with recursive n (i) as (select 1 union all select i + 1 from n where i < 210)"
		" select 'u' || i, '', 'u' || i || '@example.com', false,"
		" '2026-01-01T00:00:00.000Z'%s, '2026-01-01T00:00:00.000Z'%s, true from n;"
		"insert into \"session\" (\"id\", \"token\", \"userId\", \"expiresAt\","
		" \"createdAt\", \"updatedAt\") select \"id\", \"id\", \"id\", \"createdAt\","
		" \"createdAt\", \"createdAt\" from \"user\"";
	const char *cast = EITHER("", "::timestamptz");
	struct fixture *f = *state;
	size_t n = 0;

	add_columns(f);
	script(f, arena_z(&f->arena, arena_fmt(&f->arena, users, cast, cast)));
	assert_true(bans_enforce(f->issuer, &n, &f->err));
	assert_int_equal(n, 210);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(nobody_is_kept_out_without_the_columns),
		TEST_WITH_ISSUER(a_banned_user_has_no_way_in),
		TEST_WITH_ISSUER(a_ban_ends_with_ban_expires_and_not_before),
		TEST_WITH_ISSUER(a_mark_that_is_neither_true_nor_false_counts_as_one),
		TEST_WITH_ISSUER(a_row_that_cannot_be_read_hides_no_banned_user),
		TEST_WITH_ISSUER(while_the_bans_cannot_be_read_no_session_is_believed_unread),
		TEST_WITH_ISSUER(a_second_factor_is_not_passed_by_the_password),
		TEST_WITH_MAIL(a_link_verifies_the_address_of_such_users_and_signs_nobody_in),
		TEST_WITH_ISSUER(a_session_of_an_admin_as_a_user_is_none),
		TEST_WITH_ISSUER(the_sessions_and_tokens_of_banned_users_end),
		TEST_WITH_ISSUER(tokens_from_before_a_ban_of_better_auth_are_revoked),
		TEST_WITH_ISSUER(more_banned_users_than_a_page_lists_are_dealt_with),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
