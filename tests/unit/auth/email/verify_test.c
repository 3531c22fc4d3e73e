#include "support/mailbag.h"

#include <pthread.h>

#include "auth/account/password.h"
#include "auth/account/reset.h"
#include "auth/email/change.h"
#include "auth/email/link_open.h"
#include "auth/email/verify.h"
#include "auth/revocation/revocation.h"
#include "crypto/hs256.h"
#include "store/sql/sql.h"

#define HOUR_MS INT64_C(3600000)

static struct str last_token(struct fixture *f)
{
	return arena_copy(&f->arena, mailbag_link_part("/verify-email?token=", "&callbackURL="));
}

static enum auth_result open_link(struct fixture *f, struct str token, const struct signed_in *who,
				  struct link_outcome *out)
{
	const struct link_context visit = { .signed_in = who };
	struct email_link link;

	assert_int_equal(email_link_read(f->issuer, &f->arena, token, &link), AUTH_OK);
	return link_open(f->issuer, &f->arena, &link, &visit, out, &f->err);
}

/* The result of email_change(), and CHANGED_AT_ONCE in place of AUTH_OK when it is done. */
enum {
	CHANGED_AT_ONCE = AUTH_RESULTS
};

static int change_to(struct fixture *f, struct str email, struct str callback,
		     struct signed_in *who)
{
	const struct email_change change = { email, callback };
	bool changed = false;
	enum auth_result result =
		email_change(f->issuer, &f->arena, &change, who, &changed, &f->err);

	return result == AUTH_OK && changed ? (int)CHANGED_AT_ONCE : (int)result;
}

static void a_link_verifies_the_address_and_may_be_opened_again(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), found;
	struct link_outcome v;
	struct str token;

	assert_int_equal(verification_send(f->issuer, &f->arena, STR("A@example.com"), STR(""),
					   NULL, &f->err),
			 AUTH_OK);
	assert_string_equal(mailbag_last()->kind, "verify-email");
	assert_non_null(strstr(mailbag_last()->url, "&callbackURL=%2F"));
	token = last_token(f);
	assert_int_equal(open_link(f, token, NULL, &v), AUTH_OK);
	assert_false(v.set_session);
	assert_int_equal(test_find(f, who.session.token, &found), AUTH_OK);
	assert_true(found.user.email_verified);
	assert_int_equal(open_link(f, token, NULL, &v), AUTH_OK);
	assert_int_equal(verification_send(f->issuer, &f->arena, STR("a@example.com"), STR(""),
					   &found, &f->err),
			 REFUSED_EMAIL_ALREADY_VERIFIED);
	assert_int_equal(verification_send(f->issuer, &f->arena, STR("b@example.com"), STR(""),
					   &found, &f->err),
			 REFUSED_EMAIL_MISMATCH);
	assert_int_equal(mailbag_count, 1);
}

/* The secret signs cookies too, and a client can send such a one here. */
static void other_texts_that_the_secret_has_signed_are_no_links(void **state)
{
	static const char *const claims[] = {
		"{\"session\":{},\"user\":{\"email\":\"a@example.com\"},\"exp\":9999999999}",
		"{\"email\":7,\"exp\":9999999999}",
		"{\"email\":\"a@example.com\",\"userId\":{},\"exp\":9999999999}",
		"{\"email\":\"a@example.com\",\"exp\":\"soon\"}",
	};
	struct fixture *f = *state;
	struct email_link link;

	for (size_t i = 0; i < ARRAY_LEN(claims); i++) {
		struct buf token;

		arena_buf(&f->arena, &token, 512, 512);
		hs256_put(f->issuer->cookie_key, str_z(claims[i]), &token);
		assert_int_equal(email_link_read(f->issuer, &f->arena, buf_text(&token), &link),
				 REFUSED_LINK_INVALID);
	}
}

static void unknown_and_verified_addresses_get_no_mail(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(verification_send(f->issuer, &f->arena, STR("no@example.com"), STR(""),
					   NULL, &f->err),
			 AUTH_OK);
	assert_int_equal(mailbag_count, 0);
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
			REFUSED_LINK_INVALID);
	}
	test_advance(f, HOUR_MS - 1000);
	assert_int_equal(email_link_read(f->issuer, &f->arena, token, &link), AUTH_OK);
	test_advance(f, 1000);
	assert_int_equal(email_link_read(f->issuer, &f->arena, token, &link), REFUSED_LINK_EXPIRED);
}

static void a_link_may_sign_in_as_well(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), found;
	struct link_outcome v;

	f->issuer->settings.verification.sign_in_after = true;
	verification_send(f->issuer, &f->arena, STR("a@example.com"), STR(""), NULL, &f->err);
	assert_int_equal(open_link(f, last_token(f), NULL, &v), AUTH_OK);
	assert_true(v.set_session && v.new_session);
	assert_false(str_eq(v.session.token, who.session.token));
	assert_int_equal(test_find(f, v.session.token, &found), AUTH_OK);
	assert_true(str_eq(found.user.id, who.user.id));
}

/* Who has verified her address. */
static struct signed_in verified_user(struct fixture *f, const char *email)
{
	struct signed_in who = test_sign_up(f, email), found;
	struct link_outcome v;

	verification_send(f->issuer, &f->arena, str_z(email), STR(""), NULL, &f->err);
	assert_int_equal(open_link(f, last_token(f), NULL, &v), AUTH_OK);
	assert_int_equal(test_find(f, who.session.token, &found), AUTH_OK);
	return found;
}

static void the_new_address_is_asked_and_then_it_is_the_users(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = verified_user(f, "a@example.com"), found;
	struct signed_in other = test_sign_up(f, "b@example.com");
	struct link_outcome v;
	struct str token;

	assert_int_equal(change_to(f, STR("C@example.com"), STR("/x"), &who), AUTH_OK);
	assert_string_equal(mailbag_last()->to, "c@example.com");
	token = last_token(f);
	assert_int_equal(open_link(f, token, &other, &v), REFUSED_LINK_OTHER_USER);
	assert_int_equal(open_link(f, token, &who, &v), AUTH_OK);
	assert_true(v.show_user && v.set_session && !v.new_session);
	assert_int_equal(test_find(f, who.session.token, &found), AUTH_OK);
	assert_true(str_eq(found.user.email, STR("c@example.com")) && found.user.email_verified);
	assert_int_equal(open_link(f, token, NULL, &v), REFUSED_LINK_INVALID);
}

static void the_old_address_is_asked_first_when_that_is_wanted(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = verified_user(f, "a@example.com");
	struct link_outcome v;

	f->issuer->settings.change_email.confirm = true;
	change_to(f, STR("c@example.com"), STR("/x"), &who);
	assert_string_equal(mailbag_last()->kind, "change-email");
	assert_string_equal(mailbag_last()->to, "a@example.com");
	assert_int_equal(open_link(f, last_token(f), NULL, &v), AUTH_OK);
	assert_true(v.hide_member && !v.set_session);
	assert_string_equal(mailbag_last()->kind, "verify-email");
	assert_string_equal(mailbag_last()->to, "c@example.com");
	assert_int_equal(open_link(f, last_token(f), NULL, &v), AUTH_OK);
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
	struct link_outcome v;

	change_to(f, STR("c@example.com"), STR("/x"), &who);
	before = last_token(f);
	assert_int_equal(password_change(f->issuer, &f->arena, &change, &who, &f->err), AUTH_OK);
	change_to(f, STR("d@example.com"), STR("/x"), &who);
	after = last_token(f);
	assert_int_equal(open_link(f, before, NULL, &v), REFUSED_LINK_INVALID);
	assert_int_equal(test_find(f, who.session.token, &found), AUTH_OK);
	assert_true(str_eq(found.user.email, STR("a@example.com")));
	assert_int_equal(open_link(f, after, NULL, &v), AUTH_OK);
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
	struct link_outcome v;

	verified_user(f, "a@example.com");
	assert_int_equal(store_write(f->store, send_unbound, f, &f->err), STORE_OK);
	assert_int_equal(open_link(f, last_token(f), NULL, &v), REFUSED_LINK_INVALID);
}

static void only_a_fresh_session_changes_the_address(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = verified_user(f, "a@example.com"), again;
	int before = mailbag_count;

	test_advance(f, 24 * HOUR_MS);
	assert_int_equal(change_to(f, STR("c@example.com"), STR(""), &who),
			 REFUSED_SESSION_NOT_FRESH);
	assert_int_equal(mailbag_count, before);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &again), AUTH_OK);
	assert_int_equal(change_to(f, STR("c@example.com"), STR(""), &again), AUTH_OK);
}

/* Resets by a link that was sent before the address changed: its old address is another user's
 * now. */
static void a_new_address_ends_the_links_to_the_old_one(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = verified_user(f, "a@example.com");
	struct link_outcome v;
	struct str old;

	reset_request(f->issuer, &f->arena, STR("a@example.com"), STR(""), &f->err);
	old = arena_copy(&f->arena, mailbag_link_part("/reset-password/", "?"));
	change_to(f, STR("c@example.com"), STR(""), &who);
	assert_int_equal(reset_check(f->issuer, &f->arena, old, &f->err), AUTH_OK);
	assert_int_equal(open_link(f, last_token(f), NULL, &v), AUTH_OK);
	assert_int_equal(reset_check(f->issuer, &f->arena, old, &f->err),
			 REFUSED_RESET_TOKEN_INVALID);
	reset_request(f->issuer, &f->arena, STR("c@example.com"), STR(""), &f->err);
	assert_int_equal(reset_check(f->issuer, &f->arena,
				     mailbag_link_part("/reset-password/", "?"), &f->err),
			 AUTH_OK);
}

static void a_taken_address_is_neither_told_nor_changed(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = verified_user(f, "a@example.com");
	struct link_outcome v;
	int before;

	test_sign_up(f, "b@example.com");
	before = mailbag_count;
	assert_int_equal(change_to(f, STR("b@example.com"), STR(""), &who), AUTH_OK);
	assert_int_equal(mailbag_count, before);
	assert_int_equal(change_to(f, STR("A@example.com"), STR(""), &who),
			 REFUSED_EMAIL_UNCHANGED);
	/* Taken between the mail and its link. */
	change_to(f, STR("c@example.com"), STR(""), &who);
	test_sign_up(f, "c@example.com");
	assert_int_equal(open_link(f, last_token(f), NULL, &v), REFUSED_LINK_INVALID);
}

static enum store_rc revoke_other_tx(struct sql *sql, void *arg, struct err *err)
{
	struct fixture *f = arg;
	enum store_rc rc = sql_script(
		sql, "create unique index one_until on ostiary_revocation (until_ms)", err);

	return rc == STORE_OK ? revocation_record(sql, &f->issuer->revocations, STR("other"),
						  REVOCATION_SESSIONS_ENDED, err)
			      : rc;
}

/* Only the conflict of the user's own row means that the address is taken. */
static void a_conflict_of_another_table_is_a_fault_and_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = verified_user(f, "a@example.com"), found;
	struct link_outcome v;

	f->issuer->revocations.enabled = true;
	assert_int_equal(store_write(f->store, revoke_other_tx, f, &f->err), STORE_OK);
	assert_int_equal(change_to(f, STR("c@example.com"), STR(""), &who), AUTH_OK);
	assert_int_equal(open_link(f, last_token(f), NULL, &v), AUTH_FAULT);
	assert_int_equal(test_find(f, who.session.token, &found), AUTH_OK);
	assert_true(str_eq(found.user.email, STR("a@example.com")));
	test_advance(f, 1000); /* no two rows of one time */
	assert_int_equal(open_link(f, last_token(f), NULL, &v), AUTH_OK);
	assert_int_equal(test_find(f, who.session.token, &found), AUTH_OK);
	assert_true(str_eq(found.user.email, STR("c@example.com")));
}

static void an_unverified_address_may_change_at_once(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), found;

	f->issuer->settings.change_email.unverified_at_once = true;
	assert_int_equal(change_to(f, STR("c@example.com"), STR(""), &who), CHANGED_AT_ONCE);
	assert_int_equal(test_find(f, who.session.token, &found), AUTH_OK);
	assert_true(str_eq(found.user.email, STR("c@example.com")));
	assert_string_equal(mailbag_last()->to, "c@example.com");
}

static void without_mail_nothing_is_promised(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");

	f->issuer->settings.verification.enabled = false;
	assert_int_equal(change_to(f, STR("c@example.com"), STR(""), &who),
			 REFUSED_CHANGE_NEEDS_MAIL);
	/* Nor a confirmation by the old address: the link to the new one would never come. */
	who.user.email_verified = true;
	f->issuer->settings.change_email.confirm = true;
	assert_int_equal(change_to(f, STR("c@example.com"), STR(""), &who),
			 REFUSED_CHANGE_NEEDS_MAIL);
	assert_int_equal(mailbag_count, 0);
	f->issuer->settings.verification.enabled = true;
	assert_int_equal(change_to(f, STR("c@example.com"), STR(""), &who), AUTH_OK);
	assert_int_equal(mailbag_count, 1);
}

struct mover {
	struct fixture *f;
	struct signed_in who;
	pthread_barrier_t *together;
	enum auth_result result;
	bool changed;
};

static void *move(void *arg)
{
	struct mover *m = arg;
	const struct email_change change = { STR("c@example.com"), STR("") };
	struct err err = { 0 };
	ARENA(a);

	pthread_barrier_wait(m->together);
	m->result = email_change(m->f->issuer, &a, &change, &m->who, &m->changed, &err);
	return NULL;
}

static void of_two_who_take_one_address_at_once_one_gets_it(void **state)
{
	struct fixture *f = *state;
	pthread_barrier_t together;
	struct mover movers[] = {
		{ .f = f, .who = test_sign_up(f, "a@example.com"), .together = &together },
		{ .f = f, .who = test_sign_up(f, "b@example.com"), .together = &together },
	};
	pthread_t threads[ARRAY_LEN(movers)];

	f->issuer->settings.change_email.unverified_at_once = true;
	f->issuer->settings.verification.enabled = false; /* the mailbag is of one thread */
	pthread_barrier_init(&together, NULL, ARRAY_LEN(movers));
	for (size_t i = 0; i < ARRAY_LEN(movers); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, move, &movers[i]), 0);
	for (size_t i = 0; i < ARRAY_LEN(movers); i++)
		pthread_join(threads[i], NULL);
	pthread_barrier_destroy(&together);
	assert_int_equal(movers[0].result, AUTH_OK);
	assert_int_equal(movers[1].result, AUTH_OK);
	assert_int_equal(movers[0].changed + movers[1].changed, 1);
}

static void who_must_verify_is_kept_out_until_then(void **state)
{
	struct fixture *f = *state;
	const struct sign_up_form form = { .name = STR("N"),
					   .email = STR("a@example.com"),
					   .password = STR(TEST_PASSWORD) };
	struct signed_in first, again, in;
	struct link_outcome v;

	f->issuer->settings.verification.required = true;
	assert_int_equal(sign_up(f->issuer, &f->arena, &form, &first, &f->err), AUTH_OK);
	assert_int_equal(first.session.token.n, 0);
	assert_int_equal(mailbag_count, 1);
	assert_int_equal(sign_up(f->issuer, &f->arena, &form, &again, &f->err), AUTH_OK);
	assert_false(str_eq(first.user.id, again.user.id));
	assert_int_equal(mailbag_count, 1);
	assert_int_equal(test_sign_in(f, "a@example.com", "wrong-password", &in),
			 REFUSED_WRONG_CREDENTIALS);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &in),
			 REFUSED_EMAIL_NOT_VERIFIED);
	assert_int_equal(mailbag_count, 1);
	f->issuer->settings.verification.send_on_sign_in = true;
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &in),
			 REFUSED_EMAIL_NOT_VERIFIED);
	assert_int_equal(mailbag_count, 2);
	assert_int_equal(open_link(f, last_token(f), NULL, &v), AUTH_OK);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &in), AUTH_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_MAIL(a_link_verifies_the_address_and_may_be_opened_again),
		TEST_WITH_MAIL(other_texts_that_the_secret_has_signed_are_no_links),
		TEST_WITH_MAIL(unknown_and_verified_addresses_get_no_mail),
		TEST_WITH_MAIL(a_link_is_good_for_an_hour_and_for_its_text_alone),
		TEST_WITH_MAIL(a_link_may_sign_in_as_well),
		TEST_WITH_MAIL(the_new_address_is_asked_and_then_it_is_the_users),
		TEST_WITH_MAIL(the_old_address_is_asked_first_when_that_is_wanted),
		TEST_WITH_MAIL(a_new_password_ends_the_links_that_change_the_address),
		TEST_WITH_MAIL(a_link_that_is_not_bound_to_a_password_changes_nothing),
		TEST_WITH_MAIL(only_a_fresh_session_changes_the_address),
		TEST_WITH_MAIL(a_new_address_ends_the_links_to_the_old_one),
		TEST_WITH_MAIL(a_taken_address_is_neither_told_nor_changed),
		TEST_WITH_MAIL(a_conflict_of_another_table_is_a_fault_and_changes_nothing),
		TEST_WITH_MAIL(an_unverified_address_may_change_at_once),
		TEST_WITH_MAIL(without_mail_nothing_is_promised),
		TEST_WITH_MAIL(of_two_who_take_one_address_at_once_one_gets_it),
		TEST_WITH_MAIL(who_must_verify_is_kept_out_until_then),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
