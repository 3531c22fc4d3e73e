/* The revocation list, kept beside the keys: where it is fetched from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "bench.h"
#include "lists.h"
#include "ostiary/revocations.h"

static void describe(struct bench *b, const char *list)
{
	static char text[1024], origin[64];
	struct hostile_answer answer = { .status = 200 };

	snprintf(origin, sizeof(origin), "http://127.0.0.1:%u", hostile_port(b->server));
	snprintf(text, sizeof(text),
		 "{\"issuer\":\"%s\",\"jwks_uri\":\"%s" HOSTILE_JWKS "\"%s%s%s}", origin, origin,
		 list ? ",\"revocations_uri\":\"" : "", list ? list : "", list ? "\"" : "");
	answer.body = str_z(text);
	hostile_say(b->server, HOSTILE_DISCOVERY, &answer);
	snprintf(b->url, sizeof(b->url), "%s", origin);
	b->settings.source = OST_REMOTE_SOURCE_ISSUER;
}

static void an_issuer_says_where_it_is(void **state)
{
	struct bench *b = *state;
	struct mint_list list = list_of(b, 1, true);
	char place[128];

	snprintf(place, sizeof(place), "http://127.0.0.1:%u" HOSTILE_LIST, hostile_port(b->server));
	describe(b, place);
	list.issuer = b->url;
	list_say_made(b, &list);
	assert_outcome(list_begin(b).outcome, OST_REMOTE_OUTCOME_NEW);
	list = list_of(b, 2, false); /* of another issuer */
	list_say_made(b, &list);
	assert_string_equal(list_next(b, 3).detail, "wrong-issuer");
}

static void but_not_on_another_origin(void **state)
{
	struct bench *b = *state;

	describe(b, "http://127.0.0.1:1" HOSTILE_LIST);
	assert_outcome(list_begin(b).outcome, OST_REMOTE_OUTCOME_NO_LIST);
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
	assert_outcome(list_begin(b).outcome, OST_REMOTE_OUTCOME_NO_LIST);
	describe(b, place);
	list.issuer = b->url;
	list_say_made(b, &list);
	do {
		bench_step_s(b, INTERVAL_S);
		event = bench_event(b, ++i);
	} while (i < 20 && (event.subject != OST_REMOTE_SUBJECT_REVOCATIONS ||
			    event.outcome != OST_REMOTE_OUTCOME_NEW));
	assert_outcome(event.outcome, OST_REMOTE_OUTCOME_NEW);
	assert_true(ost_remote_wait(b->remote, 0));
}

static void it_can_be_said_where_it_is(void **state)
{
	struct bench *b = *state;
	char place[128];

	snprintf(place, sizeof(place), "http://127.0.0.1:%u" HOSTILE_DISCOVERY "?x",
		 hostile_port(b->server));
	b->settings.revocations_url = place;
	assert_outcome(list_begin(b).outcome, OST_REMOTE_OUTCOME_WRONG_STATUS);
	assert_string_equal(bench_event(b, 2).url, place);
}

static void settings_that_make_no_sense_are_refused(void **state)
{
	struct ost_remote_settings s = { .size = sizeof(s),
					 .url = "https://login.example/jwks",
					 .revocations = OST_REMOTE_REVOCATIONS_REQUIRED };

	(void)state;
	assert_null(ost_remote_settings_fault(&s));
	s.revocations_s = 3600;
	assert_null(ost_remote_settings_fault(&s));
	s.revocations_s = 3601;
	assert_non_null(strstr(ost_remote_settings_fault(&s), "revocations_s"));
	s.revocations_s = 0;
	s.revocations_url = "http://login.example/revocations";
	assert_non_null(strstr(ost_remote_settings_fault(&s), "leaves this machine"));
	s.revocations_url = "login.example";
	assert_non_null(strstr(ost_remote_settings_fault(&s), "revocations_url"));
	s.revocations_url = "https://login.example/revocations";
	assert_null(ost_remote_settings_fault(&s));
	s.revocations = (enum ost_remote_revocations)7;
	assert_non_null(ost_remote_settings_fault(&s));
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, bench_set_up, bench_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(an_issuer_says_where_it_is),
		HERE(but_not_on_another_origin),
		HERE(an_issuer_that_names_none_may_do_so_later),
		HERE(it_can_be_said_where_it_is),
		cmocka_unit_test(settings_that_make_no_sense_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
