/* Clients that take their time, and clients that come in crowds. */
#include "harness.h"

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
	open_gate(*state);
	fixture_done(*state);
	test_free(*state);
	return 0;
}

static struct answer answer;

/* Sends one byte of text every 20 ms; how long the server put up with it, -1 if to the end. */
static int64_t dribble(int fd, struct str text)
{
	int64_t began = now_ms();

	for (size_t i = 0; i < text.n; i++) {
		struct pollfd end = { fd, POLLIN, 0 };
		char c;

		if (send(fd, text.p + i, 1, MSG_NOSIGNAL) != 1)
			return now_ms() - began;
		if (poll(&end, 1, 20) == 1 && recv(fd, &c, 1, MSG_PEEK) <= 0)
			return now_ms() - began;
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
		int fd = connect_client(f);

		expect_cut(dribble(fd, heads[i]));
		close(fd);
	}
	assert_int_equal(handled(f), 0);
}

static void a_head_that_is_slow_but_in_time_is_answered(void **state)
{
	struct fixture *f = *state;
	int fd;

	f->config.head_ms = 10000;
	fixture_start(f);
	fd = connect_client(f);
	assert_int_equal(dribble(fd, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r")), -1);
	send_bytes(fd, STR("\n"));
	read_answer(fd, &answer);
	assert_int_equal(answer.status, 200);
	close(fd);
}

static void a_connection_that_says_nothing_is_closed(void **state)
{
	struct fixture *f = *state;
	int64_t began = now_ms();
	int fd, used;
	char c;

	f->config.head_ms = SHORT_MS;
	fixture_start(f);
	fd = connect_client(f);
	used = connect_client(f);
	send_bytes(used, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"));
	read_answer(used, &answer);
	assert_int_equal(answer.status, 200);
	assert_int_equal(recv(fd, &c, 1, 0), 0);
	assert_int_equal(recv(used, &c, 1, 0), 0); /* it was kept alive for no longer either */
	expect_cut(now_ms() - began);
	close(fd);
	close(used);
}

static void a_body_that_dribbles_in_is_cut_off(void **state)
{
	static const struct str heads[] = {
		STR_INIT("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"),
		STR_INIT("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
			 "fff\r\n"),
		STR_INIT("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"),
	};
	struct fixture *f = *state;

	f->config.body_ms = SHORT_MS;
	fixture_start(f);
	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		int fd = connect_client(f);

		send_bytes(fd, heads[i]);
		expect_cut(dribble(fd, STR(ENDLESS)));
		close(fd);
	}
	assert_int_equal(handled(f), 0);
}

static void a_body_that_is_slow_but_in_time_is_answered(void **state)
{
	struct fixture *f = *state;
	int fd;

	f->config.body_ms = 10000;
	f->config.head_ms = SHORT_MS; /* ends with the head */
	fixture_start(f);
	fd = connect_client(f);
	send_bytes(fd, STR("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 31\r\n\r\n"));
	assert_int_equal(dribble(fd, STR("thirty characters in 600 ms...")), -1);
	send_bytes(fd, STR("!"));
	read_answer(fd, &answer);
	assert_int_equal(answer.status, 200);
	close(fd);
}

static void a_handler_may_take_longer_than_any_client(void **state)
{
	struct fixture *f = *state;
	int fd;

	f->config.head_ms = f->config.body_ms = f->config.answer_ms = SHORT_MS;
	fixture_start(f);
	fd = connect_client(f);
	send_bytes(fd, STR("GET /gate/worker HTTP/1.1\r\nHost: x\r\n\r\n"));
	await_inside(f, 1);
	pause_ms(3 * SHORT_MS);
	open_gate(f);
	read_answer(fd, &answer);
	assert_int_equal(answer.status, 200);
	close(fd);
}

static void an_answer_that_nobody_takes_is_given_up(void **state)
{
	struct fixture *f = *state;
	struct pollfd end = { .events = POLLRDHUP };
	int small = 4096;
	int64_t began;
	int fd;
	char c;

	f->config.answer_ms = SHORT_MS;
	fixture_start(f);
	fd = connect_client(f);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	send_bytes(fd, STR("GET /big HTTP/1.1\r\nHost: x\r\n\r\n"));
	began = now_ms();
	end.fd = fd;
	while (poll(&end, 1, 20) == 0) /* a byte now and then does not help it */
		assert_true(recv(fd, &c, 1, 0) == 1 && now_ms() - began < PATIENCE_MS);
	expect_cut(now_ms() - began);
	close(fd);
	ask(f, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
}

/* Two clients ask for a long answer and take none of it. */
static void long_answers_share_a_bound_and_short_ones_do_not(void **state)
{
	struct fixture *f = *state;
	int small = 4096;
	int fds[2];

	f->config.answers_bytes = 2 * BIG_BYTES + BIG_BYTES / 2;
	f->config.answers_bytes_per_address = f->config.answers_bytes;
	fixture_start(f);
	for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
		fds[i] = connect_client(f);
		setsockopt(fds[i], SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
		send_bytes(fds[i], STR("GET /big HTTP/1.1\r\nHost: x\r\n\r\n"));
	}
	while (handled(f) < ARRAY_LEN(fds))
		poll(NULL, 0, 5);
	ask(f, STR("GET /big HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 503);
	assert_true(header_in(&answer, STR("retry-after")).n > 0);
	assert_int_equal(header_in(&answer, STR("set-cookie")).n, 0);
	ask(f, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
	for (size_t i = 0; i < ARRAY_LEN(fds); i++)
		close(fds[i]);
	do { /* the server notices that they are gone */
		int fd = connect_client(f);

		send_bytes(fd, STR("GET /big HTTP/1.1\r\nHost: x\r\n\r\n"));
		assert_true(recv(fd, answer.text, 16, MSG_WAITALL) == 16);
		close(fd);
	} while (!str_starts(str_of(answer.text, 16), STR("HTTP/1.1 200")));
}

/* From 127.0.0.2, which is this machine as well. */
static int connect_from_elsewhere(struct fixture *f)
{
	struct sockaddr_in from = { .sin_family = AF_INET }, to = from;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, "127.0.0.2", &from.sin_addr);
	inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
	to.sin_port = htons(server_port(f->server));
	assert_int_equal(bind(fd, (const struct sockaddr *)&from, sizeof(from)), 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof(to)), 0);
	return fd;
}

static void one_address_does_not_take_what_is_everybodys(void **state)
{
	struct fixture *f = *state;
	int small = 4096, first, other;

	f->config.answers_bytes = 4 * BIG_BYTES;
	f->config.answers_bytes_per_address = BIG_BYTES + BIG_BYTES / 2;
	fixture_start(f);
	first = connect_client(f);
	setsockopt(first, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	send_bytes(first, STR("GET /big HTTP/1.1\r\nHost: x\r\n\r\n"));
	while (handled(f) < 1)
		poll(NULL, 0, 5);
	ask(f, STR("GET /big HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 503);
	other = connect_from_elsewhere(f);
	send_bytes(other, STR("GET /big HTTP/1.1\r\nHost: x\r\n\r\n"));
	assert_true(recv(other, answer.text, 16, MSG_WAITALL) == 16);
	assert_true(str_starts(str_of(answer.text, 16), STR("HTTP/1.1 200")));
	close(first);
	close(other);
}

/* True when the connection is served; false when it is closed at once. */
static bool served(int fd)
{
	send_bytes(fd, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"));
	read_answer(fd, &answer);
	return answer.status == 200;
}

static void one_connection_too_many_is_closed_at_once(void **state)
{
	enum {
		MAX = 5
	};
	struct fixture *f = *state;
	int fds[MAX];

	f->config.connections = MAX;
	fixture_start(f);
	for (int i = 0; i < MAX; i++) {
		fds[i] = connect_client(f);
		assert_true(served(fds[i]));
	}
	for (int i = 0; i < 3; i++) {
		int extra = connect_client(f);

		assert_false(served(extra));
		close(extra);
	}
	assert_true(served(fds[0]));
	close(fds[1]);
	pause_ms(100);
	fds[1] = connect_client(f);
	assert_true(served(fds[1]));
	for (int i = 0; i < MAX; i++)
		close(fds[i]);
}

static void one_address_takes_its_share_only(void **state)
{
	enum {
		MAX = 3
	};
	struct fixture *f = *state;
	struct sockaddr_in other = { .sin_family = AF_INET };
	int fds[MAX], extra;

	f->config.connections_per_address = MAX;
	fixture_start(f);
	for (int i = 0; i < MAX; i++) {
		fds[i] = connect_client(f);
		assert_true(served(fds[i]));
	}
	extra = connect_client(f);
	assert_false(served(extra));
	close(extra);
	extra = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	other.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
	assert_int_equal(bind(extra, (struct sockaddr *)&other, sizeof(other)), 0);
	other.sin_port = htons(server_port(f->server));
	other.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(connect(extra, (struct sockaddr *)&other, sizeof(other)), 0);
	assert_true(served(extra)); /* from elsewhere there is room */
	close(extra);
	for (int i = 0; i < MAX; i++)
		close(fds[i]);
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
		TEST(an_answer_that_nobody_takes_is_given_up),
		TEST(long_answers_share_a_bound_and_short_ones_do_not),
		TEST(one_address_does_not_take_what_is_everybodys),
		TEST(one_connection_too_many_is_closed_at_once),
		TEST(one_address_takes_its_share_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
