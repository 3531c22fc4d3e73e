/* Where a head ends, and what it says; server/strict_test.c has the same over real sockets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "core/limits.h"
#include "server/wire/head.h"

#define REST "Host: x\r\n\r\n"

struct row {
	const char *name;
	struct str text;
	enum head_rc rc;
	size_t bytes; /* with HEAD_WHOLE */
};

static const struct row rows[] = {
	{ "good", STR_INIT("GET / HTTP/1.1\r\n" REST), HEAD_WHOLE, 27 },
	{ "with a body", STR_INIT("GET / HTTP/1.1\r\n" REST "body"), HEAD_WHOLE, 27 },
	{ "no headers", STR_INIT("GET / HTTP/1.1\r\n\r\n"), HEAD_WHOLE, 18 },
	{ "an empty line before", STR_INIT("\r\nGET / HTTP/1.1\r\n\r\n"), HEAD_WHOLE, 20 },
	{ "four before", STR_INIT("\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\n\r\n"), HEAD_WHOLE, 26 },
	{ "five before", STR_INIT("\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\n\r\n"), HEAD_REFUSED, 0 },
	{ "a bare LF before", STR_INIT("\nGET / HTTP/1.1\r\n\r\n"), HEAD_REFUSED, 0 },
	{ "nothing yet", STR_INIT(""), HEAD_MORE, 0 },
	{ "half a line", STR_INIT("GET / HT"), HEAD_MORE, 0 },
	{ "no empty line", STR_INIT("GET / HTTP/1.1\r\nHost: x\r\n"), HEAD_MORE, 0 },
	{ "half an empty line", STR_INIT("GET / HTTP/1.1\r\nHost: x\r\n\r"), HEAD_MORE, 0 },
	{ "a bare LF", STR_INIT("GET / HTTP/1.1\nHost"), HEAD_REFUSED, 0 },
	{ "a bare LF as the empty line", STR_INIT("GET / HTTP/1.1\r\n\n"), HEAD_REFUSED, 0 },
	{ "TLS", STR_INIT("\x16\x03\x01"), HEAD_REFUSED, 0 },
	{ "a blank first", STR_INIT(" GET"), HEAD_REFUSED, 0 },
};

static void the_end_is_found_wherever_the_text_is_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct head_scan whole = { 0 }, pieces = { 0 };
		enum head_rc rc = HEAD_MORE;
		size_t bytes = 0, at = 0;

		if (head_scan(&whole, rows[i].text, &bytes) != rows[i].rc ||
		    (rows[i].rc == HEAD_WHOLE && bytes != rows[i].bytes))
			fail_msg("%s", rows[i].name);
		while (rc == HEAD_MORE && at <= rows[i].text.n)
			rc = head_scan(&pieces, str_head(rows[i].text, at++), &bytes);
		if (rc != rows[i].rc || (rc == HEAD_WHOLE && bytes != rows[i].bytes))
			fail_msg("%s, byte by byte", rows[i].name);
	}
}

/* A first line and one header of so many bytes each, without an end. */
static enum head_rc scan_long(size_t target, size_t value)
{
	static char text[4 * LIMIT_HEAD_BYTES];
	struct head_scan scan = { 0 };
	size_t bytes;
	struct buf b;

	buf_init_fixed(&b, text, sizeof(text));
	buf_z(&b, "GET /");
	while (target--)
		buf_char(&b, 'a');
	if (value)
		buf_z(&b, " HTTP/1.1\r\nX: ");
	while (value--)
		buf_char(&b, 'b');
	assert_true(buf_ok(&b));
	return head_scan(&scan, buf_text(&b), &bytes);
}

static void what_is_too_long_is_not_waited_for(void **state)
{
	(void)state;
	assert_int_equal(scan_long(LIMIT_HEAD_BYTES - 100, 0), HEAD_MORE);
	assert_int_equal(scan_long(LIMIT_HEAD_BYTES, 0), HEAD_TARGET_TOO_LONG);
	assert_int_equal(scan_long(10, LIMIT_HEAD_BYTES - 100), HEAD_MORE);
	assert_int_equal(scan_long(10, LIMIT_HEAD_BYTES), HEAD_TOO_LARGE);
}

static enum head_rc parse(struct arena *a, const char *text, struct head *out)
{
	return head_parse(arena_copy(a, str_z(text)), a, out);
}

static void a_head_is_read_into_its_parts(void **state)
{
	struct head head;
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	assert_int_equal(
		parse(&a, "PUT /a?b HTTP/1.0\r\nA:b\r\nC-1: \t d e \t\r\nE:\r\n\r\n", &head),
		HEAD_WHOLE);
	assert_true(str_eq(head.method, STR("PUT")));
	assert_true(str_eq(head.target, STR("/a?b")));
	assert_false(head.is_1_1);
	assert_int_equal(head.n_headers, 3);
	assert_true(str_eq(head.headers[0].name, STR("A")));
	assert_true(str_eq(head.headers[0].value, STR("b")));
	assert_true(str_eq(head.headers[1].value, STR("d e")));
	assert_int_equal(head.headers[2].value.n, 0);
	arena_done(&a);
}

static void a_head_that_others_may_read_in_another_way_is_refused(void **state)
{
	static const struct {
		const char *text;
		enum head_rc rc;
	} heads[] = {
		{ "GET / HTTP/1.1\r\n\r\n", HEAD_WHOLE },
		{ "GET / HTTP/1.0\r\n\r\n", HEAD_WHOLE },
		{ "GET / HTTP/2.0\r\n\r\n", HEAD_OTHER_VERSION },
		{ "GET / HTTP/0.9\r\n\r\n", HEAD_OTHER_VERSION },
		{ "GET / HTTP/1.2\r\n\r\n", HEAD_REFUSED },
		{ "GET / HTTP/1.1 \r\n\r\n", HEAD_REFUSED },
		{ "GET / http/1.1\r\n\r\n", HEAD_REFUSED },
		{ "GET  / HTTP/1.1\r\n\r\n", HEAD_REFUSED },
		{ "GET /\r\n\r\n", HEAD_REFUSED },
		{ "GET\r\n\r\n", HEAD_REFUSED },
		{ "G@T / HTTP/1.1\r\n\r\n", HEAD_REFUSED },
		{ "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n", HEAD_REFUSED },
		{ "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", HEAD_REFUSED },
		{ "GET / HTTP/1.1\r\nA : b\r\n\r\n", HEAD_REFUSED },
		{ "GET / HTTP/1.1\r\n: b\r\n\r\n", HEAD_REFUSED },
		{ "GET / HTTP/1.1\r\nA\r\n\r\n", HEAD_REFUSED },
		{ "GET / HTTP/1.1\r\nA: \x7F\r\n\r\n", HEAD_REFUSED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		struct head head;
		struct arena a;

		arena_init(&a, NULL, 0);
		if (parse(&a, heads[i].text, &head) != heads[i].rc)
			fail_msg("%s", heads[i].text);
		assert_int_equal(head.n_headers, 0);
		arena_done(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_end_is_found_wherever_the_text_is_cut),
		cmocka_unit_test(what_is_too_long_is_not_waited_for),
		cmocka_unit_test(a_head_is_read_into_its_parts),
		cmocka_unit_test(a_head_that_others_may_read_in_another_way_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
