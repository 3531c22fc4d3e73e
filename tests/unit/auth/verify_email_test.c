#include "mailbag.h"

#include "auth/account.h"
#include "auth/reset.h"
#include "auth/verify_email.h"

#define HOUR_MS INT64_C(3600000)

static struct str last_token(struct fixture *f)
{
	return arena_copy(&f->arena, in_link("/verify-email?token=", "&callbackURL="));
}

static enum verify_rc open_link(struct fixture *f, struct str token, const struct signed_in *who,
				struct verified *out)
{
	const struct verify_visit visit = { .who = who };
	struct email_link link;

	assert_int_equal(email_link_read(f->issuer, &f->arena, token, &link), EMAIL_LINK_GOOD);
	return email_verify(f->issuer, &f->arena, &link, &visit, out, &f->err);
}

static void a_link_verifies_the_address_and_may_be_opened_again(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), found;
	struct verified v;
	struct str token;

	assert_int_equal(verification_send(f->issuer, &f->arena, STR("A@example.com"), STR(""),
					   NULL, &f->err),
			 SEND_VERIFICATION_DONE);
	assert_string_equal(last_mail()->kind, "verify-email");
	assert_non_null(strstr(last_mail()->url, "&callbackURL=%2F"));
	token = last_token(f);
	assert_int_equal(open_link(f, token, NULL, &v), VERIFY_DONE);
	assert_false(v.set_session);
	assert_int_equal(test_find(f, who.session.token, &found), SESSION_LIVE);
	assert_true(found.user.email_verified);
	assert_int_equal(open_link(f, token, NULL, &v), VERIFY_DONE);
	assert_int_equal(verification_send(f->issuer, &f->arena, STR("a@example.com"), STR(""),
					   &found, &f->err),
			 SEND_VERIFICATION_ALREADY);
	assert_int_equal(verification_send(f->issuer, &f->arena, STR("b@example.com"), STR(""),
					   &found, &f->err),
			 SEND_VERIFICATION_MISMATCH);
	assert_int_equal(mails, 1);
}

static void nobody_and_the_verified_get_no_mail(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(verification_send(f->issuer, &f->arena, STR("no@example.com"), STR(""),
					   NULL, &f->err),
			 SEND_VERIFICATION_DONE);
	assert_int_equal(mails, 0);
}

static void a_link_is_good_for_an_hour_and_for_its_text_alone(void **state)
{
	struct fixture *f = *state;
	struct email_link link;
	struct str token;
	char *flipped;

	test_sign_up(f, "a@example.com");
	verification_send(f->issuer, &f->arena, STR("a@example.com"), STR(""), NULL, &f->err);
	token = last_token(f);
	flipped = arena_alloc(&f->arena, token.n);
	for (size_t i = 0; i < token.n * 8; i++) {
		memcpy(flipped, token.p, token.n);
		flipped[i / 8] = (char)(flipped[i / 8] ^ 1 << i % 8);
		assert_int_equal(
			email_link_read(f->issuer, &f->arena, str_of(flipped, token.n), &link),
			EMAIL_LINK_INVALID);
	}
	test_advance(f, HOUR_MS - 1000);
	assert_int_equal(email_link_read(f->issuer, &f->arena, token, &link), EMAIL_LINK_GOOD);
	test_advance(f, 1000);
	assert_int_equal(email_link_read(f->issuer, &f->arena, token, &link), EMAIL_LINK_EXPIRED);
}

static void a_link_may_sign_in_as_well(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), found;
	struct verified v;

	f->issuer->settings.sign_in_after_verification = true;
	verification_send(f->issuer, &f->arena, STR("a@example.com"), STR(""), NULL, &f->err);
	assert_int_equal(open_link(f, last_token(f), NULL, &v), VERIFY_DONE);
	assert_true(v.set_session && v.new_session);
	assert_false(str_eq(v.session.token, who.session.token));
	assert_int_equal(test_find(f, v.session.token, &found), SESSION_LIVE);
	assert_true(str_eq(found.user.id, who.user.id));
}

/* Who has verified her address. */
static struct signed_in verified_user(struct fixture *f, const char *email)
{
	struct signed_in who = test_sign_up(f, email), found;
	struct verified v;

	verification_send(f->issuer, &f->arena, str_z(email), STR(""), NULL, &f->err);
	assert_int_equal(open_link(f, last_token(f), NULL, &v), VERIFY_DONE);
	assert_int_equal(test_find(f, who.session.token, &found), SESSION_LIVE);
	return found;
}

static void the_new_address_is_asked_and_then_it_is_the_users(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = verified_user(f, "a@example.com"), found;
	struct signed_in other = test_sign_up(f, "b@example.com");
	struct verified v;
	struct str token;

	assert_int_equal(
		email_change(f->issuer, &f->arena, STR("C@example.com"), STR("/x"), &who, &f->err),
		CHANGE_EMAIL_DONE);
	assert_string_equal(last_mail()->to, "c@example.com");
	token = last_token(f);
	assert_int_equal(open_link(f, token, &other, &v), VERIFY_OTHER_USER);
	assert_int_equal(open_link(f, token, &who, &v), VERIFY_DONE);
	assert_true(v.show_user && v.set_session && !v.new_session);
	assert_int_equal(test_find(f, who.session.token, &found), SESSION_LIVE);
	assert_true(str_eq(found.user.email, STR("c@example.com")) && found.user.email_verified);
	assert_int_equal(open_link(f, token, NULL, &v), VERIFY_INVALID);
}

static void the_old_address_is_asked_first_when_that_is_wanted(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = verified_user(f, "a@example.com");
	struct verified v;

	f->issuer->settings.change_email_confirm = true;
	email_change(f->issuer, &f->arena, STR("c@example.com"), STR("/x"), &who, &f->err);
	assert_string_equal(last_mail()->kind, "change-email");
	assert_string_equal(last_mail()->to, "a@example.com");
	assert_int_equal(open_link(f, last_token(f), NULL, &v), VERIFY_DONE);
	assert_true(v.hide_member && !v.set_session);
	assert_string_equal(last_mail()->kind, "verify-email");
	assert_string_equal(last_mail()->to, "c@example.com");
	assert_int_equal(open_link(f, last_token(f), NULL, &v), VERIFY_DONE);
	assert_true(str_eq(v.user.email, STR("c@example.com")));
	assert_false(v.set_session);
}

static void a_new_password_ends_the_links_that_change_the_address(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = verified_user(f, "a@example.com"), found;
	const struct password_change change = { .current = STR(TEST_PASSWORD),
						.wanted = STR("another-password") };
	struct str before, after;
	struct verified v;

	email_change(f->issuer, &f->arena, STR("c@example.com"), STR("/x"), &who, &f->err);
	before = last_token(f);
	assert_int_equal(password_change(f->issuer, &f->arena, &change, &who, &f->err),
			 ACCOUNT_DONE);
	email_change(f->issuer, &f->arena, STR("d@example.com"), STR("/x"), &who, &f->err);
	after = last_token(f);
	assert_int_equal(open_link(f, before, NULL, &v), VERIFY_INVALID);
	assert_int_equal(test_find(f, who.session.token, &found), SESSION_LIVE);
	assert_true(str_eq(found.user.email, STR("a@example.com")));
	assert_int_equal(open_link(f, after, NULL, &v), VERIFY_DONE);
	assert_true(str_eq(v.user.email, STR("d@example.com")));
}

static enum store_rc send_unbound(struct sql *sql, void *arg, struct err *err)
{
	struct fixture *f = arg;
	struct user user;
	enum store_rc rc = users_by_email(sql, &f->arena, STR("a@example.com"), &user, err);
	const struct email_link link = { .email = user.email,
					 .update_to = STR("c@example.com"),
					 .request_type = STR(EMAIL_LINK_CHANGE),
					 .user_id = user.id };
	const struct email_letter letter = { .kind = STR("verify-email"), .to = link.update_to };

	return rc == STORE_OK ? email_link_send(sql, f->issuer, &f->arena, &link, &letter, err)
			      : rc;
}

static void a_link_that_is_not_bound_to_a_password_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct verified v;

	verified_user(f, "a@example.com");
	assert_int_equal(store_write(f->store, send_unbound, f, &f->err), STORE_OK);
	assert_int_equal(open_link(f, last_token(f), NULL, &v), VERIFY_INVALID);
}

static void only_a_fresh_session_changes_the_address(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = verified_user(f, "a@example.com"), again;
	int before = mails;

	test_advance(f, 24 * HOUR_MS);
	assert_int_equal(
		email_change(f->issuer, &f->arena, STR("c@example.com"), STR(""), &who, &f->err),
		CHANGE_EMAIL_STALE);
	assert_int_equal(mails, before);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &again), SIGN_IN_DONE);
	assert_int_equal(
		email_change(f->issuer, &f->arena, STR("c@example.com"), STR(""), &again, &f->err),
		CHANGE_EMAIL_DONE);
}

/* Resets by a link that was sent before the address changed: its old address is somebody else's now. */
static void a_new_address_ends_the_links_to_the_old_one(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = verified_user(f, "a@example.com");
	struct verified v;
	struct str old;

	reset_request(f->issuer, &f->arena, STR("a@example.com"), STR(""), &f->err);
	old = arena_copy(&f->arena, in_link("/reset-password/", "?"));
	email_change(f->issuer, &f->arena, STR("c@example.com"), STR(""), &who, &f->err);
	assert_int_equal(reset_look(f->issuer, &f->arena, old, &f->err), RESET_DONE);
	assert_int_equal(open_link(f, last_token(f), NULL, &v), VERIFY_DONE);
	assert_int_equal(reset_look(f->issuer, &f->arena, old, &f->err), RESET_INVALID_TOKEN);
	reset_request(f->issuer, &f->arena, STR("c@example.com"), STR(""), &f->err);
	assert_int_equal(
		reset_look(f->issuer, &f->arena, in_link("/reset-password/", "?"), &f->err),
		RESET_DONE);
}

static void a_taken_address_is_neither_told_nor_changed(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = verified_user(f, "a@example.com");
	struct verified v;
	int before;

	test_sign_up(f, "b@example.com");
	before = mails;
	assert_int_equal(
		email_change(f->issuer, &f->arena, STR("b@example.com"), STR(""), &who, &f->err),
		CHANGE_EMAIL_DONE);
	assert_int_equal(mails, before);
	assert_int_equal(
		email_change(f->issuer, &f->arena, STR("A@example.com"), STR(""), &who, &f->err),
		CHANGE_EMAIL_SAME);
	/* Taken between the mail and its link. */
	email_change(f->issuer, &f->arena, STR("c@example.com"), STR(""), &who, &f->err);
	test_sign_up(f, "c@example.com");
	assert_int_equal(open_link(f, last_token(f), NULL, &v), VERIFY_INVALID);
}

static void an_unverified_address_may_change_at_once(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), found;

	f->issuer->settings.change_email_unverified = true;
	assert_int_equal(
		email_change(f->issuer, &f->arena, STR("c@example.com"), STR(""), &who, &f->err),
		CHANGE_EMAIL_CHANGED);
	assert_int_equal(test_find(f, who.session.token, &found), SESSION_LIVE);
	assert_true(str_eq(found.user.email, STR("c@example.com")));
	assert_string_equal(last_mail()->to, "c@example.com");
}

static void without_mail_nothing_is_promised(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");

	f->issuer->settings.verify_email = false;
	assert_int_equal(
		email_change(f->issuer, &f->arena, STR("c@example.com"), STR(""), &who, &f->err),
		CHANGE_EMAIL_NO_MAIL);
}

static void who_must_verify_is_kept_out_until_then(void **state)
{
	struct fixture *f = *state;
	const struct sign_up_form form = { .name = STR("N"),
					   .email = STR("a@example.com"),
					   .password = STR(TEST_PASSWORD) };
	struct signed_in first, again, in;
	struct verified v;

	f->issuer->settings.require_verification = true;
	assert_int_equal(sign_up(f->issuer, &f->arena, &form, &first, &f->err), SIGN_UP_NO_SESSION);
	assert_int_equal(first.session.token.n, 0);
	assert_int_equal(mails, 1);
	assert_int_equal(sign_up(f->issuer, &f->arena, &form, &again, &f->err), SIGN_UP_NO_SESSION);
	assert_false(str_eq(first.user.id, again.user.id));
	assert_int_equal(mails, 1);
	assert_int_equal(test_sign_in(f, "a@example.com", "wrong-password", &in), SIGN_IN_REFUSED);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &in),
			 SIGN_IN_NOT_VERIFIED);
	assert_int_equal(mails, 1);
	f->issuer->settings.send_on_sign_in = true;
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &in),
			 SIGN_IN_NOT_VERIFIED);
	assert_int_equal(mails, 2);
	assert_int_equal(open_link(f, last_token(f), NULL, &v), VERIFY_DONE);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &in), SIGN_IN_DONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_MAIL(a_link_verifies_the_address_and_may_be_opened_again),
		TEST_WITH_MAIL(nobody_and_the_verified_get_no_mail),
		TEST_WITH_MAIL(a_link_is_good_for_an_hour_and_for_its_text_alone),
		TEST_WITH_MAIL(a_link_may_sign_in_as_well),
		TEST_WITH_MAIL(the_new_address_is_asked_and_then_it_is_the_users),
		TEST_WITH_MAIL(the_old_address_is_asked_first_when_that_is_wanted),
		TEST_WITH_MAIL(a_new_password_ends_the_links_that_change_the_address),
		TEST_WITH_MAIL(a_link_that_is_not_bound_to_a_password_changes_nothing),
		TEST_WITH_MAIL(only_a_fresh_session_changes_the_address),
		TEST_WITH_MAIL(a_new_address_ends_the_links_to_the_old_one),
		TEST_WITH_MAIL(a_taken_address_is_neither_told_nor_changed),
		TEST_WITH_MAIL(an_unverified_address_may_change_at_once),
		TEST_WITH_MAIL(without_mail_nothing_is_promised),
		TEST_WITH_MAIL(who_must_verify_is_kept_out_until_then),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
