#include "support/server_harness.h"

static int set_up(void **state)
{
	struct fixture *f = test_malloc(sizeof(*f));

	fixture_init(f);
	*state = f;
	return 0;
}

static int set_up_started(void **state)
{
	set_up(state);
	fixture_start(*state);
	return 0;
}

static int tear_down(void **state)
{
	fixture_done(*state);
	test_free(*state);
	return 0;
}

static struct answer answer;

static void an_answer_carries_what_the_application_said(void **state)
{
	struct str head;

	harness_ask(*state, STR("GET /inline?a=b HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	head = answer.head;
	assert_int_equal(answer.status, 200);
	assert_false(answer.closed);
	assert_true(str_eq(answer.body, STR("GET /inline [a=b] ")));
	assert_true(str_eq(harness_header(&answer, STR("content-type")), STR("text/plain")));
	assert_true(str_eq(harness_header(&answer, STR("content-length")), STR("18")));
	assert_int_equal(harness_header(&answer, STR("date")).n, 29);
	assert_int_equal(harness_header(&answer, STR("server")).n, 0);
	assert_true(str_contains(head, STR("\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n")));
}

static void the_path_and_the_query_stay_as_they_arrived(void **state)
{
	static const struct {
		struct str target;
		struct str said;
	} cases[] = {
		{ STR_INIT("/inline"), STR_INIT("GET /inline [] ") },
		{ STR_INIT("/a%2fb/%2E%2e/c"), STR_INIT("GET /a%2fb/%2E%2e/c [] ") },
		{ STR_INIT("/a%00b"), STR_INIT("GET /a%00b [] ") },
		{ STR_INIT("//a//b/"), STR_INIT("GET //a//b/ [] ") },
		{ STR_INIT("/a/../b/./c"), STR_INIT("GET /a/../b/./c [] ") },
		{ STR_INIT("/a+b%20c"), STR_INIT("GET /a+b%20c [] ") },
		{ STR_INIT("/a?b=c&d=%2f+e?f"), STR_INIT("GET /a [b=c&d=%2f+e?f] ") },
		{ STR_INIT("/a?"), STR_INIT("GET /a [] ") },
		{ STR_INIT("/a;b=c"), STR_INIT("GET /a;b=c [] ") },
		{ STR_INIT("/\xC3\xA9"), STR_INIT("GET /\xC3\xA9 [] ") },
		{ STR_INIT("http://x/a?b"), STR_INIT("GET /a [b] ") },
		{ STR_INIT("HTTP://X"), STR_INIT("GET / [] ") },
		{ STR_INIT("https://x?q"), STR_INIT("GET / [q] ") },
		{ STR_INIT("*"), STR_INIT("GET * [] ") },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char text[256];
		int n = snprintf(text, sizeof(text), "GET %.*s HTTP/1.1\r\nHost: x\r\n\r\n",
				 STR_FMT(cases[i].target));

		harness_ask(*state, str_of(text, (size_t)n), &answer);
		assert_int_equal(answer.status, 200);
		assert_true(str_eq(answer.body, cases[i].said));
	}
}

static void a_body_arrives_whole_by_length_and_by_chunks(void **state)
{
	harness_ask(*state,
		    STR("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab\0de"),
		    &answer);
	assert_int_equal(answer.status, 200);
	assert_true(str_eq(answer.body, STR("ab\0de")));
	assert_false(answer.closed);
	harness_ask(*state,
		    STR("PUT /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
			"3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: z\r\n\r\n"),
		    &answer);
	assert_int_equal(answer.status, 200);
	assert_true(str_eq(answer.body, STR("abcde")));
	harness_ask(*state, STR("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"),
		    &answer);
	assert_int_equal(answer.status, 200);
	assert_int_equal(answer.body.n, 0);
}

static void a_body_in_pieces_is_put_together(void **state)
{
	int fd = harness_connect(*state);

	harness_send(fd, STR("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n"));
	for (int i = 0; i < 6; i++) {
		harness_pause_ms(5);
		harness_send(fd, STR("z"));
	}
	harness_read_answer(fd, &answer);
	assert_int_equal(answer.status, 200);
	assert_true(str_eq(answer.body, STR("zzzzzz")));
	close(fd);
}

static void after_a_chunked_body_the_next_request_is_served(void **state)
{
	int fd = harness_connect(*state);

	harness_send(fd, STR("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
			     "3\r\nabc\r\n0\r\n\r\nGET /inline?2 HTTP/1.1\r\nHost: x\r\n\r\n"));
	harness_read_answer(fd, &answer);
	assert_int_equal(answer.status, 200);
	assert_true(str_eq(answer.body, STR("abc")));
	harness_read_answer(fd, &answer);
	assert_true(str_eq(answer.body, STR("GET /inline [2] ")));
	close(fd);
}

static void head_is_answered_without_a_body(void **state)
{
	int fd = harness_connect(*state);

	harness_send(fd, STR("HEAD /inline HTTP/1.1\r\nHost: x\r\n\r\n"
			     "GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"));
	harness_read_answer_to(fd, &answer, false);
	assert_int_equal(answer.status, 200);
	assert_true(str_eq(harness_header(&answer, STR("content-length")), STR("16")));
	harness_read_answer(fd, &answer);
	assert_true(str_eq(answer.body, STR("GET /inline [] ")));
	close(fd);
}

static void an_answer_without_content_has_none(void **state)
{
	harness_ask(*state, STR("DELETE /none HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 204);
	assert_int_equal(answer.body.n, 0);
	assert_int_equal(harness_header(&answer, STR("content-length")).n, 0);
}

static void a_connection_serves_request_after_request(void **state)
{
	int fd = harness_connect(*state);

	for (int i = 0; i < 50; i++) {
		bool worker = i % 3 == 0;

		harness_send(fd, worker ? STR("GET /worker HTTP/1.1\r\nHost: x\r\n\r\n")
					: STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"));
		harness_read_answer(fd, &answer);
		assert_int_equal(answer.status, 200);
		assert_true(str_eq(answer.body,
				   worker ? STR("GET /worker [] ") : STR("GET /inline [] ")));
	}
	close(fd);
}

static void http_1_0_ends_with_its_answer_unless_asked(void **state)
{
	harness_ask(*state, STR("GET /inline HTTP/1.0\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
	assert_true(answer.closed);
	harness_ask(*state, STR("GET /inline HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
	assert_false(answer.closed);
	harness_ask(*state, STR("GET /inline HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
		    &answer);
	assert_int_equal(answer.status, 200);
	assert_true(answer.closed);
}

static void pipelined_requests_are_answered_in_their_order(void **state)
{
	static const struct str paths[] = {
		STR_INIT("GET /worker [] "),
		STR_INIT("GET /inline [] "),
		STR_INIT("POST /hash [] xyz"),
		STR_INIT("GET /inline [2] "),
	};
	int fd = harness_connect(*state);

	harness_send(fd, STR("GET /worker HTTP/1.1\r\nHost: x\r\n\r\n"
			     "GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"
			     "POST /hash HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nxyz"
			     "GET /inline?2 HTTP/1.1\r\nHost: x\r\n\r\n"));
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		harness_read_answer(fd, &answer);
		assert_int_equal(answer.status, 200);
		assert_true(str_eq(answer.body, paths[i]));
	}
	close(fd);
}

static void an_unread_body_is_not_the_next_request(void **state)
{
	int fd = harness_connect(*state);

	harness_send(fd, STR("GET /inline HTTP/1.1\r\nHost: x\r\nContent-Length: 36\r\n\r\n"
			     "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n\n"
			     "GET /inline?2 HTTP/1.1\r\nHost: x\r\n\r\n"));
	harness_read_answer(fd, &answer);
	assert_true(str_starts(answer.body, STR("GET /inline [] GET /smuggled")));
	harness_read_answer(fd, &answer);
	assert_true(str_eq(answer.body, STR("GET /inline [2] ")));
	assert_int_equal(harness_handled(*state), 2);
	close(fd);
}

static void a_client_that_asks_first_is_told_to_continue(void **state)
{
	int fd = harness_connect(*state);

	harness_send(fd, STR("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
			     "Expect: 100-continue\r\n\r\n"));
	harness_read_answer_to(fd, &answer, false);
	assert_int_equal(answer.status, 100);
	harness_send(fd, STR("ok"));
	harness_read_answer(fd, &answer);
	assert_int_equal(answer.status, 200);
	assert_true(str_eq(answer.body, STR("ok")));
	close(fd);
	harness_ask(*state,
		    STR("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n"
			"Expect: 100-continue\r\n\r\n"),
		    &answer);
	assert_int_equal(answer.status, 413);
	assert_true(answer.closed);
}

static void an_upgrade_is_not_made(void **state)
{
	harness_ask(*state,
		    STR("GET /inline HTTP/1.1\r\nHost: x\r\n"
			"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n"),
		    &answer);
	assert_int_equal(answer.status, 200);
	assert_true(str_eq(answer.body, STR("GET /inline [] ")));
}

static void every_answer_has_an_id_of_its_own_that_the_log_names(void **state)
{
	char ids[3][17] = { "" };
	char *log;

	for (int i = 0; i < 3; i++) {
		struct str id;

		harness_ask(*state,
			    i == 1 ? STR("GET /inline HTTP/1.1\r\nX-Request-Id: mine\r\n\r\n")
				   : STR("GET /inline HTTP/1.1\r\nHost: x\r\n"
					 "X-Request-Id: mine\r\n\r\n"),
			    &answer);
		assert_int_equal(answer.status, i == 1 ? 400 : 200);
		id = harness_header(&answer, STR("x-request-id"));
		assert_int_equal(id.n, 16);
		memcpy(ids[i], id.p, id.n);
	}
	assert_string_not_equal(ids[0], ids[1]);
	assert_string_not_equal(ids[1], ids[2]);
	log = harness_log(*state);
	for (int i = 0; i < 3; i++)
		assert_non_null(strstr(log, ids[i]));
	assert_null(strstr(log, "mine"));
	free(log);
}

static void a_header_that_would_split_the_answer_is_not_sent(void **state)
{
	static const struct str requests[] = {
		STR_INIT("GET /unsound HTTP/1.1\r\nHost: x\r\n\r\n"),
		STR_INIT("GET /unsound?tab HTTP/1.1\r\nHost: x\r\n\r\n"),
		STR_INIT("GET /unsound?empty HTTP/1.1\r\nHost: x\r\n\r\n"),
	};
	char *log;

	for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
		harness_ask(*state, requests[i], &answer);
		assert_int_equal(answer.status, 500);
		assert_int_equal(harness_header(&answer, STR("set-cookie")).n, 0);
		assert_int_equal(harness_header(&answer, STR("x-request-id")).n, 16);
	}
	log = harness_log(*state);
	assert_non_null(strstr(log, "\"level\":\"error\""));
	assert_null(strstr(log, "\"status\":200"));
	free(log);
}

static void a_large_answer_arrives_whole(void **state)
{
	int fd = harness_connect(*state);
	struct answer *a = test_malloc(sizeof(*a));
	size_t got = 0;

	harness_send(fd, STR("GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
	for (;;) {
		ssize_t n = recv(fd, a->text, sizeof(a->text), 0);

		if (n <= 0)
			break;
		got += (size_t)n;
	}
	assert_true(got > BIG_BYTES && got < BIG_BYTES + 1000);
	test_free(a);
	close(fd);
}

static void a_client_that_leaves_is_forgotten(void **state)
{
	static const struct str beginnings[] = {
		STR_INIT("GET /inl"),
		STR_INIT("GET /inline HTTP/1.1\r\nHo"),
		STR_INIT("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"),
		STR_INIT("GET /worker HTTP/1.1\r\nHost: x\r\n\r\n"),
		STR_INIT("GET /big HTTP/1.1\r\nHost: x\r\n\r\n"),
	};

	for (size_t i = 0; i < ARRAY_LEN(beginnings); i++) {
		int fd = harness_connect(*state);

		harness_send(fd, beginnings[i]);
		harness_pause_ms(20);
		close(fd);
	}
	harness_ask(*state, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
}

static void every_lane_answers(void **state)
{
	static const struct str paths[] = { STR_INIT("/inline"), STR_INIT("/worker"),
					    STR_INIT("/hash") };

	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		char text[128];
		int n = snprintf(text, sizeof(text),
				 "POST %.*s HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\ny",
				 STR_FMT(paths[i]));

		harness_ask(*state, str_of(text, (size_t)n), &answer);
		assert_int_equal(answer.status, 200);
		assert_true(str_ends(answer.body, STR("] y")));
	}
}

static void a_full_lane_says_503_and_others_go_on(void **state)
{
	struct fixture *f = *state;
	int waiting[3];

	f->config.worker = (struct server_lane){ .threads = 1, .queue = 2 };
	fixture_start(f);
	for (int i = 0; i < 3; i++) { /* one at the gate, two in the queue */
		waiting[i] = harness_connect(f);
		harness_send(waiting[i], STR("GET /gate/worker HTTP/1.1\r\nHost: x\r\n\r\n"));
		if (i == 0)
			harness_await_inside(f, 1);
		harness_pause_ms(50);
	}
	harness_ask(f, STR("GET /worker HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 503);
	assert_true(str_eq(harness_header(&answer, STR("retry-after")), STR("1")));
	assert_false(answer.closed);
	harness_ask(f, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
	harness_ask(f, STR("GET /hash HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
	harness_open_gate(f);
	for (int i = 0; i < 3; i++) {
		harness_read_answer(waiting[i], &answer);
		assert_int_equal(answer.status, 200);
		close(waiting[i]);
	}
	harness_ask(f, STR("GET /worker HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
}

static void sixty_four_requests_stand_in_the_worker_lane_at_once(void **state)
{
	struct fixture *f = *state;
	int fds[64];

	for (int i = 0; i < 64; i++) {
		fds[i] = harness_connect(f);
		harness_send(fds[i], STR("GET /gate/worker HTTP/1.1\r\nHost: x\r\n\r\n"));
	}
	harness_await_inside(f, 64);
	harness_ask(f, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
	harness_open_gate(f);
	for (int i = 0; i < 64; i++) {
		harness_read_answer(fds[i], &answer);
		assert_int_equal(answer.status, 200);
		close(fds[i]);
	}
}

#define FRESH(f)   cmocka_unit_test_setup_teardown(f, set_up, tear_down)
#define STARTED(f) cmocka_unit_test_setup_teardown(f, set_up_started, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STARTED(an_answer_carries_what_the_application_said),
		STARTED(the_path_and_the_query_stay_as_they_arrived),
		STARTED(a_body_arrives_whole_by_length_and_by_chunks),
		STARTED(a_body_in_pieces_is_put_together),
		STARTED(after_a_chunked_body_the_next_request_is_served),
		STARTED(head_is_answered_without_a_body),
		STARTED(an_answer_without_content_has_none),
		STARTED(a_connection_serves_request_after_request),
		STARTED(http_1_0_ends_with_its_answer_unless_asked),
		STARTED(pipelined_requests_are_answered_in_their_order),
		STARTED(an_unread_body_is_not_the_next_request),
		STARTED(a_client_that_asks_first_is_told_to_continue),
		STARTED(an_upgrade_is_not_made),
		STARTED(every_answer_has_an_id_of_its_own_that_the_log_names),
		STARTED(a_header_that_would_split_the_answer_is_not_sent),
		STARTED(a_large_answer_arrives_whole),
		STARTED(a_client_that_leaves_is_forgotten),
		STARTED(every_lane_answers),
		FRESH(a_full_lane_says_503_and_others_go_on),
		STARTED(sixty_four_requests_stand_in_the_worker_lane_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
