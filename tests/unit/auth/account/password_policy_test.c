#include "crypto/password/blocklist.h"
#include "support/mailbag.h"

#include "auth/account/password.h"
#include "auth/account/password_policy.h"
#include "auth/account/reset.h"
#include "support/hash_count.h"

static void block(struct fixture *f)
{
	f->issuer->blocklist = blocklist_new(NULL, &f->err);
	assert_non_null(f->issuer->blocklist);
}

static void unblock(struct fixture *f)
{
	blocklist_free((struct blocklist *)(uintptr_t)f->issuer->blocklist);
	f->issuer->blocklist = NULL;
}

static void known_and_personal_passwords_are_told_from_good_ones(void **state)
{
	static const struct {
		struct str password;
		enum auth_result judgement;
	} cases[] = {
		{ STR_INIT("passwor"), REFUSED_PASSWORD_TOO_SHORT },
		{ STR_INIT("password"), REFUSED_PASSWORD_COMPROMISED },
		{ STR_INIT("Mira.Okafor1"),
		  REFUSED_PASSWORD_COMPROMISED }, /* part of the address */
		{ STR_INIT("mira.okafor@example.com"), REFUSED_PASSWORD_COMPROMISED },
		{ STR_INIT("Adaeze1990"), REFUSED_PASSWORD_COMPROMISED }, /* part of the name */
		{ STR_INIT("mira adaeze okafor"), REFUSED_PASSWORD_COMPROMISED },
		{ STR_INIT("Widgets2026!"), REFUSED_PASSWORD_COMPROMISED }, /* of the service */
		{ STR_INIT("Acme Widgets"), REFUSED_PASSWORD_COMPROMISED },
		{ STR_INIT("doorkeeper1"), REFUSED_PASSWORD_COMPROMISED }, /* of its host */
		{ STR_INIT("Mira likes widgets"), AUTH_OK },
	};
	struct fixture *f = *state;

	block(f);
	f->issuer->settings.service = STR("Acme Widgets");
	f->issuer->settings.origin = STR("https://doorkeeper.example:8443");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (new_password_judge(f->issuer, cases[i].password, STR("mira.okafor@example.com"),
				       STR("Mira Adaeze Okafor")) != cases[i].judgement)
			fail_msg("%.*s", STR_FMT(cases[i].password));
	unblock(f);
	assert_int_equal(new_password_judge(f->issuer, STR("password"), STR(""), STR("")), AUTH_OK);
}

static void sign_up_refuses_before_it_hashes_or_looks(void **state)
{
	struct sign_up_form form = { .name = STR_INIT("Mira"),
				     .email = STR_INIT("a@example.com"),
				     .password = STR_INIT("qwertyuiop") };
	struct fixture *f = *state;
	struct signed_in out;

	test_sign_up(f, "a@example.com");
	block(f);
	hash_count_take();
	assert_int_equal(sign_up(f->issuer, &f->arena, &form, &out, &f->err),
			 REFUSED_PASSWORD_COMPROMISED);
	form.email = STR("b@example.com");
	assert_int_equal(sign_up(f->issuer, &f->arena, &form, &out, &f->err),
			 REFUSED_PASSWORD_COMPROMISED);
	assert_int_equal(hash_count_take(), 0);
	form.password = STR("quiet copper lantern");
	assert_int_equal(sign_up(f->issuer, &f->arena, &form, &out, &f->err), AUTH_OK);
	unblock(f);
}

static void who_has_such_a_password_keeps_it_until_it_is_changed(void **state)
{
	struct fixture *f = *state;
	const struct sign_up_form form = { .email = STR("a@example.com"),
					   .password = STR("qwertyuiop") };
	struct password_change change = { .current = STR("qwertyuiop"),
					  .wanted = STR("password1") };
	struct signed_in who, in;

	assert_int_equal(sign_up(f->issuer, &f->arena, &form, &who, &f->err), AUTH_OK);
	block(f);
	assert_int_equal(test_sign_in(f, "a@example.com", "qwertyuiop", &in), AUTH_OK);
	assert_int_equal(password_change(f->issuer, &f->arena, &change, &who, &f->err),
			 REFUSED_PASSWORD_COMPROMISED);
	change.wanted = STR("quiet copper lantern");
	assert_int_equal(password_change(f->issuer, &f->arena, &change, &who, &f->err), AUTH_OK);
	assert_int_equal(test_sign_in(f, "a@example.com", "quiet copper lantern", &in), AUTH_OK);
	unblock(f);
}

static void a_refused_reset_leaves_the_link_good(void **state)
{
	struct fixture *f = *state;
	struct signed_in in;
	struct str token, user_id;

	test_sign_up(f, "okafor@example.com");
	block(f);
	assert_int_equal(
		reset_request(f->issuer, &f->arena, STR("okafor@example.com"), STR(""), &f->err),
		AUTH_OK);
	token = arena_copy(&f->arena, mailbag_link_part("/reset-password/", "?"));
	assert_int_equal(reset_password(f->issuer, &f->arena, STR("no such token"),
					STR("password1"), &user_id, &f->err),
			 REFUSED_RESET_TOKEN_INVALID);
	assert_int_equal(
		reset_password(f->issuer, &f->arena, token, STR("password1"), &user_id, &f->err),
		REFUSED_PASSWORD_COMPROMISED);
	assert_int_equal(
		reset_password(f->issuer, &f->arena, token, STR("Okafor-2026"), &user_id, &f->err),
		REFUSED_PASSWORD_COMPROMISED);
	assert_int_equal(reset_password(f->issuer, &f->arena, token, STR("quiet copper lantern"),
					&user_id, &f->err),
			 AUTH_OK);
	assert_int_equal(test_sign_in(f, "okafor@example.com", "quiet copper lantern", &in),
			 AUTH_OK);
	unblock(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(known_and_personal_passwords_are_told_from_good_ones),
		TEST_WITH_ISSUER(sign_up_refuses_before_it_hashes_or_looks),
		TEST_WITH_ISSUER(who_has_such_a_password_keeps_it_until_it_is_changed),
		TEST_WITH_MAIL(a_refused_reset_leaves_the_link_good),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
