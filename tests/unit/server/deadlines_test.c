/* Clients that take their time. */
#include "support/server_harness.h"

#define SHORT_MS 300   /* the deadline under test */
#define LONG_MS  60000 /* the others */

static int set_up(void **state)
{
	struct fixture *f = test_malloc(sizeof(*f));

	fixture_init(f);
	f->config.head_ms = f->config.body_ms = f->config.answer_ms = LONG_MS;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	harness_open_gate(*state);
	fixture_done(*state);
	test_free(*state);
	return 0;
}

static struct answer answer;

/* Sends one byte of text every 20 ms; how long the server put up with it, -1 if to the end. */
static int64_t dribble(int fd, struct str text)
{
	int64_t began = harness_now_ms();

	for (size_t i = 0; i < text.n; i++) {
		struct pollfd end = { fd, POLLIN, 0 };
		char c;

		if (send(fd, text.p + i, 1, MSG_NOSIGNAL) != 1)
			return harness_now_ms() - began;
		if (poll(&end, 1, 20) == 1 && recv(fd, &c, 1, MSG_PEEK) <= 0)
			return harness_now_ms() - began;
	}
	return -1;
}

static void expect_cut(int64_t after_ms)
{
	assert_true(after_ms >= SHORT_MS - 50);
	assert_true(after_ms < SHORT_MS + PATIENCE_MS / 2);
}

#define ENDLESS                                                                                    \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" \
	"xxxx"                                                                                     \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" \
	"xxxx"                                                                                     \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" \
	"xxxx"                                                                                     \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" \
	"xxxx"

static void a_head_that_dribbles_in_is_cut_off(void **state)
{
	static const struct str heads[] = {
		STR_INIT("GET /" ENDLESS),
		STR_INIT("GET / HTTP/1.1\r\nHost: x\r\nX: " ENDLESS),
	};
	struct fixture *f = *state;

	f->config.head_ms = SHORT_MS;
	fixture_start(f);
	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		int fd = harness_connect(f);

		expect_cut(dribble(fd, heads[i]));
		close(fd);
	}
	assert_int_equal(harness_handled(f), 0);
}

static void a_head_that_is_slow_but_in_time_is_answered(void **state)
{
	struct fixture *f = *state;
	int fd;

	f->config.head_ms = 10000;
	fixture_start(f);
	fd = harness_connect(f);
	assert_int_equal(dribble(fd, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r")), -1);
	harness_send(fd, STR("\n"));
	harness_read_answer(fd, &answer);
	assert_int_equal(answer.status, 200);
	close(fd);
}

static void a_connection_that_says_nothing_is_closed(void **state)
{
	struct fixture *f = *state;
	int64_t began = harness_now_ms();
	int fd, used;
	char c;

	f->config.head_ms = SHORT_MS;
	fixture_start(f);
	fd = harness_connect(f);
	used = harness_connect(f);
	harness_send(used, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"));
	harness_read_answer(used, &answer);
	assert_int_equal(answer.status, 200);
	assert_int_equal(recv(fd, &c, 1, 0), 0);
	assert_int_equal(recv(used, &c, 1, 0), 0); /* it was kept alive for no longer either */
	expect_cut(harness_now_ms() - began);
	close(fd);
	close(used);
}

static void a_body_that_dribbles_in_is_cut_off(void **state)
{
	static const struct str heads[] = {
		STR_INIT("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"),
		STR_INIT("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
			 "fff\r\n"),
	};
	struct fixture *f = *state;

	f->config.body_ms = SHORT_MS;
	fixture_start(f);
	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		int fd = harness_connect(f);

		harness_send(fd, heads[i]);
		expect_cut(dribble(fd, STR(ENDLESS)));
		close(fd);
	}
	assert_int_equal(harness_handled(f), 0);
}

static void a_body_that_is_slow_but_in_time_is_answered(void **state)
{
	struct fixture *f = *state;
	int fd;

	f->config.body_ms = 10000;
	f->config.head_ms = SHORT_MS; /* ends with the head */
	fixture_start(f);
	fd = harness_connect(f);
	harness_send(fd, STR("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 31\r\n\r\n"));
	assert_int_equal(dribble(fd, STR("thirty characters in 600 ms...")), -1);
	harness_send(fd, STR("!"));
	harness_read_answer(fd, &answer);
	assert_int_equal(answer.status, 200);
	close(fd);
}

static void a_handler_may_take_longer_than_any_client(void **state)
{
	struct fixture *f = *state;
	int fd;

	f->config.head_ms = f->config.body_ms = f->config.answer_ms = SHORT_MS;
	fixture_start(f);
	fd = harness_connect(f);
	harness_send(fd, STR("GET /gate/worker HTTP/1.1\r\nHost: x\r\n\r\n"));
	harness_await_inside(f, 1);
	harness_pause_ms(3 * SHORT_MS);
	harness_open_gate(f);
	harness_read_answer(fd, &answer);
	assert_int_equal(answer.status, 200);
	close(fd);
}

static void an_answer_that_is_not_read_is_given_up(void **state)
{
	struct fixture *f = *state;
	struct pollfd end = { .events = POLLRDHUP };
	int small = 4096;
	int64_t began;
	int fd;
	char c;

	f->config.answer_ms = SHORT_MS;
	fixture_start(f);
	fd = harness_connect(f);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	harness_send(fd, STR("GET /big HTTP/1.1\r\nHost: x\r\n\r\n"));
	began = harness_now_ms();
	end.fd = fd;
	while (poll(&end, 1, 20) == 0) /* a byte now and then does not help it */
		assert_true(recv(fd, &c, 1, 0) == 1 && harness_now_ms() - began < PATIENCE_MS);
	expect_cut(harness_now_ms() - began);
	close(fd);
	harness_ask(f, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_head_that_dribbles_in_is_cut_off),
		TEST(a_head_that_is_slow_but_in_time_is_answered),
		TEST(a_connection_that_says_nothing_is_closed),
		TEST(a_body_that_dribbles_in_is_cut_off),
		TEST(a_body_that_is_slow_but_in_time_is_answered),
		TEST(a_handler_may_take_longer_than_any_client),
		TEST(an_answer_that_is_not_read_is_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
