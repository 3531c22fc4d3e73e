#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "server/connections.h"

#define SHORT_MS    100
#define LONG_MS     60000
#define PATIENCE_MS 10000

union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

static union address address_of(const char *text)
{
	union address a = { 0 };

	if (inet_pton(AF_INET, text, &a.in.sin_addr) == 1) {
		a.in.sin_family = AF_INET;
	} else {
		assert_int_equal(inet_pton(AF_INET6, text, &a.in6.sin6_addr), 1);
		a.in6.sin6_family = AF_INET6;
	}
	return a;
}

static struct connections *new_table(unsigned max, unsigned max_per_address)
{
	const struct connections_config config = {
		.max = max,
		.max_per_address = max_per_address,
		.ipv6_prefix = 64,
		.phase_ms = { LONG_MS, LONG_MS, 0, LONG_MS },
		.seed = 1,
	};
	struct connections *table = connections_new(&config);

	assert_non_null(table);
	return table;
}

static bool admitted(struct connections *table, const char *text)
{
	union address a = address_of(text);

	return connections_admit(table, &a.any);
}

static struct connection *add(struct connections *table, int fd, const char *text)
{
	union address a = address_of(text);
	struct connection *connection = connections_add(table, fd, &a.any);

	assert_non_null(connection);
	return connection;
}

static void connections_are_counted_in_all_and_per_address(void **state)
{
	struct connections *table = new_table(4, 2);
	struct connection *c[4];

	(void)state;
	assert_true(admitted(table, "192.0.2.1"));
	c[0] = add(table, -1, "192.0.2.1");
	c[1] = add(table, -1, "192.0.2.1");
	assert_false(admitted(table, "192.0.2.1"));
	assert_true(admitted(table, "192.0.2.2"));
	c[2] = add(table, -1, "192.0.2.2");
	c[3] = add(table, -1, "192.0.2.3");
	assert_false(admitted(table, "192.0.2.4"));
	assert_int_equal(connections_open(table), 4);
	connections_remove(table, c[1]);
	assert_true(admitted(table, "192.0.2.1"));
	assert_true(admitted(table, "192.0.2.4"));
	connections_remove(table, c[0]);
	connections_remove(table, c[3]);
	connections_remove(table, c[2]);
	assert_int_equal(connections_open(table), 0);
	connections_free(table);
}

static void one_network_and_one_mapped_address_are_one_client(void **state)
{
	struct connections *table = new_table(10, 1);
	struct connection *c[2];

	(void)state;
	c[0] = add(table, -1, "2001:db8:1:2::9");
	assert_false(admitted(table, "2001:db8:1:2:ffff::1"));
	assert_true(admitted(table, "2001:db8:1:3::9"));
	c[1] = add(table, -1, "::ffff:192.0.2.1");
	assert_false(admitted(table, "192.0.2.1"));
	assert_true(
		str_eq(connection_address(c[0]), STR("2001:0db8:0001:0002:0000:0000:0000:0000")));
	assert_true(str_eq(connection_address(c[1]), STR("192.0.2.1")));
	connections_remove(table, c[0]);
	connections_remove(table, c[1]);
	connections_free(table);
}

static void many_addresses_are_all_remembered(void **state)
{
	enum {
		MANY = 5000
	};
	struct connections *table = new_table(MANY, 1);
	struct connection **c = test_calloc(MANY, sizeof(struct connection *));
	char text[INET_ADDRSTRLEN];

	(void)state;
	for (unsigned i = 0; i < MANY; i++) {
		union address a = { .in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(i) } };

		assert_true(connections_admit(table, &a.any));
		c[i] = connections_add(table, -1, &a.any);
		assert_non_null(c[i]);
		assert_false(connections_admit(table, &a.any));
		inet_ntop(AF_INET, &a.in.sin_addr, text, sizeof(text));
		assert_true(str_eq(connection_address(c[i]), str_z(text)));
	}
	for (unsigned i = 0; i < MANY; i++)
		connections_remove(table, c[i * 7 % MANY]);
	assert_int_equal(connections_open(table), 0);
	connections_free(table);
	test_free(c);
}

/* How long until the other end of the socket is shut down; -1 when it stays open for three times the
 * short deadline. */
static int64_t shut_after(int fd)
{
	struct pollfd wait = { fd, POLLRDHUP, 0 };
	struct timespec before, after;

	clock_gettime(CLOCK_MONOTONIC, &before);
	if (poll(&wait, 1, 3 * SHORT_MS) == 0)
		return -1;
	clock_gettime(CLOCK_MONOTONIC, &after);
	return (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
}

static void each_phase_ends_at_its_own_deadline(void **state)
{
	(void)state;
	for (int late = 0; late < CONNECTION_PHASES; late++) {
		struct connections_config config = {
			.max = 10,
			.max_per_address = 10,
			.ipv6_prefix = 64,
			.phase_ms = { LONG_MS, LONG_MS, 0, LONG_MS },
		};
		struct connections *table;

		if (late != CONNECTION_HANDLER)
			config.phase_ms[late] = SHORT_MS;
		table = connections_new(&config);
		assert_non_null(table);
		for (int phase = 0; phase < CONNECTION_PHASES; phase++) {
			struct connection *connection;
			int64_t ms;
			int ends[2];

			assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
			connection = add(table, ends[0], "192.0.2.1");
			connection_enter(connection, (enum connection_phase)phase);
			ms = shut_after(ends[1]);
			if (phase == late && late != CONNECTION_HANDLER)
				assert_true(ms >= SHORT_MS - 20);
			else
				assert_int_equal(ms, -1);
			connections_remove(table, connection);
			close(ends[0]);
			close(ends[1]);
		}
		connections_free(table);
	}
}

static void a_phase_that_is_left_in_time_costs_nothing(void **state)
{
	struct connections_config config = {
		.max = 1,
		.max_per_address = 1,
		.ipv6_prefix = 64,
		.phase_ms = { SHORT_MS, SHORT_MS, 0, SHORT_MS },
	};
	const struct timespec step = { 0, SHORT_MS / 2 * 1000000L };
	struct connections *table = connections_new(&config);
	struct connection *connection;
	struct pollfd wait = { .events = POLLRDHUP };
	int ends[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	connection = add(table, ends[0], "192.0.2.1");
	wait.fd = ends[1];
	for (int i = 0; i < 8; i++) {
		connection_enter(connection, (enum connection_phase)(i % CONNECTION_PHASES));
		nanosleep(&step, NULL);
		assert_int_equal(poll(&wait, 1, 0), 0);
	}
	connections_remove(table, connection);
	connections_free(table);
	close(ends[0]);
	close(ends[1]);
}

static void numbers_of_requests_do_not_repeat(void **state)
{
	enum {
		CONNECTIONS = 50,
		REQUESTS = 20
	};
	struct connections *table = new_table(CONNECTIONS, CONNECTIONS);
	uint64_t seen[CONNECTIONS * REQUESTS];
	size_t n = 0;

	(void)state;
	for (int i = 0; i < CONNECTIONS; i++) {
		struct connection *connection = add(table, -1, "192.0.2.1");

		for (int k = 0; k < REQUESTS; k++) {
			uint64_t number = connection_next_request(connection);

			for (size_t j = 0; j < n; j++)
				assert_true(seen[j] != number);
			seen[n++] = number;
		}
		connections_remove(table, connection);
	}
	connections_free(table);
}

static void stopping_ends_the_idle_and_cuts_all_but_handlers(void **state)
{
	struct connections *table = new_table(10, 10);
	struct connection *c[CONNECTION_PHASES];
	int ends[CONNECTION_PHASES][2];

	(void)state;
	for (int i = 0; i < CONNECTION_PHASES; i++) {
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends[i]), 0);
		c[i] = add(table, ends[i][0], "192.0.2.1");
		connection_enter(c[i], (enum connection_phase)i);
	}
	connections_end_idle(table);
	for (int i = 0; i < CONNECTION_PHASES; i++) /* it is our reading side that ended */
		assert_int_equal(send(ends[i][1], "x", 1, MSG_NOSIGNAL),
				 i == CONNECTION_HEAD ? -1 : 1);
	connections_cut(table);
	for (int i = 0; i < CONNECTION_PHASES; i++) {
		struct pollfd wait = { ends[i][1], POLLRDHUP, 0 };

		assert_int_equal(poll(&wait, 1, 0), i != CONNECTION_HANDLER);
		connections_remove(table, c[i]);
		close(ends[i][0]);
		close(ends[i][1]);
	}
	connections_free(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(connections_are_counted_in_all_and_per_address),
		cmocka_unit_test(one_network_and_one_mapped_address_are_one_client),
		cmocka_unit_test(many_addresses_are_all_remembered),
		cmocka_unit_test(each_phase_ends_at_its_own_deadline),
		cmocka_unit_test(a_phase_that_is_left_in_time_costs_nothing),
		cmocka_unit_test(numbers_of_requests_do_not_repeat),
		cmocka_unit_test(stopping_ends_the_idle_and_cuts_all_but_handlers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
