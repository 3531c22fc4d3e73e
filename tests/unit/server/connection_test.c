/* A connection on a socket pair: what its thread's memory keeps of the bytes. */
#include "support/server_harness.h"

#include "server/connection.h"
#include "server/input.h"

struct desk {
	struct fixture fixture;
	struct exchange_shared shared;
	struct connection_host host;
	_Atomic uint64_t numbers;
	struct connection *connection;
	int client;
};

static int set_up(void **state)
{
	struct desk *desk = test_malloc(sizeof(*desk));
	const struct sockaddr nobody = { .sa_family = AF_UNIX };
	int pair[2];

	*desk = (struct desk){ .client = -1 };
	fixture_init(&desk->fixture);
	desk->shared.app = &desk->fixture.app;
	desk->shared.log = &desk->fixture.log;
	desk->shared.clock = &clock_real;
	desk->shared.clients = budget_new(8, 8, 7);
	desk->host.shared = &desk->shared;
	desk->host.connections = budget_new(8, 8, 7);
	desk->host.numbers = &desk->numbers;
	assert_true(connection_host_init(&desk->host));
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
	desk->client = pair[0];
	desk->connection = connection_new(&desk->host, pair[1], &nobody);
	assert_non_null(desk->connection);
	*state = desk;
	return 0;
}

static int tear_down(void **state)
{
	struct desk *desk = *state;

	connection_drop(desk->connection);
	connection_host_done(&desk->host);
	close(desk->client);
	budget_free(desk->host.connections);
	budget_free(desk->shared.clients);
	fixture_done(&desk->fixture);
	test_free(desk);
	return 0;
}

static void send_and_run(struct desk *desk, struct str bytes)
{
	const struct connection_events readable = { .readable = true };

	harness_send(desk->client, bytes);
	connection_ready(desk->connection, readable);
}

static bool is_wiped(const struct desk *desk)
{
	for (size_t i = 0; i < 256; i++)
		if (desk->host.scratch[i])
			return false;
	return true;
}

static void what_was_read_is_wiped_in_every_phase(void **state)
{
	struct desk *desk = *state;

	memset(desk->host.scratch, 0, INPUT_BYTES);
	send_and_run(desk, STR("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n\r\n"));
	assert_non_null(desk->host.phases[CONNECTION_BODY].first);
	assert_true(is_wiped(desk));
	send_and_run(desk, STR("pass"));
	assert_true(is_wiped(desk));
	send_and_run(desk, STR("word 123"));
	assert_non_null(desk->host.phases[CONNECTION_HEAD].first);
	assert_true(is_wiped(desk));
	send_and_run(desk, STR("POST /echo HTTP/1.1\r\nHost: x\r\n"
			       "Content-Length: 99999999\r\n\r\n"));
	assert_non_null(desk->host.phases[CONNECTION_LINGER].first);
	assert_true(is_wiped(desk));
	send_and_run(desk, STR("password 123"));
	assert_non_null(desk->host.phases[CONNECTION_LINGER].first);
	assert_true(is_wiped(desk));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_read_is_wiped_in_every_phase, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
