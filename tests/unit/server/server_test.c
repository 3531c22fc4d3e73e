#include "harness.h"

#include "server/listen.h"

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

	ask(*state, STR("GET /inline?a=b HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	head = answer.head;
	assert_int_equal(answer.status, 200);
	assert_false(answer.closed);
	assert_true(str_eq(answer.body, STR("GET /inline [a=b] ")));
	assert_true(str_eq(header_in(&answer, STR("content-type")), STR("text/plain")));
	assert_true(str_eq(header_in(&answer, STR("content-length")), STR("18")));
	assert_int_equal(header_in(&answer, STR("date")).n, 29);
	assert_int_equal(header_in(&answer, STR("server")).n, 0);
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

		ask(*state, str_of(text, (size_t)n), &answer);
		assert_int_equal(answer.status, 200);
		assert_true(str_eq(answer.body, cases[i].said));
	}
}

static void a_body_arrives_whole_by_length_and_by_chunks(void **state)
{
	ask(*state, STR("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab\0de"),
	    &answer);
	assert_int_equal(answer.status, 200);
	assert_true(str_eq(answer.body, STR("ab\0de")));
	assert_false(answer.closed);
	ask(*state,
	    STR("PUT /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
		"3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: z\r\n\r\n"),
	    &answer);
	assert_int_equal(answer.status, 200);
	assert_true(str_eq(answer.body, STR("abcde")));
	ask(*state, STR("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
	assert_int_equal(answer.body.n, 0);
}

static void a_body_in_pieces_is_put_together(void **state)
{
	int fd = connect_client(*state);

	send_bytes(fd, STR("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n"));
	for (int i = 0; i < 6; i++) {
		pause_ms(5);
		send_bytes(fd, STR("z"));
	}
	read_answer(fd, &answer);
	assert_int_equal(answer.status, 200);
	assert_true(str_eq(answer.body, STR("zzzzzz")));
	close(fd);
}

static void after_a_chunked_body_the_connection_ends(void **state)
{
	/* Whoever reads a bare LF in a chunk's first line in another way than we do sees the next
	 * request elsewhere; so there is no next request. */
	ask(*state,
	    STR("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
		"3\r\nabc\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"),
	    &answer);
	assert_int_equal(answer.status, 200);
	assert_true(answer.closed);
	assert_true(str_eq(answer.body, STR("abc")));
	assert_int_equal(handled(*state), 1);
}

static void head_is_answered_without_a_body(void **state)
{
	int fd = connect_client(*state);

	send_bytes(fd, STR("HEAD /inline HTTP/1.1\r\nHost: x\r\n\r\n"
			   "GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"));
	read_answer_to(fd, &answer, false);
	assert_int_equal(answer.status, 200);
	assert_true(str_eq(header_in(&answer, STR("content-length")), STR("16")));
	read_answer(fd, &answer);
	assert_true(str_eq(answer.body, STR("GET /inline [] ")));
	close(fd);
}

static void an_answer_without_content_has_none(void **state)
{
	ask(*state, STR("DELETE /none HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 204);
	assert_int_equal(answer.body.n, 0);
	assert_int_equal(header_in(&answer, STR("content-length")).n, 0);
}

static void a_connection_serves_request_after_request(void **state)
{
	int fd = connect_client(*state);

	for (int i = 0; i < 50; i++) {
		bool worker = i % 3 == 0;

		send_bytes(fd, worker ? STR("GET /worker HTTP/1.1\r\nHost: x\r\n\r\n")
				      : STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"));
		read_answer(fd, &answer);
		assert_int_equal(answer.status, 200);
		assert_true(str_eq(answer.body,
				   worker ? STR("GET /worker [] ") : STR("GET /inline [] ")));
	}
	close(fd);
}

static void http_1_0_ends_with_its_answer_unless_asked(void **state)
{
	ask(*state, STR("GET /inline HTTP/1.0\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
	assert_true(answer.closed);
	ask(*state, STR("GET /inline HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
	assert_false(answer.closed);
	ask(*state, STR("GET /inline HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), &answer);
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
	int fd = connect_client(*state);

	send_bytes(fd, STR("GET /worker HTTP/1.1\r\nHost: x\r\n\r\n"
			   "GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"
			   "POST /hash HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nxyz"
			   "GET /inline?2 HTTP/1.1\r\nHost: x\r\n\r\n"));
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		read_answer(fd, &answer);
		assert_int_equal(answer.status, 200);
		assert_true(str_eq(answer.body, paths[i]));
	}
	close(fd);
}

static void a_body_that_nobody_reads_is_not_the_next_request(void **state)
{
	int fd = connect_client(*state);

	send_bytes(fd, STR("GET /inline HTTP/1.1\r\nHost: x\r\nContent-Length: 36\r\n\r\n"
			   "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n\n"
			   "GET /inline?2 HTTP/1.1\r\nHost: x\r\n\r\n"));
	read_answer(fd, &answer);
	assert_true(str_starts(answer.body, STR("GET /inline [] GET /smuggled")));
	read_answer(fd, &answer);
	assert_true(str_eq(answer.body, STR("GET /inline [2] ")));
	assert_int_equal(handled(*state), 2);
	close(fd);
}

static void a_client_that_asks_first_is_told_to_continue(void **state)
{
	int fd = connect_client(*state);

	send_bytes(fd, STR("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
			   "Expect: 100-continue\r\n\r\n"));
	read_answer_to(fd, &answer, false);
	assert_int_equal(answer.status, 100);
	send_bytes(fd, STR("ok"));
	read_answer(fd, &answer);
	assert_int_equal(answer.status, 200);
	assert_true(str_eq(answer.body, STR("ok")));
	close(fd);
	ask(*state,
	    STR("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n"
		"Expect: 100-continue\r\n\r\n"),
	    &answer);
	assert_int_equal(answer.status, 413);
	assert_true(answer.closed);
}

static void an_upgrade_is_not_made(void **state)
{
	ask(*state,
	    STR("GET /inline HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"),
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

		ask(*state,
		    i == 1 ? STR("GET /inline HTTP/1.1\r\nX-Request-Id: mine\r\n\r\n")
			   : STR("GET /inline HTTP/1.1\r\nHost: x\r\nX-Request-Id: mine\r\n\r\n"),
		    &answer);
		assert_int_equal(answer.status, i == 1 ? 400 : 200);
		id = header_in(&answer, STR("x-request-id"));
		assert_int_equal(id.n, 16);
		memcpy(ids[i], id.p, id.n);
	}
	assert_string_not_equal(ids[0], ids[1]);
	assert_string_not_equal(ids[1], ids[2]);
	log = logged(*state);
	for (int i = 0; i < 3; i++)
		assert_non_null(strstr(log, ids[i]));
	assert_null(strstr(log, "mine"));
	free(log);
}

static void a_header_that_would_split_the_answer_is_not_sent(void **state)
{
	char *log;

	ask(*state, STR("GET /unsound HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 500);
	assert_int_equal(header_in(&answer, STR("set-cookie")).n, 0);
	assert_int_equal(header_in(&answer, STR("x-request-id")).n, 16);
	log = logged(*state);
	assert_non_null(strstr(log, "\"level\":\"error\""));
	free(log);
}

static void a_large_answer_arrives_whole(void **state)
{
	int fd = connect_client(*state);
	struct answer *a = test_malloc(sizeof(*a));
	size_t got = 0;

	send_bytes(fd, STR("GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
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
		int fd = connect_client(*state);

		send_bytes(fd, beginnings[i]);
		pause_ms(20);
		close(fd);
	}
	ask(*state, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
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

		ask(*state, str_of(text, (size_t)n), &answer);
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
		waiting[i] = connect_client(f);
		send_bytes(waiting[i], STR("GET /gate/worker HTTP/1.1\r\nHost: x\r\n\r\n"));
		if (i == 0)
			await_inside(f, 1);
		pause_ms(50);
	}
	ask(f, STR("GET /worker HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 503);
	assert_true(str_eq(header_in(&answer, STR("retry-after")), STR("1")));
	assert_false(answer.closed);
	ask(f, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
	ask(f, STR("GET /hash HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
	open_gate(f);
	for (int i = 0; i < 3; i++) {
		read_answer(waiting[i], &answer);
		assert_int_equal(answer.status, 200);
		close(waiting[i]);
	}
	ask(f, STR("GET /worker HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
}

static void sixty_four_requests_stand_in_the_worker_lane_at_once(void **state)
{
	struct fixture *f = *state;
	int fds[64];

	for (int i = 0; i < 64; i++) {
		fds[i] = connect_client(f);
		send_bytes(fds[i], STR("GET /gate/worker HTTP/1.1\r\nHost: x\r\n\r\n"));
	}
	await_inside(f, 64);
	ask(f, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
	open_gate(f);
	for (int i = 0; i < 64; i++) {
		read_answer(fds[i], &answer);
		assert_int_equal(answer.status, 200);
		close(fds[i]);
	}
}

static void the_server_listens_where_it_is_told(void **state)
{
	static const struct {
		const char *address;
		enum server_rc rc;
	} cases[] = {
		{ "127.0.0.1", SERVER_OK },
		{ "0.0.0.0", SERVER_OK },
		{ "::", SERVER_OK },
		{ "[::]", SERVER_OK },
		{ "192.0.2.1", SERVER_ADDRESS_REFUSED },
		{ "[::1", SERVER_ADDRESS_REFUSED },
		{ "localhost", SERVER_ADDRESS_REFUSED },
		{ "127.0.0.1:80", SERVER_ADDRESS_REFUSED },
		{ "", SERVER_ADDRESS_REFUSED },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = { 0 };
		struct server *server;

		f->config.address = str_z(cases[i].address);
		assert_int_equal(server_start(&f->config, &server, &err), cases[i].rc);
		assert_int_equal(err.text[0] != '\0', cases[i].rc != SERVER_OK);
		if (cases[i].rc != SERVER_OK)
			continue;
		f->server = server;
		ask(f, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
		assert_int_equal(answer.status, 200);
		assert_true(server_stop(server));
		server_free(server);
		f->server = NULL;
	}
}

static void a_port_that_is_taken_is_said_to_be(void **state)
{
	struct fixture *f = *state;
	struct server *second;
	struct err err = { 0 };

	f->config.port = server_port(f->server);
	assert_int_not_equal(f->config.port, 0);
	assert_int_equal(server_start(&f->config, &second, &err), SERVER_ADDRESS_IN_USE);
	assert_non_null(strstr(err.text, "127.0.0.1"));
	assert_true(server_stop(f->server));
	server_free(f->server);
	f->server = NULL;
	assert_int_equal(server_start(&f->config, &second, &err), SERVER_OK); /* at once */
	f->server = second;
}

static void a_socket_that_listens_already_is_taken_over(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	uint16_t port;

	assert_int_equal(listen_on(STR("[::]"), 0, &f->config.fd, &port, &err), LISTEN_OK);
	f->config.port = port;
	fixture_start(f);
	assert_int_equal(server_port(f->server), port);
	ask(f, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
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
		STARTED(after_a_chunked_body_the_connection_ends),
		STARTED(head_is_answered_without_a_body),
		STARTED(an_answer_without_content_has_none),
		STARTED(a_connection_serves_request_after_request),
		STARTED(http_1_0_ends_with_its_answer_unless_asked),
		STARTED(pipelined_requests_are_answered_in_their_order),
		STARTED(a_body_that_nobody_reads_is_not_the_next_request),
		STARTED(a_client_that_asks_first_is_told_to_continue),
		STARTED(an_upgrade_is_not_made),
		STARTED(every_answer_has_an_id_of_its_own_that_the_log_names),
		STARTED(a_header_that_would_split_the_answer_is_not_sent),
		STARTED(a_large_answer_arrives_whole),
		STARTED(a_client_that_leaves_is_forgotten),
		STARTED(every_lane_answers),
		FRESH(a_full_lane_says_503_and_others_go_on),
		STARTED(sixty_four_requests_stand_in_the_worker_lane_at_once),
		FRESH(the_server_listens_where_it_is_told),
		FRESH(a_socket_that_listens_already_is_taken_over),
		STARTED(a_port_that_is_taken_is_said_to_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
