/* Fresh keys: when they are fetched, what is requested, and how long the old ones stay when a
 * fetch fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "bench.h"

#define MAX_AGE(s) "Cache-Control: public, max-age=" #s "\r\n"

static const char *jwks_of(struct bench *b, const struct mint_key *key)
{
	const char *one = mint_jwk(&b->world.arena, key, "");

	return mint_jwks(&b->world.arena, &one, 1);
}

static void a_set_is_fetched_at_once_and_judges_tokens(void **state)
{
	struct bench *b = *state;
	struct bench_event event;

	bench_publish(b, b->world.jwks, NULL);
	bench_start(b);
	assert_true(ost_remote_wait(b->remote, 20000));
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
	assert_verdict(
		bench_judge(b, mint_token(&b->world.arena, &b->world.stranger, MINT_CLAIMS), 0),
		OST_BAD_SIGNATURE);
	event = bench_event(b, 1);
	assert_outcome(event.outcome, OST_REMOTE_OUTCOME_NEW);
	assert_int_equal(event.reason, OST_REMOTE_REASON_DUE);
	assert_int_equal(event.status, 200);
	assert_int_equal(event.keys, 3);
	assert_string_equal(event.url, b->url);
}

static void good_tokens_are_remembered(void **state)
{
	struct bench *b = *state;
	struct str token = bench_token(b);
	struct ost_remote_status status = { .size = sizeof(status) };

	bench_start_good(b, NULL);
	for (int i = 0; i < 3; i++)
		assert_verdict(bench_judge(b, token, 0), OST_OK);
	assert_true(ost_remote_status(b->remote, &status));
	assert_int_equal(status.cache_hits, 2);
	assert_int_equal(status.cache_entries, 1);
}

static void structs_of_unknown_size_are_refused(void **state)
{
	struct ost_remote_feed_status feed = { .size = sizeof(feed) + 8 };
	struct ost_remote_status status = { .size = 0 };
	struct bench *b = *state;

	bench_start_good(b, NULL);
	b->world.policy.size += 8;
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_BAD_POLICY);
	b->world.policy.size = offsetof(struct ost_policy, issuer);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_BAD_POLICY);
	b->world.policy.size = sizeof(struct ost_policy);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
	assert_false(ost_remote_feed_status(b->remote, OST_REMOTE_SUBJECT_KEYS, &feed));
	assert_int_equal(feed.fetches, 0);
	assert_false(ost_remote_feed_status(b->remote, (enum ost_remote_subject)2, &feed));
	feed.size = offsetof(struct ost_remote_feed_status, consecutive);
	assert_false(ost_remote_feed_status(b->remote, OST_REMOTE_SUBJECT_KEYS, &feed));
	assert_int_equal(feed.entries, 0);
	feed.size = OST_REMOTE_FEED_STATUS_SIZE_0_2;
	assert_true(ost_remote_feed_status(b->remote, OST_REMOTE_SUBJECT_KEYS, &feed));
	assert_int_equal(feed.entries, 3);
	assert_false(ost_remote_status(b->remote, &status));
	status.size = offsetof(struct ost_remote_status, cache_entries);
	assert_false(ost_remote_status(b->remote, &status));
	status.size = OST_REMOTE_STATUS_SIZE_0_2;
	assert_true(ost_remote_status(b->remote, &status));
	assert_int_equal(status.cache_entries, 1);
}

static void the_next_fetch_comes_before_the_set_expires(void **state)
{
	static const struct {
		const char *lines;
		int64_t lifetime_s;
	} rows[] = {
		{ MAX_AGE(600), 600 },
		{ "Cache-Control: max-age=600\r\nAge: 200\r\n", 400 },
		{ "Cache-Control: no-store\r\n", 30 },
		{ MAX_AGE(0), 30 },
		{ MAX_AGE(99999999), 3600 },
		{ NULL, 300 },
		{ "Date: Fri, 20 Nov 2026 06:00:00 GMT\r\n"
		  "Expires: Fri, 20 Nov 2026 06:10:00 GMT\r\n",
		  600 },
	};
	struct bench *b = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bench_event event;

		bench_publish(b, b->world.jwks, rows[i].lines);
		bench_start(b);
		event = bench_event(b, i + 1);
		assert_in_range(event.next_ms, rows[i].lifetime_s * 800, rows[i].lifetime_s * 900);
		bench_stop(b);
	}
}

static void it_waits_until_then_and_no_longer(void **state)
{
	struct bench *b = *state;

	bench_start_good(b, MAX_AGE(600));
	bench_step_s(b, 479); /* 80 % are 480 */
	assert_int_equal(bench_events_settled(b), 1);
	bench_step_s(b, 61);
	assert_outcome(bench_event(b, 2).outcome, OST_REMOTE_OUTCOME_SAME);
	assert_int_equal(bench_events_settled(b), 2);
	assert_int_equal(hostile_requests(b->server, HOSTILE_JWKS), 2);
}

static void a_conditional_request_saves_the_body(void **state)
{
	static const struct {
		const char *lines, *unless;
	} rows[] = {
		{ "ETag: \"v1\"\r\n", "\r\nIf-None-Match: \"v1\"\r\n" },
		{ "ETag: W/\"v1\"\r\n", "\r\nIf-None-Match: W/\"v1\"\r\n" },
		{ "Last-Modified: Fri, 20 Nov 2026 06:00:00 GMT\r\n",
		  "\r\nIf-Modified-Since: Fri, 20 Nov 2026 06:00:00 GMT\r\n" },
	};
	struct bench *b = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct hostile_answer answer = { .body = str_z(b->world.jwks),
						       .lines = rows[i].lines,
						       .unless = rows[i].unless };

		hostile_say(b->server, HOSTILE_JWKS, &answer);
		bench_start(b);
		assert_outcome(bench_event(b, 3 * i + 1).outcome, OST_REMOTE_OUTCOME_NEW);
		for (size_t again = 2; again <= 3; again++) {
			struct bench_event event;

			bench_step_s(b, 3600);
			event = bench_event(b, 3 * i + again);
			assert_outcome(event.outcome, OST_REMOTE_OUTCOME_NOT_MODIFIED);
			assert_int_equal(event.status, 304);
			assert_int_equal(event.keys, 3);
		}
		assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
		bench_stop(b);
	}
}

static void an_unrequested_304_brings_nothing(void **state)
{
	const struct hostile_answer answer = { .status = 304 };
	struct bench *b = *state;

	hostile_say(b->server, HOSTILE_JWKS, &answer);
	bench_start(b);
	assert_outcome(bench_event(b, 1).outcome, OST_REMOTE_OUTCOME_WRONG_STATUS);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_UNJUDGED);
	assert_null(ost_remote_keys(b->remote));
}

static void a_changed_set_replaces_the_old_one(void **state)
{
	struct bench *b = *state;
	struct ost_keyset *before;

	bench_start_good(b, "ETag: \"v1\"\r\n");
	before = ost_remote_keys(b->remote);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
	bench_publish(b, jwks_of(b, &b->world.stranger), "ETag: \"v2\"\r\n");
	bench_step_s(b, 3600);
	assert_outcome(bench_event(b, 2).outcome, OST_REMOTE_OUTCOME_NEW);
	assert_true(hostile_heard(b->server, "If-None-Match: \"v1\""));
	/* The stranger has the name of the old key, which makes no difference: the token is
	 * remembered with the set that judged it. */
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_BAD_SIGNATURE);
	assert_verdict(
		bench_judge(b, mint_token(&b->world.arena, &b->world.stranger, MINT_CLAIMS), 0),
		OST_OK);
	assert_int_equal(ost_keyset_count(before), 3); /* a caller with the old set keeps it */
	ost_keyset_unref(before);
}

static void an_issuer_that_is_down_at_the_start_is_found_later(void **state)
{
	struct bench *b = *state;
	struct bench_event event;

	bench_publish(b, b->world.jwks, NULL);
	hostile_go(b->server);
	bench_start(b);
	assert_outcome(bench_event(b, 1).outcome, OST_REMOTE_OUTCOME_UNREACHABLE);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_UNJUDGED);
	assert_false(ost_remote_wait(b->remote, 10));
	hostile_come_back(b->server);
	bench_step_s(b, 1);
	event = bench_event(b, 2);
	assert_outcome(event.outcome, OST_REMOTE_OUTCOME_NEW);
	assert_int_equal(event.reason, OST_REMOTE_REASON_RETRY);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
}

static void failures_are_repeated_ever_more_slowly(void **state)
{
	struct bench *b = *state;
	int64_t base_ms = 1000;

	bench_start(b); /* 404 */
	for (size_t i = 1; i <= 9; i++) {
		struct bench_event event = bench_event(b, i);

		assert_outcome(event.outcome, OST_REMOTE_OUTCOME_WRONG_STATUS);
		assert_in_range(event.next_ms, base_ms / 2, base_ms);
		base_ms = base_ms * 2 < 60000 ? base_ms * 2 : 60000;
		bench_step_s(b, base_ms / 1000);
	}
}

static void an_issuer_may_ask_for_more_patience(void **state)
{
	const struct hostile_answer answer = { .status = 503, .lines = "Retry-After: 120\r\n" };
	const struct hostile_answer shameless = { .status = 503,
						  .lines = "Retry-After: 9999999\r\n" };
	struct bench *b = *state;

	hostile_say(b->server, HOSTILE_JWKS, &answer);
	bench_start(b);
	assert_int_equal(bench_event(b, 1).next_ms, 120000);
	hostile_say(b->server, HOSTILE_JWKS, &shameless);
	bench_step_s(b, 120);
	assert_int_equal(bench_event(b, 2).next_ms, 3600000);
}

static void an_outage_leaves_the_last_good_set_for_outage_s(void **state)
{
	struct bench *b = *state;
	struct ost_remote_feed_status status;
	size_t n = 1;

	b->settings.outage_s = 7200;
	bench_start_good(b, NULL);
	hostile_go(b->server);
	bench_step_s(b, 7199);
	assert_outcome(bench_event(b, ++n).outcome, OST_REMOTE_OUTCOME_UNREACHABLE);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
	status = bench_status(b, OST_REMOTE_SUBJECT_KEYS);
	assert_int_equal(status.age_ms, 7199000);
	assert_int_equal(status.consecutive, 1);
	assert_int_equal(status.entries, 3);
	assert_false(status.outdated);
	bench_step_s(b, 1);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_UNJUDGED);
	assert_null(ost_remote_keys(b->remote));
	assert_true(bench_status(b, OST_REMOTE_SUBJECT_KEYS).outdated);
	while (bench_event(b, ++n).outcome != OST_REMOTE_OUTCOME_OUTDATED)
		assert_true(n < 10);
	hostile_come_back(b->server);
	bench_step_s(b, 60);
	while (bench_event(b, ++n).outcome != OST_REMOTE_OUTCOME_SAME)
		assert_true(n < 20);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
}

static void or_for_ever_when_it_is_to_be_kept(void **state)
{
	struct bench *b = *state;

	b->settings.outage = OST_REMOTE_OUTAGE_USE_STALE;
	bench_start_good(b, NULL);
	hostile_go(b->server);
	bench_step_s(b, 86400 * 365);
	assert_outcome(bench_event(b, 2).outcome, OST_REMOTE_OUTCOME_UNREACHABLE);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
}

static void a_304_confirms_the_set_for_another_outage_s(void **state)
{
	struct bench *b = *state;
	const struct hostile_answer answer = { .body = str_z(b->world.jwks),
					       .lines = "ETag: \"a\"\r\n",
					       .unless = "If-None-Match: \"a\"" };

	b->settings.outage_s = 3600;
	hostile_say(b->server, HOSTILE_JWKS, &answer);
	bench_start(b);
	bench_event(b, 1);
	bench_step_s(b, 3000);
	assert_outcome(bench_event(b, 2).outcome, OST_REMOTE_OUTCOME_NOT_MODIFIED);
	bench_step_s(b, 3000);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
}

static void asking_for_a_fetch_makes_one_after_the_cooldown(void **state)
{
	struct bench *b = *state;

	bench_start_good(b, NULL);
	for (int i = 0; i < 100; i++)
		ost_remote_refresh(b->remote);
	bench_step_s(b, 29);
	assert_int_equal(bench_events_settled(b), 1);
	bench_step_s(b, 1);
	assert_int_equal(bench_event(b, 2).reason, OST_REMOTE_REASON_REQUESTED);
	assert_int_equal(bench_events_settled(b), 2);
}

/* The child judges nothing by keys that no thread refreshes, and does not wait for a thread that it
 * does not have; the parent goes on. */
static void a_child_made_by_fork_gets_no_keys(void **state)
{
	struct bench *b = *state;
	int status = -1;
	pid_t child;

	bench_start_good(b, NULL);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
	child = fork();
	if (child == 0) {
		struct str token = bench_token(b);
		struct ost_claims *claims = NULL;
		bool fine = ost_remote_keys(b->remote) == NULL &&
			    !ost_remote_wait(b->remote, 1000) &&
			    ost_remote_verify(b->remote, &b->world.policy, token.p, token.n,
					      MINT_NOW, 1000, &claims) == OST_UNJUDGED &&
			    bench_status(b, OST_REMOTE_SUBJECT_KEYS).next_ms == -1;

		ost_remote_refresh(b->remote);
		ost_remote_free(b->remote);
		_exit(fine ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
}

static void it_can_be_freed_in_the_midst_of_a_fetch(void **state)
{
	const struct hostile_answer answer = { .manner = HOSTILE_SILENT };
	struct bench *b = *state;

	b->settings.total_ms = 60000;
	hostile_say(b->server, HOSTILE_JWKS, &answer);
	bench_start(b);
	while (hostile_requests(b->server, HOSTILE_JWKS) == 0)
		usleep(1000);
	alarm(10); /* it would take a minute */
	bench_stop(b);
	alarm(0);
	assert_int_equal(bench_events_settled(b), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_set_up, bench_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_set_is_fetched_at_once_and_judges_tokens),
		TEST(good_tokens_are_remembered),
		TEST(structs_of_unknown_size_are_refused),
		TEST(the_next_fetch_comes_before_the_set_expires),
		TEST(it_waits_until_then_and_no_longer),
		TEST(a_conditional_request_saves_the_body),
		TEST(an_unrequested_304_brings_nothing),
		TEST(a_changed_set_replaces_the_old_one),
		TEST(an_issuer_that_is_down_at_the_start_is_found_later),
		TEST(failures_are_repeated_ever_more_slowly),
		TEST(an_issuer_may_ask_for_more_patience),
		TEST(an_outage_leaves_the_last_good_set_for_outage_s),
		TEST(or_for_ever_when_it_is_to_be_kept),
		TEST(a_304_confirms_the_set_for_another_outage_s),
		TEST(asking_for_a_fetch_makes_one_after_the_cooldown),
		TEST(a_child_made_by_fork_gets_no_keys),
		TEST(it_can_be_freed_in_the_midst_of_a_fetch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
