/* Every bad answer: what it is called, that it does not touch a good set, and that a good one
 * does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "bench.h"

#define BOMB_BYTES   (1 << 20)
#define BOMB_COMMAND "head -c 67108864 /dev/zero | gzip -9"
#define JSON_BODY    "{\"keys\":[]}"
#define TRANSFER     "Transfer-Encoding: gzip, chunked\r\n"

struct row {
	const char *name;
	struct hostile_answer answer;
	enum ost_remote_outcome outcome;
};

#define BODY(text) .body = STR_INIT(text)

static const struct row rows[] = {
	{ "gone", { .status = 404 }, OST_REMOTE_OUTCOME_WRONG_STATUS },
	{ "broken", { .status = 500, BODY("{}") }, OST_REMOTE_OUTCOME_WRONG_STATUS },
	{ "no content", { .status = 204 }, OST_REMOTE_OUTCOME_WRONG_STATUS },
	{ "partial", { .status = 206, BODY("{\"keys\":") }, OST_REMOTE_OUTCOME_WRONG_STATUS },
	{ "redirecting",
	  { .status = 302, .lines = "Location: /.well-known/openid-configuration\r\n" },
	  OST_REMOTE_OUTCOME_REDIRECTED },
	{ "redirecting for ever",
	  { .status = 308, .lines = "Location: http://127.0.0.1:1/jwks\r\n", BODY("x") },
	  OST_REMOTE_OUTCOME_REDIRECTED },
	{ "to a file",
	  { .status = 301, .lines = "Location: file:///etc/passwd\r\n" },
	  OST_REMOTE_OUTCOME_REDIRECTED },
	{ "HTML",
	  { .type = "text/html; charset=utf-8", BODY(JSON_BODY) },
	  OST_REMOTE_OUTCOME_WRONG_TYPE },
	{ "an image", { .type = "image/png", BODY(JSON_BODY) }, OST_REMOTE_OUTCOME_WRONG_TYPE },
	{ "gzip",
	  { .lines = "Content-Encoding: gzip\r\n", BODY(JSON_BODY) },
	  OST_REMOTE_OUTCOME_ENCODED },
	{ "brotli",
	  { .lines = "Content-Encoding: br\r\n", BODY(JSON_BODY) },
	  OST_REMOTE_OUTCOME_ENCODED },
	{ "silent", { .manner = HOSTILE_SILENT }, OST_REMOTE_OUTCOME_TIMED_OUT },
	{ "late", { .delay_ms = 5000 }, OST_REMOTE_OUTCOME_TIMED_OUT },
	{ "dribbling",
	  { .manner = HOSTILE_DRIBBLES, BODY("{\"keys\":[{\"kty\":\"RSA\",\"n\":\"0\"}]}") },
	  OST_REMOTE_OUTCOME_TIMED_OUT },
	{ "hanging up", { .manner = HOSTILE_CLOSES }, OST_REMOTE_OUTCOME_UNREACHABLE },
	{ "truncated",
	  { .manner = HOSTILE_TRUNCATES, BODY(JSON_BODY) },
	  OST_REMOTE_OUTCOME_TRUNCATED },
	{ "endless",
	  { .manner = HOSTILE_ENDLESS,
	    BODY("                                                                  "
		 "                                                                  ") },
	  OST_REMOTE_OUTCOME_TOO_LARGE },
	{ "endless head", { .manner = HOSTILE_LONG_HEAD }, OST_REMOTE_OUTCOME_TOO_LARGE },
	{ "endless hints", { .manner = HOSTILE_INTERIM }, OST_REMOTE_OUTCOME_TOO_LARGE },
	{ "announced too large",
	  { .manner = HOSTILE_LONG_HEAD, .lines = "Content-Length: 524289\r\n\r\n" },
	  OST_REMOTE_OUTCOME_TOO_LARGE },
	{ "not HTTP",
	  { .manner = HOSTILE_RAW, BODY("SSH-2.0-OpenSSH_9.2\r\n") },
	  OST_REMOTE_OUTCOME_UNREADABLE },
	{ "HTTP 0.9", { .manner = HOSTILE_RAW, BODY(JSON_BODY) }, OST_REMOTE_OUTCOME_UNREADABLE },
	{ "empty", { .status = 200 }, OST_REMOTE_OUTCOME_UNREADABLE },
	{ "no JSON", { BODY("keys") }, OST_REMOTE_OUTCOME_UNREADABLE },
	{ "cut JSON", { BODY("{\"keys\":[{\"kty\":\"RSA\"") }, OST_REMOTE_OUTCOME_UNREADABLE },
	{ "JSON without keys", { BODY("{}") }, OST_REMOTE_OUTCOME_UNREADABLE },
	{ "keys of another kind", { BODY("{\"keys\":{}}") }, OST_REMOTE_OUTCOME_UNREADABLE },
	{ "repeated names", { BODY("{\"keys\":[],\"keys\":[]}") }, OST_REMOTE_OUTCOME_UNREADABLE },
	{ "a bare list", { BODY("[]") }, OST_REMOTE_OUTCOME_UNREADABLE },
	{ "no keys", { BODY(JSON_BODY) }, OST_REMOTE_OUTCOME_NO_KEYS },
	{ "secrets only",
	  { BODY("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"rsa-1\",\"k\":\"AAAA\"}]}") },
	  OST_REMOTE_OUTCOME_NO_KEYS },
	{ "another algorithm's key",
	  { BODY("{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"rsa-1\",\"alg\":\"none\",\"n\":\"AQAB\","
		 "\"e\":\"AQAB\"}]}") },
	  OST_REMOTE_OUTCOME_NO_KEYS },
};

/* A good set is there; the bad answer comes; the set is still there; a good answer comes. */
static void survives(struct bench *b, const char *name, const struct hostile_answer *bad,
		     enum ost_remote_outcome outcome)
{
	struct bench_event event;

	b->settings.total_ms = 600;
	bench_publish(b, b->world.jwks, NULL);
	b->n_events = 0;
	bench_start(b);
	assert_outcome(bench_event(b, 1).outcome, OST_REMOTE_OUTCOME_NEW);
	hostile_say(b->server, HOSTILE_JWKS, bad);
	bench_step_s(b, 3600);
	event = bench_event(b, 2);
	if (event.outcome != outcome)
		fail_msg("%s: %s (%s), not %s", name, ost_remote_outcome_name(event.outcome),
			 event.detail, ost_remote_outcome_name(outcome));
	assert_int_equal(event.keys, 3);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
	bench_publish(b, b->world.jwks, NULL);
	bench_step_s(b, 60);
	event = bench_event(b, 3);
	assert_outcome(event.outcome, OST_REMOTE_OUTCOME_SAME);
	assert_int_equal(event.reason, OST_REMOTE_REASON_RETRY);
	bench_stop(b);
}

static void no_bad_answer_touches_a_good_set(void **state)
{
	struct bench *b = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		survives(b, rows[i].name, &rows[i].answer, rows[i].outcome);
	assert_int_equal(hostile_requests(b->server, HOSTILE_DISCOVERY),
			 0); /* no redirect was followed */
}

/* 64 KiB on the wire, 64 MiB behind them. */
static void a_compressed_bomb_does_not_go_off(void **state)
{
	struct bench *b = *state;
	char *bomb = arena_alloc(&b->world.arena, BOMB_BYTES); /* the server may still be sending */
	FILE *gzip = popen(BOMB_COMMAND, "r");
	size_t n, head;

	assert_non_null(gzip);
	head = (size_t)sprintf(bomb, "        "); /* room for the chunk's size */
	n = fread(bomb + head, 1, BOMB_BYTES - head, gzip);
	assert_int_equal(pclose(gzip), 0);
	assert_in_range(n, 1000, BOMB_BYTES / 2);
	{
		const struct hostile_answer content = { .body = { bomb + head, n },
							.lines = "Content-Encoding: gzip\r\n" };
		/* libcurl decodes this one, asked or not: what counts is what comes out. */
		const struct hostile_answer transfer = { .body = { bomb, n + head },
							 .manner = HOSTILE_ENDLESS,
							 .lines = TRANSFER };
		char size[16];

		snprintf(size, sizeof(size), "%06zx\r\n", n);
		memcpy(bomb, size, 8);
		survives(b, "bomb", &content, OST_REMOTE_OUTCOME_ENCODED);
		survives(b, "bomb in the transfer", &transfer, OST_REMOTE_OUTCOME_TOO_LARGE);
	}
}

static void types_that_say_json_or_nothing_are_fine(void **state)
{
	static const char *const types[] = {
		"application/json",
		"application/jwk-set+json",
		"APPLICATION/JSON; charset=utf-8",
		"application/octet-stream",
		"text/plain",
		"",
	};
	struct bench *b = *state;

	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		const struct hostile_answer answer = { .body = str_z(b->world.jwks),
						       .type = types[i],
						       .lines = "Content-Encoding: identity\r\n" };

		hostile_say(b->server, HOSTILE_JWKS, &answer);
		bench_start(b);
		assert_outcome(bench_event(b, i + 1).outcome, OST_REMOTE_OUTCOME_NEW);
		bench_stop(b);
	}
}

static void a_slow_server_that_is_not_too_slow_is_heard(void **state)
{
	struct bench *b = *state;
	const struct hostile_answer answer = { .body = str_z(b->world.jwks), .delay_ms = 300 };

	hostile_say(b->server, HOSTILE_JWKS, &answer);
	bench_start(b);
	assert_outcome(bench_event(b, 1).outcome, OST_REMOTE_OUTCOME_NEW);
}

static void a_stalling_server_is_left_before_the_total_time(void **state)
{
	struct bench *b = *state;
	const struct hostile_answer answer = { .body = str_z(b->world.jwks),
					       .manner = HOSTILE_DRIBBLES };

	b->settings.total_ms = 60000;
	b->settings.stall_s = 1;
	hostile_say(b->server, HOSTILE_JWKS, &answer);
	bench_start(b);
	assert_outcome(bench_event(b, 1).outcome, OST_REMOTE_OUTCOME_TIMED_OUT);
}

/* OST_JWKS_MAX_BYTES are a JWKS, one more is none. */
static void a_set_may_be_as_large_as_it_may_be(void **state)
{
	struct bench *b = *state;
	size_t n = strlen(b->world.jwks);
	char *text = arena_alloc(&b->world.arena, OST_JWKS_MAX_BYTES + 1);
	struct hostile_answer answer = { .body = { text, OST_JWKS_MAX_BYTES } };

	memset(text, ' ', OST_JWKS_MAX_BYTES + 1);
	memcpy(text, b->world.jwks, n);
	hostile_say(b->server, HOSTILE_JWKS, &answer);
	bench_start(b);
	assert_outcome(bench_event(b, 1).outcome, OST_REMOTE_OUTCOME_NEW);
	answer.body.n++;
	hostile_say(b->server, HOSTILE_JWKS, &answer);
	bench_step_s(b, 3600);
	assert_outcome(bench_event(b, 2).outcome, OST_REMOTE_OUTCOME_TOO_LARGE);
	bench_stop(b);
}

/* A weak key, a secret and a second key of the same id beside a good one: that one alone is
 * used. */
static void weak_and_duplicate_keys_are_left_out(void **state)
{
	struct bench *b = *state;
	struct arena *a = &b->world.arena;
	struct mint_key weak = { mint_rsa(1024), "weak", "RS256" };
	const char *keys[] = {
		mint_jwk(a, &weak, ""),
		"{\"kty\":\"oct\",\"kid\":\"secret\",\"k\":\"c2VjcmV0\"}",
		mint_jwk(a, &b->world.rsa, ",\"alg\":\"RS256\""),
		mint_jwk(a, &b->world.stranger, ",\"alg\":\"RS256\""),
	};

	bench_publish(b, mint_jwks(a, keys, ARRAY_LEN(keys)), NULL);
	bench_start(b);
	assert_int_equal(bench_event(b, 1).keys, 1);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
	assert_verdict(bench_judge(b, mint_token(a, &b->world.stranger, MINT_CLAIMS), 0),
		       OST_BAD_SIGNATURE);
	assert_verdict(bench_judge(b, mint_token(a, &weak, MINT_CLAIMS), 0), OST_UNKNOWN_KEY);
	bench_publish(b, mint_jwks(a, keys, 2), NULL);
	bench_step_s(b, 3600);
	assert_outcome(bench_event(b, 2).outcome, OST_REMOTE_OUTCOME_NO_KEYS);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
	EVP_PKEY_free(weak.pkey);
}

/* Good, bad, good, bad: no good token is refused. */
static void a_flapping_server_costs_no_token(void **state)
{
	const struct hostile_answer bad = { .status = 502,
					    .type = "text/html",
					    BODY("<h1>no</h1>") };
	struct bench *b = *state;

	bench_start_good(b, NULL);
	for (size_t i = 1; i <= 10; i++) {
		if (i % 2)
			hostile_say(b->server, HOSTILE_JWKS, &bad);
		else
			bench_publish(b, b->world.jwks, NULL);
		bench_step_s(b, 3600);
		assert_outcome(bench_event(b, i + 1).outcome,
			       i % 2 ? OST_REMOTE_OUTCOME_WRONG_STATUS : OST_REMOTE_OUTCOME_SAME);
		assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_set_up, bench_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(no_bad_answer_touches_a_good_set),
		TEST(a_compressed_bomb_does_not_go_off),
		TEST(types_that_say_json_or_nothing_are_fine),
		TEST(a_slow_server_that_is_not_too_slow_is_heard),
		TEST(a_stalling_server_is_left_before_the_total_time),
		TEST(a_set_may_be_as_large_as_it_may_be),
		TEST(weak_and_duplicate_keys_are_left_out),
		TEST(a_flapping_server_costs_no_token),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
