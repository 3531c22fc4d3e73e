#include "mailbag.h"

#include <pthread.h>

#include "auth/account.h"
#include "auth/own_sessions.h"
#include "auth/reset.h"
#include "crypto/digest.h"
#include "store/verifications.h"

#define HOUR_MS INT64_C(3600000)

/* The token in the arena: the mailbag is overwritten. */
static struct str ask(struct fixture *f, const char *email)
{
	assert_int_equal(reset_request(f->issuer, &f->arena, str_z(email), STR("/r?a=1"), &f->err),
			 RESET_DONE);
	return arena_copy(&f->arena, in_link("/reset-password/", "?"));
}

static enum reset_rc set(struct fixture *f, struct str token, const char *password)
{
	return reset_password(f->issuer, &f->arena, token, str_z(password), &f->err);
}

static void a_link_sets_the_password_once(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), in;
	struct str token = ask(f, "A@Example.com");

	assert_string_equal(last_mail()->kind, "reset-password");
	assert_string_equal(last_mail()->to, "a@example.com");
	assert_non_null(strstr(last_mail()->url, "?callbackURL=%2Fr%3Fa%3D1"));
	assert_int_equal(reset_look(f->issuer, &f->arena, token, &f->err), RESET_DONE);
	assert_int_equal(set(f, token, "password5678"), RESET_DONE);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &in), SIGN_IN_REFUSED);
	assert_int_equal(test_sign_in(f, "a@example.com", "password5678", &in), SIGN_IN_DONE);
	assert_int_equal(set(f, token, "password9999"), RESET_INVALID_TOKEN);
	assert_int_equal(reset_look(f->issuer, &f->arena, token, &f->err), RESET_INVALID_TOKEN);
	assert_int_equal(test_find(f, who.session.token, &in), SESSION_LIVE);
}

static void the_newest_link_counts_until_the_password_changes(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");
	struct signed_in other = test_sign_up(f, "b@example.com");
	const struct password_change change = { .current = STR("password5678"),
						.wanted = STR("password9999") };
	struct str first = ask(f, "a@example.com"), theirs = ask(f, "b@example.com");
	struct str second = ask(f, "a@example.com");

	assert_int_equal(set(f, first, "password1111"), RESET_INVALID_TOKEN);
	assert_int_equal(set(f, second, "password5678"), RESET_DONE);
	second = ask(f, "a@example.com");
	assert_int_equal(password_change(f->issuer, &f->arena, &change, &who, &f->err),
			 ACCOUNT_DONE);
	assert_int_equal(set(f, second, "password1111"), RESET_INVALID_TOKEN);
	assert_int_equal(set(f, theirs, "password2222"), RESET_DONE); /* nobody else's link */
	assert_true(other.user.id.n > 0);
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
	assert_int_equal(reset_look(f->issuer, &f->arena, plain, &f->err), RESET_DONE);
	first = ask(f, "a@example.com");
	assert_false(is_in_clear(f, first));
	assert_int_equal(reset_look(f->issuer, &f->arena, first, &f->err), RESET_DONE);
	assert_int_equal(reset_look(f->issuer, &f->arena, plain, &f->err), RESET_INVALID_TOKEN);
	second = ask(f, "a@example.com");
	assert_int_equal(set(f, first, "password5678"), RESET_INVALID_TOKEN);
	f->issuer->settings.hash_links = false;
	assert_int_equal(set(f, second, "password5678"), RESET_DONE);
	assert_int_equal(set(f, second, "password9999"), RESET_INVALID_TOKEN);
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
	assert_int_equal(set(f, buf_text(&digest), "password5678"), RESET_INVALID_TOKEN);
	assert_int_equal(set(f, token, "password5678"), RESET_DONE);
}

static void nobody_gets_no_mail_and_the_same_answer(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(
		reset_request(f->issuer, &f->arena, STR("no@example.com"), STR(""), &f->err),
		RESET_DONE);
	assert_int_equal(mails, 0);
}

static void a_link_is_good_for_an_hour(void **state)
{
	struct fixture *f = *state;
	struct str token;

	test_sign_up(f, "a@example.com");
	token = ask(f, "a@example.com");
	test_advance(f, HOUR_MS);
	assert_int_equal(reset_look(f->issuer, &f->arena, token, &f->err), RESET_DONE);
	test_advance(f, 1);
	assert_int_equal(reset_look(f->issuer, &f->arena, token, &f->err), RESET_INVALID_TOKEN);
	assert_int_equal(set(f, token, "password5678"), RESET_INVALID_TOKEN);
	assert_int_equal(set(f, STR("nonsense"), "password5678"), RESET_INVALID_TOKEN);
}

static void lengths_are_judged_first_and_use_nothing_up(void **state)
{
	struct fixture *f = *state;
	struct str token;

	test_sign_up(f, "a@example.com");
	token = ask(f, "a@example.com");
	assert_int_equal(set(f, STR("nonsense"), "1234567"), RESET_PASSWORD_TOO_SHORT);
	assert_int_equal(set(f, token, "1234567"), RESET_PASSWORD_TOO_SHORT);
	assert_int_equal(set(f, token, "12345678"), RESET_DONE);
}

static void sessions_end_when_the_settings_say_so(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), found;
	struct signed_in other = test_sign_up(f, "b@example.com");

	f->issuer->settings.end_sessions_on_reset = true;
	assert_int_equal(set(f, ask(f, "a@example.com"), "password5678"), RESET_DONE);
	assert_int_equal(test_find(f, who.session.token, &found), SESSION_GONE);
	assert_int_equal(test_find(f, other.session.token, &found), SESSION_LIVE);
}

struct racer {
	struct fixture *f;
	struct str token;
	char password[16];
	enum reset_rc rc;
};

static void *race(void *arg)
{
	struct racer *r = arg;
	struct arena a;
	struct err err = { 0 };

	arena_init(&a, NULL, 0);
	r->rc = reset_password(r->f->issuer, &a, r->token, str_z(r->password), &err);
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
		if (racers[i].rc != RESET_DONE) {
			assert_int_equal(racers[i].rc, RESET_INVALID_TOKEN);
			continue;
		}
		winners++;
		assert_int_equal(test_sign_in(f, "a@example.com", racers[i].password, &in),
				 SIGN_IN_DONE);
	}
	assert_int_equal(winners, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_MAIL(a_link_sets_the_password_once),
		TEST_WITH_MAIL(the_newest_link_counts_until_the_password_changes),
		TEST_WITH_MAIL(tokens_are_stored_as_digests_where_that_is_wanted),
		TEST_WITH_MAIL(a_digest_is_no_token),
		TEST_WITH_MAIL(nobody_gets_no_mail_and_the_same_answer),
		TEST_WITH_MAIL(a_link_is_good_for_an_hour),
		TEST_WITH_MAIL(lengths_are_judged_first_and_use_nothing_up),
		TEST_WITH_MAIL(sessions_end_when_the_settings_say_so),
		TEST_WITH_MAIL(of_several_at_once_one_uses_the_link),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
