/* The rules on their own; strict_test.c has them over real sockets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "core/limits.h"
#include "server/framing.h"

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
		const char *version;
		enum framing_rc rc;
		uint64_t bytes;
	} cases[] = {
		{ { STR_INIT("X"), STR_INIT("y") }, "HTTP/1.1", FRAMING_OK, 0 },
		{ { STR_INIT("Content-Length"), STR_INIT("0") }, "HTTP/1.1", FRAMING_OK, 0 },
		{ { STR_INIT("content-length"), STR_INIT("12") }, "HTTP/1.1", FRAMING_OK, 12 },
		{ { STR_INIT("content-length"), STR_INIT("12") }, "HTTP/1.0", FRAMING_OK, 12 },
		{ { STR_INIT("content-length"), STR_INIT("18446744073709551614") },
		  "HTTP/1.1",
		  FRAMING_OK,
		  UINT64_MAX - 1 },
		{ { STR_INIT("content-length"), STR_INIT("18446744073709551615") },
		  "HTTP/1.1",
		  FRAMING_REFUSED,
		  0 },
		{ { STR_INIT("content-length"), STR_INIT("-1") }, "HTTP/1.1", FRAMING_REFUSED, 0 },
		{ { STR_INIT("content-length"), STR_INIT("") }, "HTTP/1.1", FRAMING_REFUSED, 0 },
		{ { STR_INIT("content-length"), STR_INIT("1 1") }, "HTTP/1.1", FRAMING_REFUSED, 0 },
		{ { STR_INIT("transfer-encoding"), STR_INIT("chunked") },
		  "HTTP/1.1",
		  FRAMING_OK,
		  FRAMING_CHUNKED },
		{ { STR_INIT("transfer-encoding"), STR_INIT("chunked") },
		  "HTTP/1.0",
		  FRAMING_REFUSED,
		  0 },
		{ { STR_INIT("transfer-encoding"), STR_INIT("chunked ") },
		  "HTTP/1.1",
		  FRAMING_REFUSED,
		  0 },
		{ { STR_INIT("x"), STR_INIT("y") }, "HTTP/1.2", FRAMING_REFUSED, 0 },
		{ { STR_INIT("x"), STR_INIT("y") }, "", FRAMING_REFUSED, 0 },
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
		uint64_t bytes = 0;

		assert_int_equal(framing_judge(&request, str_z(cases[i].version), &bytes),
				 cases[i].rc);
		assert_true(bytes == cases[i].bytes);
	}
}

/* The memory that the library leaves behind: line ends are overwritten with NUL bytes. */
static bool whole(const char *memory, size_t bytes, size_t name_at, size_t value_at)
{
	const struct http_header header = {
		str_z(memory + name_at),
		str_z(memory + value_at),
	};
	const struct framing_head head = {
		.method = str_of(memory, 3),
		.target = str_of(memory + 4, 1),
		.version = str_of(memory + 6, 8),
		.headers = &header,
		.n_headers = name_at ? 1 : 0,
		.bytes = bytes,
	};

	return framing_lines_are_whole(&head);
}

static void only_lines_that_touch_each_other_are_whole(void **state)
{
	static const char good[] = "GET\0/\0HTTP/1.1\0\0A\0 \tb\0\0\0\0";
	static const char none[] = "GET\0/\0HTTP/1.1\0\0\0\0";
	static const char bare_first[] = "GET\0/\0HTTP/1.1\0A\0 \tb\0\0\0\0";
	static const char bare_last[] = "GET\0/\0HTTP/1.1\0\0A\0 \tb\0\0\0GET";
	static const char cut_value[] = "GET\0/\0HTTP/1.1\0\0A\0 \tb\0c\0\0\0\0";

	(void)state;
	assert_true(whole(good, 25, 16, 20));
	assert_true(whole(none, 18, 0, 0));
	assert_false(whole(good, 24, 16, 20)); /* the empty line was a bare LF */
	assert_false(whole(bare_first, 24, 15, 19));
	assert_false(whole(bare_last, 24, 16, 20));
	assert_false(whole(cut_value, 27, 16, 20));
	assert_false(whole(good, 25, 16, 17)); /* a value that is not behind its colon */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_target_is_cut_into_path_and_query),
		cmocka_unit_test(a_body_is_as_long_as_its_head_says),
		cmocka_unit_test(only_lines_that_touch_each_other_are_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
