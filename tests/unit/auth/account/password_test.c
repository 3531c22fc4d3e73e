#include "support/people.h"

#include <pthread.h>

#include "auth/account/password.h"

static enum auth_result change(struct fixture *f, const char *current, const char *wanted,
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
			 REFUSED_WRONG_PASSWORD);
	assert_int_equal(change(f, TEST_PASSWORD, "password5678", false, &who), AUTH_OK);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &in),
			 REFUSED_WRONG_CREDENTIALS);
	assert_int_equal(test_sign_in(f, "a@example.com", "password5678", &in), AUTH_OK);
	assert_int_equal(test_find(f, who.session.token, &in), AUTH_OK);
}

static void the_length_is_judged_before_the_old_password(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");
	char longest[130];

	memset(longest, 'x', sizeof(longest));
	longest[129] = 0;
	assert_int_equal(change(f, "wrong", "1234567", false, &who), REFUSED_PASSWORD_TOO_SHORT);
	assert_int_equal(change(f, "wrong", longest, false, &who), REFUSED_PASSWORD_TOO_LONG);
	longest[128] = 0;
	assert_int_equal(change(f, TEST_PASSWORD, longest, false, &who), AUTH_OK);
	assert_int_equal(change(f, longest, "12345678", false, &who), AUTH_OK);
}

static void a_change_may_end_all_sessions_and_begins_one(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), other, found;
	struct signed_in stranger = test_sign_up(f, "b@example.com");
	struct str old = who.session.token;

	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &other), AUTH_OK);
	assert_int_equal(change(f, TEST_PASSWORD, "password5678", true, &who), AUTH_OK);
	assert_int_equal(test_find(f, old, &found), REFUSED_NO_SESSION);
	assert_int_equal(test_find(f, other.session.token, &found), REFUSED_NO_SESSION);
	assert_int_equal(test_find(f, who.session.token, &found), AUTH_OK);
	assert_true(str_eq(found.session.ip_address, STR("192.0.2.1")));
	assert_int_equal(test_find(f, stranger.session.token, &found), AUTH_OK);
}

static void a_check_knows_the_password_and_its_absence(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");
	char longest[129];

	memset(longest, 'x', sizeof(longest));
	assert_int_equal(
		password_check(f->issuer, &f->arena, &who.user, STR(TEST_PASSWORD), &f->err),
		AUTH_OK);
	assert_int_equal(password_check(f->issuer, &f->arena, &who.user, STR("nope"), &f->err),
			 REFUSED_WRONG_PASSWORD);
	assert_int_equal(password_check(f->issuer, &f->arena, &(struct user){ .id = STR("nobody") },
					STR(TEST_PASSWORD), &f->err),
			 REFUSED_WRONG_PASSWORD);
	assert_int_equal(
		password_check(f->issuer, &f->arena, &who.user, str_of(longest, 129), &f->err),
		REFUSED_PASSWORD_TOO_LONG);
}

struct racer {
	struct fixture *f;
	struct signed_in who;
	char wanted[16];
	enum auth_result rc;
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
		assert_true(racers[i].rc == AUTH_OK || racers[i].rc == REFUSED_WRONG_PASSWORD);
		if (racers[i].rc != AUTH_OK)
			continue;
		winners++;
		assert_int_equal(test_sign_in(f, "a@example.com", racers[i].wanted, &in), AUTH_OK);
	}
	assert_int_equal(winners, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(a_changed_password_is_the_only_one),
		TEST_WITH_ISSUER(the_length_is_judged_before_the_old_password),
		TEST_WITH_ISSUER(a_change_may_end_all_sessions_and_begins_one),
		TEST_WITH_ISSUER(a_check_knows_the_password_and_its_absence),
		TEST_WITH_ISSUER(of_several_changes_at_once_one_succeeds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
