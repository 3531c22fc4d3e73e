/* Roles and bans that an operator gives, on both databases; the columns are missing at first. */
#include "support/people.h"

#include "auth/admin/access.h"
#include "auth/bans.h"
#include "auth/revocation/revocation.h"
#include "store/sql/rows.h"

static struct access_change change_of(struct fixture *f, struct str name)
{
	f->issuer->revocations.enabled = true;
	return (struct access_change){
		.issuer = f->issuer, .arena = &f->arena, .name = name, .actor = STR("uid 0 (root)")
	};
}

static enum store_rc count_audit(struct sql *sql, struct str action, int64_t *out, struct err *err)
{
	OWNED(sql_end)
	struct sql_run *run =
		sql_start(sql, "select count(*) from ostiary_audit where action = $1");

	sql_bind_text(run, 1, action);
	return sql_number(run, out, err);
}

static int64_t audited(struct fixture *f, struct str action)
{
	int64_t n = -1;

	assert_int_equal(STORE_READ(f->store, sql, &f->err, count_audit(sql, action, &n, &f->err)),
			 STORE_OK);
	return n;
}

static struct user_marks marks_of(struct fixture *f, struct str id)
{
	struct user_marks marks = { .banned = true };

	assert_int_equal(STORE_READ(f->store, sql, &f->err,
				    marks_of_user(sql, &f->arena, id, &marks, &f->err)),
			 STORE_OK);
	return marks;
}

static void users_have_no_marks_where_there_are_no_columns(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");
	struct user_marks marks = marks_of(f, who.user.id);

	assert_null(marks.role.p);
	assert_false(marks.banned);
	assert_int_equal(STORE_READ(f->store, sql, &f->err,
				    marks_of_user(sql, &f->arena, STR("no"), &marks, &f->err)),
			 STORE_NONE);
}

static void a_ban_ends_sessions_and_tokens_and_refuses_sign_in(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"),
			 other = test_sign_up(f, "b@example.com"), found;
	struct access_change change = change_of(f, STR("a@example.com"));
	int64_t revoked_ms = 0;

	assert_int_equal(access_ban(&change, STR("spam"), INT64_MAX, &f->err), STORE_OK);
	assert_true(str_eq(change.user.id, who.user.id));
	assert_true(change.marks.banned);
	assert_true(str_eq(marks_of(f, who.user.id).ban_reason, STR("spam")));
	assert_int_equal(test_find(f, who.session.token, &found), REFUSED_NO_SESSION);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &found), REFUSED_BANNED);
	assert_int_equal(test_sign_in(f, "a@example.com", "another password", &found),
			 REFUSED_WRONG_CREDENTIALS);
	assert_int_equal(STORE_READ(f->store, sql, &f->err,
				    revocation_of_user(sql, who.user.id, &revoked_ms, &f->err)),
			 STORE_OK);
	assert_true(revoked_ms >= clock_now_ms(f->issuer->clock));
	assert_int_equal(audited(f, STR("user-banned")), 1);

	assert_int_equal(test_find(f, other.session.token, &found), AUTH_OK);
	assert_int_equal(STORE_READ(f->store, sql, &f->err,
				    revocation_of_user(sql, other.user.id, &revoked_ms, &f->err)),
			 STORE_NONE);
}

static void a_lifted_ban_lets_the_user_sign_in_anew(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), found;
	struct access_change change = change_of(f, who.user.id);
	struct user_marks marks;

	assert_int_equal(access_unban(&change, &f->err), STORE_OK); /* of nobody banned: nothing */
	assert_int_equal(audited(f, STR("user-unbanned")), 0);
	assert_int_equal(access_ban(&change, STR(""), INT64_MAX, &f->err), STORE_OK);
	assert_true(str_eq(marks_of(f, who.user.id).ban_reason, STR("No reason")));
	assert_int_equal(access_unban(&change, &f->err), STORE_OK);
	marks = marks_of(f, who.user.id);
	assert_false(marks.banned || change.marks.banned);
	assert_null(marks.ban_reason.p);
	assert_int_equal(audited(f, STR("user-unbanned")), 1);
	assert_int_equal(test_find(f, who.session.token, &found), REFUSED_NO_SESSION);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &found), AUTH_OK);
}

static void a_ban_with_an_end_lifts_by_itself(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), found;
	struct access_change change = change_of(f, who.user.id);
	int64_t ends_ms = clock_now_ms(f->issuer->clock) + 60000;

	assert_int_equal(access_ban(&change, STR("x"), ends_ms, &f->err), STORE_OK);
	assert_true(marks_of(f, who.user.id).ban_ends_ms == ends_ms);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &found), REFUSED_BANNED);
	test_advance(f, 60001);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &found), AUTH_OK);
}

static void roles_are_given_in_the_place_of_others(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), found;
	struct signed_in other = test_sign_up(f, "b@example.com");
	struct access_change change = change_of(f, STR("a@example.com"));

	assert_int_equal(access_set_role(&change, STR("user,admin"), &f->err), STORE_OK);
	assert_int_equal(access_set_role(&change, STR("admin"), &f->err), STORE_OK);
	assert_true(str_eq(change.marks.role, STR("admin")));
	assert_true(str_eq(marks_of(f, who.user.id).role, STR("admin")));
	assert_null(marks_of(f, other.user.id).role.p);
	assert_int_equal(audited(f, STR("user-role-set")), 2);
	assert_int_equal(test_find(f, who.session.token, &found), AUTH_OK);
}

static void nobody_else_is_changed_for_an_unknown_name(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");
	static const char *const names[] = { "no", "no@example.com", "" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct access_change change = change_of(f, str_z(names[i]));

		assert_int_equal(access_ban(&change, STR(""), INT64_MAX, &f->err), STORE_NONE);
		assert_int_equal(access_unban(&change, &f->err), STORE_NONE);
		assert_int_equal(access_set_role(&change, STR("admin"), &f->err), STORE_NONE);
	}
	assert_false(marks_of(f, who.user.id).banned);
	assert_null(marks_of(f, who.user.id).role.p);
	assert_int_equal(audited(f, STR("user-banned")) + audited(f, STR("user-role-set")), 0);
}

static void a_role_is_words_joined_by_commas(void **state)
{
	static const char *const valid[] = { "admin", "user,admin", "a-b_c9", "a,b,c" };
	static const char *const invalid[] = { "",    ",",    "admin,", ",admin",  "a,,b",
					       "a b", "a\nb", "a\"b",   "\xc3\xa9" };
	char longest[ACCESS_ROLE_BYTES + 1];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(valid); i++)
		if (!access_role_is_valid(str_z(valid[i])))
			fail_msg("%s", valid[i]);
	for (size_t i = 0; i < ARRAY_LEN(invalid); i++)
		if (access_role_is_valid(str_z(invalid[i])))
			fail_msg("%s", invalid[i]);
	memset(longest, 'a', sizeof longest);
	assert_true(access_role_is_valid(str_of(longest, ACCESS_ROLE_BYTES)));
	assert_false(access_role_is_valid(str_of(longest, ACCESS_ROLE_BYTES + 1)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(users_have_no_marks_where_there_are_no_columns),
		TEST_WITH_ISSUER(a_ban_ends_sessions_and_tokens_and_refuses_sign_in),
		TEST_WITH_ISSUER(a_lifted_ban_lets_the_user_sign_in_anew),
		TEST_WITH_ISSUER(a_ban_with_an_end_lifts_by_itself),
		TEST_WITH_ISSUER(roles_are_given_in_the_place_of_others),
		TEST_WITH_ISSUER(nobody_else_is_changed_for_an_unknown_name),
		cmocka_unit_test(a_role_is_words_joined_by_commas),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
