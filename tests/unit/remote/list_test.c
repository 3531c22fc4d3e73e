/* The list of who was thrown out, kept beside the keys: when it is fetched, what is taken, and whom it
 * keeps out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "bench.h"
#include "ostiary/not_before.h"

#define INTERVAL_S 30

static const char *ada_at(struct bench *b, const char *time)
{
	struct arena *a = &b->world.arena;

	return arena_fmt(a, "[[\"%s\",%s]]", mint_digest(a, "ada"), time).p;
}

static void say(struct bench *b, struct str text, const char *lines, const char *unless)
{
	const struct hostile_answer answer = {
		.body = text, .type = "application/jwt", .lines = lines, .unless = unless
	};

	hostile_say(b->server, HOSTILE_LIST, &answer);
}

static void say_list(struct bench *b, const struct mint_list *list)
{
	say(b, mint_list_text(&b->world, list), NULL, NULL);
}

/* Everybody is in, or ada is out. */
static struct mint_list list_of(struct bench *b, int64_t version, bool ada_is_out)
{
	struct mint_list list = mint_list(version);

	if (ada_is_out)
		list.users = ada_at(b, "1799999990");
	return list;
}

static void publish(struct bench *b, int64_t version, bool ada_is_out)
{
	struct mint_list list = list_of(b, version, ada_is_out);

	say_list(b, &list);
}

/* Keys, then the list: the first two events. */
static struct bench_event begin(struct bench *b)
{
	b->settings.not_before = OST_REMOTE_LIST;
	b->settings.default_age_s = 3600; /* so that what is due is the list */
	bench_publish(b, b->world.jwks, NULL);
	bench_start(b);
	assert_outcome(bench_event(b, 1).outcome, OST_FETCH_NEW);
	return bench_event(b, 2);
}

/* The event of the list that is due next. */
static struct bench_event next(struct bench *b, size_t number)
{
	bench_step_s(b, INTERVAL_S);
	return bench_event(b, number);
}

static void it_comes_after_the_keys_and_then_at_each_interval(void **state)
{
	struct bench *b = *state;
	struct bench_event event;

	publish(b, 1, true);
	event = begin(b);
	assert_int_equal(event.about, OST_ABOUT_LIST);
	assert_outcome(event.outcome, OST_FETCH_NEW);
	assert_int_equal(event.users, 1);
	assert_int_equal(event.keys, 3);
	assert_non_null(strstr(event.url, HOSTILE_LIST));
	assert_true(event.next_ms >= INTERVAL_S * 850 && event.next_ms <= INTERVAL_S * 1000);
	for (size_t i = 3; i < 6; i++) {
		event = next(b, i);
		assert_int_equal(event.about, OST_ABOUT_LIST);
		assert_outcome(event.outcome, OST_FETCH_SAME);
	}
	assert_int_equal(hostile_requests(b->server, HOSTILE_JWKS), 1);
	assert_true(hostile_heard(b->server, "Accept: application/jwt"));
}

static void without_being_asked_for_none_is_fetched(void **state)
{
	struct bench *b = *state;
	struct str token = bench_token(b);

	publish(b, 1, true);
	bench_start_good(b, NULL);
	bench_step_s(b, 10 * INTERVAL_S);
	bench_events_settled(b);
	assert_int_equal(hostile_requests(b->server, HOSTILE_LIST), 0);
	assert_null(ost_remote_not_before(b->remote));
	assert_verdict(bench_judge(b, token, 0), OST_OK);
}

static void who_is_thrown_out_is_refused_from_the_next_list_on(void **state)
{
	struct bench *b = *state;
	struct str token = bench_token(b);

	publish(b, 1, false);
	begin(b);
	assert_verdict(bench_judge(b, token, 0), OST_OK);
	assert_verdict(bench_judge(b, token, 0), OST_OK); /* remembered */
	publish(b, 2, true);
	assert_outcome(next(b, 3).outcome, OST_FETCH_NEW);
	assert_verdict(bench_judge(b, token, 0), OST_REVOKED);
	publish(b, 3, false);
	assert_outcome(next(b, 4).outcome, OST_FETCH_NEW);
	assert_verdict(bench_judge(b, token, 0), OST_OK);
}

static void a_list_of_the_policys_goes_first(void **state)
{
	struct bench *b = *state;
	struct str token = bench_token(b), text;
	struct mint_list own = list_of(b, 9, false);
	struct ost_not_before *list;

	publish(b, 1, true);
	begin(b);
	assert_verdict(bench_judge(b, token, 0), OST_REVOKED);
	text = mint_list_text(&b->world, &own);
	assert_verdict(
		ost_not_before_new(b->world.set, &b->world.policy, text.p, text.n, MINT_NOW, &list),
		OST_OK);
	b->world.policy.not_before = list;
	assert_verdict(bench_judge(b, token, 0), OST_OK);
	b->world.policy.not_before = NULL;
	ost_not_before_unref(list);
}

static void before_the_first_one_nobody_is_let_in(void **state)
{
	struct bench *b = *state;
	struct str token = bench_token(b);
	struct ost_remote_status status;
	struct bench_event event = begin(b); /* the server says 404 */

	assert_outcome(event.outcome, OST_FETCH_WRONG_STATUS);
	assert_int_equal(event.status, 404);
	assert_verdict(bench_judge(b, token, 0), OST_UNJUDGED);
	assert_false(ost_remote_wait(b->remote, 0));
	ost_remote_status(b->remote, &status);
	assert_int_equal(status.list_age_ms, -1);
	assert_int_equal(status.keys, 3);
	publish(b, 1, false);
	bench_step_s(b, 2);
	assert_outcome(bench_event(b, 3).outcome, OST_FETCH_NEW);
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
		{ "gone", { .status = 404 }, OST_FETCH_WRONG_STATUS },
		{ "broken", { .status = 500 }, OST_FETCH_WRONG_STATUS },
		{ "moved",
		  { .status = 302, .lines = "Location: /elsewhere\r\n" },
		  OST_FETCH_REDIRECTED },
		{ "a page",
		  { .type = "text/html", .body = STR_INIT("<p>sign in") },
		  OST_FETCH_WRONG_TYPE },
		{ "JSON", { .body = STR_INIT("{}") }, OST_FETCH_WRONG_TYPE },
		{ "nothing", { .type = "application/jwt" }, OST_FETCH_REFUSED },
		{ "nonsense",
		  { .type = "application/jwt", .body = STR_INIT("a.b.c") },
		  OST_FETCH_REFUSED },
		{ "compressed",
		  { .type = "application/jwt",
		    .lines = "Content-Encoding: gzip\r\n",
		    .body = STR_INIT("x") },
		  OST_FETCH_ENCODED },
		{ "closed", { .manner = HOSTILE_CLOSES }, OST_FETCH_UNREACHABLE },
		{ "cut short",
		  { .type = "application/jwt",
		    .manner = HOSTILE_TRUNCATES,
		    .body = STR_INIT("abcdefgh") },
		  OST_FETCH_TRUNCATED },
		{ "endless",
		  { .type = "application/jwt", .manner = HOSTILE_LONG_HEAD },
		  OST_FETCH_TOO_LARGE },
	};
	struct bench *b = *state;
	struct str token = bench_token(b);
	size_t event = 2;

	publish(b, 1, true);
	begin(b);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		print_message("# %s\n", rows[i].name);
		hostile_say(b->server, HOSTILE_LIST, &rows[i].answer);
		assert_outcome(next(b, ++event).outcome, rows[i].outcome);
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
	publish(b, 1, true);
	begin(b);
	hostile_say(b->server, HOSTILE_LIST, &endless);
	assert_outcome(next(b, 3).outcome, OST_FETCH_TOO_LARGE);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_REVOKED);
}

static void only_lists_of_the_issuers_keys_are_taken(void **state)
{
	struct bench *b = *state;
	struct mint_list list = list_of(b, 2, false), expired = list_of(b, 3, false);
	struct mint_key own = b->world.rsa;
	struct bench_event event;

	publish(b, 1, true);
	begin(b);
	b->world.rsa.pkey = b->world.stranger.pkey;
	say_list(b, &list);
	b->world.rsa = own;
	event = next(b, 3);
	assert_outcome(event.outcome, OST_FETCH_REFUSED);
	assert_string_equal(event.detail, "bad-signature");
	say(b, bench_token(b), NULL, NULL);
	event = next(b, 4);
	assert_outcome(event.outcome, OST_FETCH_REFUSED);
	assert_string_equal(event.detail, "bad-type");
	expired.exp = MINT_NOW;
	say_list(b, &expired);
	event = next(b, 5);
	assert_outcome(event.outcome, OST_FETCH_REFUSED);
	assert_string_equal(event.detail, "expired");
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_REVOKED);
	say_list(b, &list); /* the twin */
	assert_outcome(next(b, 6).outcome, OST_FETCH_NEW);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
}

static void an_older_list_changes_nothing(void **state)
{
	struct bench *b = *state;

	publish(b, 2, true);
	begin(b);
	publish(b, 1, false);
	assert_outcome(next(b, 3).outcome, OST_FETCH_OLDER);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_REVOKED);
	publish(b, 3, false);
	assert_outcome(next(b, 4).outcome, OST_FETCH_NEW);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
}

static void it_is_asked_for_conditionally(void **state)
{
	struct bench *b = *state;
	struct mint_list list = list_of(b, 1, true);
	struct str text = mint_list_text(&b->world, &list);

	say(b, text, "ETag: \"one\"\r\n", "If-None-Match: \"one\"");
	begin(b);
	assert_outcome(next(b, 3).outcome, OST_FETCH_NOT_MODIFIED);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_REVOKED);
	publish(b, 2, false);
	assert_outcome(next(b, 4).outcome, OST_FETCH_NEW);
	assert_outcome(next(b, 5).outcome, OST_FETCH_SAME);
	assert_false(hostile_heard(b->server, "If-None-Match: \"one\""));
}

static void a_list_that_expires_stays_in_force_and_that_is_said_once(void **state)
{
	const struct hostile_answer gone = { .status = 503 };
	struct bench *b = *state;
	struct ost_remote_status status;
	size_t n, told = 0;

	publish(b, 1, true);
	begin(b);
	hostile_say(b->server, HOSTILE_LIST, &gone);
	bench_step_s(b, 3600);
	n = bench_events_settled(b);
	for (size_t i = 3; i <= n; i++)
		told += bench_event(b, i).outcome == OST_FETCH_OUTDATED;
	assert_int_equal(told, 1);
	ost_remote_status(b->remote, &status);
	assert_true(status.list_expired);
	assert_int_equal(status.users, 1);
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
	publish(b, 1, false);
	b->settings.not_before = OST_REMOTE_LIST;
	b->settings.default_age_s = 3600;
	bench_publish(b, mint_jwks(&w->arena, one, 1), NULL);
	bench_start(b);
	assert_outcome(bench_event(b, 2).outcome, OST_FETCH_REFUSED);
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

	publish(b, 1, false);
	b->settings.total_ms = 300;
	begin(b);
	hostile_say(b->server, HOSTILE_LIST, &silent);
	bench_step_s(b, INTERVAL_S);
	for (int i = 0; i < 100; i++)
		assert_verdict(bench_judge(b, token, 0), OST_OK);
	assert_outcome(bench_event(b, 3).outcome, OST_FETCH_TIMED_OUT);
}

/* --- where it is -------------------------------------------------------------------------------- */

static void describe(struct bench *b, const char *list)
{
	static char text[1024], origin[64];
	struct hostile_answer answer = { .status = 200 };

	snprintf(origin, sizeof(origin), "http://127.0.0.1:%u", hostile_port(b->server));
	snprintf(text, sizeof(text),
		 "{\"issuer\":\"%s\",\"jwks_uri\":\"%s" HOSTILE_JWKS "\"%s%s%s}", origin, origin,
		 list ? ",\"not_before_uri\":\"" : "", list ? list : "", list ? "\"" : "");
	answer.body = str_z(text);
	hostile_say(b->server, HOSTILE_DISCOVERY, &answer);
	snprintf(b->url, sizeof(b->url), "%s", origin);
	b->settings.source = OST_REMOTE_ISSUER;
}

static void an_issuer_says_where_it_is(void **state)
{
	struct bench *b = *state;
	struct mint_list list = list_of(b, 1, true);
	char place[128];

	snprintf(place, sizeof(place), "http://127.0.0.1:%u" HOSTILE_LIST, hostile_port(b->server));
	describe(b, place);
	list.issuer = b->url;
	say_list(b, &list);
	assert_outcome(begin(b).outcome, OST_FETCH_NEW);
	list = list_of(b, 2, false); /* of another issuer */
	say_list(b, &list);
	assert_string_equal(next(b, 3).detail, "wrong-issuer");
}

static void but_not_on_another_origin(void **state)
{
	struct bench *b = *state;

	describe(b, "http://127.0.0.1:1" HOSTILE_LIST);
	assert_outcome(begin(b).outcome, OST_FETCH_NO_LIST);
	assert_int_equal(hostile_requests(b->server, HOSTILE_LIST), 0);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_UNJUDGED);
}

static void an_issuer_that_names_none_may_do_so_later(void **state)
{
	struct bench *b = *state;
	struct mint_list list = list_of(b, 1, false);
	struct bench_event event;
	char place[128];
	size_t i = 2;

	snprintf(place, sizeof(place), "http://127.0.0.1:%u" HOSTILE_LIST, hostile_port(b->server));
	describe(b, NULL);
	assert_outcome(begin(b).outcome, OST_FETCH_NO_LIST);
	describe(b, place);
	list.issuer = b->url;
	say_list(b, &list);
	do {
		bench_step_s(b, INTERVAL_S);
		event = bench_event(b, ++i);
	} while (i < 20 && (event.about != OST_ABOUT_LIST || event.outcome != OST_FETCH_NEW));
	assert_outcome(event.outcome, OST_FETCH_NEW);
	assert_true(ost_remote_wait(b->remote, 0));
}

static void it_can_be_said_where_it_is(void **state)
{
	struct bench *b = *state;
	char place[128];

	snprintf(place, sizeof(place), "http://127.0.0.1:%u" HOSTILE_DISCOVERY "?x",
		 hostile_port(b->server));
	b->settings.not_before_url = place;
	assert_outcome(begin(b).outcome, OST_FETCH_WRONG_STATUS);
	assert_string_equal(bench_event(b, 2).url, place);
}

static void settings_that_make_no_sense_are_refused(void **state)
{
	struct ost_remote_settings s = { .url = "https://login.example/jwks",
					 .not_before = OST_REMOTE_LIST };

	(void)state;
	assert_null(ost_remote_settings_fault(&s));
	s.not_before_s = 3600;
	assert_null(ost_remote_settings_fault(&s));
	s.not_before_s = 3601;
	assert_non_null(strstr(ost_remote_settings_fault(&s), "not_before_s"));
	s.not_before_s = 0;
	s.not_before_url = "http://login.example/not-before";
	assert_non_null(strstr(ost_remote_settings_fault(&s), "leaves this machine"));
	s.not_before_url = "login.example";
	assert_non_null(strstr(ost_remote_settings_fault(&s), "not_before_url"));
	s.not_before_url = "https://login.example/not-before";
	assert_null(ost_remote_settings_fault(&s));
	s.not_before = (enum ost_remote_list)7;
	assert_non_null(ost_remote_settings_fault(&s));
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, bench_set_up, bench_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(it_comes_after_the_keys_and_then_at_each_interval),
		HERE(without_being_asked_for_none_is_fetched),
		HERE(who_is_thrown_out_is_refused_from_the_next_list_on),
		HERE(a_list_of_the_policys_goes_first),
		HERE(before_the_first_one_nobody_is_let_in),
		HERE(a_failure_leaves_the_last_one_in_force),
		HERE(an_endless_list_is_cut_off_at_the_bound),
		HERE(only_lists_of_the_issuers_keys_are_taken),
		HERE(an_older_list_changes_nothing),
		HERE(it_is_asked_for_conditionally),
		HERE(a_list_that_expires_stays_in_force_and_that_is_said_once),
		HERE(an_unknown_key_has_the_keys_fetched),
		HERE(a_slow_list_keeps_no_caller),
		HERE(an_issuer_says_where_it_is),
		HERE(but_not_on_another_origin),
		HERE(an_issuer_that_names_none_may_do_so_later),
		HERE(it_can_be_said_where_it_is),
		cmocka_unit_test(settings_that_make_no_sense_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
