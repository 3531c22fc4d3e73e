/* From an issuer's URL to its keys, and nowhere else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "bench.h"

/* The document, with the server's port for each #. */
static void describe(struct bench *b, const char *document)
{
	struct hostile_answer answer = { 0 };
	struct str rest = str_z(document), piece;
	struct buf text;

	arena_buf(&b->world.arena, &text, 512, 4096);
	while (str_cut(rest, '#', &piece, &rest)) {
		buf_str(&text, piece);
		buf_u64(&text, hostile_port(b->server));
	}
	buf_str(&text, piece);
	answer.body = buf_text(&text);
	hostile_say(b->server, HOSTILE_DISCOVERY, &answer);
}

static void start_with_issuer(struct bench *b, const char *end)
{
	snprintf(b->url, sizeof(b->url), "http://127.0.0.1:%u%s", hostile_port(b->server), end);
	b->settings.source = OST_REMOTE_SOURCE_ISSUER;
	b->n_events = 0;
	bench_publish(b, b->world.jwks, "ETag: \"v1\"\r\n");
	bench_start(b);
}

#define GOOD                                                                                       \
	"{\"issuer\":\"http://127.0.0.1:#\",\"jwks_uri\":\"http://127.0.0.1:#/jwks\","             \
	"\"id_token_signing_alg_values_supported\":[\"RS256\"]}"

static void an_issuer_says_where_its_keys_are(void **state)
{
	struct bench *b = *state;
	struct bench_event event;

	describe(b, GOOD);
	start_with_issuer(b, "");
	event = bench_event(b, 1);
	assert_outcome(event.outcome, OST_REMOTE_OUTCOME_NEW);
	assert_non_null(strstr(event.url, HOSTILE_JWKS));
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
	bench_step_s(b, 3600);
	assert_outcome(bench_event(b, 2).outcome, OST_REMOTE_OUTCOME_SAME);
	assert_int_equal(hostile_requests(b->server, HOSTILE_DISCOVERY), 1);
	assert_int_equal(hostile_requests(b->server, HOSTILE_JWKS), 2);
}

static void a_slash_at_its_end_is_part_of_its_name_only(void **state)
{
	struct bench *b = *state;

	describe(b, "{\"issuer\":\"http://127.0.0.1:#/\","
		    "\"jwks_uri\":\"http://127.0.0.1:#/jwks\"}");
	start_with_issuer(b, "/");
	assert_outcome(bench_event(b, 1).outcome, OST_REMOTE_OUTCOME_NEW);
	bench_stop(b);
	start_with_issuer(b, "");
	assert_outcome(bench_event(b, 1).outcome, OST_REMOTE_OUTCOME_WRONG_ISSUER);
}

static void a_wrong_document_leads_nowhere(void **state)
{
	static const struct {
		const char *name, *document;
		enum ost_remote_outcome outcome;
	} rows[] = {
		{ "another issuer",
		  "{\"issuer\":\"https://login.example\",\"jwks_uri\":\"http://127.0.0.1:#/"
		  "jwks\"}",
		  OST_REMOTE_OUTCOME_WRONG_ISSUER },
		{ "no issuer", "{\"jwks_uri\":\"http://127.0.0.1:#/jwks\"}",
		  OST_REMOTE_OUTCOME_WRONG_ISSUER },
		{ "a list of issuers",
		  "{\"issuer\":[\"http://127.0.0.1:#\"],\"jwks_uri\":\"http://127.0.0.1:#/"
		  "jwks\"}",
		  OST_REMOTE_OUTCOME_WRONG_ISSUER },
		{ "no place", "{\"issuer\":\"http://127.0.0.1:#\"}",
		  OST_REMOTE_OUTCOME_WRONG_ISSUER },
		{ "two places",
		  "{\"issuer\":\"http://127.0.0.1:#\",\"jwks_uri\":\"http://127.0.0.1:#/"
		  "jwks\","
		  "\"jwks_uri\":\"http://127.0.0.1:#/jwks\"}",
		  OST_REMOTE_OUTCOME_WRONG_ISSUER },
		{ "no JSON", "issuer", OST_REMOTE_OUTCOME_WRONG_ISSUER },
		{ "another host",
		  "{\"issuer\":\"http://127.0.0.1:#\",\"jwks_uri\":\"http://localhost:#/"
		  "jwks\"}",
		  OST_REMOTE_OUTCOME_FOREIGN_KEYS },
		{ "another port",
		  "{\"issuer\":\"http://127.0.0.1:#\",\"jwks_uri\":\"http://127.0.0.1:1/jwks\"}",
		  OST_REMOTE_OUTCOME_FOREIGN_KEYS },
		{ "another scheme",
		  "{\"issuer\":\"http://127.0.0.1:#\",\"jwks_uri\":\"https://127.0.0.1:#/"
		  "jwks\"}",
		  OST_REMOTE_OUTCOME_FOREIGN_KEYS },
		{ "a file",
		  "{\"issuer\":\"http://127.0.0.1:#\",\"jwks_uri\":\"file:///etc/passwd\"}",
		  OST_REMOTE_OUTCOME_FOREIGN_KEYS },
		{ "a user",
		  "{\"issuer\":\"http://127.0.0.1:#\","
		  "\"jwks_uri\":\"http://a:b@127.0.0.1:#/jwks\"}",
		  OST_REMOTE_OUTCOME_FOREIGN_KEYS },
		{ "a path", "{\"issuer\":\"http://127.0.0.1:#\",\"jwks_uri\":\"/jwks\"}",
		  OST_REMOTE_OUTCOME_FOREIGN_KEYS },
		{ "a hidden end",
		  "{\"issuer\":\"http://127.0.0.1:#\","
		  "\"jwks_uri\":\"http://127.0.0.1:#/jwks\\u0000.example\"}",
		  OST_REMOTE_OUTCOME_WRONG_ISSUER },
	};
	struct bench *b = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bench_event event;

		describe(b, rows[i].document);
		start_with_issuer(b, "");
		event = bench_event(b, 1);
		if (event.outcome != rows[i].outcome)
			fail_msg("%s: %s", rows[i].name, ost_remote_outcome_name(event.outcome));
		assert_verdict(bench_judge(b, bench_token(b), 0), OST_UNJUDGED);
		bench_stop(b);
	}
	assert_int_equal(hostile_requests(b->server, HOSTILE_JWKS), 0);
}

static void a_place_that_is_gone_is_asked_for_again(void **state)
{
	const struct hostile_answer gone = { .status = 404 };
	struct bench *b = *state;

	describe(b, GOOD);
	start_with_issuer(b, "");
	bench_event(b, 1);
	hostile_say(b->server, HOSTILE_JWKS, &gone);
	bench_step_s(b, 3600);
	assert_outcome(bench_event(b, 2).outcome, OST_REMOTE_OUTCOME_WRONG_STATUS);
	bench_publish(b, b->world.jwks, NULL);
	bench_step_s(b, 60);
	assert_outcome(bench_event(b, 3).outcome, OST_REMOTE_OUTCOME_SAME);
	assert_int_equal(hostile_requests(b->server, HOSTILE_DISCOVERY), 2);
}

static void a_poisoned_document_does_not_move_keys_that_were_found(void **state)
{
	struct bench *b = *state;

	describe(b, GOOD);
	start_with_issuer(b, "");
	bench_event(b, 1);
	describe(b, "{\"issuer\":\"http://127.0.0.1:#\","
		    "\"jwks_uri\":\"http://evil.example/jwks\"}");
	bench_step_s(b, 86400); /* the document is read anew each day */
	assert_outcome(bench_event(b, 2).outcome, OST_REMOTE_OUTCOME_SAME);
	assert_int_equal(hostile_requests(b->server, HOSTILE_DISCOVERY), 2);
	assert_int_equal(hostile_requests(b->server, HOSTILE_JWKS), 2);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_set_up, bench_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_issuer_says_where_its_keys_are),
		TEST(a_slash_at_its_end_is_part_of_its_name_only),
		TEST(a_wrong_document_leads_nowhere),
		TEST(a_place_that_is_gone_is_asked_for_again),
		TEST(a_poisoned_document_does_not_move_keys_that_were_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
