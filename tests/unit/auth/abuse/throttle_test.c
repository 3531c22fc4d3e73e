#include "support/people.h"

#include <pthread.h>

#include "auth/account/password.h"
#include "auth/abuse/attempt.h"
#include "auth/abuse/throttle.h"
#include "store/sql/sql.h"

#define START INT64_C(1795148913595)

static void the_distance_doubles_and_has_a_bound(void **state)
{
	OWNED(throttle_free) struct throttle *t = throttle_new(&random_kernel);
	struct str who = STR("a@example.com");
	int64_t now_ms = START;

	(void)state;
	for (int i = 0; i < THROTTLE_FREE; i++)
		assert_int_equal(throttle_attempt(t, who, now_ms), 0);
	for (int64_t wait = 1; wait < 3000; wait *= 2) {
		int64_t expected = wait < THROTTLE_MAX_S ? wait : THROTTLE_MAX_S;

		assert_int_equal(throttle_attempt(t, who, now_ms), expected);
		assert_int_equal(throttle_wait_s(t, who, now_ms), expected);
		now_ms += expected * 1000;
		assert_int_equal(throttle_attempt(t, who, now_ms - 1), 1);
		assert_int_equal(throttle_attempt(t, who, now_ms), 0);
	}
	assert_int_equal(throttle_attempt(t, STR("b@example.com"), now_ms), 0);
	now_ms += THROTTLE_FORGET_S * INT64_C(1000);
	for (int i = 0; i < THROTTLE_FREE; i++)
		assert_int_equal(throttle_attempt(t, who, now_ms), 0);
	assert_int_equal(throttle_attempt(t, who, now_ms), 1);
	throttle_forget(t, who);
	assert_int_equal(throttle_attempt(t, who, now_ms), 0);
}

static void without_a_throttle_no_user_waits(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++)
		assert_int_equal(throttle_attempt(NULL, STR("a"), START), 0);
	assert_int_equal(throttle_wait_s(NULL, STR("a"), START), 0);
	throttle_forget(NULL, STR("a"));
}

struct crowd {
	struct throttle *throttle;
	int admitted;
};

static void *guess_often(void *arg)
{
	struct crowd *crowd = arg;

	for (int i = 0; i < 100; i++)
		crowd->admitted += throttle_attempt(crowd->throttle, STR("a"), START) == 0;
	return NULL;
}

static void a_crowd_has_no_more_guesses_than_one(void **state)
{
	OWNED(throttle_free) struct throttle *t = throttle_new(&random_kernel);
	struct crowd crowds[4];
	pthread_t threads[4];
	int admitted = 0;

	(void)state;
	for (int i = 0; i < 4; i++) {
		crowds[i] = (struct crowd){ t, 0 };
		assert_int_equal(pthread_create(&threads[i], NULL, guess_often, &crowds[i]), 0);
	}
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		admitted += crowds[i].admitted;
	}
	assert_int_equal(admitted, THROTTLE_FREE);
}

/* The same whether the account is there or not. */
static void sign_in_waits_alike_for_known_and_unknown_accounts(void **state)
{
	static const char *const emails[] = { "A@example.com", "nobody@example.com" };
	struct fixture *f = *state;
	struct signed_in in;

	f->issuer->throttle = throttle_new(&random_kernel);
	test_sign_up(f, "a@example.com");
	for (size_t e = 0; e < ARRAY_LEN(emails); e++) {
		for (int i = 0; i < THROTTLE_FREE; i++)
			assert_int_equal(test_sign_in(f, emails[e], "wrong-password", &in),
					 REFUSED_WRONG_CREDENTIALS);
		assert_int_equal(test_sign_in(f, emails[e], TEST_PASSWORD, &in), REFUSED_THROTTLED);
	}
	test_advance(f, 1000);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &in), AUTH_OK);
	for (int i = 0; i < THROTTLE_FREE; i++)
		assert_int_equal(test_sign_in(f, "a@example.com", "wrong-password", &in),
				 REFUSED_WRONG_CREDENTIALS);
	throttle_free(TAKE(f->issuer->throttle));
}

static enum auth_result sign_in_from(struct fixture *f, const char *address, const char *password)
{
	const struct sign_in_form form = { .email = STR("a@example.com"),
					   .password = str_z(password),
					   .remember = REMEMBER_YES,
					   .from = { .ip_address = str_z(address) } };
	struct signed_in in;
	struct sign_in_answer answer;

	return sign_in(f->issuer, &f->arena, &form, &in, &answer, &f->err);
}

/* While others guess, the owner can still sign in from an address where they have signed in. */
static void strangers_do_not_keep_the_owner_out(void **state)
{
	struct fixture *f = *state;
	struct signed_in in = test_sign_up(f, "a@example.com");

	f->issuer->throttle = throttle_new(&random_kernel);
	assert_int_equal(sign_in_from(f, "192.0.2.1", TEST_PASSWORD), AUTH_OK);
	for (int i = 0; i < THROTTLE_FREE; i++)
		assert_int_equal(sign_in_from(f, "198.51.100.9", "wrong-password"),
				 REFUSED_WRONG_CREDENTIALS);
	assert_int_equal(sign_in_from(f, "198.51.100.9", TEST_PASSWORD), REFUSED_THROTTLED);
	assert_int_equal(sign_in_from(f, "198.51.100.10", TEST_PASSWORD), REFUSED_THROTTLED);
	assert_int_equal(sign_in_from(f, "192.0.2.1", TEST_PASSWORD), AUTH_OK);
	assert_int_equal(
		password_check(f->issuer, &f->arena, &in.user, STR(TEST_PASSWORD), &f->err),
		AUTH_OK);
	for (int i = 0; i < THROTTLE_FREE; i++) /* but its guesses are counted */
		sign_in_from(f, "192.0.2.1", "wrong-password");
	assert_int_equal(sign_in_from(f, "192.0.2.1", TEST_PASSWORD), REFUSED_THROTTLED);
	for (int i = 0; i < THROTTLE_FREE; i++)
		password_check(f->issuer, &f->arena, &in.user, STR("wrong-password"), &f->err);
	assert_int_equal(
		password_check(f->issuer, &f->arena, &in.user, STR(TEST_PASSWORD), &f->err),
		REFUSED_THROTTLED);
	throttle_free(TAKE(f->issuer->throttle));
}

static void a_release_forgets_what_was_counted_before_it(void **state)
{
	OWNED(throttle_free) struct throttle *t = throttle_new(&random_kernel);
	struct str who = STR("a@example.com"), other = STR("b@example.com");

	(void)state;
	assert_false(throttle_release(t, who, START));
	for (int i = 0; i < THROTTLE_FREE; i++) {
		assert_int_equal(throttle_attempt(t, who, START), 0);
		assert_int_equal(throttle_attempt(t, other, START), 0);
	}
	assert_false(throttle_release(t, who, START - 1));
	assert_int_equal(throttle_attempt(t, who, START), 1);
	assert_int_equal(throttle_attempt(t, who, START + 1000), 0);
	assert_int_equal(throttle_attempt(t, who, START + 1000), 2);
	assert_true(throttle_release(t, who, START + 500)); /* no matter who signed in between */
	assert_int_equal(throttle_attempt(t, who, START + 1000), 0);
	assert_true(throttle_release(t, who, START + 1000));
	assert_false(throttle_release(t, who, START + 1000));
	assert_int_equal(throttle_attempt(t, other, START), 1);
	for (int i = 0; i < THROTTLE_FREE; i++)
		assert_int_equal(throttle_attempt(t, who, START + 1001), 0);
	assert_int_equal(throttle_attempt(t, who, START + 1001), 1);
	assert_false(throttle_release(t, who, START + 1000));
	assert_false(throttle_release(NULL, who, START));
}

static enum store_rc count_records(struct sql *sql, void *arg, struct err *err)
{
	static const char count[] = "select count(*) from ostiary_audit"
				    " where action = 'throttle-released'";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, count);
	enum store_rc rc = sql_step(run, err);

	if (rc == STORE_OK)
		*(int64_t *)arg = sql_i64(run, 0);
	return rc;
}

static enum release_rc release(struct fixture *f, const char *email)
{
	return attempt_release(f->store, &f->arena, str_z(email), STR("uid 0 (root)"),
			       test_now_ms(&f->clock.clock), &f->err);
}

/* As many wrong passwords as cost nothing. */
static void guess(struct fixture *f, struct str key)
{
	for (int i = 0; i < THROTTLE_FREE; i++)
		assert_int_equal(
			throttle_attempt(f->issuer->throttle, key, test_now_ms(&f->clock.clock)),
			0);
}

static void an_operator_releases_one_account_in_every_way_in(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), in;
	int64_t records = 0;

	test_sign_up(f, "b@example.com");
	f->issuer->throttle = throttle_new(&random_kernel);
	guess(f, STR("a@example.com"));
	guess(f, STR("b@example.com"));
	guess(f, throttle_key(&f->arena, STR("a@example.com"), STR("(signed in)")));
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &in), REFUSED_THROTTLED);
	assert_int_equal(release(f, "nobody@example.com"), RELEASE_NO_USER);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &in), REFUSED_THROTTLED);
	assert_int_equal(release(f, "A@Example.com"), RELEASE_DONE);
	assert_int_equal(test_sign_in(f, "a@example.com", "wrong-password", &in),
			 REFUSED_WRONG_CREDENTIALS);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &in), AUTH_OK);
	assert_int_equal(
		password_check(f->issuer, &f->arena, &who.user, STR(TEST_PASSWORD), &f->err),
		AUTH_OK);
	assert_int_equal(test_sign_in(f, "b@example.com", TEST_PASSWORD, &in), REFUSED_THROTTLED);
	assert_int_equal(store_read(f->store, count_records, &records, &f->err), STORE_OK);
	assert_int_equal(records, 1);
	/* It does not free what comes after it. */
	test_advance(f, 1);
	guess(f, STR("a@example.com"));
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &in), REFUSED_THROTTLED);
	throttle_free(TAKE(f->issuer->throttle));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_distance_doubles_and_has_a_bound),
		cmocka_unit_test(without_a_throttle_no_user_waits),
		cmocka_unit_test(a_crowd_has_no_more_guesses_than_one),
		cmocka_unit_test(a_release_forgets_what_was_counted_before_it),
		TEST_WITH_ISSUER(an_operator_releases_one_account_in_every_way_in),
		TEST_WITH_ISSUER(sign_in_waits_alike_for_known_and_unknown_accounts),
		TEST_WITH_ISSUER(strangers_do_not_keep_the_owner_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
