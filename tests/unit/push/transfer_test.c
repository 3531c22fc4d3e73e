/* Requests to a push service that is a socket of the test: what is sent, and where nothing is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "push/delivery.h"

struct service {
	int fd;
	uint16_t port;
};

static struct service listen_here(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct service service = { .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) };
	socklen_t n = sizeof(at);

	assert_true(service.fd >= 0);
	assert_int_equal(bind(service.fd, (struct sockaddr *)&at, n), 0);
	assert_int_equal(listen(service.fd, 4), 0);
	assert_int_equal(getsockname(service.fd, (struct sockaddr *)&at, &n), 0);
	service.port = ntohs(at.sin_port);
	return service;
}

static struct push_transfer *to(const char *origin, uint16_t port, const char *path,
				enum push_targets targets)
{
	static char endpoint[128];

	snprintf(endpoint, sizeof(endpoint), "%s:%u%s", origin, port, path);
	return push_transfer_new(&(struct push_request){
		.endpoint = endpoint,
		.content = STR("content"),
		.authorization = "vapid t=a.b.c, k=d",
		.topic = "topic",
		.ttl_s = 60,
		.urgent = true,
		.targets = targets,
	});
}

/* What the service has heard, and where: fd is that of the connection, or -1. */
struct hearing {
	int fd;
	bool asked;
	size_t n;
	char text[4096];
};

static bool is_waiting(int fd)
{
	struct pollfd waiting = { .fd = fd, .events = POLLIN };

	return poll(&waiting, 1, 0) == 1;
}

/* Accepts, hears and answers as far as that can be done without waiting. */
static void serve(const struct service *service, const char *answer, struct hearing *h)
{
	ssize_t got;

	if (h->fd < 0 && is_waiting(service->fd)) {
		h->fd = accept(service->fd, NULL, NULL);
		h->asked = true;
	}
	if (h->fd < 0 || !is_waiting(h->fd))
		return;
	got = recv(h->fd, h->text + h->n, sizeof(h->text) - 1 - h->n, 0);
	h->n += got > 0 ? (size_t)got : 0;
	h->text[h->n] = '\0';
	if (got > 0 && !str_ends(str_z(h->text), STR("content")))
		return;
	if (got > 0)
		assert_true(send(h->fd, answer, strlen(answer), MSG_NOSIGNAL) > 0);
	close(h->fd);
	h->fd = -1;
}

/* Runs the transfer to its end. */
static struct push_answer run(const struct service *service, struct push_transfer *transfer,
			      const char *answer, struct hearing *heard)
{
	struct push_answer out;
	CURLM *multi = curl_multi_init();
	const CURLMsg *message = NULL;
	int running = 1, left;

	*heard = (struct hearing){ .fd = -1 };
	assert_int_equal(curl_multi_add_handle(multi, push_transfer_handle(transfer)), CURLM_OK);
	while (!message) {
		assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
		serve(service, answer, heard);
		message = curl_multi_info_read(multi, &left);
		if (!message)
			curl_multi_poll(multi, NULL, 0, 20, NULL);
	}
	push_transfer_read(transfer, message->data.result, &out);
	curl_multi_remove_handle(multi, push_transfer_handle(transfer));
	curl_multi_cleanup(multi);
	return out;
}

static void a_request_has_what_the_service_needs(void **state)
{
	static const char *const lines[] = {
		"POST /push/a?b=c HTTP/1.1\r\n",
		"\r\nContent-Encoding: aes128gcm\r\n",
		"\r\nTTL: 60\r\n",
		"\r\nUrgency: high\r\n",
		"\r\nTopic: topic\r\n",
		"\r\nAuthorization: vapid t=a.b.c, k=d\r\n",
		"\r\nContent-Length: 7\r\n",
		"\r\n\r\ncontent",
	};
	const struct service service = listen_here();
	OWNED(push_transfer_free)
	struct push_transfer *transfer =
		to("http://localhost", service.port, "/push/a?b=c", PUSH_TARGETS_ANY);
	struct push_answer answer;
	struct hearing heard;

	(void)state;
	answer = run(&service, transfer, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n",
		     &heard);
	assert_int_equal(answer.status, 201);
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		if (!strstr(heard.text, lines[i]))
			fail_msg("\"%s\" is not in \"%s\"", lines[i], heard.text);
	close(service.fd);
}

/* A name may lead anywhere: no connection is made to an address that is not allowed. */
static void a_name_that_leads_inside_is_not_connected_to(void **state)
{
	static const struct {
		const char *origin;
		enum push_targets targets;
	} refused[] = {
		{ "https://localhost", PUSH_TARGETS_PUBLIC },
		{ "https://127.0.0.1", PUSH_TARGETS_PUBLIC },
		{ "http://localhost", PUSH_TARGETS_PUBLIC },
	};
	const struct service service = listen_here();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		OWNED(push_transfer_free)
		struct push_transfer *transfer =
			to(refused[i].origin, service.port, "/", refused[i].targets);
		struct push_answer answer;
		struct hearing heard;

		answer = run(&service, transfer, "", &heard);
		assert_false(heard.asked);
		assert_int_equal(answer.status, 0);
		assert_string_equal(answer.why.text,
				    "the push service is at an address that is not allowed");
	}
	close(service.fd);
}

static void an_answer_is_read_and_no_redirect_followed(void **state)
{
	static const struct {
		const char *answer;
		long status;
		int64_t retry_after_ms;
		enum push_outcome outcome;
	} cases[] = {
		{ "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", 201, 0, PUSH_SENT },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, 0, PUSH_SENT },
		{ "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", 410, 0, PUSH_GONE },
		{ "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 404, 0, PUSH_GONE },
		{ "HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n", 429, 7000,
		  PUSH_LATER },
		{ "HTTP/1.1 503 No\r\nRetry-After: 999999999\r\nContent-Length: 0\r\n\r\n", 503,
		  INT64_C(86400000), PUSH_LATER },
		{ "HTTP/1.1 307 There\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n", 307, 0,
		  PUSH_REFUSED },
		{ "HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n", 400, 0, PUSH_REFUSED },
		{ "HTTP/1.1 101 Other\r\n\r\n", 0, 0, PUSH_LATER },
		{ "nonsense\r\n\r\n", 0, 0, PUSH_LATER },
	};
	const struct service service = listen_here();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		OWNED(push_transfer_free)
		struct push_transfer *transfer =
			to("http://127.0.0.1", service.port, "/a", PUSH_TARGETS_ANY);
		struct push_answer answer;
		struct hearing heard;

		answer = run(&service, transfer, cases[i].answer, &heard);
		assert_true(heard.asked);
		assert_int_equal(answer.status, cases[i].status);
		assert_int_equal(answer.retry_after_ms, cases[i].retry_after_ms);
		assert_int_equal(push_outcome_of(&answer), cases[i].outcome);
	}
	close(service.fd);
}

/* The longer one of the growing pause and what the service asks for, until it is too late. */
static void a_pause_is_as_long_as_the_service_asks(void **state)
{
	const int64_t hour_ms = INT64_C(3600000), now_ms = INT64_C(1800000000000);
	struct push_message message = { .attempts = 1, .expires_ms = now_ms + 3 * hour_ms };
	struct push_answer answer = { .status = 429 };

	(void)state;
	assert_int_equal(push_record(&message, PUSH_LATER, &answer, now_ms, &random_kernel),
			 PUSH_LATER);
	assert_in_range(message.due_ms, now_ms + 2500, now_ms + 5000);
	assert_false(message.done);
	answer.retry_after_ms = 2 * hour_ms;
	assert_int_equal(push_record(&message, PUSH_LATER, &answer, now_ms, &random_kernel),
			 PUSH_LATER);
	assert_int_equal(message.due_ms, now_ms + 2 * hour_ms);
	answer.retry_after_ms = 4 * hour_ms;
	assert_int_equal(push_record(&message, PUSH_LATER, &answer, now_ms, &random_kernel),
			 PUSH_REFUSED);
	assert_true(message.done);
	message = (struct push_message){ .attempts = 1, .expires_ms = now_ms + hour_ms };
	assert_int_equal(push_record(&message, PUSH_SENT, &answer, now_ms, &random_kernel),
			 PUSH_SENT);
	assert_true(message.done);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_has_what_the_service_needs),
		cmocka_unit_test(a_name_that_leads_inside_is_not_connected_to),
		cmocka_unit_test(an_answer_is_read_and_no_redirect_followed),
		cmocka_unit_test(a_pause_is_as_long_as_the_service_asks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
