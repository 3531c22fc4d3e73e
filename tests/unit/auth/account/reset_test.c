#include "support/mailbag.h"

#include <pthread.h>

#include "auth/abuse/throttle.h"
#include "auth/account/deletion.h"
#include "auth/account/password.h"
#include "auth/account/sign_in.h"
#include "auth/session/session_list.h"
#include "auth/account/reset.h"
#include "auth/email/link_row.h"
#include "crypto/digest.h"
#include "store/tables/throttle.h"
#include "store/tables/verifications.h"

#define HOUR_MS INT64_C(3600000)

/* The token in the arena: the mailbag is overwritten. */
static struct str ask(struct fixture *f, const char *email)
{
	assert_int_equal(reset_request(f->issuer, &f->arena, str_z(email), STR("/r?a=1"), &f->err),
			 AUTH_OK);
	return arena_copy(&f->arena, mailbag_link_part("/reset-password/", "?"));
}

static enum auth_result set(struct fixture *f, struct str token, const char *password)
{
	struct str user_id;

	return reset_password(f->issuer, &f->arena, token, str_z(password), &user_id, &f->err);
}

static void a_link_sets_the_password_once(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), in;
	struct str token = ask(f, "A@Example.com");

	assert_string_equal(mailbag_last()->kind, "reset-password");
	assert_string_equal(mailbag_last()->to, "a@example.com");
	assert_non_null(strstr(mailbag_last()->url, "?callbackURL=%2Fr%3Fa%3D1"));
	assert_int_equal(reset_check(f->issuer, &f->arena, token, &f->err), AUTH_OK);
	assert_int_equal(set(f, token, "password5678"), AUTH_OK);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &in),
			 REFUSED_WRONG_CREDENTIALS);
	assert_int_equal(test_sign_in(f, "a@example.com", "password5678", &in), AUTH_OK);
	assert_int_equal(set(f, token, "password9999"), REFUSED_RESET_TOKEN_INVALID);
	assert_int_equal(reset_check(f->issuer, &f->arena, token, &f->err),
			 REFUSED_RESET_TOKEN_INVALID);
	assert_int_equal(test_find(f, who.session.token, &in), AUTH_OK);
}

/* Lets the pause after a request pass. */
static struct str ask_later(struct fixture *f, const char *email)
{
	test_advance(f, RESET_PAUSE_S * INT64_C(1000));
	return ask(f, email);
}

/* A stranger who asks again and again makes no link stale. */
static void links_live_side_by_side_and_are_few(void **state)
{
	struct fixture *f = *state;
	struct str links[RESET_LINKS_MAX];
	int mails;

	f->issuer->throttle = throttle_new(&random_kernel);
	test_sign_up(f, "a@example.com");
	links[0] = ask(f, "a@example.com");
	mails = mailbag_count;
	test_advance(f, RESET_PAUSE_S * INT64_C(1000) - 1);
	ask(f, "a@example.com");
	assert_int_equal(mailbag_count, mails);
	test_advance(f, 1);
	for (size_t i = 1; i < RESET_LINKS_MAX; i++) {
		links[i] = ask(f, "a@example.com");
		assert_int_equal(mailbag_count, ++mails);
		test_advance(f, RESET_PAUSE_S * INT64_C(1000));
	}
	ask(f, "a@example.com");
	assert_int_equal(mailbag_count, mails);
	for (size_t i = 0; i < RESET_LINKS_MAX; i++)
		assert_int_equal(reset_check(f->issuer, &f->arena, links[i], &f->err), AUTH_OK);
	test_advance(f, HOUR_MS);
	ask(f, "a@example.com");
	assert_int_equal(mailbag_count, mails + 1); /* when they have expired */
	throttle_free(TAKE(f->issuer->throttle));
	ask(f, "a@example.com");
	assert_int_equal(mailbag_count, mails + 2); /* there is no pause without a throttle */
}

static enum store_rc fail_often_tx(struct sql *sql, void *arg, struct err *err)
{
	enum store_rc rc = STORE_OK;

	for (int i = 0; rc == STORE_OK && i < SIGN_IN_FAILURES_MAX; i++)
		rc = sign_in_failures_add(sql, *(struct str *)arg, STR(""), err);
	return rc;
}

/* The owner's way back. */
static void a_reset_opens_an_account_that_was_closed_by_guesses(void **state)
{
	struct fixture *f = *state;
	struct signed_in who, in;
	struct str token;

	f->issuer->throttle = throttle_new(&random_kernel);
	who = test_sign_up(f, "a@example.com");
	assert_int_equal(store_write(f->store, fail_often_tx, &who.user.id, &f->err), STORE_OK);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &in),
			 REFUSED_WRONG_CREDENTIALS);
	token = ask(f, "a@example.com");
	assert_int_equal(set(f, token, "password5678"), AUTH_OK);
	assert_int_equal(test_sign_in(f, "a@example.com", "password5678", &in), AUTH_OK);
	throttle_free(TAKE(f->issuer->throttle));
}

static void every_link_counts_until_the_password_changes(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");
	struct signed_in other = test_sign_up(f, "b@example.com");
	const struct password_change change = { .current = STR("password5678"),
						.wanted = STR("password9999") };
	struct str first = ask(f, "a@example.com"), theirs = ask(f, "b@example.com");
	struct str second = ask_later(f, "a@example.com");

	assert_int_equal(set(f, first, "password5678"), AUTH_OK);
	assert_int_equal(set(f, second, "password1111"), REFUSED_RESET_TOKEN_INVALID);
	second = ask(f, "a@example.com");
	assert_int_equal(password_change(f->issuer, &f->arena, &change, &who, &f->err), AUTH_OK);
	assert_int_equal(set(f, second, "password1111"), REFUSED_RESET_TOKEN_INVALID);
	assert_int_equal(set(f, theirs, "password2222"), AUTH_OK); /* the link of no other user */
	assert_true(other.user.id.n > 0);
}

static void a_link_that_is_not_sent_replaces_none(void **state)
{
	struct fixture *f = *state;
	struct str sent;

	test_sign_up(f, "a@example.com");
	sent = ask(f, "a@example.com");
	mailbag_is_full = true;
	assert_int_equal(
		reset_request(f->issuer, &f->arena, STR("a@example.com"), STR(""), &f->err),
		AUTH_OK);
	assert_int_equal(mailbag_count, 1);
	assert_int_equal(set(f, sent, "password5678"), AUTH_OK);
}

struct search {
	struct fixture *f;
	struct str identifier;
	struct verification row;
};

static enum store_rc find_row(struct sql *sql, void *arg, struct err *err)
{
	struct search *s = arg;

	return verifications_find(sql, &s->f->arena, s->identifier, &s->row, err);
}

/* Whether the database has a row from which the link can be made. */
static bool is_in_clear(struct fixture *f, struct str token)
{
	struct search s = { .f = f,
			    .identifier =
				    arena_fmt(&f->arena, RESET_PREFIX "%.*s", STR_FMT(token)) };

	return store_read(f->store, find_row, &s, &f->err) == STORE_OK;
}

static void tokens_are_stored_as_digests_where_that_is_wanted(void **state)
{
	struct fixture *f = *state;
	struct str plain, first, second;

	test_sign_up(f, "a@example.com");
	plain = ask(f, "a@example.com");
	assert_true(is_in_clear(f, plain));
	f->issuer->settings.hash_links = true;
	assert_int_equal(reset_check(f->issuer, &f->arena, plain, &f->err), AUTH_OK);
	first = ask_later(f, "a@example.com");
	assert_false(is_in_clear(f, first));
	assert_int_equal(reset_check(f->issuer, &f->arena, first, &f->err), AUTH_OK);
	assert_int_equal(reset_check(f->issuer, &f->arena, plain, &f->err), AUTH_OK);
	second = ask_later(f, "a@example.com");
	f->issuer->settings.hash_links = false;
	assert_int_equal(set(f, second, "password5678"), AUTH_OK);
	assert_int_equal(set(f, second, "password9999"), REFUSED_RESET_TOKEN_INVALID);
	assert_int_equal(set(f, first, "password9999"), REFUSED_RESET_TOKEN_INVALID);
	assert_int_equal(set(f, plain, "password9999"), REFUSED_RESET_TOKEN_INVALID);
}

/* What a thief of the database has is no token. */
static void a_digest_is_no_token(void **state)
{
	struct fixture *f = *state;
	struct buf digest;
	struct str token;

	test_sign_up(f, "a@example.com");
	f->issuer->settings.hash_links = true;
	token = ask(f, "a@example.com");
	arena_buf(&f->arena, &digest, 43, 43);
	digest_sha256_b64url(arena_fmt(&f->arena, RESET_PREFIX "%.*s", STR_FMT(token)), &digest);
	assert_int_equal(set(f, buf_text(&digest), "password5678"), REFUSED_RESET_TOKEN_INVALID);
	assert_int_equal(set(f, token, "password5678"), AUTH_OK);
}

static void an_unknown_address_gets_no_mail_and_the_same_answer(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(
		reset_request(f->issuer, &f->arena, STR("no@example.com"), STR(""), &f->err),
		AUTH_OK);
	assert_int_equal(mailbag_count, 0);
}

static uint64_t commits(struct fixture *f)
{
	struct store_stats stats;

	store_stats(f->store, &stats);
	return stats.commits;
}

/* Who measures answers cannot tell an address without an account from one that had its mails. */
static void every_request_waits_for_one_commit(void **state)
{
	static const struct {
		const char *email;
		bool full; /* the address has had as many mails as it may get */
		int mails;
	} cases[] = {
		{ "a@example.com", false, 1 },
		{ "a@example.com", true, 0 },
		{ "no@example.com", false, 0 },
		{ "no@example.com", true, 0 },
	};
	struct fixture *f = *state;

	test_sign_up(f, "a@example.com");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		uint64_t before = commits(f);
		int mails = mailbag_count;

		mailbag_is_full = cases[i].full;
		assert_int_equal(reset_request(f->issuer, &f->arena, str_z(cases[i].email), STR(""),
					       &f->err),
				 AUTH_OK);
		assert_int_equal(commits(f) - before, 1);
		assert_int_equal(mailbag_count - mails, cases[i].mails);
	}
}

/* A digest hides what a row is for. */
static void a_link_that_deletes_the_account_is_no_reset_link(void **state)
{
	struct fixture *f = *state;
	struct deletion by = { .token = STR("") };
	struct signed_in who;

	f->issuer->throttle = throttle_new(&random_kernel);
	f->issuer->settings.hash_links = true;
	who = test_sign_up(f, "a@example.com");
	assert_int_equal(user_delete_by_mail(f->issuer, &f->arena, STR(""), &who, &f->err),
			 AUTH_OK);
	by.token = arena_copy(&f->arena, mailbag_link_part("token=", "&"));
	assert_int_equal(set(f, ask(f, "a@example.com"), "password5678"), AUTH_OK);
	assert_int_equal(mailbag_count, 2);
	assert_int_equal(user_delete(f->issuer, &f->arena, &by, &who, &f->err), AUTH_OK);
	throttle_free(TAKE(f->issuer->throttle));
}

static void a_link_is_good_for_an_hour(void **state)
{
	struct fixture *f = *state;
	struct str token;

	test_sign_up(f, "a@example.com");
	token = ask(f, "a@example.com");
	test_advance(f, HOUR_MS);
	assert_int_equal(reset_check(f->issuer, &f->arena, token, &f->err), AUTH_OK);
	test_advance(f, 1);
	assert_int_equal(reset_check(f->issuer, &f->arena, token, &f->err),
			 REFUSED_RESET_TOKEN_INVALID);
	assert_int_equal(set(f, token, "password5678"), REFUSED_RESET_TOKEN_INVALID);
	assert_int_equal(set(f, STR("nonsense"), "password5678"), REFUSED_RESET_TOKEN_INVALID);
}

static void lengths_are_judged_first_and_use_nothing_up(void **state)
{
	struct fixture *f = *state;
	struct str token;

	test_sign_up(f, "a@example.com");
	token = ask(f, "a@example.com");
	assert_int_equal(set(f, STR("nonsense"), "1234567"), REFUSED_PASSWORD_TOO_SHORT);
	assert_int_equal(set(f, token, "1234567"), REFUSED_PASSWORD_TOO_SHORT);
	assert_int_equal(set(f, token, "12345678"), AUTH_OK);
}

static void sessions_end_when_the_settings_say_so(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), found;
	struct signed_in other = test_sign_up(f, "b@example.com");

	f->issuer->settings.reset.end_sessions = true;
	assert_int_equal(set(f, ask(f, "a@example.com"), "password5678"), AUTH_OK);
	assert_int_equal(test_find(f, who.session.token, &found), REFUSED_NO_SESSION);
	assert_int_equal(test_find(f, other.session.token, &found), AUTH_OK);
}

struct racer {
	struct fixture *f;
	struct str token;
	char password[16];
	enum auth_result rc;
};

static void *race(void *arg)
{
	struct racer *r = arg;
	struct str user_id;
	struct arena a;
	struct err err = { 0 };

	arena_init(&a, NULL, 0);
	r->rc = reset_password(r->f->issuer, &a, r->token, str_z(r->password), &user_id, &err);
	arena_done(&a);
	return NULL;
}

static void of_several_at_once_one_uses_the_link(void **state)
{
	struct fixture *f = *state;
	struct racer racers[4];
	pthread_t threads[4];
	struct signed_in in;
	struct str token;
	int winners = 0;

	test_sign_up(f, "a@example.com");
	token = ask(f, "a@example.com");
	for (int i = 0; i < 4; i++) {
		racers[i] = (struct racer){ .f = f, .token = token };
		snprintf(racers[i].password, sizeof(racers[i].password), "password-%d", i);
		assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
	}
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		if (racers[i].rc != AUTH_OK) {
			assert_int_equal(racers[i].rc, REFUSED_RESET_TOKEN_INVALID);
			continue;
		}
		winners++;
		assert_int_equal(test_sign_in(f, "a@example.com", racers[i].password, &in),
				 AUTH_OK);
	}
	assert_int_equal(winners, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_MAIL(a_link_sets_the_password_once),
		TEST_WITH_MAIL(a_link_that_is_not_sent_replaces_none),
		TEST_WITH_MAIL(links_live_side_by_side_and_are_few),
		TEST_WITH_MAIL(a_reset_opens_an_account_that_was_closed_by_guesses),
		TEST_WITH_MAIL(every_link_counts_until_the_password_changes),
		TEST_WITH_MAIL(tokens_are_stored_as_digests_where_that_is_wanted),
		TEST_WITH_MAIL(a_digest_is_no_token),
		TEST_WITH_MAIL(an_unknown_address_gets_no_mail_and_the_same_answer),
		TEST_WITH_MAIL(every_request_waits_for_one_commit),
		TEST_WITH_MAIL(a_link_that_deletes_the_account_is_no_reset_link),
		TEST_WITH_MAIL(a_link_is_good_for_an_hour),
		TEST_WITH_MAIL(lengths_are_judged_first_and_use_nothing_up),
		TEST_WITH_MAIL(sessions_end_when_the_settings_say_so),
		TEST_WITH_MAIL(of_several_at_once_one_uses_the_link),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
