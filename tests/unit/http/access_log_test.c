#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "http/access_log.h"
#include "http/stream.h"

static int64_t standing_still(const struct clock *clock)
{
	(void)clock;
	return 1763610798318;
}

static const struct clock clock_test = { .now_ms = standing_still };

/* What is written at that level and above, through a pipe. */
static struct str logged(enum log_level level, const struct request *request,
			 const struct reply *reply, char *text, size_t bytes)
{
	struct log log = { .level = level, .format = LOG_FORMAT_JSON, .clock = &clock_test };
	int ends[2];
	ssize_t n;

	assert_int_equal(pipe(ends), 0);
	log.fd = ends[1];
	access_log(&log, request, reply, 12345);
	close(ends[1]);
	n = read(ends[0], text, bytes);
	close(ends[0]);
	assert_true(n >= 0);
	return str_of(text, (size_t)n);
}

static struct http_header secret_headers[] = {
	{ STR_INIT("Authorization"), STR_INIT("Bearer secret") },
	{ STR_INIT("Cookie"), STR_INIT("t=secret") },
};

static const struct request request = {
	.id = STR_INIT("00ff"),
	.method = HTTP_GET,
	.method_name = STR_INIT("GET"),
	.path = STR_INIT("/api/users/secret/tasks"),
	.query = STR_INIT("token=secret"),
	.headers = secret_headers,
	.n_headers = ARRAY_LEN(secret_headers),
	.body = STR_INIT("secret"),
	.address = STR_INIT("192.0.2.1"),
};

#define HEAD_OF(level)                                                                             \
	"{\"ts\":\"2025-11-20T03:53:18.318Z\",\"level\":\"" level "\",\"msg\":\"request\""

static void a_line_names_what_is_known_and_no_secret(void **state)
{
	struct reply reply = {
		.status = 403,
		.route = STR("/api/users/{user_id}/tasks"),
		.body = STR("hello"),
		.user_id = STR("u1"),
		.account = STR("00d1e6e3a9d0f5c4"),
		.reason = STR("owner"),
	};
	char text[1024];

	(void)state;
	assert_true(str_eq(
		logged(LOG_LEVEL_INFO, &request, &reply, text, sizeof(text)),
		STR(HEAD_OF("notice") ",\"request_id\":\"00ff\",\"method\":\"GET\","
				      "\"route\":\"/api/users/{user_id}/tasks\",\"status\":403,"
				      "\"ms\":12.345,\"bytes\":5,\"agent\":\"none\","
				      "\"address\":\"192.0.2.1\",\"user_id\":\"u1\","
				      "\"account\":\"00d1e6e3a9d0f5c4\","
				      "\"reason\":\"owner\"}\n")));
	assert_int_equal(logged(LOG_LEVEL_WARN, &request, &reply, text, sizeof(text)).n, 0);
}

/* What is written of the end of a stream. */
static struct str logged_end(const struct stream_end *end, char *text, size_t bytes)
{
	struct log log = { .format = LOG_FORMAT_JSON, .clock = &clock_test };
	int ends[2];
	ssize_t n;

	assert_int_equal(pipe(ends), 0);
	log.fd = ends[1];
	access_log_stream(&log, end);
	close(ends[1]);
	n = read(ends[0], text, bytes);
	close(ends[0]);
	assert_true(n >= 0);
	return str_of(text, (size_t)n);
}

static void the_bytes_of_a_stream_are_told_at_its_end(void **state)
{
	const struct http_stream_ops ops = { 0 };
	struct http_stream stream = { .ops = &ops };
	struct reply reply = { .status = 200, .stream = &stream };
	struct stream_end end = {
		.request_id = STR("00ff"), .route = STR("/events"), .micros = 1500000, .bytes = 4096
	};
	struct request head = request;
	char text[1024];

	(void)state;
	assert_false(str_contains(logged(LOG_LEVEL_INFO, &request, &reply, text, sizeof(text)),
				  STR("bytes")));
	head.method = HTTP_HEAD;
	assert_true(str_contains(logged(LOG_LEVEL_INFO, &head, &reply, text, sizeof(text)),
				 STR("\"bytes\":0")));
	assert_true(str_ends(logged_end(&end, text, sizeof(text)),
			     STR("\"msg\":\"stream ended\",\"request_id\":\"00ff\","
				 "\"route\":\"/events\",\"ms\":1500.000,\"bytes\":4096}\n")));
	end.reason = STR("gone");
	assert_true(str_ends(logged_end(&end, text, sizeof(text)),
			     STR("\"bytes\":4096,\"reason\":\"gone\"}\n")));
}

static void the_level_rises_with_what_went_wrong(void **state)
{
	static const struct {
		unsigned status;
		struct str fault;
		struct str account;
		struct str level;
	} cases[] = {
		{ 200, STR_INIT(""), STR_INIT(""), STR_INIT("\"level\":\"info\"") },
		{ 200, STR_INIT(""), STR_INIT("ab"), STR_INIT("\"level\":\"info\"") },
		{ 302, STR_INIT(""), STR_INIT("ab"), STR_INIT("\"level\":\"info\"") },
		{ 401, STR_INIT(""), STR_INIT(""), STR_INIT("\"level\":\"info\"") },
		{ 401, STR_INIT(""), STR_INIT("ab"), STR_INIT("\"level\":\"notice\"") },
		{ 403, STR_INIT(""), STR_INIT(""), STR_INIT("\"level\":\"notice\"") },
		{ 429, STR_INIT(""), STR_INIT(""), STR_INIT("\"level\":\"notice\"") },
		{ 499, STR_INIT(""), STR_INIT(""), STR_INIT("\"level\":\"info\"") },
		{ 503, STR_INIT(""), STR_INIT("ab"), STR_INIT("\"level\":\"warn\"") },
		{ 500, STR_INIT("disk I/O error"), STR_INIT(""), STR_INIT("\"level\":\"error\"") },
		{ 200, STR_INIT("disk I/O error"), STR_INIT(""), STR_INIT("\"level\":\"error\"") },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct reply reply = { .status = cases[i].status,
				       .fault = cases[i].fault,
				       .account = cases[i].account };
		char text[1024];
		struct str line = logged(LOG_LEVEL_DEBUG, &request, &reply, text, sizeof(text));

		assert_true(str_contains(line, cases[i].level));
		assert_int_equal(str_contains(line, STR("\"fault\":\"disk I/O error\"")),
				 cases[i].fault.n > 0);
		assert_false(str_contains(line, STR("secret")));
	}
}

static void an_unknown_method_is_not_repeated(void **state)
{
	struct request odd = request;
	struct reply reply = { .status = 404 };
	char text[1024];
	struct str line;

	(void)state;
	odd.method = HTTP_OTHER;
	odd.method_name = STR("SECRET-IN-THE-METHOD");
	line = logged(LOG_LEVEL_INFO, &odd, &reply, text, sizeof(text));
	assert_true(str_contains(line, STR("\"method\":\"other\"")));
	assert_false(str_contains(line, STR("SECRET")));
}

static void the_class_of_the_agent_is_told_and_not_its_text(void **state)
{
	static const struct {
		struct str agent, class;
	} cases[] = {
		{ STR_INIT(
			  "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"),
		  STR_INIT("browser") },
		{ STR_INIT("Mozilla/5.0 (compatible; Somebot/2.1; +http://example.com/bot.html)"),
		  STR_INIT("bot") },
		{ STR_INIT("ExampleBot/1.0"), STR_INIT("bot") },
		{ STR_INIT("curl/7.88.1"), STR_INIT("program") },
		{ STR_INIT("node"), STR_INIT("program") },
		{ STR_INIT(""), STR_INIT("none") },
	};
	struct reply reply = { .status = 200 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct http_header header = { STR("User-Agent"), cases[i].agent };
		struct request one = request;
		char text[1024], wanted[64];
		struct buf b;
		struct str line;

		one.headers = &header;
		one.n_headers = 1;
		line = logged(LOG_LEVEL_INFO, &one, &reply, text, sizeof(text));
		buf_init_fixed(&b, wanted, sizeof(wanted));
		buf_fmt(&b, "\"agent\":\"%.*s\"", STR_FMT(cases[i].class));
		assert_true(str_contains(line, buf_text(&b)));
		assert_true(!cases[i].agent.n || !str_contains(line, cases[i].agent));
	}
}

static void a_body_that_is_not_sent_has_no_bytes(void **state)
{
	static const struct {
		enum http_method method;
		unsigned status;
		struct str bytes;
	} cases[] = {
		{ HTTP_GET, 200, STR_INIT("\"bytes\":5,") },
		{ HTTP_HEAD, 200, STR_INIT("\"bytes\":0,") },
		{ HTTP_GET, 304, STR_INIT("\"bytes\":0,") },
		{ HTTP_GET, 204, STR_INIT("\"bytes\":0,") },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct reply reply = { .status = cases[i].status, .body = STR("hello") };
		struct request one = request;
		char text[1024];

		one.method = cases[i].method;
		assert_true(str_contains(logged(LOG_LEVEL_INFO, &one, &reply, text, sizeof(text)),
					 cases[i].bytes));
	}
}

static void the_trace_of_a_proxy_is_named(void **state)
{
	struct request one = request;
	struct reply reply = { .status = 200 };
	char text[1024];

	(void)state;
	one.trace_id = STR("4bf92f3577b34da6a3ce929d0e0e4736");
	one.span_id = STR("00f067aa0ba902b7");
	assert_true(str_contains(logged(LOG_LEVEL_INFO, &one, &reply, text, sizeof(text)),
				 STR("\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\","
				     "\"span_id\":\"00f067aa0ba902b7\"")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_names_what_is_known_and_no_secret),
		cmocka_unit_test(the_bytes_of_a_stream_are_told_at_its_end),
		cmocka_unit_test(the_level_rises_with_what_went_wrong),
		cmocka_unit_test(an_unknown_method_is_not_repeated),
		cmocka_unit_test(the_class_of_the_agent_is_told_and_not_its_text),
		cmocka_unit_test(a_body_that_is_not_sent_has_no_bytes),
		cmocka_unit_test(the_trace_of_a_proxy_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
