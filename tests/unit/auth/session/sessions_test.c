#include "support/issuer_fixture.h"

#include <pthread.h>

#include "auth/session/sessions.h"

#define DAY_MS INT64_C(86400000)

/* A user and a session that begins now. */
struct start {
	struct user user;
	struct session session;
};

static enum store_rc insert_start(struct sql *sql, void *arg, struct err *err)
{
	struct start *s = arg;
	enum store_rc rc = users_insert(sql, &s->user, err);

	return rc == STORE_OK ? sessions_insert(sql, &s->session, err) : rc;
}

static struct str begin(struct fixture *f, enum remember remember)
{
	const struct session_origin from = { STR("192.0.2.1"), STR("UA") };
	struct start s = {
		.user = { .id = STR("u1"), .name = STR("N"), .email = STR("a@example.com") }
	};

	s.session = session_make(f->issuer, &f->arena, s.user.id, &from, remember,
				 &(struct session_proof){ 0 }, clock_now_ms(&f->clock.clock));
	assert_int_equal(store_write(f->store, insert_start, &s, &f->err), STORE_OK);
	return s.session.token;
}

/* The result of session_find(), and RENEWED in place of AUTH_OK when the session was renewed. */
enum {
	RENEWED = AUTH_RESULTS
};

static int renewed_or(enum auth_result result, const struct signed_in *out)
{
	return result == AUTH_OK && out->renewed ? (int)RENEWED : (int)result;
}

static int find(struct fixture *f, struct str token, struct session_rules rules,
		struct signed_in *out)
{
	return renewed_or(session_find(f->issuer, &f->arena, token, rules, out, &f->err), out);
}

static const struct session_rules no_rules;

static void a_session_is_found_with_its_user(void **state)
{
	struct fixture *f = *state;
	struct str token = begin(f, REMEMBER_YES);
	struct signed_in out;

	assert_int_equal(find(f, token, no_rules, &out), AUTH_OK);
	assert_true(str_eq(out.session.token, token));
	assert_true(str_eq(out.session.user_id, STR("u1")));
	assert_true(str_eq(out.user.email, STR("a@example.com")));
	assert_int_equal(out.session.expires_ms, TEST_NOW_MS + 7 * DAY_MS);
}

static void only_the_whole_token_finds_it(void **state)
{
	struct fixture *f = *state;
	struct str token = begin(f, REMEMBER_YES);
	struct signed_in out;

	assert_int_equal(find(f, str_head(token, 31), no_rules, &out), REFUSED_NO_SESSION);
	assert_int_equal(find(f, STR(""), no_rules, &out), REFUSED_NO_SESSION);
	assert_int_equal(find(f, STR("%"), no_rules, &out), REFUSED_NO_SESSION);
	assert_int_equal(find(f, STR("' OR 1=1 --"), no_rules, &out), REFUSED_NO_SESSION);
	assert_int_equal(find(f, arena_fmt(&f->arena, "%.*s\n", STR_FMT(token)), no_rules, &out),
			 REFUSED_NO_SESSION);
	assert_int_equal(find(f, token, no_rules, &out), AUTH_OK);
}

static void a_session_is_renewed_from_the_millisecond_at_which_it_is_a_day_old(void **state)
{
	struct fixture *f = *state;
	struct str token = begin(f, REMEMBER_YES);
	struct signed_in out;

	test_advance(f, DAY_MS - 1);
	assert_int_equal(find(f, token, no_rules, &out), AUTH_OK);
	assert_int_equal(out.session.expires_ms, TEST_NOW_MS + 7 * DAY_MS);
	assert_int_equal(out.session.updated_ms, TEST_NOW_MS);
	test_advance(f, 1);
	assert_int_equal(find(f, token, no_rules, &out), RENEWED);
	assert_int_equal(out.session.expires_ms, TEST_NOW_MS + 8 * DAY_MS);
	assert_int_equal(out.session.updated_ms, TEST_NOW_MS + DAY_MS);
	assert_int_equal(out.session.created_ms, TEST_NOW_MS);
	assert_int_equal(find(f, token, no_rules, &out), AUTH_OK);
	assert_int_equal(out.session.expires_ms, TEST_NOW_MS + 8 * DAY_MS);
	assert_int_equal(out.session.updated_ms, TEST_NOW_MS + DAY_MS);
}

static void a_session_lives_to_the_millisecond_of_its_end(void **state)
{
	const struct session_rules keep = { .disable_refresh = true };
	struct fixture *f = *state;
	struct str token = begin(f, REMEMBER_YES);
	struct signed_in out;

	test_advance(f, 7 * DAY_MS); /* expiresAt == now is not expired */
	assert_int_equal(find(f, token, keep, &out), AUTH_OK);
	test_advance(f, 1);
	assert_int_equal(find(f, token, keep, &out), REFUSED_NO_SESSION);
	test_advance(f, -1000); /* its row is gone: no clock brings it back */
	assert_int_equal(find(f, token, keep, &out), REFUSED_NO_SESSION);
}

static void the_last_millisecond_is_enough_to_renew(void **state)
{
	struct fixture *f = *state;
	struct str token = begin(f, REMEMBER_YES);
	struct signed_in out;

	test_advance(f, 7 * DAY_MS);
	assert_int_equal(find(f, token, no_rules, &out), RENEWED);
	test_advance(f, 7 * DAY_MS);
	assert_int_equal(find(f, token, no_rules, &out), RENEWED);
	test_advance(f, 7 * DAY_MS + 1);
	assert_int_equal(find(f, token, no_rules, &out), REFUSED_NO_SESSION);
}

static void either_rule_keeps_a_session_from_being_renewed(void **state)
{
	const struct session_rules dont_remember = { .dont_remember = true };
	const struct session_rules disable_refresh = { .disable_refresh = true };
	struct fixture *f = *state;
	struct str token = begin(f, REMEMBER_YES);
	struct signed_in out;

	test_advance(f, 2 * DAY_MS);
	assert_int_equal(find(f, token, dont_remember, &out), AUTH_OK);
	assert_int_equal(find(f, token, disable_refresh, &out), AUTH_OK);
	assert_int_equal(out.session.expires_ms, TEST_NOW_MS + 7 * DAY_MS);
	assert_int_equal(find(f, token, no_rules, &out), RENEWED);
}

/* Contract: a session of one day is due at once when no dont_remember cookie comes with it
 * (bearer). */
static void a_brief_session_is_renewed_at_first_use_unless_its_cookie_says_no(void **state)
{
	const struct session_rules dont_remember = { .dont_remember = true };
	struct fixture *f = *state;
	struct str token = begin(f, REMEMBER_NO);
	struct signed_in out;

	assert_int_equal(find(f, token, dont_remember, &out), AUTH_OK);
	assert_int_equal(out.session.expires_ms, TEST_NOW_MS + DAY_MS);
	assert_int_equal(find(f, token, no_rules, &out), RENEWED);
	assert_int_equal(out.session.expires_ms, TEST_NOW_MS + 7 * DAY_MS);
}

static void a_brief_session_ends_after_a_day(void **state)
{
	const struct session_rules dont_remember = { .dont_remember = true };
	struct fixture *f = *state;
	struct str token = begin(f, REMEMBER_NO);
	struct signed_in out;

	test_advance(f, DAY_MS);
	assert_int_equal(find(f, token, dont_remember, &out), AUTH_OK);
	test_advance(f, 1);
	assert_int_equal(find(f, token, dont_remember, &out), REFUSED_NO_SESSION);
}

static void a_session_has_a_longest_life_where_that_is_wanted(void **state)
{
	struct fixture *f = *state;
	struct signed_in out;
	struct str token;

	f->issuer->settings.session.max_life_s = 10 * DAY_MS / 1000;
	token = begin(f, REMEMBER_YES);
	test_advance(f, 6 * DAY_MS);
	assert_int_equal(find(f, token, no_rules, &out), RENEWED);
	assert_int_equal(out.session.expires_ms, TEST_NOW_MS + 10 * DAY_MS);
	test_advance(f, 3 * DAY_MS); /* due by the usual rule, and for nothing */
	assert_int_equal(find(f, token, no_rules, &out), AUTH_OK);
	assert_false(out.due);
	test_advance(f, DAY_MS);
	assert_int_equal(find(f, token, no_rules, &out), AUTH_OK);
	test_advance(f, 1);
	assert_int_equal(find(f, token, no_rules, &out), REFUSED_NO_SESSION);
	test_advance(f, -1); /* its row is gone as well */
	assert_int_equal(find(f, token, no_rules, &out), REFUSED_NO_SESSION);
}

static void a_longest_life_holds_for_sessions_from_before_it(void **state)
{
	struct fixture *f = *state;
	struct str token = begin(f, REMEMBER_YES);
	struct signed_in out;

	f->issuer->settings.session.max_life_s = 3600;
	assert_int_equal(find(f, token, no_rules, &out), AUTH_OK);
	assert_int_equal(out.session.expires_ms, TEST_NOW_MS + 3600000);
	test_advance(f, 3600001);
	assert_int_equal(find(f, token, no_rules, &out), REFUSED_NO_SESSION);
}

static void signing_out_ends_the_session_at_once_and_twice_is_fine(void **state)
{
	struct fixture *f = *state;
	struct str token = begin(f, REMEMBER_YES);
	struct signed_in out;

	assert_int_equal(find(f, token, no_rules, &out), AUTH_OK);
	assert_int_equal(sign_out(f->issuer, token, &f->err), AUTH_OK);
	assert_int_equal(find(f, token, no_rules, &out), REFUSED_NO_SESSION);
	assert_int_equal(sign_out(f->issuer, token, &f->err), AUTH_OK);
	assert_int_equal(sign_out(f->issuer, STR("unknown"), &f->err), AUTH_OK);
}

static void signing_out_leaves_other_sessions_alone(void **state)
{
	struct fixture *f = *state;
	struct str token = begin(f, REMEMBER_YES);
	struct signed_in out;

	assert_int_equal(sign_out(f->issuer, STR("another"), &f->err), AUTH_OK);
	assert_int_equal(find(f, token, no_rules, &out), AUTH_OK);
}

struct user_of {
	struct fixture *fixture;
	struct str token;
	pthread_barrier_t *start;
	int renewed, live, gone, vanished, other;
};

static void *use(void *arg)
{
	struct user_of *u = arg;
	struct signed_in out;
	struct arena a;
	struct err err;

	arena_init(&a, NULL, 0);
	pthread_barrier_wait(u->start);
	for (int i = 0; i < 20; i++) {
		switch (renewed_or(
			session_find(u->fixture->issuer, &a, u->token, no_rules, &out, &err),
			&out)) {
		case RENEWED:
			u->renewed++;
			break;
		case AUTH_OK:
			u->live++;
			break;
		case REFUSED_NO_SESSION:
			u->gone++;
			break;
		case REFUSED_SESSION_VANISHED:
			u->vanished++;
			break;
		default:
			u->other++;
			break;
		}
	}
	arena_done(&a);
	return NULL;
}

/* Users on eight threads, all of whose sessions are due; meanwhile the session is ended. */
static void a_session_that_is_ended_while_it_is_renewed_stays_ended(void **state)
{
	struct fixture *f = *state;
	struct str token = begin(f, REMEMBER_YES);
	struct user_of users[8];
	pthread_t threads[8];
	pthread_barrier_t start;
	struct signed_in out;

	test_advance(f, DAY_MS);
	pthread_barrier_init(&start, NULL, ARRAY_LEN(users) + 1);
	for (size_t i = 0; i < ARRAY_LEN(users); i++) {
		users[i] = (struct user_of){ .fixture = f, .token = token, .start = &start };
		assert_int_equal(pthread_create(&threads[i], NULL, use, &users[i]), 0);
	}
	pthread_barrier_wait(&start);
	assert_int_equal(sign_out(f->issuer, token, &f->err), AUTH_OK);
	assert_int_equal(find(f, token, no_rules, &out), REFUSED_NO_SESSION);
	for (size_t i = 0; i < ARRAY_LEN(users); i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(users[i].other, 0);
		assert_int_equal(
			users[i].renewed + users[i].live + users[i].gone + users[i].vanished, 20);
	}
	pthread_barrier_destroy(&start);
	assert_int_equal(find(f, token, no_rules, &out), REFUSED_NO_SESSION);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(a_session_is_found_with_its_user),
		TEST_WITH_ISSUER(only_the_whole_token_finds_it),
		TEST_WITH_ISSUER(
			a_session_is_renewed_from_the_millisecond_at_which_it_is_a_day_old),
		TEST_WITH_ISSUER(a_session_lives_to_the_millisecond_of_its_end),
		TEST_WITH_ISSUER(the_last_millisecond_is_enough_to_renew),
		TEST_WITH_ISSUER(either_rule_keeps_a_session_from_being_renewed),
		TEST_WITH_ISSUER(a_brief_session_is_renewed_at_first_use_unless_its_cookie_says_no),
		TEST_WITH_ISSUER(a_brief_session_ends_after_a_day),
		TEST_WITH_ISSUER(a_session_has_a_longest_life_where_that_is_wanted),
		TEST_WITH_ISSUER(a_longest_life_holds_for_sessions_from_before_it),
		TEST_WITH_ISSUER(signing_out_ends_the_session_at_once_and_twice_is_fine),
		TEST_WITH_ISSUER(signing_out_leaves_other_sessions_alone),
		TEST_WITH_ISSUER(a_session_that_is_ended_while_it_is_renewed_stays_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
