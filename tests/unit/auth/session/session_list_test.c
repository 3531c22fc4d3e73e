#include "support/people.h"

#include "auth/session/session_list.h"

#define DAY_MS INT64_C(86400000)

static void a_list_has_ones_own_living_sessions_oldest_first(void **state)
{
	struct fixture *f = *state;
	struct signed_in first = test_sign_up(f, "a@example.com"), second;
	struct session *sessions;
	size_t n;

	test_sign_up(f, "b@example.com");
	test_advance(f, 1000);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &second), AUTH_OK);
	assert_int_equal(session_list(f->issuer, &f->arena, first.user.id, &sessions, &n, &f->err),
			 AUTH_OK);
	assert_int_equal(n, 2);
	assert_true(str_eq(sessions[0].token, first.session.token));
	assert_true(str_eq(sessions[1].token, second.session.token));
	test_advance(f, 7 * DAY_MS - 1000);
	assert_int_equal(session_list(f->issuer, &f->arena, first.user.id, &sessions, &n, &f->err),
			 AUTH_OK);
	assert_int_equal(n, 1);
	assert_true(str_eq(sessions[0].token, second.session.token));
}

#define MANY (SESSIONS_LISTED + 5)

static enum store_rc insert_sessions(struct sql *sql, void *arg, struct err *err)
{
	const struct session *sessions = arg;
	enum store_rc rc = STORE_OK;

	for (size_t i = 0; rc == STORE_OK && i < MANY; i++)
		rc = sessions_insert(sql, &sessions[i], err);
	return rc;
}

/* A thief's session is among the newest. */
static void of_too_many_the_newest_are_listed(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");
	struct session made[MANY], *listed;
	size_t n;

	for (size_t i = 0; i < MANY; i++)
		made[i] = session_make(f->issuer, &f->arena, who.user.id,
				       &(struct session_origin){ .ip_address = STR("") },
				       REMEMBER_YES, &(struct session_proof){ 0 },
				       TEST_NOW_MS + 1 + (int64_t)i);
	assert_int_equal(store_write(f->store, insert_sessions, made, &f->err), STORE_OK);
	assert_int_equal(session_list(f->issuer, &f->arena, who.user.id, &listed, &n, &f->err),
			 AUTH_OK);
	assert_int_equal(n, SESSIONS_LISTED);
	for (size_t i = 0; i < n; i++)
		assert_true(str_eq(listed[i].token, made[MANY - SESSIONS_LISTED + i].token));
}

static void sessions_end_one_by_one_all_but_one_and_all(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), second, third, found;
	struct signed_in other = test_sign_up(f, "b@example.com");

	test_sign_in(f, "a@example.com", TEST_PASSWORD, &second);
	test_sign_in(f, "a@example.com", TEST_PASSWORD, &third);
	assert_int_equal(session_list_end(f->issuer, who.user.id, SESSIONS_THIS,
					  second.session.token, &f->err),
			 AUTH_OK);
	assert_int_equal(test_find(f, second.session.token, &found), REFUSED_NO_SESSION);
	assert_int_equal(test_find(f, third.session.token, &found), AUTH_OK);
	session_list_end(f->issuer, who.user.id, SESSIONS_ALL_OTHERS, who.session.token, &f->err);
	assert_int_equal(test_find(f, third.session.token, &found), REFUSED_NO_SESSION);
	assert_int_equal(test_find(f, who.session.token, &found), AUTH_OK);
	session_list_end(f->issuer, who.user.id, SESSIONS_ALL, str_of(NULL, 0), &f->err);
	assert_int_equal(test_find(f, who.session.token, &found), REFUSED_NO_SESSION);
	assert_int_equal(test_find(f, other.session.token, &found), AUTH_OK);
}

static void a_user_cannot_end_another_users_session(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), found;
	struct signed_in other = test_sign_up(f, "b@example.com");

	assert_int_equal(session_list_end(f->issuer, who.user.id, SESSIONS_THIS,
					  other.session.token, &f->err),
			 AUTH_OK);
	assert_int_equal(test_find(f, other.session.token, &found), AUTH_OK);
}

static void a_session_is_fresh_for_a_day_from_its_beginning(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");

	test_advance(f, DAY_MS - 1);
	assert_true(session_is_fresh(f->issuer, &who.session));
	test_advance(f, 1);
	assert_false(session_is_fresh(f->issuer, &who.session));
	f->issuer->settings.session.fresh_age_s = 0;
	assert_true(session_is_fresh(f->issuer, &who.session));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(a_list_has_ones_own_living_sessions_oldest_first),
		TEST_WITH_ISSUER(of_too_many_the_newest_are_listed),
		TEST_WITH_ISSUER(sessions_end_one_by_one_all_but_one_and_all),
		TEST_WITH_ISSUER(a_user_cannot_end_another_users_session),
		TEST_WITH_ISSUER(a_session_is_fresh_for_a_day_from_its_beginning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
