/* The rules on their own; strict_test.c has them over real sockets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "core/limits.h"
#include "server/wire/framing.h"

static void a_target_is_cut_into_path_and_query(void **state)
{
	static const struct {
		struct str target;
		bool good;
		struct str path;
		struct str query;
		struct str authority;
	} cases[] = {
		{ STR_INIT("/"), true, STR_INIT("/"), STR_INIT(""), STR_INIT("") },
		{ STR_INIT("/a?b?c"), true, STR_INIT("/a"), STR_INIT("b?c"), STR_INIT("") },
		{ STR_INIT("/%2f%00"), true, STR_INIT("/%2f%00"), STR_INIT(""), STR_INIT("") },
		{ STR_INIT("//h/a"), true, STR_INIT("//h/a"), STR_INIT(""), STR_INIT("") },
		{ STR_INIT("*"), true, STR_INIT("*"), STR_INIT(""), STR_INIT("") },
		{ STR_INIT("http://h:1/a?b"), true, STR_INIT("/a"), STR_INIT("b"),
		  STR_INIT("h:1") },
		{ STR_INIT("HTTPS://h"), true, STR_INIT("/"), STR_INIT(""), STR_INIT("h") },
		{ STR_INIT("http://h?q=/x"), true, STR_INIT("/"), STR_INIT("q=/x"), STR_INIT("h") },
		{ STR_INIT(""), false, STR_INIT(""), STR_INIT(""), STR_INIT("") },
		{ STR_INIT("a"), false, STR_INIT(""), STR_INIT(""), STR_INIT("") },
		{ STR_INIT("?a"), false, STR_INIT(""), STR_INIT(""), STR_INIT("") },
		{ STR_INIT("**"), false, STR_INIT(""), STR_INIT(""), STR_INIT("") },
		{ STR_INIT("h:80"), false, STR_INIT(""), STR_INIT(""), STR_INIT("") },
		{ STR_INIT("http://"), false, STR_INIT(""), STR_INIT(""), STR_INIT("") },
		{ STR_INIT("http:/h"), false, STR_INIT(""), STR_INIT(""), STR_INIT("") },
		{ STR_INIT("file:///a"), false, STR_INIT(""), STR_INIT(""), STR_INIT("") },
		{ STR_INIT("/a#b"), false, STR_INIT(""), STR_INIT(""), STR_INIT("") },
		{ STR_INIT("/a b"), false, STR_INIT(""), STR_INIT(""), STR_INIT("") },
		{ STR_INIT("/a\tb"), false, STR_INIT(""), STR_INIT(""), STR_INIT("") },
		{ STR_INIT("/a\0b"), false, STR_INIT(""), STR_INIT(""), STR_INIT("") },
		{ STR_INIT("/a\x7F"), false, STR_INIT(""), STR_INIT(""), STR_INIT("") },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str path = STR(""), query = STR(""), authority = STR("");

		assert_int_equal(framing_target(cases[i].target, &path, &query, &authority),
				 cases[i].good);
		assert_true(str_eq(path, cases[i].path));
		assert_true(str_eq(query, cases[i].query));
		assert_true(str_eq(authority, cases[i].authority));
	}
}

static void a_body_is_as_long_as_its_head_says(void **state)
{
	static const struct {
		struct http_header header;
		bool is_1_1;
		enum framing_rc rc;
		uint64_t bytes;
	} cases[] = {
		{ { STR_INIT("X"), STR_INIT("y") }, true, FRAMING_OK, 0 },
		{ { STR_INIT("Content-Length"), STR_INIT("0") }, true, FRAMING_OK, 0 },
		{ { STR_INIT("content-length"), STR_INIT("12") }, true, FRAMING_OK, 12 },
		{ { STR_INIT("content-length"), STR_INIT("12") }, false, FRAMING_OK, 12 },
		{ { STR_INIT("content-length"), STR_INIT("18446744073709551614") },
		  true,
		  FRAMING_OK,
		  UINT64_MAX - 1 },
		{ { STR_INIT("content-length"), STR_INIT("99999999999999999999999999999") },
		  true,
		  FRAMING_OK,
		  UINT64_MAX - 1 },
		{ { STR_INIT("content-length"), STR_INIT("012") }, true, FRAMING_REFUSED, 0 },
		{ { STR_INIT("content-length"), STR_INIT("-1") }, true, FRAMING_REFUSED, 0 },
		{ { STR_INIT("content-length"), STR_INIT("") }, true, FRAMING_REFUSED, 0 },
		{ { STR_INIT("content-length"), STR_INIT("1 1") }, true, FRAMING_REFUSED, 0 },
		{ { STR_INIT("transfer-encoding"), STR_INIT("chunked") },
		  true,
		  FRAMING_OK,
		  FRAMING_CHUNKED },
		{ { STR_INIT("transfer-encoding"), STR_INIT("chunked") },
		  false,
		  FRAMING_REFUSED,
		  0 },
		{ { STR_INIT("transfer-encoding"), STR_INIT("chunked;a") },
		  true,
		  FRAMING_REFUSED,
		  0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct http_header headers[] = {
			{ STR_INIT("Host"), STR_INIT("x") },
			cases[i].header,
		};
		const struct request request = {
			.method_name = STR("POST"),
			.path = STR("/"),
			.headers = headers,
			.n_headers = ARRAY_LEN(headers),
		};
		struct framing framing = { 0 };

		assert_int_equal(framing_judge(&request, cases[i].is_1_1, &framing), cases[i].rc);
		assert_true(framing.bytes == cases[i].bytes);
	}
}

static enum framing_rc judge(const struct http_header *headers, size_t n, bool is_1_1,
			     struct framing *out)
{
	const struct request request = { .headers = (struct http_header *)(uintptr_t)headers,
					 .n_headers = n };

	*out = (struct framing){ 0 };
	return framing_judge(&request, is_1_1, out);
}

static void a_coded_body_is_refused_and_none_is_needed_for_a_coding(void **state)
{
	static const struct {
		const char *coding;
		const char *bytes;
		enum framing_rc rc;
	} rows[] = {
		{ "gzip", "5", FRAMING_CODED },
		{ "identity", "5", FRAMING_OK },
		{ "", "5", FRAMING_OK },
		{ "gzip", "0", FRAMING_OK },
		{ "identity, br", "5", FRAMING_CODED },
		{ "Identity", "5", FRAMING_OK },
		{ "deflate", "5", FRAMING_CODED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct http_header headers[] = {
			{ STR("Host"), STR("x") },
			{ STR("Content-Encoding"), str_z(rows[i].coding) },
			{ STR("Content-Length"), str_z(rows[i].bytes) },
		};
		struct framing framing;

		if (judge(headers, ARRAY_LEN(headers), true, &framing) != rows[i].rc)
			fail_msg("%s, %s bytes", rows[i].coding, rows[i].bytes);
	}
}

static void an_expectation_is_100_continue_or_refused(void **state)
{
	static const struct {
		const char *expect;
		bool is_1_1;
		enum framing_rc rc;
		bool waits;
	} rows[] = {
		{ "100-continue", true, FRAMING_OK, true },
		{ "100-Continue", true, FRAMING_OK, true },
		{ "100-continue", false, FRAMING_OK, false }, /* RFC 9110 section 10.1.1 */
		{ "", true, FRAMING_OK, false },
		{ "200-ok", true, FRAMING_EXPECTATION, false },
		{ "100-continue, x", true, FRAMING_EXPECTATION, false },
		{ "200-ok", false, FRAMING_OK, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct http_header headers[] = {
			{ STR("Host"), STR("x") },
			{ STR("Expect"), str_z(rows[i].expect) },
			{ STR("Content-Length"), STR("5") },
		};
		struct framing framing;

		if (judge(headers, ARRAY_LEN(headers), rows[i].is_1_1, &framing) != rows[i].rc ||
		    framing.waits != rows[i].waits)
			fail_msg("%s", rows[i].expect);
	}
}

static void a_connection_ends_when_the_client_says_so(void **state)
{
	static const struct {
		const char *connection;
		bool is_1_1, closes;
	} rows[] = {
		{ "", true, false },
		{ "close", true, true },
		{ "Close", true, true },
		{ "keep-alive, close", true, true },
		{ "keep-alive", true, false },
		{ "closed", true, false },
		{ "", false, true },
		{ "keep-alive", false, false },
		{ "x, Keep-Alive", false, false },
		{ "close", false, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct http_header headers[] = {
			{ STR("Host"), STR("x") },
			{ STR("Connection"), str_z(rows[i].connection) },
		};
		struct framing framing;

		assert_int_equal(judge(headers, 2, rows[i].is_1_1, &framing), FRAMING_OK);
		if (framing.closes != rows[i].closes)
			fail_msg("%s", rows[i].connection);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_target_is_cut_into_path_and_query),
		cmocka_unit_test(a_body_is_as_long_as_its_head_says),
		cmocka_unit_test(a_coded_body_is_refused_and_none_is_needed_for_a_coding),
		cmocka_unit_test(an_expectation_is_100_continue_or_refused),
		cmocka_unit_test(a_connection_ends_when_the_client_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
