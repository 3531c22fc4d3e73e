/* Stopping a server: running requests finish, no new one starts, and the stop has a deadline. */
#include "support/server_harness.h"

static int set_up(void **state)
{
	struct fixture *f = test_malloc(sizeof(*f));

	fixture_init(f);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture_done(*state);
	test_free(*state);
	return 0;
}

static struct answer answer;

static void *stop(void *argument)
{
	struct fixture *f = argument;

	return (void *)(uintptr_t)server_stop(f->server);
}

static void start_stopping(struct fixture *f, pthread_t *thread)
{
	assert_int_equal(pthread_create(thread, NULL, stop, f), 0);
}

static bool has_stopped(pthread_t thread)
{
	void *result;

	assert_int_equal(pthread_join(thread, &result), 0);
	return (bool)(uintptr_t)result;
}

static void forget(struct fixture *f)
{
	server_free(f->server);
	f->server = NULL;
}

static void an_idle_server_stops_at_once(void **state)
{
	struct fixture *f = *state;
	int64_t began;
	int fds[3];
	char c;

	fixture_start(f);
	fds[0] = harness_connect(f); /* says nothing */
	fds[1] = harness_connect(f); /* kept alive */
	harness_send(fds[1], STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"));
	harness_read_answer(fds[1], &answer);
	fds[2] = harness_connect(f); /* half a head */
	harness_send(fds[2], STR("GET /inl"));
	harness_pause_ms(50);
	began = harness_now_ms();
	assert_true(server_stop(f->server));
	assert_true(harness_now_ms() - began < PATIENCE_MS / 2);
	for (int i = 0; i < 3; i++) {
		assert_true(recv(fds[i], &c, 1, 0) <= 0);
		close(fds[i]);
	}
	forget(f);
}

static void what_runs_is_finished_and_nothing_new_begins(void **state)
{
	struct fixture *f = *state;
	pthread_t stopping;
	int fds[4];
	uint16_t port;

	f->config.worker = (struct server_lane){ .threads = 2, .queue = 2 };
	fixture_start(f);
	port = server_port(f->server);
	for (int i = 0; i < 4; i++) { /* two at the gate, two in the queue */
		fds[i] = harness_connect(f);
		harness_send(fds[i], STR("GET /gate/worker HTTP/1.1\r\nHost: x\r\n\r\n"));
	}
	harness_await_inside(f, 2);
	harness_pause_ms(100);
	start_stopping(f, &stopping);
	harness_pause_ms(100);
	{
		struct sockaddr_in to = {
			.sin_family = AF_INET,
			.sin_port = htons(port),
			.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		};
		int late = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

		assert_int_equal(connect(late, (struct sockaddr *)&to, sizeof(to)), -1);
		close(late);
	}
	harness_open_gate(f);
	for (int i = 0; i < 4; i++) {
		harness_read_answer(fds[i], &answer);
		assert_int_equal(answer.status, 200);
		assert_true(harness_ends(fds[i], &answer));
		close(fds[i]);
	}
	assert_true(has_stopped(stopping));
	forget(f);
}

static void a_body_on_its_way_is_waited_for(void **state)
{
	struct fixture *f = *state;
	pthread_t stopping;
	int fd;

	fixture_start(f);
	fd = harness_connect(f);
	harness_send(fd, STR("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab"));
	harness_pause_ms(50);
	start_stopping(f, &stopping);
	harness_pause_ms(50);
	harness_send(fd, STR("cd"));
	harness_read_answer(fd, &answer);
	assert_int_equal(answer.status, 200);
	assert_true(str_eq(answer.body, STR("abcd")));
	close(fd);
	assert_true(has_stopped(stopping));
	forget(f);
}

static void after_the_grace_time_slow_clients_are_cut_and_waiting_ones_refused(void **state)
{
	struct fixture *f = *state;
	int fds[3];
	int64_t began;
	char c;

	f->config.grace_ms = 200;
	f->config.worker = (struct server_lane){ .threads = 1, .queue = 4 };
	fixture_start(f);
	fds[0] = harness_connect(f); /* a body that does not come */
	harness_send(fds[0], STR("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab"));
	fds[1] = harness_connect(f); /* an answer that is not read */
	harness_send(fds[1], STR("GET /big HTTP/1.1\r\nHost: x\r\n\r\n"));
	harness_pause_ms(100);
	began = harness_now_ms();
	assert_true(server_stop(f->server));
	assert_true(harness_now_ms() - began >= 200);
	assert_true(harness_now_ms() - began < PATIENCE_MS / 2);
	assert_true(recv(fds[0], &c, 1, 0) <= 0);
	close(fds[0]);
	close(fds[1]);
	forget(f);
}

/* The gate opens when the unfinished request is cut: otherwise no client would get an answer. */
static void who_does_not_send_the_body_does_not_hold_up_the_others(void **state)
{
	struct fixture *f = *state;
	pthread_t stopping;
	int slow, good;
	char c;

	f->config.grace_ms = 2000;
	fixture_start(f);
	slow = harness_connect(f);
	harness_send(slow, STR("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab"));
	good = harness_connect(f);
	harness_send(good, STR("GET /gate/worker HTTP/1.1\r\nHost: x\r\n\r\n"));
	harness_await_inside(f, 1);
	start_stopping(f, &stopping);
	assert_true(recv(slow, &c, 1, 0) <= 0);
	harness_open_gate(f);
	harness_read_answer(good, &answer);
	assert_int_equal(answer.status, 200);
	assert_true(has_stopped(stopping));
	close(slow);
	close(good);
	forget(f);
}

static void fifty_half_sent_bodies_do_not_take_the_grace_of_handlers(void **state)
{
	struct fixture *f = *state;
	int64_t began;
	int fds[50];

	f->config.grace_ms = 2 * PATIENCE_MS; /* a quarter of it is for bodies */
	fixture_start(f);
	for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
		fds[i] = harness_connect(f);
		harness_send(fds[i], i % 2 ? STR("POST /echo HTTP/1.1\r\nHost: x\r\n"
						 "Content-Length: 4\r\n\r\nab")
					   : STR("POST /echo HTTP/1.1\r\nHost: x\r\n"
						 "Transfer-Encoding: chunked\r\n\r\n4\r\nab"));
	}
	while (harness_planned(f) < ARRAY_LEN(fds))
		harness_pause_ms(5);
	began = harness_now_ms();
	assert_true(server_stop(f->server));
	assert_true(harness_now_ms() - began < PATIENCE_MS);
	for (size_t i = 0; i < ARRAY_LEN(fds); i++)
		close(fds[i]);
	forget(f);
}

static void a_handler_that_does_not_end_is_reported(void **state)
{
	struct fixture *f = *state;
	int fds[2];

	f->config.grace_ms = 100;
	f->config.worker = (struct server_lane){ .threads = 1, .queue = 4 };
	fixture_start(f);
	for (int i = 0; i < 2; i++) {
		fds[i] = harness_connect(f);
		harness_send(fds[i], STR("GET /gate/worker HTTP/1.1\r\nHost: x\r\n\r\n"));
		if (i == 0)
			harness_await_inside(f, 1);
		harness_pause_ms(50);
	}
	assert_false(server_stop(f->server));
	harness_read_answer(fds[1], &answer); /* it waited in the queue: 503 */
	assert_int_equal(answer.status, 503);
	assert_true(str_eq(harness_header(&answer, STR("retry-after")), STR("1")));
	harness_open_gate(f);
	harness_read_answer(fds[0], &answer);
	assert_int_equal(answer.status, 200);
	assert_true(server_stop(f->server)); /* now it can */
	for (int i = 0; i < 2; i++)
		close(fds[i]);
	forget(f);
}

/* Its answer is made when all others have been cut, and its client takes none of it. */
static void a_late_answer_that_nobody_reads_does_not_hold_up_the_stop(void **state)
{
	struct fixture *f = *state;
	int small = 4096, fd;
	int64_t began;

	f->config.grace_ms = 100;
	f->config.answer_ms = 0;
	fixture_start(f);
	fd = harness_connect(f);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	harness_send(fd, STR("GET /gate/big/worker HTTP/1.1\r\nHost: x\r\n\r\n"));
	harness_await_inside(f, 1);
	assert_false(server_stop(f->server));
	harness_open_gate(f);
	began = harness_now_ms();
	assert_true(server_stop(f->server));
	assert_true(harness_now_ms() - began < PATIENCE_MS / 2);
	close(fd);
	forget(f);
}

static void a_handler_on_an_http_thread_that_does_not_end_is_reported(void **state)
{
	struct fixture *f = *state;
	int64_t began;
	int fd;

	f->config.grace_ms = 100;
	fixture_start(f);
	fd = harness_connect(f);
	harness_send(fd, STR("GET /gate/inline HTTP/1.1\r\nHost: x\r\n\r\n"));
	harness_await_inside(f, 1);
	began = harness_now_ms();
	assert_false(server_stop(f->server));
	assert_true(harness_now_ms() - began < PATIENCE_MS / 2);
	harness_open_gate(f);
	harness_read_answer(fd, &answer);
	assert_int_equal(answer.status, 200);
	assert_true(server_stop(f->server)); /* now it can */
	close(fd);
	forget(f);
}

static void servers_start_and_stop_under_load(void **state)
{
	struct fixture *f = *state;

	for (int round = 0; round < 5; round++) {
		int fds[32];

		fixture_start(f);
		for (int i = 0; i < 32; i++) {
			fds[i] = harness_connect(f);
			harness_send(fds[i], i % 2 ? STR("GET /worker HTTP/1.1\r\nHost: x\r\n\r\n")
						   : STR("GET /hash HTTP/1.1\r\nHost: x\r\n\r\n"));
		}
		assert_true(server_stop(f->server));
		forget(f);
		for (int i = 0; i < 32; i++)
			close(fds[i]);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_idle_server_stops_at_once),
		TEST(what_runs_is_finished_and_nothing_new_begins),
		TEST(a_body_on_its_way_is_waited_for),
		TEST(after_the_grace_time_slow_clients_are_cut_and_waiting_ones_refused),
		TEST(who_does_not_send_the_body_does_not_hold_up_the_others),
		TEST(fifty_half_sent_bodies_do_not_take_the_grace_of_handlers),
		TEST(a_handler_that_does_not_end_is_reported),
		TEST(a_late_answer_that_nobody_reads_does_not_hold_up_the_stop),
		TEST(a_handler_on_an_http_thread_that_does_not_end_is_reported),
		TEST(servers_start_and_stop_under_load),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
