/* Clients that come in crowds, and the bounds that they share. */
#include "support/server_harness.h"

#include <sys/resource.h>

#define LONG_MS 60000 /* no deadline ends a test */

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

/* The answer to a request that has been sent has begun, with 200. */
static void expect_beginning(int fd)
{
	assert_true(recv(fd, answer.text, 16, MSG_WAITALL) == 16);
	assert_true(str_starts(str_of(answer.text, 16), STR("HTTP/1.1 200")));
}

/* Two clients ask for a long answer and take almost none of it. */
static void long_answers_share_a_bound_and_short_ones_do_not(void **state)
{
	struct fixture *f = *state;
	int small = 4096;
	int fds[2];

	f->config.answers_bytes = 2 * BIG_BYTES + BIG_BYTES / 2;
	f->config.answers_bytes_per_address = f->config.answers_bytes;
	fixture_start(f);
	for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
		fds[i] = harness_connect(f);
		setsockopt(fds[i], SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
		harness_send(fds[i], STR("GET /big HTTP/1.1\r\nHost: x\r\n\r\n"));
		expect_beginning(fds[i]);
	}
	harness_ask(f, STR("GET /big HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 503);
	assert_true(harness_header(&answer, STR("retry-after")).n > 0);
	assert_int_equal(harness_header(&answer, STR("set-cookie")).n, 0);
	harness_ask(f, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
	for (size_t i = 0; i < ARRAY_LEN(fds); i++)
		close(fds[i]);
	do { /* the server notices that they are gone */
		int fd = harness_connect(f);

		harness_send(fd, STR("GET /big HTTP/1.1\r\nHost: x\r\n\r\n"));
		assert_true(recv(fd, answer.text, 16, MSG_WAITALL) == 16);
		close(fd);
	} while (!str_starts(str_of(answer.text, 16), STR("HTTP/1.1 200")));
}

static void connect_to_server(struct fixture *f, int fd)
{
	struct sockaddr_in to = { .sin_family = AF_INET };

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	to.sin_port = htons(server_port(f->server));
	assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof(to)), 0);
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

static void one_address_does_not_take_the_budget_of_all(void **state)
{
	struct fixture *f = *state;
	int small = 4096, first, other;

	f->config.answers_bytes = 4 * BIG_BYTES;
	f->config.answers_bytes_per_address = BIG_BYTES + BIG_BYTES / 2;
	fixture_start(f);
	first = harness_connect(f);
	setsockopt(first, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	harness_send(first, STR("GET /big HTTP/1.1\r\nHost: x\r\n\r\n"));
	expect_beginning(first);
	harness_ask(f, STR("GET /big HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 503);
	other = connect_from_elsewhere(f);
	harness_send(other, STR("GET /big HTTP/1.1\r\nHost: x\r\n\r\n"));
	assert_true(recv(other, answer.text, 16, MSG_WAITALL) == 16);
	assert_true(str_starts(str_of(answer.text, 16), STR("HTTP/1.1 200")));
	close(first);
	close(other);
}

/* True when the connection is served; false when it is closed at once. */
static bool served(int fd)
{
	harness_send(fd, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"));
	harness_read_answer(fd, &answer);
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
		fds[i] = harness_connect(f);
		assert_true(served(fds[i]));
	}
	for (int i = 0; i < 3; i++) {
		int extra = harness_connect(f);

		assert_false(served(extra));
		close(extra);
	}
	assert_true(served(fds[0]));
	close(fds[1]);
	harness_pause_ms(100);
	fds[1] = harness_connect(f);
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
		fds[i] = harness_connect(f);
		assert_true(served(fds[i]));
	}
	extra = harness_connect(f);
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

/* Sends a head and two bytes of its body for a client behind a proxy; the descriptor. */
static int send_half(struct fixture *f, const char *client, unsigned bytes)
{
	int fd = harness_connect(f);
	char text[256];
	int n = snprintf(text, sizeof(text),
			 "POST /echo HTTP/1.1\r\nHost: x\r\nX-Client: %s\r\n"
			 "Content-Length: %u\r\n\r\nab",
			 client, bytes);

	harness_send(fd, str_of(text, (size_t)n));
	return fd;
}

static unsigned ask_as(struct fixture *f, const char *client)
{
	char text[128];
	int n = snprintf(text, sizeof(text),
			 "GET /inline HTTP/1.1\r\nHost: x\r\nX-Client: %s\r\n\r\n", client);

	harness_ask(f, str_of(text, (size_t)n), &answer);
	return answer.status;
}

static void a_client_behind_a_proxy_takes_its_share_and_the_proxy_has_none(void **state)
{
	enum {
		MAX = 3
	};
	struct fixture *f = *state;
	int fds[2 * MAX];

	f->application.relays = true;
	f->config.connections_per_address = MAX;
	fixture_start(f);
	for (int i = 0; i < 2 * MAX; i++) /* two clients, as many as each may have */
		fds[i] = send_half(f, i % 2 ? "192.0.2.1" : "192.0.2.2", 4);
	while (harness_planned(f) < 2 * MAX)
		harness_pause_ms(5);
	harness_pause_ms(50);
	assert_int_equal(ask_as(f, "192.0.2.1"), 503);
	assert_int_equal(ask_as(f, "192.0.2.3"), 200);
	for (int i = 0; i < 2 * MAX; i++) {
		harness_send(fds[i], STR("cd"));
		harness_read_answer(fds[i], &answer);
		assert_int_equal(answer.status, 200);
		close(fds[i]);
	}
	assert_int_equal(ask_as(f, "192.0.2.1"), 200);
}

static void bodies_under_way_share_a_bound_and_short_ones_do_not(void **state)
{
	struct fixture *f = *state;
	int fds[3];

	f->application.relays = true;
	f->config.bodies_bytes = 100000;
	f->config.bodies_bytes_per_address = 60000;
	fixture_start(f);
	fds[0] = send_half(f, "192.0.2.1", 50000);
	while (harness_planned(f) < 1)
		harness_pause_ms(5);
	harness_pause_ms(50);
	fds[1] = send_half(f, "192.0.2.1", 50000); /* beyond its share */
	harness_read_answer(fds[1], &answer);
	assert_int_equal(answer.status, 503);
	assert_true(harness_ends(fds[1], &answer));
	fds[2] = send_half(f, "192.0.2.2", 50001); /* beyond what is there for all */
	harness_read_answer(fds[2], &answer);
	assert_int_equal(answer.status, 503);
	close(fds[2]);
	fds[2] = send_half(f, "192.0.2.1", 4);
	harness_send(fds[2], STR("cd"));
	harness_read_answer(fds[2], &answer);
	assert_int_equal(answer.status, 200);
	for (size_t i = 0; i < ARRAY_LEN(fds); i++)
		close(fds[i]);
}

static void a_long_answer_is_made_where_it_keeps_nobody_waiting(void **state)
{
	struct fixture *f = *state;
	int small = 4096, fd;

	f->config.answers_bytes = 2 * BIG_BYTES;
	f->config.answers_bytes_per_address = BIG_BYTES + BIG_BYTES / 4;
	fixture_start(f);
	fd = harness_connect(f);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	harness_send(fd, STR("GET /long HTTP/1.1\r\nHost: x\r\n\r\n"));
	expect_beginning(fd);
	assert_int_equal(harness_handled(f), 2); /* tried, and made elsewhere */
	harness_ask(f, STR("GET /long HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 503);
	assert_true(harness_header(&answer, STR("retry-after")).n > 0);
	assert_int_equal(harness_handled(f), 3); /* tried, and not made in vain */
	close(fd);
}

/* The processor time that this process has used, in milliseconds. */
static int64_t used_ms(void)
{
	struct timespec used;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return (int64_t)used.tv_sec * 1000 + used.tv_nsec / 1000000;
}

static void without_descriptors_clients_are_turned_away_and_later_served(void **state)
{
	struct fixture *f = *state;
	struct rlimit before, tight;
	int fds[64], n = 0, old;
	int64_t used;
	char c;

	fixture_start(f);
	old = harness_connect(f);
	assert_true(served(old));
	fds[n++] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); /* to be a client */
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	tight = before;
	tight.rlim_cur = (rlim_t)fds[0] + 1;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &tight), 0);
	while ((fds[n] = dup(old)) >= 0) /* gaps below the limit */
		n++;
	connect_to_server(f, fds[0]);
	assert_int_equal(recv(fds[0], &c, 1, 0), 0); /* it does not wait in the queue */
	assert_true(served(old));
	used = used_ms();
	harness_pause_ms(500);
	assert_true(used_ms() - used < 250); /* nothing runs in a circle */
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	while (n-- > 0)
		close(fds[n]);
	harness_ask(f, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
	assert_true(served(old));
	close(old);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(long_answers_share_a_bound_and_short_ones_do_not),
		TEST(one_address_does_not_take_the_budget_of_all),
		TEST(one_connection_too_many_is_closed_at_once),
		TEST(one_address_takes_its_share_only),
		TEST(a_client_behind_a_proxy_takes_its_share_and_the_proxy_has_none),
		TEST(bodies_under_way_share_a_bound_and_short_ones_do_not),
		TEST(a_long_answer_is_made_where_it_keeps_nobody_waiting),
		TEST(without_descriptors_clients_are_turned_away_and_later_served),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
