/* The head of an answer is sent as a whole, or the answer says that it cannot be. */
#include "support/server_harness.h"

#include <malloc.h>

#include "server/wire/answer_head.h"

static struct answer answer;

static int set_up(void **state)
{
	struct fixture *f = test_malloc(sizeof(*f));

	fixture_init(f);
	fixture_start(f);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture_done(*state);
	test_free(*state);
	return 0;
}

/* Asks with cookie_bytes of cookies for an answer of that kind with a header of header_bytes. */
static unsigned ask_for(struct fixture *f, const char *kind, size_t cookie_bytes,
			size_t header_bytes)
{
	char text[32 << 10];
	struct buf request;

	buf_init_fixed(&request, text, sizeof(text));
	buf_fmt(&request, "GET /%s?%zu HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: a=b",
		kind, header_bytes);
	for (size_t i = 0; i < cookie_bytes / 50; i++)
		buf_fmt(&request, "; %047zu=", i);
	buf_z(&request, "\r\n\r\n");
	harness_ask(f, buf_text(&request), &answer);
	return answer.status;
}

static unsigned ask_for_head(struct fixture *f, size_t cookie_bytes, size_t header_bytes)
{
	return ask_for(f, "head", cookie_bytes, header_bytes);
}

static void a_head_that_is_too_long_is_an_answer_still(void **state)
{
	for (size_t cookies = 0; cookies <= 16000; cookies += 8000) {
		assert_int_equal(ask_for_head(*state, cookies, 31000), 200);
		assert_int_equal(harness_header(&answer, STR("x-long")).n, 31000);
		assert_int_equal(ask_for_head(*state, cookies, 33000), 500);
		assert_int_equal(harness_header(&answer, STR("x-long")).n, 0);
		assert_int_equal(harness_header(&answer, STR("x-request-id")).n, 16);
	}
}

/* The log line at level error, which must be the only one; freed by the caller. */
static char *error_line(struct fixture *f)
{
	char *log = harness_log(f), *line = strstr(log, "\"level\":\"error\""), *copy;

	assert_non_null(line);
	assert_null(strstr(line + 1, "\"level\":\"error\""));
	copy = strndup(line, strcspn(line, "\n"));
	assert_non_null(copy);
	free(log);
	return copy;
}

static void a_date_is_written_as_the_standard_says(void **state)
{
	static const struct {
		int64_t ms;
		const char *text;
	} rows[] = {
		{ 784111777000, "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n" },
		{ 951782399999, "date: Mon, 28 Feb 2000 23:59:59 GMT\r\n" },
		{ 1798761600000, "date: Fri, 01 Jan 2027 00:00:00 GMT\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct reply reply = { .status = 204 };
		const struct answer_head head = { .reply = &reply,
						  .request_id = STR("1"),
						  .now_ms = rows[i].ms };
		char memory[256];
		struct buf b;

		buf_init_fixed(&b, memory, sizeof(memory));
		answer_head_put(&b, &head);
		if (!str_contains(buf_text(&b), str_z(rows[i].text)))
			fail_msg("%.*s", STR_FMT(buf_text(&b)));
	}
}

/* The length is of the body that a 200 would have; a 304 without one must not say that it is empty
 * (RFC 9110 section 8.6). */
static void a_length_is_announced_where_it_is_true(void **state)
{
	static const struct {
		unsigned status;
		struct str body;
		const char *text; /* NULL: none */
	} rows[] = {
		{ 200, STR_INIT("four"), "content-length: 4\r\n" },
		{ 200, STR_INIT(""), "content-length: 0\r\n" },
		{ 304, STR_INIT("four"), "content-length: 4\r\n" },
		{ 304, STR_INIT(""), NULL },
		{ 204, STR_INIT(""), NULL },
		{ 404, STR_INIT("none"), "content-length: 4\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct reply reply = { .status = rows[i].status, .body = rows[i].body };
		const struct answer_head head = { .reply = &reply, .request_id = STR("1") };
		const char *wanted = rows[i].text ? rows[i].text : "content-length";
		char memory[256];
		struct buf b;

		buf_init_fixed(&b, memory, sizeof(memory));
		answer_head_put(&b, &head);
		if (str_contains(buf_text(&b), str_z(wanted)) != (rows[i].text != NULL))
			fail_msg("%.*s", STR_FMT(buf_text(&b)));
	}
}

static void the_log_names_the_request_and_why_its_answer_was_replaced(void **state)
{
	char *line, wanted[512];

	mallopt(M_PERTURB, 190); /* memory behind the id that would be logged is not zero */
	assert_int_equal(ask_for_head(*state, 8000, 40000), 500);
	line = error_line(*state);
	snprintf(wanted, sizeof(wanted),
		 "\"level\":\"error\",\"msg\":\"the head of an answer cannot be sent\","
		 "\"request\":\"%.*s\",\"route\":\"/test\","
		 "\"error\":\"too long",
		 STR_FMT(harness_header(&answer, STR("x-request-id"))));
	assert_memory_equal(line, wanted, strlen(wanted));
	free(line);
}

static void a_redirect_whose_target_has_no_room_is_logged_as_such(void **state)
{
	char *line, *log;

	assert_int_equal(ask_for(*state, "redirect", 0, 4000), 302);
	assert_int_equal(harness_header(&answer, STR("location")).n, 4000);
	assert_int_equal(ask_for(*state, "redirect", 8000, 40000), 500);
	assert_int_equal(harness_header(&answer, STR("location")).n, 0);
	line = error_line(*state);
	assert_non_null(strstr(line, "too long"));
	assert_null(strstr(line, "xxxx"));
	free(line);
	log = harness_log(*state);
	assert_non_null(strstr(log, "\"route\":\"/test\",\"status\":302"));
	assert_non_null(strstr(log, "\"route\":\"/test\",\"status\":500"));
	free(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_date_is_written_as_the_standard_says),
		cmocka_unit_test(a_length_is_announced_where_it_is_true),
		cmocka_unit_test_setup_teardown(a_head_that_is_too_long_is_an_answer_still, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			the_log_names_the_request_and_why_its_answer_was_replaced, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			a_redirect_whose_target_has_no_room_is_logged_as_such, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
