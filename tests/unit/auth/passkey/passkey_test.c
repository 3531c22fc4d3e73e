/* Ceremonies from challenges to sessions, with the authenticator in software. */
#include "support/ceremonies.h"

#include <pthread.h>

#include "auth/email/link_row.h"
#include "base/cleanup.h"

static void a_registered_passkey_signs_in(void **state)
{
	static const int64_t algs[] = { -7, -8, -257 };
	struct fixture *f = *state;
	struct signed_in ann, found;

	test_allow_passkeys(f);
	ann = test_sign_up(f, "ann@example.com");
	for (size_t i = 0; i < ARRAY_LEN(algs); i++) {
		struct authenticator device;
		struct signed_in who;
		struct passkey passkey;
		bool verified = false;

		authenticator_init(&device, algs[i]);
		device.counter = 3;
		assert_int_equal(test_register(f, &ann.user, &device, &passkey), AUTH_OK);
		assert_true(str_eq(passkey.user_id, ann.user.id));
		assert_true(str_eq(passkey.name, STR("Key")));
		assert_true(str_eq(passkey.transports, STR("usb,nfc")));
		assert_true(str_eq(passkey.device_type, STR("singleDevice")));
		assert_int_equal(passkey.aaguid.n, 36);
		assert_int_equal(passkey.counter, 3);
		assert_int_equal(test_enter_with(f,
						 test_challenge(f, CEREMONY_AUTHENTICATION, NULL),
						 &device, &who, &verified),
				 AUTH_OK);
		assert_true(verified);
		assert_true(str_eq(who.user.id, ann.user.id));
		assert_int_equal(test_find(f, who.session.token, &found), AUTH_OK);
		device.flags = AUTHENTICATOR_UP;
		assert_int_equal(test_enter_with(f,
						 test_challenge(f, CEREMONY_AUTHENTICATION, NULL),
						 &device, &who, &verified),
				 AUTH_OK);
		assert_false(verified);
		authenticator_done(&device);
	}
}

static void a_challenge_is_for_one_use_of_one_ceremony_within_five_minutes(void **state)
{
	struct fixture *f = *state;
	struct authenticator device;
	struct challenge challenge;
	struct signed_in ann, eve, who;
	struct passkey passkey;
	bool verified;

	test_allow_passkeys(f);
	ann = test_sign_up(f, "ann@example.com");
	eve = test_sign_up(f, "eve@example.com");
	authenticator_init(&device, -7);

	challenge = test_challenge(f, CEREMONY_AUTHENTICATION, NULL);
	assert_int_equal(test_register_with(f, &ann.user, challenge, &device, &passkey),
			 REFUSED_CHALLENGE_NOT_FOUND);
	challenge = test_challenge(f, CEREMONY_REGISTRATION, &eve.user);
	assert_int_equal(test_register_with(f, &ann.user, challenge, &device, &passkey),
			 REFUSED_PASSKEY_OTHER_USER);
	assert_int_equal(test_register_with(f, &eve.user, challenge, &device, &passkey),
			 REFUSED_CHALLENGE_NOT_FOUND);
	challenge = test_challenge(f, CEREMONY_REGISTRATION, &ann.user);
	test_advance(f, CHALLENGE_LIFE_S * 1000);
	assert_int_equal(test_register_with(f, &ann.user, challenge, &device, &passkey),
			 REFUSED_CHALLENGE_NOT_FOUND);
	challenge = test_challenge(f, CEREMONY_REGISTRATION, &ann.user);
	test_advance(f, CHALLENGE_LIFE_S * 1000 - 1);
	assert_int_equal(test_register_with(f, &ann.user, challenge, &device, &passkey), AUTH_OK);

	challenge = test_challenge(f, CEREMONY_REGISTRATION, &ann.user);
	assert_int_equal(test_enter_with(f, challenge, &device, &who, &verified),
			 REFUSED_CHALLENGE_NOT_FOUND);
	challenge = test_challenge(f, CEREMONY_AUTHENTICATION, NULL);
	assert_int_equal(test_enter_with(f, challenge, &device, &who, &verified), AUTH_OK);
	assert_int_equal(test_enter_with(f, challenge, &device, &who, &verified),
			 REFUSED_CHALLENGE_NOT_FOUND);
	challenge.token = STR("");
	assert_int_equal(test_enter_with(f, challenge, &device, &who, &verified),
			 REFUSED_CHALLENGE_NOT_FOUND);
	authenticator_done(&device);
}

/* A row without a name, whose value is that of the challenge. */
static enum store_rc copy_nameless(struct sql *sql, void *arg, struct err *err)
{
	struct fixture *f = ((void **)arg)[0];
	const struct challenge *challenge = ((void **)arg)[1];
	struct verification row;
	enum store_rc rc = link_row_find(sql, &f->arena, "", challenge->token, &row, err);

	row.id = STR("nameless");
	row.identifier = STR("");
	return rc == STORE_OK ? verifications_insert(sql, &row, err) : rc;
}

static void without_a_token_no_challenge_is_looked_for(void **state)
{
	struct fixture *f = *state;
	struct challenge challenge;
	void *arg[] = { f, &challenge };
	struct str text, user_id;

	challenge = test_challenge(f, CEREMONY_AUTHENTICATION, NULL);
	assert_int_equal(store_write(f->issuer->store, copy_nameless, arg, &f->err), STORE_OK);
	assert_int_equal(challenge_take(f->issuer, &f->arena, CEREMONY_AUTHENTICATION, STR(""),
					&text, &user_id, &f->err),
			 REFUSED_CHALLENGE_NOT_FOUND);
	assert_int_equal(challenge_take(f->issuer, &f->arena, CEREMONY_AUTHENTICATION,
					challenge.token, &text, &user_id, &f->err),
			 AUTH_OK);
	assert_true(str_eq(text, challenge.text));
}

static void of_several_challenges_the_answered_one_is_chosen(void **state)
{
	struct fixture *f = *state;
	struct challenge planted = test_challenge(f, CEREMONY_AUTHENTICATION, NULL);
	struct challenge own = test_challenge(f, CEREMONY_AUTHENTICATION, NULL);
	struct challenge other;
	struct challenge_tokens tokens = { { STR("gone"), planted.token, own.token }, 3 };
	struct signed_in ann = test_sign_up(f, "ann@example.com");
	struct str chosen, text, user_id;

	other = test_challenge(f, CEREMONY_REGISTRATION, &ann.user);
	assert_int_equal(challenge_choose(f->issuer, &f->arena, CEREMONY_AUTHENTICATION, &tokens,
					  own.text, &chosen, &f->err),
			 AUTH_OK);
	assert_true(str_eq(chosen, own.token));
	/* No challenge, and none of this ceremony, that was answered. */
	assert_int_equal(challenge_choose(f->issuer, &f->arena, CEREMONY_AUTHENTICATION, &tokens,
					  other.text, &chosen, &f->err),
			 AUTH_OK);
	assert_true(str_eq(chosen, STR("gone")));
	tokens.of[1] = other.token;
	assert_int_equal(challenge_choose(f->issuer, &f->arena, CEREMONY_AUTHENTICATION, &tokens,
					  other.text, &chosen, &f->err),
			 AUTH_OK);
	assert_true(str_eq(chosen, STR("gone")));
	tokens.n = 0;
	assert_int_equal(challenge_choose(f->issuer, &f->arena, CEREMONY_AUTHENTICATION, &tokens,
					  own.text, &chosen, &f->err),
			 AUTH_OK);
	assert_int_equal(chosen.n, 0);
	/* Choosing uses nothing up. */
	assert_int_equal(challenge_take(f->issuer, &f->arena, CEREMONY_AUTHENTICATION, own.token,
					&text, &user_id, &f->err),
			 AUTH_OK);
}

static void a_counter_that_does_not_grow_is_refused(void **state)
{
	struct fixture *f = *state;
	struct authenticator device;
	struct signed_in ann;
	struct passkey passkey;

	test_allow_passkeys(f);
	ann = test_sign_up(f, "ann@example.com");
	authenticator_init(&device, -7);
	assert_int_equal(test_register(f, &ann.user, &device, &passkey), AUTH_OK);
	device.counter = 9;
	assert_int_equal(test_enter(f, &device), AUTH_OK);
	device.counter = 9;
	assert_int_equal(test_enter(f, &device), REFUSED_PASSKEY_RESPONSE_WRONG);
	device.counter = 0;
	assert_int_equal(test_enter(f, &device), REFUSED_PASSKEY_RESPONSE_WRONG);
	device.counter = 10;
	assert_int_equal(test_enter(f, &device), AUTH_OK);
	authenticator_done(&device);
}

static void each_refusal_of_a_sign_in_has_its_reason(void **state)
{
	static const struct str pages[] = { STR_INIT("https://a.example"), STR_INIT(TEST_ORIGIN) };
	struct fixture *f = *state;
	struct authenticator device, other;
	struct signed_in ann;
	struct passkey passkey;

	test_allow_passkeys(f);
	ann = test_sign_up(f, "ann@example.com");
	authenticator_init(&device, -7);
	authenticator_init(&other, -7);
	assert_int_equal(test_register(f, &ann.user, &device, &passkey), AUTH_OK);
	assert_int_equal(test_enter(f, &other), REFUSED_PASSKEY_UNKNOWN);
	memcpy(other.id, device.id, sizeof(other.id));
	other.counter = 100;
	assert_int_equal(test_enter(f, &other), REFUSED_PASSKEY_SIGNATURE_WRONG);
	device.flags = 0;
	assert_int_equal(test_enter(f, &device), REFUSED_PASSKEY_RESPONSE_WRONG);
	device.flags = AUTHENTICATOR_UP;
	f->issuer->settings.passkey.origins = pages;
	f->issuer->settings.passkey.n_origins = 1;
	assert_int_equal(test_enter(f, &device), REFUSED_PASSKEY_RESPONSE_WRONG);
	f->issuer->settings.passkey.n_origins = 2;
	assert_int_equal(test_enter(f, &device), AUTH_OK);
	f->issuer->settings.passkey.rp_id = STR("example.org");
	assert_int_equal(test_enter(f, &device), REFUSED_PASSKEY_RESPONSE_WRONG);
	f->issuer->settings.passkey.rp_id = test_rp_id;
	f->issuer->settings.verification.required = true;
	assert_int_equal(test_enter(f, &device), REFUSED_EMAIL_NOT_VERIFIED);
	f->issuer->settings.verification.required = false;
	assert_int_equal(test_enter(f, &device), AUTH_OK);
	authenticator_done(&other);
	authenticator_done(&device);
}

static void a_registration_that_does_not_hold_is_refused(void **state)
{
	struct fixture *f = *state;
	struct authenticator device;
	struct signed_in ann;
	struct passkey passkey;

	test_allow_passkeys(f);
	ann = test_sign_up(f, "ann@example.com");
	authenticator_init(&device, -7);
	device.flaw = "a statement";
	assert_int_equal(test_register(f, &ann.user, &device, &passkey),
			 REFUSED_PASSKEY_NOT_REGISTERED);
	device.flaw = NULL;
	device.flags = 0;
	assert_int_equal(test_register(f, &ann.user, &device, &passkey),
			 REFUSED_PASSKEY_NOT_REGISTERED);
	device.flags = AUTHENTICATOR_UP;
	assert_int_equal(test_register(f, &ann.user, &device, &passkey), AUTH_OK);
	authenticator_done(&device);
}

/* --- races ------------------------------------------------------------------------------------ */

struct race {
	struct fixture *f;
	const struct json *response;
	struct str token;
	enum auth_result rc;
};

static void *run_sign_in(void *arg)
{
	struct race *race = arg;
	const struct passkey_sign_in_form form = { race->response, race->token, test_origin,
						   test_from };
	struct passkey_answer answer;
	struct signed_in who;
	struct err err = { 0 };
	ARENA(a);

	race->rc = passkey_sign_in(race->f->issuer, &a, &form, &who, &answer, &err);
	return NULL;
}

#define RACERS 8

static void of_requests_with_one_response_at_once_one_signs_in(void **state)
{
	struct fixture *f = *state;
	struct race races[RACERS];
	pthread_t threads[RACERS];
	struct authenticator device;
	struct challenge challenge;
	struct json *response;
	struct browser_response made;
	struct signed_in ann;
	struct passkey passkey;
	size_t done = 0;

	test_allow_passkeys(f);
	ann = test_sign_up(f, "ann@example.com");
	authenticator_init(&device, -7);
	assert_int_equal(test_register(f, &ann.user, &device, &passkey), AUTH_OK);
	challenge = test_challenge(f, CEREMONY_AUTHENTICATION, NULL);
	authenticator_sign_in(&device, challenge.text, test_origin, test_rp_id, &made);
	response = test_response(f, &device, &made);
	for (size_t i = 0; i < RACERS; i++) {
		races[i] = (struct race){ f, response, challenge.token, AUTH_FAULT };
		assert_int_equal(pthread_create(&threads[i], NULL, run_sign_in, &races[i]), 0);
	}
	for (size_t i = 0; i < RACERS; i++) {
		pthread_join(threads[i], NULL);
		done += races[i].rc == AUTH_OK;
		assert_true(races[i].rc == AUTH_OK || races[i].rc == REFUSED_CHALLENGE_NOT_FOUND);
	}
	assert_int_equal(done, 1);
	json_free(response);
	browser_response_done(&made);
	authenticator_done(&device);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(a_registered_passkey_signs_in),
		TEST_WITH_ISSUER(a_challenge_is_for_one_use_of_one_ceremony_within_five_minutes),
		TEST_WITH_ISSUER(without_a_token_no_challenge_is_looked_for),
		TEST_WITH_ISSUER(of_several_challenges_the_answered_one_is_chosen),
		TEST_WITH_ISSUER(a_counter_that_does_not_grow_is_refused),
		TEST_WITH_ISSUER(each_refusal_of_a_sign_in_has_its_reason),
		TEST_WITH_ISSUER(a_registration_that_does_not_hold_is_refused),
		TEST_WITH_ISSUER(of_requests_with_one_response_at_once_one_signs_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
