/* Second factors from enrolment to sessions. */
#include "support/factors.h"

#include <pthread.h>

#include "auth/account/password.h"
#include "auth/factor/mail_code.h"
#include "auth/factor/totp.h"
#include "store/tables/factors/factor_states.h"
#include "store/tables/factors/two_factors.h"

#define EMAIL "ann@example.com"

static struct two_factor row_of(struct fixture *f, struct str user_id)
{
	struct two_factor row = { 0 };

	assert_int_equal(STORE_READ(f->store, sql, &f->err,
				    two_factors_of(sql, &f->arena, user_id, &row, &f->err)),
			 STORE_OK);
	return row;
}

static void an_authenticator_counts_once_its_first_code_is_shown(void **state)
{
	struct fixture *f = *state;
	struct signed_in in = test_sign_up(f, EMAIL), gone;
	struct factor_form form = { .signed_in = &in, .remember = REMEMBER_YES };
	struct factor_passed passed;
	struct backup_codes codes;
	struct device_key key;
	struct str uri;

	assert_false(in.user.second_factor);
	assert_true(in.user.factor_known);
	assert_int_equal(factor_totp_uri(f->issuer, &f->arena, &in.user, &uri, &f->err),
			 REFUSED_TOTP_OFF);
	assert_int_equal(factor_start_totp(f->issuer, &f->arena, &in.user, STR("Acme & Co"), &uri,
					   &codes, &f->err),
			 AUTH_OK);
	assert_true(str_starts(uri, STR("otpauth://totp/Acme%20%26%20Co:ann%40example.com?")));
	assert_true(str_ends(uri, STR("&issuer=Acme+%26+Co&digits=6&period=30")));
	assert_int_equal(codes.n, 10);
	assert_int_equal(codes.of[0].n, 11);
	assert_int_equal(test_sign_in(f, EMAIL, TEST_PASSWORD, &gone), AUTH_OK);
	key = device_key_of(uri);
	assert_int_equal(key.n, 32);
	form.code = STR("000000");
	assert_int_equal(factor_verify(f->issuer, &f->arena, FACTOR_TOTP, &form, &passed, &f->err),
			 REFUSED_FACTOR_CODE_WRONG);
	form.code = device_code(f, &key, 0);
	assert_int_equal(factor_verify(f->issuer, &f->arena, FACTOR_TOTP, &form, &passed, &f->err),
			 AUTH_OK);
	assert_true(passed.new_session);
	assert_int_equal(test_find(f, in.session.token, &gone), REFUSED_NO_SESSION);
	assert_int_equal(test_find(f, passed.session.token, &in), AUTH_OK);
	assert_true(in.user.second_factor);
	assert_string_equal(mailbag_last()->kind, "sign-in-changed");
	assert_int_equal(
		factor_start_totp(f->issuer, &f->arena, &in.user, STR(""), &uri, &codes, &f->err),
		REFUSED_TOTP_ON);
}

static void turning_it_on_needs_a_young_session(void **state)
{
	struct fixture *f = *state;
	struct signed_in in = test_sign_up(f, EMAIL);
	struct factor_form form = { .signed_in = &in, .remember = REMEMBER_YES };
	struct factor_passed passed;
	struct backup_codes codes;
	struct device_key key;
	struct str uri;

	assert_int_equal(
		factor_start_totp(f->issuer, &f->arena, &in.user, STR(""), &uri, &codes, &f->err),
		AUTH_OK);
	key = device_key_of(uri);
	test_advance(f, INT64_C(2) * 86400 * 1000);
	form.code = device_code(f, &key, 0);
	assert_int_equal(factor_verify(f->issuer, &f->arena, FACTOR_TOTP, &form, &passed, &f->err),
			 REFUSED_SESSION_NOT_FRESH);
	assert_int_equal(test_sign_in(f, EMAIL, TEST_PASSWORD, &in), AUTH_OK);
	assert_int_equal(factor_verify(f->issuer, &f->arena, FACTOR_TOTP, &form, &passed, &f->err),
			 AUTH_OK);
}

static void a_sign_in_waits_for_a_code_which_counts_once(void **state)
{
	struct fixture *f = *state;
	struct person ann = person_enrolled(f, EMAIL);
	struct str first = pending_sign_in(f, EMAIL), second = pending_sign_in(f, EMAIL);
	struct factor_passed passed;
	struct signed_in in;

	assert_int_equal(show_code(f, FACTOR_TOTP, STR("2fa-00000000000000000000"),
				   device_code(f, &ann.key, 0), &passed),
			 REFUSED_FACTOR_PENDING_GONE);
	assert_int_equal(show_code(f, FACTOR_TOTP, first, device_code(f, &ann.key, -2), &passed),
			 REFUSED_FACTOR_CODE_WRONG);
	assert_int_equal(show_code(f, FACTOR_TOTP, first, device_code(f, &ann.key, 2), &passed),
			 REFUSED_FACTOR_CODE_WRONG);
	assert_int_equal(row_of(f, ann.in.user.id).failures, 2);
	assert_int_equal(show_code(f, FACTOR_TOTP, first, device_code(f, &ann.key, 0), &passed),
			 AUTH_OK);
	assert_int_equal(row_of(f, ann.in.user.id).failures, 0);
	assert_int_equal(test_find(f, passed.session.token, &in), AUTH_OK);
	/* The step has counted, and so has the one before it. */
	for (int64_t steps = -1; steps <= 0; steps++)
		assert_int_equal(
			show_code(f, FACTOR_TOTP, second, device_code(f, &ann.key, steps), &passed),
			REFUSED_FACTOR_CODE_WRONG);
	assert_int_equal(show_code(f, FACTOR_TOTP, first, device_code(f, &ann.key, 1), &passed),
			 REFUSED_FACTOR_PENDING_GONE);
	assert_int_equal(show_code(f, FACTOR_TOTP, second, device_code(f, &ann.key, 1), &passed),
			 AUTH_OK);
}

static void a_sign_in_waits_for_ten_minutes(void **state)
{
	struct fixture *f = *state;
	struct person ann = person_enrolled(f, EMAIL);
	struct str pending = pending_sign_in(f, EMAIL);
	struct factor_passed passed;

	test_advance(f, 600 * 1000);
	assert_int_equal(show_code(f, FACTOR_TOTP, pending, device_code(f, &ann.key, 0), &passed),
			 REFUSED_FACTOR_PENDING_GONE);
	pending = pending_sign_in(f, EMAIL);
	test_advance(f, 599 * 1000);
	assert_int_equal(show_code(f, FACTOR_TOTP, pending, device_code(f, &ann.key, 0), &passed),
			 AUTH_OK);
}

static void the_sixth_code_ends_the_sign_in(void **state)
{
	struct fixture *f = *state;
	struct person ann = person_enrolled(f, EMAIL);
	struct str pending = pending_sign_in(f, EMAIL);
	struct factor_passed passed;

	for (int i = 0; i < 5; i++)
		assert_int_equal(show_code(f, FACTOR_TOTP, pending, STR("x"), &passed),
				 REFUSED_FACTOR_CODE_WRONG);
	assert_int_equal(show_code(f, FACTOR_TOTP, pending, device_code(f, &ann.key, 0), &passed),
			 REFUSED_FACTOR_TRIES_USED);
	assert_int_equal(show_code(f, FACTOR_TOTP, pending, device_code(f, &ann.key, 0), &passed),
			 REFUSED_FACTOR_PENDING_GONE);
	pending = pending_sign_in(f, EMAIL);
	assert_int_equal(show_code(f, FACTOR_TOTP, pending, device_code(f, &ann.key, 0), &passed),
			 AUTH_OK);
}

static void fail_ten_times(struct fixture *f, enum factor_method method)
{
	struct factor_passed passed;
	struct str pending;

	for (int i = 0; i < 10; i++) {
		if (i % 5 == 0) {
			pending = pending_sign_in(f, EMAIL);
			if (method == FACTOR_MAIL_CODE)
				assert_int_equal(mail_code_send(f->issuer, &f->arena, NULL, pending,
								&f->err),
						 AUTH_OK);
		}
		assert_int_equal(show_code(f, method, pending, STR("x"), &passed),
				 method == FACTOR_BACKUP_CODE ? REFUSED_BACKUP_CODE_WRONG
							      : REFUSED_FACTOR_CODE_WRONG);
	}
}

static void ten_wrong_codes_lock_the_user_for_a_while(void **state)
{
	struct fixture *f = *state;
	struct person ann = person_enrolled(f, EMAIL);
	struct factor_passed passed;

	for (int method = 0; method < FACTOR_METHODS; method++) {
		fail_ten_times(f, (enum factor_method)method);
		assert_int_equal(show_code(f, FACTOR_TOTP, pending_sign_in(f, EMAIL),
					   device_code(f, &ann.key, 0), &passed),
				 REFUSED_FACTOR_LOCKED);
		assert_int_equal(show_code(f, FACTOR_BACKUP_CODE, pending_sign_in(f, EMAIL),
					   ann.codes.of[0], &passed),
				 REFUSED_FACTOR_LOCKED);
		test_advance(f, 901 * 1000);
		assert_int_equal(show_code(f, FACTOR_TOTP, pending_sign_in(f, EMAIL),
					   device_code(f, &ann.key, 0), &passed),
				 AUTH_OK);
		test_advance(f, 90 * 1000);
	}
}

/* Wrong codes with a session cost its user time, and keep nobody from signing in. */
static void a_session_locks_nobody(void **state)
{
	struct fixture *f = *state;
	struct person ann = person_enrolled(f, EMAIL);
	struct factor_form form = { .signed_in = &ann.in,
				    .code = STR("x"),
				    .remember = REMEMBER_YES };
	struct factor_passed passed;

	for (int i = 0; i < 20; i++)
		assert_int_equal(
			factor_verify(f->issuer, &f->arena, FACTOR_TOTP, &form, &passed, &f->err),
			REFUSED_FACTOR_CODE_WRONG);
	assert_int_equal(row_of(f, ann.in.user.id).failures, 0);
	assert_int_equal(show_code(f, FACTOR_TOTP, pending_sign_in(f, EMAIL),
				   device_code(f, &ann.key, 0), &passed),
			 AUTH_OK);
}

static void a_code_by_mail_counts_once_within_three_minutes(void **state)
{
	struct fixture *f = *state;
	struct factor_passed passed;
	struct str pending, code;

	person_enrolled(f, EMAIL);
	pending = pending_sign_in(f, EMAIL);
	assert_int_equal(show_code(f, FACTOR_MAIL_CODE, pending, STR("123456"), &passed),
			 REFUSED_MAIL_CODE_EXPIRED);
	assert_int_equal(mail_code_send(f->issuer, &f->arena, NULL, STR("2fa-0"), &f->err),
			 REFUSED_FACTOR_PENDING_GONE);
	assert_int_equal(mail_code_send(f->issuer, &f->arena, NULL, pending, &f->err), AUTH_OK);
	assert_string_equal(mailbag_last()->kind, "sign-in-code");
	assert_string_equal(mailbag_last()->to, EMAIL);
	code = arena_copy(&f->arena, str_z(mailbag_last()->url));
	assert_int_equal(code.n, 6);
	test_advance(f, 180 * 1000);
	assert_int_equal(show_code(f, FACTOR_MAIL_CODE, pending, code, &passed),
			 REFUSED_MAIL_CODE_EXPIRED);
	assert_int_equal(mail_code_send(f->issuer, &f->arena, NULL, pending, &f->err), AUTH_OK);
	code = arena_copy(&f->arena, str_z(mailbag_last()->url));
	assert_int_equal(show_code(f, FACTOR_MAIL_CODE, pending_sign_in(f, EMAIL), code, &passed),
			 REFUSED_MAIL_CODE_EXPIRED); /* it is for another sign-in */
	assert_int_equal(show_code(f, FACTOR_MAIL_CODE, pending, code, &passed), AUTH_OK);
	assert_int_equal(show_code(f, FACTOR_MAIL_CODE, pending, code, &passed),
			 REFUSED_FACTOR_PENDING_GONE);
}

static void a_code_by_mail_takes_five_tries(void **state)
{
	struct fixture *f = *state;
	struct factor_passed passed;
	struct str pending, code;

	person_enrolled(f, EMAIL);
	pending = pending_sign_in(f, EMAIL);
	assert_int_equal(mail_code_send(f->issuer, &f->arena, NULL, pending, &f->err), AUTH_OK);
	code = arena_copy(&f->arena, str_z(mailbag_last()->url));
	for (int i = 0; i < 5; i++)
		assert_int_equal(show_code(f, FACTOR_MAIL_CODE, pending, STR("x"), &passed),
				 REFUSED_FACTOR_CODE_WRONG);
	assert_int_equal(show_code(f, FACTOR_MAIL_CODE, pending, code, &passed),
			 REFUSED_FACTOR_TRIES_USED);
	assert_int_equal(show_code(f, FACTOR_MAIL_CODE, pending, code, &passed),
			 REFUSED_MAIL_CODE_EXPIRED);
	f->issuer->settings.two_factor.mail_codes = false;
	assert_int_equal(mail_code_send(f->issuer, &f->arena, NULL, pending, &f->err),
			 REFUSED_MAIL_CODES_OFF);
}

static void a_backup_code_counts_once_however_it_is_stored(void **state)
{
	struct fixture *f = *state;
	struct person ann = person_enrolled(f, EMAIL);
	struct backup_codes more;
	struct factor_passed passed;

	for (int hashed = 1; hashed >= 0; hashed--) {
		f->issuer->settings.two_factor.hash_codes = hashed;
		assert_int_equal(
			factor_new_codes(f->issuer, &f->arena, &ann.in.user, &more, &f->err),
			AUTH_OK);
		assert_int_equal(show_code(f, FACTOR_BACKUP_CODE, pending_sign_in(f, EMAIL),
					   more.of[3], &passed),
				 AUTH_OK);
		assert_int_equal(show_code(f, FACTOR_BACKUP_CODE, pending_sign_in(f, EMAIL),
					   more.of[3], &passed),
				 REFUSED_BACKUP_CODE_WRONG);
		assert_int_equal(show_code(f, FACTOR_BACKUP_CODE, pending_sign_in(f, EMAIL),
					   ann.codes.of[0], &passed),
				 REFUSED_BACKUP_CODE_WRONG); /* replaced */
		assert_int_equal(show_code(f, FACTOR_BACKUP_CODE, pending_sign_in(f, EMAIL),
					   more.of[9], &passed),
				 AUTH_OK);
	}
}

static struct str trust_of(struct fixture *f, const struct person *p)
{
	const struct factor_form form = { .pending = pending_sign_in(f, EMAIL),
					  .code = device_code(f, &p->key, 0),
					  .remember = REMEMBER_YES,
					  .trust = true };
	struct factor_passed passed;

	assert_int_equal(factor_verify(f->issuer, &f->arena, FACTOR_TOTP, &form, &passed, &f->err),
			 AUTH_OK);
	test_advance(f, 90 * 1000);
	return passed.trust.value;
}

static void a_trusted_browser_is_asked_for_no_code(void **state)
{
	struct fixture *f = *state;
	struct person ann = person_enrolled(f, EMAIL);
	const struct factor_form form = { .pending = pending_sign_in(f, EMAIL),
					  .code = device_code(f, &ann.key, 0),
					  .remember = REMEMBER_YES,
					  .trust = true };
	struct sign_in_answer answer;
	struct factor_passed passed;
	struct signed_in in;

	assert_int_equal(factor_verify(f->issuer, &f->arena, FACTOR_TOTP, &form, &passed, &f->err),
			 AUTH_OK);
	assert_true(passed.trusts);
	person_enrolled(f, "eve@example.com");
	assert_int_equal(password_sign_in(f, "eve@example.com", passed.trust.value, &in, &answer),
			 REFUSED_SECOND_FACTOR);
	assert_true(answer.factor.trust_is_bad);
	assert_int_equal(password_sign_in(f, EMAIL, passed.trust.value, &in, &answer), AUTH_OK);
	assert_true(answer.factor.trusts);
	assert_int_equal(password_sign_in(f, EMAIL, passed.trust.value, &in, &answer),
			 REFUSED_SECOND_FACTOR); /* its successor counts */
}

static void trust_ends_after_thirty_days_without_a_sign_in(void **state)
{
	struct fixture *f = *state;
	struct person ann = person_enrolled(f, EMAIL);
	struct str trust = trust_of(f, &ann);
	struct sign_in_answer answer;
	struct signed_in in;

	for (int i = 0; i < 2; i++) {
		test_advance(f, INT64_C(1000) * (30 * 86400 - 200));
		assert_int_equal(password_sign_in(f, EMAIL, trust, &in, &answer), AUTH_OK);
		trust = answer.factor.trust.value;
	}
	test_advance(f, INT64_C(1000) * 30 * 86400);
	assert_int_equal(password_sign_in(f, EMAIL, trust, &in, &answer), REFUSED_SECOND_FACTOR);
}

static void disable(struct fixture *f, struct person *p)
{
	const struct factor_change change = { .signed_in = &p->in, .remember = REMEMBER_YES };

	assert_int_equal(factor_disable(f->issuer, &f->arena, &change, &p->in.session, &f->err),
			 AUTH_OK);
	assert_int_equal(test_find(f, p->in.session.token, &p->in), AUTH_OK);
	assert_false(p->in.user.second_factor);
}

static void turning_it_off_forgets_all_of_it(void **state)
{
	struct fixture *f = *state;
	struct person ann = person_enrolled(f, EMAIL);
	struct str trust = trust_of(f, &ann), pending = pending_sign_in(f, EMAIL);
	struct factor_passed passed;
	struct sign_in_answer answer;
	struct signed_in in;
	int before = mailbag_count;

	disable(f, &ann);
	assert_int_equal(mailbag_count, before + 1);
	assert_int_equal(show_code(f, FACTOR_TOTP, pending, device_code(f, &ann.key, 0), &passed),
			 REFUSED_FACTOR_PENDING_GONE);
	assert_int_equal(test_sign_in(f, EMAIL, TEST_PASSWORD, &in), AUTH_OK);
	assert_int_equal(factor_new_codes(f->issuer, &f->arena, &in.user, &ann.codes, &f->err),
			 REFUSED_FACTOR_OFF);
	/* On again, the browser is asked again. */
	assert_int_equal(factor_enable_mail(f->issuer, &f->arena,
					    &(struct factor_change){ .signed_in = &in,
								     .remember = REMEMBER_YES },
					    &in.session, &f->err),
			 AUTH_OK);
	assert_int_equal(password_sign_in(f, EMAIL, trust, &in, &answer), REFUSED_SECOND_FACTOR);
	assert_true(answer.factor.pending.mail_code);
	assert_false(answer.factor.pending.totp);
}

/* --- races ------------------------------------------------------------------------------------ */

struct race {
	struct fixture *f;
	struct issuer *issuer;
	enum factor_method method;
	struct str pending, code;
	enum auth_result rc;
};

static void *run_race(void *arg)
{
	struct race *race = arg;
	const struct factor_form form = { .pending = race->pending,
					  .code = race->code,
					  .remember = REMEMBER_YES };
	struct factor_passed passed;
	struct err err = { 0 };
	ARENA(a);

	race->rc = factor_verify(race->issuer, &a, race->method, &form, &passed, &err);
	return NULL;
}

#define RACERS 8

/* Each of two processes on the database is a store and an issuer of its own. */
static size_t winners(struct fixture *f, struct race races[RACERS])
{
	struct store *store = test_store_open(f);
	pthread_t threads[RACERS];
	struct issuer *other;
	size_t n = 0;

	assert_int_equal(test_issuer_open(f, store, &other), KEYRING_OK);
	for (size_t i = 0; i < RACERS; i++) {
		races[i].issuer = i % 2 ? other : f->issuer;
		assert_int_equal(pthread_create(&threads[i], NULL, run_race, &races[i]), 0);
	}
	for (size_t i = 0; i < RACERS; i++) {
		pthread_join(threads[i], NULL);
		n += races[i].rc == AUTH_OK;
		if (races[i].rc == AUTH_FAULT)
			fail_msg("a fault");
	}
	issuer_free(other);
	store_free(store);
	return n;
}

static void of_sign_ins_with_one_code_at_once_one_succeeds(void **state)
{
	struct fixture *f = *state;
	struct person ann = person_enrolled(f, EMAIL);
	struct race races[RACERS];

	f->issuer->settings.two_factor.lock_failures = 1000;
	f->settings.two_factor.lock_failures = 1000;
	for (size_t i = 0; i < RACERS; i++)
		races[i] = (struct race){ f,
					  NULL,
					  FACTOR_TOTP,
					  pending_sign_in(f, EMAIL),
					  device_code(f, &ann.key, 0),
					  AUTH_FAULT };
	assert_int_equal(winners(f, races), 1);
	for (size_t i = 0; i < RACERS; i++)
		races[i] = (struct race){ f,
					  NULL,
					  FACTOR_BACKUP_CODE,
					  pending_sign_in(f, EMAIL),
					  ann.codes.of[0],
					  AUTH_FAULT };
	assert_int_equal(winners(f, races), 1);
}

static void of_codes_for_one_sign_in_at_once_one_succeeds(void **state)
{
	struct fixture *f = *state;
	struct person ann = person_enrolled(f, EMAIL);
	struct str pending = pending_sign_in(f, EMAIL);
	struct race races[RACERS];

	f->issuer->settings.two_factor.attempts = 100;
	f->settings.two_factor.attempts = 100;
	for (size_t i = 0; i < RACERS; i++)
		races[i] = (struct race){
			f, NULL, FACTOR_BACKUP_CODE, pending, ann.codes.of[i], AUTH_FAULT
		};
	assert_int_equal(winners(f, races), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_FACTORS(an_authenticator_counts_once_its_first_code_is_shown),
		TEST_WITH_FACTORS(turning_it_on_needs_a_young_session),
		TEST_WITH_FACTORS(a_sign_in_waits_for_a_code_which_counts_once),
		TEST_WITH_FACTORS(a_sign_in_waits_for_ten_minutes),
		TEST_WITH_FACTORS(the_sixth_code_ends_the_sign_in),
		TEST_WITH_FACTORS(ten_wrong_codes_lock_the_user_for_a_while),
		TEST_WITH_FACTORS(a_session_locks_nobody),
		TEST_WITH_FACTORS(a_code_by_mail_counts_once_within_three_minutes),
		TEST_WITH_FACTORS(a_code_by_mail_takes_five_tries),
		TEST_WITH_FACTORS(a_backup_code_counts_once_however_it_is_stored),
		TEST_WITH_FACTORS(a_trusted_browser_is_asked_for_no_code),
		TEST_WITH_FACTORS(trust_ends_after_thirty_days_without_a_sign_in),
		TEST_WITH_FACTORS(turning_it_off_forgets_all_of_it),
		TEST_WITH_FACTORS(of_sign_ins_with_one_code_at_once_one_succeeds),
		TEST_WITH_FACTORS(of_codes_for_one_sign_in_at_once_one_succeeds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
