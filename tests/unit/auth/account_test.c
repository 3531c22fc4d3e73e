#include "people.h"

#include <pthread.h>

#include "auth/account.h"

static void name_and_image_change_alone_and_together(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");
	const struct profile_change name = { .set_name = true, .name = STR("New") };
	const struct profile_change image = { .set_image = true, .image = STR("/i.png") };
	const struct profile_change none = { .set_image = true };
	struct user user;

	test_advance(f, 1000);
	assert_int_equal(profile_update(f->issuer, &f->arena, who.user.id, &name, &user, &f->err),
			 ACCOUNT_DONE);
	assert_true(str_eq(user.name, STR("New")) && !user.image.p);
	assert_int_equal(user.updated_ms, who.user.updated_ms + 1000);
	assert_int_equal(user.created_ms, who.user.created_ms);
	assert_int_equal(profile_update(f->issuer, &f->arena, who.user.id, &image, &user, &f->err),
			 ACCOUNT_DONE);
	assert_true(str_eq(user.name, STR("New")) && str_eq(user.image, STR("/i.png")));
	assert_int_equal(profile_update(f->issuer, &f->arena, who.user.id, &none, &user, &f->err),
			 ACCOUNT_DONE);
	assert_true(str_eq(user.name, STR("New")) && !user.image.p);
}

static void a_user_who_is_gone_has_no_profile(void **state)
{
	struct fixture *f = *state;
	const struct profile_change name = { .set_name = true, .name = STR("New") };
	struct user user;

	assert_int_equal(profile_update(f->issuer, &f->arena, STR("nobody"), &name, &user, &f->err),
			 ACCOUNT_GONE);
}

static enum account_rc change(struct fixture *f, const char *current, const char *wanted,
			      bool end_sessions, struct signed_in *who)
{
	const struct password_change c = { .current = str_z(current),
					   .wanted = str_z(wanted),
					   .end_sessions = end_sessions,
					   .from = { STR("192.0.2.1"), STR("UA") } };

	return password_change(f->issuer, &f->arena, &c, who, &f->err);
}

static void a_changed_password_is_the_only_one(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), in;

	assert_int_equal(change(f, "wrong-password", "password5678", false, &who),
			 ACCOUNT_WRONG_PASSWORD);
	assert_int_equal(change(f, TEST_PASSWORD, "password5678", false, &who), ACCOUNT_DONE);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &in), SIGN_IN_REFUSED);
	assert_int_equal(test_sign_in(f, "a@example.com", "password5678", &in), SIGN_IN_DONE);
	assert_int_equal(test_find(f, who.session.token, &in), SESSION_LIVE);
}

static void the_length_is_judged_before_the_old_password(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");
	char longest[130];

	memset(longest, 'x', sizeof(longest));
	longest[129] = 0;
	assert_int_equal(change(f, "wrong", "1234567", false, &who), ACCOUNT_PASSWORD_TOO_SHORT);
	assert_int_equal(change(f, "wrong", longest, false, &who), ACCOUNT_PASSWORD_TOO_LONG);
	longest[128] = 0;
	assert_int_equal(change(f, TEST_PASSWORD, longest, false, &who), ACCOUNT_DONE);
	assert_int_equal(change(f, longest, "12345678", false, &who), ACCOUNT_DONE);
}

static void a_change_may_end_all_sessions_and_begins_one(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), other, found;
	struct signed_in stranger = test_sign_up(f, "b@example.com");
	struct str old = who.session.token;

	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &other), SIGN_IN_DONE);
	assert_int_equal(change(f, TEST_PASSWORD, "password5678", true, &who), ACCOUNT_DONE);
	assert_int_equal(test_find(f, old, &found), SESSION_GONE);
	assert_int_equal(test_find(f, other.session.token, &found), SESSION_GONE);
	assert_int_equal(test_find(f, who.session.token, &found), SESSION_LIVE);
	assert_true(str_eq(found.session.ip_address, STR("192.0.2.1")));
	assert_int_equal(test_find(f, stranger.session.token, &found), SESSION_LIVE);
}

static void a_check_knows_the_password_and_its_absence(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");
	char longest[129];

	memset(longest, 'x', sizeof(longest));
	assert_int_equal(
		password_check(f->issuer, &f->arena, &who.user, STR(TEST_PASSWORD), &f->err),
		ACCOUNT_DONE);
	assert_int_equal(password_check(f->issuer, &f->arena, &who.user, STR("nope"), &f->err),
			 ACCOUNT_WRONG_PASSWORD);
	assert_int_equal(password_check(f->issuer, &f->arena, &(struct user){ .id = STR("nobody") },
					STR(TEST_PASSWORD), &f->err),
			 ACCOUNT_WRONG_PASSWORD);
	assert_int_equal(
		password_check(f->issuer, &f->arena, &who.user, str_of(longest, 129), &f->err),
		ACCOUNT_PASSWORD_TOO_LONG);
}

static void a_list_has_ones_own_accounts(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");
	struct account_view *accounts;
	size_t n;

	test_sign_up(f, "b@example.com");
	assert_int_equal(accounts_list(f->issuer, &f->arena, who.user.id, &accounts, &n, &f->err),
			 ACCOUNT_DONE);
	assert_int_equal(n, 1);
	assert_true(str_eq(accounts[0].account_id, who.user.id));
	assert_true(str_eq(accounts[0].provider_id, STR("credential")));
	assert_int_equal(accounts_list(f->issuer, &f->arena, STR("nobody"), &accounts, &n, &f->err),
			 ACCOUNT_DONE);
	assert_int_equal(n, 0);
}

struct racer {
	struct fixture *f;
	struct signed_in who;
	char wanted[16];
	enum account_rc rc;
};

static void *race(void *arg)
{
	struct racer *r = arg;
	const struct password_change c = { .current = STR(TEST_PASSWORD),
					   .wanted = str_z(r->wanted) };
	struct arena a;
	struct err err = { 0 };

	arena_init(&a, NULL, 0);
	r->rc = password_change(r->f->issuer, &a, &c, &r->who, &err);
	arena_done(&a);
	return NULL;
}

static void of_several_changes_at_once_one_succeeds(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), in;
	struct racer racers[4];
	pthread_t threads[4];
	int winners = 0;

	for (int i = 0; i < 4; i++) {
		racers[i] = (struct racer){ .f = f, .who = who };
		snprintf(racers[i].wanted, sizeof(racers[i].wanted), "password-%d", i);
		assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
	}
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		assert_true(racers[i].rc == ACCOUNT_DONE || racers[i].rc == ACCOUNT_WRONG_PASSWORD);
		if (racers[i].rc != ACCOUNT_DONE)
			continue;
		winners++;
		assert_int_equal(test_sign_in(f, "a@example.com", racers[i].wanted, &in),
				 SIGN_IN_DONE);
	}
	assert_int_equal(winners, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(name_and_image_change_alone_and_together),
		TEST_WITH_ISSUER(a_user_who_is_gone_has_no_profile),
		TEST_WITH_ISSUER(a_changed_password_is_the_only_one),
		TEST_WITH_ISSUER(the_length_is_judged_before_the_old_password),
		TEST_WITH_ISSUER(a_change_may_end_all_sessions_and_begins_one),
		TEST_WITH_ISSUER(a_check_knows_the_password_and_its_absence),
		TEST_WITH_ISSUER(a_list_has_ones_own_accounts),
		TEST_WITH_ISSUER(of_several_changes_at_once_one_succeeds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
