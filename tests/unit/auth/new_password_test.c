#include "mailbag.h"

#include "auth/account.h"
#include "auth/new_password.h"
#include "auth/reset.h"
#include "hash_count.h"

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
		enum new_password judgement;
	} cases[] = {
		{ STR_INIT("passwor"), NEW_PASSWORD_TOO_SHORT },
		{ STR_INIT("password"), NEW_PASSWORD_COMPROMISED },
		{ STR_INIT("Mira.Okafor1"), NEW_PASSWORD_COMPROMISED }, /* part of the address */
		{ STR_INIT("mira.okafor@example.com"), NEW_PASSWORD_COMPROMISED },
		{ STR_INIT("Adaeze1990"), NEW_PASSWORD_COMPROMISED }, /* part of the name */
		{ STR_INIT("mira adaeze okafor"), NEW_PASSWORD_COMPROMISED },
		{ STR_INIT("Widgets2026!"), NEW_PASSWORD_COMPROMISED }, /* of the service */
		{ STR_INIT("Acme Widgets"), NEW_PASSWORD_COMPROMISED },
		{ STR_INIT("doorkeeper1"), NEW_PASSWORD_COMPROMISED }, /* of its host */
		{ STR_INIT("Mira likes widgets"), NEW_PASSWORD_GOOD },
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
	assert_int_equal(new_password_judge(f->issuer, STR("password"), STR(""), STR("")),
			 NEW_PASSWORD_GOOD);
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
	hashes_since();
	assert_int_equal(sign_up(f->issuer, &f->arena, &form, &out, &f->err), SIGN_UP_COMPROMISED);
	form.email = STR("b@example.com");
	assert_int_equal(sign_up(f->issuer, &f->arena, &form, &out, &f->err), SIGN_UP_COMPROMISED);
	assert_int_equal(hashes_since(), 0);
	form.password = STR("quiet copper lantern");
	assert_int_equal(sign_up(f->issuer, &f->arena, &form, &out, &f->err), SIGN_UP_DONE);
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

	assert_int_equal(sign_up(f->issuer, &f->arena, &form, &who, &f->err), SIGN_UP_DONE);
	block(f);
	assert_int_equal(test_sign_in(f, "a@example.com", "qwertyuiop", &in), SIGN_IN_DONE);
	assert_int_equal(password_change(f->issuer, &f->arena, &change, &who, &f->err),
			 ACCOUNT_COMPROMISED);
	change.wanted = STR("quiet copper lantern");
	assert_int_equal(password_change(f->issuer, &f->arena, &change, &who, &f->err),
			 ACCOUNT_DONE);
	assert_int_equal(test_sign_in(f, "a@example.com", "quiet copper lantern", &in),
			 SIGN_IN_DONE);
	unblock(f);
}

static void a_refused_reset_leaves_the_link_good(void **state)
{
	struct fixture *f = *state;
	struct signed_in in;
	struct str token;

	test_sign_up(f, "okafor@example.com");
	block(f);
	assert_int_equal(
		reset_request(f->issuer, &f->arena, STR("okafor@example.com"), STR(""), &f->err),
		RESET_DONE);
	token = arena_copy(&f->arena, in_link("/reset-password/", "?"));
	assert_int_equal(reset_password(f->issuer, &f->arena, STR("no such token"),
					STR("password1"), &f->err),
			 RESET_INVALID_TOKEN);
	assert_int_equal(reset_password(f->issuer, &f->arena, token, STR("password1"), &f->err),
			 RESET_PASSWORD_COMPROMISED);
	assert_int_equal(reset_password(f->issuer, &f->arena, token, STR("Okafor-2026"), &f->err),
			 RESET_PASSWORD_COMPROMISED);
	assert_int_equal(
		reset_password(f->issuer, &f->arena, token, STR("quiet copper lantern"), &f->err),
		RESET_DONE);
	assert_int_equal(test_sign_in(f, "okafor@example.com", "quiet copper lantern", &in),
			 SIGN_IN_DONE);
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
