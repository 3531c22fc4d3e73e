/* The revocation list, kept beside the keys: when it is fetched, which lists are accepted, and
 * which tokens they refuse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "bench.h"
#include "lists.h"
#include "ostiary/revocations.h"

static void it_comes_after_the_keys_and_then_at_each_interval(void **state)
{
	struct bench *b = *state;
	struct bench_event event;

	list_publish(b, 1, true);
	event = list_begin(b);
	assert_int_equal(event.subject, OST_REMOTE_SUBJECT_REVOCATIONS);
	assert_outcome(event.outcome, OST_REMOTE_OUTCOME_NEW);
	assert_int_equal(event.users, 1);
	assert_int_equal(event.keys, 3);
	assert_non_null(strstr(event.url, HOSTILE_LIST));
	assert_true(event.next_ms >= INTERVAL_S * 850 && event.next_ms <= INTERVAL_S * 1000);
	for (size_t i = 3; i < 6; i++) {
		event = list_next(b, i);
		assert_int_equal(event.subject, OST_REMOTE_SUBJECT_REVOCATIONS);
		assert_outcome(event.outcome, OST_REMOTE_OUTCOME_SAME);
	}
	assert_int_equal(hostile_requests(b->server, HOSTILE_JWKS), 1);
	assert_true(hostile_heard(b->server, "Accept: application/jwt"));
}

static void without_being_asked_for_none_is_fetched(void **state)
{
	struct bench *b = *state;
	struct str token = bench_token(b);

	list_publish(b, 1, true);
	bench_start_good(b, NULL);
	bench_step_s(b, 10 * INTERVAL_S);
	bench_events_settled(b);
	assert_int_equal(hostile_requests(b->server, HOSTILE_LIST), 0);
	assert_null(ost_remote_revocations(b->remote));
	assert_int_equal(bench_status(b, OST_REMOTE_SUBJECT_REVOCATIONS).next_ms, -1);
	assert_verdict(bench_judge(b, token, 0), OST_OK);
}

static void no_fetch_of_the_list_is_due_before_the_keys_have_come(void **state)
{
	struct bench *b = *state;

	b->settings.revocations = OST_REMOTE_REVOCATIONS_REQUIRED;
	bench_start(b); /* the server says 404 */
	assert_outcome(bench_event(b, 1).outcome, OST_REMOTE_OUTCOME_WRONG_STATUS);
	assert_int_equal(bench_status(b, OST_REMOTE_SUBJECT_REVOCATIONS).next_ms, -1);
	assert_true(bench_status(b, OST_REMOTE_SUBJECT_KEYS).next_ms > 0);
	list_publish(b, 1, false);
	bench_publish(b, b->world.jwks, NULL);
	bench_step_s(b, 2);
	assert_outcome(bench_event(b, 2).outcome, OST_REMOTE_OUTCOME_NEW);
	assert_outcome(bench_event(b, 3).outcome, OST_REMOTE_OUTCOME_NEW);
	assert_true(bench_status(b, OST_REMOTE_SUBJECT_REVOCATIONS).next_ms > 0);
}

static void who_is_revoked_is_refused_from_the_next_list_on(void **state)
{
	struct bench *b = *state;
	struct str token = bench_token(b);

	list_publish(b, 1, false);
	list_begin(b);
	assert_verdict(bench_judge(b, token, 0), OST_OK);
	assert_verdict(bench_judge(b, token, 0), OST_OK); /* remembered */
	list_publish(b, 2, true);
	assert_outcome(list_next(b, 3).outcome, OST_REMOTE_OUTCOME_NEW);
	assert_verdict(bench_judge(b, token, 0), OST_REVOKED);
	list_publish(b, 3, false);
	assert_outcome(list_next(b, 4).outcome, OST_REMOTE_OUTCOME_NEW);
	assert_verdict(bench_judge(b, token, 0), OST_OK);
}

static void a_list_of_the_policys_goes_first(void **state)
{
	struct bench *b = *state;
	struct str token = bench_token(b), text;
	struct mint_list own = list_of(b, 9, false);
	struct ost_revocations *list;

	list_publish(b, 1, true);
	list_begin(b);
	assert_verdict(bench_judge(b, token, 0), OST_REVOKED);
	text = mint_list_text(&b->world, &own);
	assert_verdict(ost_revocations_new(b->world.set, &b->world.policy, text.p, text.n, MINT_NOW,
					   &list),
		       OST_OK);
	b->world.policy.revocations = list;
	assert_verdict(bench_judge(b, token, 0), OST_OK);
	b->world.policy.revocations = NULL;
	ost_revocations_unref(list);
}

static void before_the_first_list_every_token_is_refused(void **state)
{
	struct bench *b = *state;
	struct str token = bench_token(b);
	struct bench_event event = list_begin(b); /* the server says 404 */

	assert_outcome(event.outcome, OST_REMOTE_OUTCOME_WRONG_STATUS);
	assert_int_equal(event.status, 404);
	assert_verdict(bench_judge(b, token, 0), OST_UNJUDGED);
	assert_false(ost_remote_wait(b->remote, 0));
	assert_int_equal(bench_status(b, OST_REMOTE_SUBJECT_REVOCATIONS).age_ms, -1);
	assert_int_equal(bench_status(b, OST_REMOTE_SUBJECT_KEYS).entries, 3);
	list_publish(b, 1, false);
	bench_step_s(b, 2);
	assert_outcome(bench_event(b, 3).outcome, OST_REMOTE_OUTCOME_NEW);
	assert_true(ost_remote_wait(b->remote, 0));
	assert_verdict(bench_judge(b, token, 0), OST_OK);
}

static void a_failure_leaves_the_last_one_in_force(void **state)
{
	static const struct {
		const char *name;
		struct hostile_answer answer;
		enum ost_remote_outcome outcome;
	} rows[] = {
		{ "gone", { .status = 404 }, OST_REMOTE_OUTCOME_WRONG_STATUS },
		{ "broken", { .status = 500 }, OST_REMOTE_OUTCOME_WRONG_STATUS },
		{ "moved",
		  { .status = 302, .lines = "Location: /elsewhere\r\n" },
		  OST_REMOTE_OUTCOME_REDIRECTED },
		{ "a page",
		  { .type = "text/html", .body = STR_INIT("<p>sign in") },
		  OST_REMOTE_OUTCOME_WRONG_TYPE },
		{ "JSON", { .body = STR_INIT("{}") }, OST_REMOTE_OUTCOME_WRONG_TYPE },
		{ "nothing", { .type = "application/jwt" }, OST_REMOTE_OUTCOME_REFUSED },
		{ "nonsense",
		  { .type = "application/jwt", .body = STR_INIT("a.b.c") },
		  OST_REMOTE_OUTCOME_REFUSED },
		{ "compressed",
		  { .type = "application/jwt",
		    .lines = "Content-Encoding: gzip\r\n",
		    .body = STR_INIT("x") },
		  OST_REMOTE_OUTCOME_ENCODED },
		{ "closed", { .manner = HOSTILE_CLOSES }, OST_REMOTE_OUTCOME_UNREACHABLE },
		{ "cut short",
		  { .type = "application/jwt",
		    .manner = HOSTILE_TRUNCATES,
		    .body = STR_INIT("abcdefgh") },
		  OST_REMOTE_OUTCOME_TRUNCATED },
		{ "endless",
		  { .type = "application/jwt", .manner = HOSTILE_LONG_HEAD },
		  OST_REMOTE_OUTCOME_TOO_LARGE },
	};
	struct bench *b = *state;
	struct str token = bench_token(b);
	size_t event = 2;

	list_publish(b, 1, true);
	list_begin(b);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		print_message("# %s\n", rows[i].name);
		hostile_say(b->server, HOSTILE_LIST, &rows[i].answer);
		assert_outcome(list_next(b, ++event).outcome, rows[i].outcome);
		assert_verdict(bench_judge(b, token, 0), OST_REVOKED);
	}
}

static void an_endless_list_is_cut_off_at_the_bound(void **state)
{
	static char much[65536];
	struct bench *b = *state;
	const struct hostile_answer endless = { .type = "application/jwt",
						.manner = HOSTILE_ENDLESS,
						.body = str_of(much, sizeof(much)) };

	memset(much, 'a', sizeof(much));
	list_publish(b, 1, true);
	list_begin(b);
	hostile_say(b->server, HOSTILE_LIST, &endless);
	assert_outcome(list_next(b, 3).outcome, OST_REMOTE_OUTCOME_TOO_LARGE);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_REVOKED);
}

static void only_lists_of_the_issuers_keys_are_taken(void **state)
{
	struct bench *b = *state;
	struct mint_list list = list_of(b, 2, false), expired = list_of(b, 3, false);
	struct mint_key own = b->world.rsa;
	struct bench_event event;

	list_publish(b, 1, true);
	list_begin(b);
	b->world.rsa.pkey = b->world.stranger.pkey;
	list_say_made(b, &list);
	b->world.rsa = own;
	event = list_next(b, 3);
	assert_outcome(event.outcome, OST_REMOTE_OUTCOME_REFUSED);
	assert_string_equal(event.detail, "bad-signature");
	list_say(b, bench_token(b), NULL, NULL);
	event = list_next(b, 4);
	assert_outcome(event.outcome, OST_REMOTE_OUTCOME_REFUSED);
	assert_string_equal(event.detail, "bad-type");
	expired.exp = MINT_NOW;
	list_say_made(b, &expired);
	event = list_next(b, 5);
	assert_outcome(event.outcome, OST_REMOTE_OUTCOME_REFUSED);
	assert_string_equal(event.detail, "expired");
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_REVOKED);
	list_say_made(b, &list); /* the twin */
	assert_outcome(list_next(b, 6).outcome, OST_REMOTE_OUTCOME_NEW);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
}

static void an_older_list_changes_nothing(void **state)
{
	struct bench *b = *state;

	list_publish(b, 2, true);
	list_begin(b);
	list_publish(b, 1, false);
	assert_outcome(list_next(b, 3).outcome, OST_REMOTE_OUTCOME_STALE_LIST);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_REVOKED);
	list_publish(b, 3, false);
	assert_outcome(list_next(b, 4).outcome, OST_REMOTE_OUTCOME_NEW);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
}

static void it_is_asked_for_conditionally(void **state)
{
	struct bench *b = *state;
	struct mint_list list = list_of(b, 1, true);
	struct str text = mint_list_text(&b->world, &list);

	list_say(b, text, "ETag: \"one\"\r\n", "If-None-Match: \"one\"");
	list_begin(b);
	assert_outcome(list_next(b, 3).outcome, OST_REMOTE_OUTCOME_NOT_MODIFIED);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_REVOKED);
	list_publish(b, 2, false);
	assert_outcome(list_next(b, 4).outcome, OST_REMOTE_OUTCOME_NEW);
	assert_outcome(list_next(b, 5).outcome, OST_REMOTE_OUTCOME_SAME);
	assert_false(hostile_heard(b->server, "If-None-Match: \"one\""));
}

static void a_list_that_expires_stays_in_force_and_that_is_said_once(void **state)
{
	const struct hostile_answer gone = { .status = 503 };
	struct bench *b = *state;
	struct ost_remote_feed_status status;
	size_t n, told = 0;

	list_publish(b, 1, true);
	list_begin(b);
	hostile_say(b->server, HOSTILE_LIST, &gone);
	bench_step_s(b, 3600);
	n = bench_events_settled(b);
	for (size_t i = 3; i <= n; i++)
		told += bench_event(b, i).outcome == OST_REMOTE_OUTCOME_OUTDATED;
	assert_int_equal(told, 1);
	status = bench_status(b, OST_REMOTE_SUBJECT_REVOCATIONS);
	assert_true(status.outdated);
	assert_int_equal(status.entries, 1);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_REVOKED);
}

/* After a change of keys the list is signed by one that is not known yet. */
static void an_unknown_key_has_the_keys_fetched(void **state)
{
	struct bench *b = *state;
	const char *one[1];
	struct mint_world *w = &b->world;
	size_t n;

	one[0] = mint_jwk(&w->arena, &w->ed, ",\"alg\":\"EdDSA\"");
	list_publish(b, 1, false);
	b->settings.revocations = OST_REMOTE_REVOCATIONS_REQUIRED;
	b->settings.default_age_s = 3600;
	bench_publish(b, mint_jwks(&w->arena, one, 1), NULL);
	bench_start(b);
	assert_outcome(bench_event(b, 2).outcome, OST_REMOTE_OUTCOME_REFUSED);
	assert_string_equal(bench_event(b, 2).detail, "unknown-key");
	bench_publish(b, w->jwks, NULL);
	bench_step_s(b, 30); /* the cooldown */
	bench_event(b, 3);
	bench_event(b, 4);
	bench_step_s(b, INTERVAL_S);
	bench_event(b, 5);
	n = bench_events_settled(b);
	assert_true(n >= 5);
	assert_true(ost_remote_wait(b->remote, 0));
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
}

static void a_slow_list_keeps_no_caller(void **state)
{
	const struct hostile_answer silent = { .manner = HOSTILE_SILENT };
	struct bench *b = *state;
	struct str token = bench_token(b);

	list_publish(b, 1, false);
	b->settings.total_ms = 300;
	list_begin(b);
	hostile_say(b->server, HOSTILE_LIST, &silent);
	bench_step_s(b, INTERVAL_S);
	for (int i = 0; i < 100; i++)
		assert_verdict(bench_judge(b, token, 0), OST_OK);
	assert_outcome(bench_event(b, 3).outcome, OST_REMOTE_OUTCOME_TIMED_OUT);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, bench_set_up, bench_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(it_comes_after_the_keys_and_then_at_each_interval),
		HERE(without_being_asked_for_none_is_fetched),
		HERE(no_fetch_of_the_list_is_due_before_the_keys_have_come),
		HERE(who_is_revoked_is_refused_from_the_next_list_on),
		HERE(a_list_of_the_policys_goes_first),
		HERE(before_the_first_list_every_token_is_refused),
		HERE(a_failure_leaves_the_last_one_in_force),
		HERE(an_endless_list_is_cut_off_at_the_bound),
		HERE(only_lists_of_the_issuers_keys_are_taken),
		HERE(an_older_list_changes_nothing),
		HERE(it_is_asked_for_conditionally),
		HERE(a_list_that_expires_stays_in_force_and_that_is_said_once),
		HERE(an_unknown_key_has_the_keys_fetched),
		HERE(a_slow_list_keeps_no_caller),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
