/* Where the server listens, and how a start fails. */
#include "server/listen.h"

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

static void a_start_that_fails_names_its_cause(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	f->config.fd =
		open("/dev/null", O_RDWR | O_CLOEXEC); /* no socket: nothing can listen on it */
	assert_true(f->config.fd >= 0);
	errno = ENOTTY; /* what an earlier failure left behind is no cause */
	assert_int_equal(server_start(&f->config, &f->server, &err), SERVER_FAULT);
	assert_null(f->server);
	assert_non_null(strstr(err.text, "the HTTP server does not start: "));
	assert_null(strstr(err.text, strerror(ENOTTY)));
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
		harness_ask(f, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
		assert_int_equal(answer.status, 200);
		assert_true(server_stop(server));
		server_free(server);
		f->server = NULL;
	}
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
	harness_ask(f, STR("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
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

#define FRESH(f)   cmocka_unit_test_setup_teardown(f, set_up, tear_down)
#define STARTED(f) cmocka_unit_test_setup_teardown(f, set_up_started, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(a_start_that_fails_names_its_cause),
		FRESH(the_server_listens_where_it_is_told),
		FRESH(a_socket_that_listens_already_is_taken_over),
		STARTED(a_port_that_is_taken_is_said_to_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
