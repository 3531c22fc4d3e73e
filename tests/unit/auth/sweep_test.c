#include "support/people.h"

#include "auth/passkey/challenge.h"
#include "auth/sweep.h"
#include "store/tables/sweep.h"
#include "store/tables/verifications.h"

#define DAY_MS INT64_C(86400000)

static size_t sweep(struct fixture *f)
{
	size_t n;

	assert_true(sweep_expired(f->issuer, &n, &f->err));
	return n;
}

static enum store_rc insert_link(struct sql *sql, void *arg, struct err *err)
{
	return verifications_insert(sql, arg, err);
}

static void what_has_expired_goes_a_day_later(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), second, found;
	const struct verification link = { .id = STR("v"),
					   .identifier = STR("reset-password:v"),
					   .value = who.user.id,
					   .expires_ms = TEST_NOW_MS + 1000 };

	assert_int_equal(store_write(f->store, insert_link, (void *)(uintptr_t)&link, &f->err),
			 STORE_OK);
	assert_int_equal(sweep(f), 0);
	test_advance(f, 1000 + DAY_MS);
	assert_int_equal(sweep(f), 0);
	test_advance(f, 1);
	assert_int_equal(sweep(f), 1);
	test_sign_in(f, "a@example.com", TEST_PASSWORD, &second);
	test_advance(f, 7 * DAY_MS);
	assert_int_equal(sweep(f), 1); /* the first session: the second has just ended */
	test_advance(f, -7 * DAY_MS);
	assert_int_equal(test_find(f, who.session.token, &found), REFUSED_NO_SESSION);
	assert_int_equal(test_find(f, second.session.token, &found), AUTH_OK);
}

static void a_challenge_of_a_passkey_goes_at_once(void **state)
{
	struct fixture *f = *state;
	struct challenge challenge;

	assert_int_equal(challenge_make(f->issuer, &f->arena, CEREMONY_AUTHENTICATION, NULL,
					(struct str){ 0 }, &challenge, &f->err),
			 AUTH_OK);
	test_advance(f, (int64_t)CHALLENGE_LIFE_S * 1000);
	assert_int_equal(sweep(f), 0);
	test_advance(f, 1);
	assert_int_equal(sweep(f), 1);
	assert_int_equal(sweep(f), 0);
}

static enum store_rc give_time_and_delete(struct sql *sql, void *arg, struct err *err)
{
	struct signed_in *who = arg;
	enum store_rc rc = sessions_extend(sql, who->session.token, TEST_NOW_MS + 9 * DAY_MS,
					   TEST_NOW_MS, err);

	return rc == STORE_OK ? sweep_delete(sql, SWEEP_SESSIONS, who->session.id,
					     TEST_NOW_MS + 8 * DAY_MS, err)
			      : rc;
}

static void a_row_that_was_given_more_time_stays(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), found;

	assert_int_equal(store_write(f->store, give_time_and_delete, &who, &f->err), STORE_OK);
	assert_int_equal(test_find(f, who.session.token, &found), AUTH_OK);
}

#define MANY (2 * SWEEP_BATCH_ROWS + 7)

static enum store_rc insert_many(struct sql *sql, void *arg, struct err *err)
{
	struct fixture *f = arg;
	enum store_rc rc = STORE_OK;

	for (int i = 0; rc == STORE_OK && i < MANY; i++) {
		struct str id = id_make(f->issuer->random, &f->arena, ID_KIND_TEXT);
		const struct verification row = {
			.id = id, .identifier = id, .value = id, .expires_ms = TEST_NOW_MS
		};

		rc = verifications_insert(sql, &row, err);
	}
	return rc;
}

static void many_go_in_batches(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(store_write(f->store, insert_many, f, &f->err), STORE_OK);
	test_advance(f, DAY_MS + 1);
	assert_int_equal(sweep(f), MANY);
	assert_int_equal(sweep(f), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(a_challenge_of_a_passkey_goes_at_once),
		TEST_WITH_ISSUER(what_has_expired_goes_a_day_later),
		TEST_WITH_ISSUER(a_row_that_was_given_more_time_stays),
		TEST_WITH_ISSUER(many_go_in_batches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
