/* Raw bytes and what becomes of them. A request that is refused ends its connection, so that
 * nothing behind it is read as another one; beside each stands one that is taken. */
#include "support/server_harness.h"

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

static struct answer answer;

struct row {
	const char *name;
	unsigned status;
	struct str bytes;
};

/* A second request stands behind each: it is answered after a good one and never after a bad
 * one. */
#define NEXT     "GET /inline?next HTTP/1.1\r\nHost: x\r\n\r\n"
#define RAW(...) STR_INIT(__VA_ARGS__ NEXT)
#define GET      "GET /inline HTTP/1.1\r\nHost: x\r\n"
#define POST     "POST /echo HTTP/1.1\r\nHost: x\r\n"

static void check(struct fixture *f, const struct row *row)
{
	bool good = row->status == 200;
	int fd = harness_connect(f);

	harness_send(fd, row->bytes);
	harness_read_answer(fd, &answer);
	if (answer.status != row->status)
		fail_msg("%s: %u instead of %u", row->name, answer.status, row->status);
	if (good) {
		harness_read_answer(fd, &answer);
		if (!str_eq(answer.body, STR("GET /inline [next] ")))
			fail_msg("%s: the next request was lost", row->name);
	} else if (!harness_ends(fd, &answer)) {
		fail_msg("%s: the connection stayed open", row->name);
	}
	close(fd);
}

static void check_all(struct fixture *f, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check(f, &rows[i]);
}

static void the_first_line_has_exactly_three_parts(void **state)
{
	static const struct row rows[] = {
		{ "good", 200, RAW(GET "\r\n") },
		{ "unknown method", 200, RAW("BREW /inline HTTP/1.1\r\nHost: x\r\n\r\n") },
		{ "method with every token character", 200,
		  RAW("a!#$%&'*+-.^_`|~9 /inline HTTP/1.1\r\nHost: x\r\n\r\n") },
		{ "method with @", 400, RAW("G@T /inline HTTP/1.1\r\nHost: x\r\n\r\n") },
		{ "method in brackets", 400, RAW("<GET> /inline HTTP/1.1\r\nHost: x\r\n\r\n") },
		{ "no method", 400, RAW(" /inline HTTP/1.1\r\nHost: x\r\n\r\n") },
		{ "two blanks before the target", 400,
		  RAW("GET  /inline HTTP/1.1\r\nHost: x\r\n\r\n") },
		{ "two blanks behind the target", 400,
		  RAW("GET /inline  HTTP/1.1\r\nHost: x\r\n\r\n") },
		{ "a blank in the target", 400, RAW("GET /in line HTTP/1.1\r\nHost: x\r\n\r\n") },
		{ "a blank behind the version", 400,
		  RAW("GET /inline HTTP/1.1 \r\nHost: x\r\n\r\n") },
		{ "tabs between the parts", 400, RAW("GET\t/inline\tHTTP/1.1\r\nHost: x\r\n\r\n") },
		{ "no version", 400, RAW("GET /inline\r\nHost: x\r\n\r\n") },
		{ "version 2.0", 505, RAW("GET /inline HTTP/2.0\r\nHost: x\r\n\r\n") },
		{ "version 1.2", 400, RAW("GET /inline HTTP/1.2\r\nHost: x\r\n\r\n") },
		{ "version in lower case", 400, RAW("GET /inline http/1.1\r\nHost: x\r\n\r\n") },
		{ "not a path", 400, RAW("GET inline HTTP/1.1\r\nHost: x\r\n\r\n") },
		{ "a fragment", 400, RAW("GET /inline#f HTTP/1.1\r\nHost: x\r\n\r\n") },
		{ "a control character", 400, RAW("GET /in\x01line HTTP/1.1\r\nHost: x\r\n\r\n") },
		{ "a NUL", 400, RAW("GET /in\0line HTTP/1.1\r\nHost: x\r\n\r\n") },
		{ "CONNECT", 400, RAW("CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n") },
		{ "absolute", 200, RAW("GET http://x/inline HTTP/1.1\r\nHost: x\r\n\r\n") },
		{ "absolute for another host", 400,
		  RAW("GET http://y/inline HTTP/1.1\r\nHost: x\r\n\r\n") },
		{ "absolute without a host", 400,
		  RAW("GET http:///inline HTTP/1.1\r\nHost: x\r\n\r\n") },
		{ "absolute by another scheme", 400,
		  RAW("GET ftp://x/inline HTTP/1.1\r\nHost: x\r\n\r\n") },
		{ "a TLS hello", 400, RAW("\x16\x03\x01\x02\x01\x01\x01\xFC\x03\x03\r\n\r\n") },
		{ "an empty line before", 200, RAW("\r\n" GET "\r\n") },
		{ "four empty lines before", 200, RAW("\r\n\r\n\r\n\r\n" GET "\r\n") },
		{ "five empty lines before", 400, RAW("\r\n\r\n\r\n\r\n\r\n" GET "\r\n") },
		{ "a bare LF before", 400, RAW("\n" GET "\r\n") },
		{ "version 0.9", 505, RAW("GET /inline HTTP/0.9\r\nHost: x\r\n\r\n") },
	};

	check_all(*state, rows, ARRAY_LEN(rows));
}

static void lines_end_with_cr_lf_and_nothing_else(void **state)
{
	static const struct row rows[] = {
		{ "good", 200, RAW(GET "A: b\r\nC: d\r\n\r\n") },
		{ "LF behind the first line", 400, RAW("GET /inline HTTP/1.1\nHost: x\r\n\r\n") },
		{ "LF behind a header", 400, RAW(GET "A: b\nC: d\r\n\r\n") },
		{ "LF behind the last header", 400, RAW(GET "A: b\n\r\n") },
		{ "LF as the empty line", 400, RAW(GET "\n") },
		{ "LF everywhere", 400, RAW("GET /inline HTTP/1.1\nHost: x\n\n") },
		{ "CR behind a header", 400, RAW(GET "A: b\rC: d\r\n\r\n") },
		{ "CR CR LF", 400, RAW(GET "A: b\r\r\nC: d\r\n\r\n") },
		{ "folded with a blank", 400, RAW(GET "A: b\r\n c\r\n\r\n") },
		{ "folded with a tab", 400, RAW(GET "A: b\r\n\tc\r\n\r\n") },
		{ "folded to a length", 400, RAW(POST "Content-Length:\r\n 0\r\n\r\n") },
		{ "folded behind the first line", 400,
		  RAW("GET /inline HTTP/1.1\r\n A: b\r\nHost: x\r\n\r\n") },
	};

	check_all(*state, rows, ARRAY_LEN(rows));
}

static void headers_have_a_token_for_a_name_and_no_controls(void **state)
{
	static const struct row rows[] = {
		{ "good", 200, RAW(GET "a-B_1!: x\ty \t\r\nEmpty:\r\nTight:v\r\n\r\n") },
		{ "bytes above ASCII", 200, RAW(GET "A: \xC3\xA9\xFF\r\n\r\n") },
		{ "empty name", 400, RAW(GET ": b\r\n\r\n") },
		{ "blank behind the name", 400, RAW(GET "A : b\r\n\r\n") },
		{ "tab behind the name", 400, RAW(GET "A\t: b\r\n\r\n") },
		{ "blank in the name", 400, RAW(GET "A B: c\r\n\r\n") },
		{ "name in quotes", 400, RAW(GET "\"A\": c\r\n\r\n") },
		{ "name above ASCII", 400, RAW(GET "\xC3\xA9: c\r\n\r\n") },
		{ "no colon", 400, RAW(GET "Ab\r\n\r\n") },
		{ "NUL in a value", 400, RAW(GET "A: b\0c\r\n\r\n") },
		{ "NUL behind a value", 400, RAW(GET "A: b\0\r\n\r\n") },
		{ "NUL in a name", 400, RAW(GET "A\0B: c\r\n\r\n") },
		{ "bell in a value", 400, RAW(GET "A: b\ac\r\n\r\n") },
		{ "DEL in a value", 400, RAW(GET "A: b\x7F\r\n\r\n") },
	};

	check_all(*state, rows, ARRAY_LEN(rows));
}

static void there_is_one_host(void **state)
{
	static const struct row rows[] = {
		{ "good", 200, RAW(GET "\r\n") },
		{ "with a port", 200, RAW("GET /inline HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n") },
		{ "empty", 200, RAW("GET /inline HTTP/1.1\r\nHost:\r\n\r\n") },
		{ "none", 400, RAW("GET /inline HTTP/1.1\r\n\r\n") },
		{ "two", 400, RAW(GET "Host: y\r\n\r\n") },
		{ "two alike", 400, RAW(GET "host: x\r\n\r\n") },
		{ "two in one", 400, RAW("GET /inline HTTP/1.1\r\nHost: x, y\r\n\r\n") },
		{ "with a path", 400, RAW("GET /inline HTTP/1.1\r\nHost: x/y\r\n\r\n") },
		{ "with a user", 400, RAW("GET /inline HTTP/1.1\r\nHost: u@x\r\n\r\n") },
		{ "two in HTTP/1.0", 400,
		  RAW("GET /inline HTTP/1.0\r\nHost: x\r\nHost: x\r\n\r\n") },
	};

	check_all(*state, rows, ARRAY_LEN(rows));
	harness_ask(*state, STR("GET /inline HTTP/1.0\r\n\r\n"), &answer);
	assert_int_equal(answer.status, 200);
}

static void a_length_is_said_once_and_in_digits(void **state)
{
	static const struct row rows[] = {
		{ "good", 200, RAW(POST "Content-Length: 1\r\n\r\nx") },
		{ "zero", 200, RAW(POST "Content-Length: 0\r\n\r\n") },
		{ "none", 200, RAW(POST "\r\n") },
		{ "two", 400, RAW(POST "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx") },
		{ "two alike", 400, RAW(POST "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx") },
		{ "a list", 400, RAW(POST "Content-Length: 1, 1\r\n\r\nx") },
		{ "negative", 400, RAW(POST "Content-Length: -1\r\n\r\n") },
		{ "positive", 400, RAW(POST "Content-Length: +1\r\n\r\nx") },
		{ "empty", 400, RAW(POST "Content-Length: \r\n\r\n") },
		{ "a word", 400, RAW(POST "Content-Length: one\r\n\r\n") },
		{ "hexadecimal", 400, RAW(POST "Content-Length: 0x1\r\n\r\nx") },
		{ "with a fraction", 400, RAW(POST "Content-Length: 1.0\r\n\r\nx") },
		{ "with a leading zero", 400, RAW(POST "Content-Length: 01\r\n\r\nx") },
		{ "of 64 bits", 413, RAW(POST "Content-Length: 18446744073709551615\r\n\r\nx") },
		{ "beyond 64 bits", 413,
		  RAW(POST "Content-Length: 18446744073709551616\r\n\r\nx") },
		{ "almost 64 bits", 413,
		  RAW(POST "Content-Length: 18446744073709551614\r\n\r\nx") },
		{ "on a GET", 400, RAW(GET "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx") },
	};

	check_all(*state, rows, ARRAY_LEN(rows));
}

static void a_transfer_coding_is_chunked_alone(void **state)
{
	static const struct row rows[] = {
		{ "with a length", 400,
		  RAW(POST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") },
		{ "before a length", 400,
		  RAW(POST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n") },
		{ "identity", 400, RAW(POST "Transfer-Encoding: identity\r\n\r\n") },
		{ "gzip before", 400,
		  RAW(POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n") },
		{ "twice in one", 400,
		  RAW(POST "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n") },
		{ "twice", 400,
		  RAW(POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: "
			   "chunked\r\n\r\n0\r\n\r\n") },
		{ "with a blank behind", 200,
		  RAW(POST "Transfer-Encoding: chunked \r\n\r\n0\r\n\r\n") },
		{ "with a good body", 200,
		  RAW(POST "Transfer-Encoding: \tCHUNKED\r\n\r\n3\r\nabc\r\n0\r\n\r\n") },
		{ "misspelt", 400, RAW(POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n") },
		{ "with a parameter", 400,
		  RAW(POST "Transfer-Encoding: chunked;a=b\r\n\r\n0\r\n\r\n") },
		{ "with a control character", 400,
		  RAW(POST "Transfer-Encoding: \x0B"
			   "chunked\r\n\r\n0\r\n\r\n") },
		{ "empty", 400, RAW(POST "Transfer-Encoding:\r\n\r\n0\r\n\r\n") },
		{ "in HTTP/1.0", 400,
		  RAW("POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") },
		{ "chunk longer than it says", 400,
		  RAW(POST "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n") },
		{ "chunk of negative length", 400,
		  RAW(POST "Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n") },
		{ "chunk of no length", 400,
		  RAW(POST "Transfer-Encoding: chunked\r\n\r\n\r\nabc\r\n0\r\n\r\n") },
		{ "chunk beyond 64 bits", 413,
		  RAW(POST
		      "Transfer-Encoding: chunked\r\n\r\n10000000000000003\r\nabc\r\n0\r\n\r\n") },
	};

	check_all(*state, rows, ARRAY_LEN(rows));
}

/* "GET /inline", a header `name` with a value of this size, and n short headers. */
static struct str head_of(char *text, const char *name, size_t bytes, size_t n)
{
	struct buf b;

	buf_init_fixed(&b, text, 64 << 10);
	buf_z(&b, GET);
	if (bytes) {
		buf_z(&b, name);
		buf_z(&b, ": a=");
		while (bytes--)
			buf_char(&b, 'b');
		buf_z(&b, "\r\n");
	}
	while (n--)
		buf_z(&b, "A: b\r\n");
	buf_z(&b, "\r\n");
	assert_true(buf_ok(&b));
	return buf_text(&b);
}

static void a_head_has_at_most_so_many_bytes_and_headers(void **state)
{
	static const struct {
		const char *name;
		size_t bytes;
		size_t headers; /* besides Host and the long one */
		unsigned status;
	} cases[] = {
		{ "X", LIMIT_HEAD_BYTES - 100, 0, 200 },
		{ "X", LIMIT_HEAD_BYTES, 0, 431 },
		{ "X", 2 * LIMIT_HEAD_BYTES, 0, 431 },
		{ "X", 3 * LIMIT_HEAD_BYTES, 0, 431 },
		{ "X", 0, LIMIT_HEADERS - 1, 200 },
		{ "X", 0, LIMIT_HEADERS, 431 },
		{ "X", 0, 20 * LIMIT_HEADERS, 431 },
		{ "X", LIMIT_HEAD_BYTES / 2, LIMIT_HEADERS - 2, 200 },
		{ "Cookie", LIMIT_HEAD_BYTES - 100, 0, 200 },
		{ "Cookie", LIMIT_HEAD_BYTES, 0, 431 },
		{ "Cookie", LIMIT_HEAD_BYTES / 2, LIMIT_HEADERS - 2, 200 },
	};
	char *text = test_malloc(64 << 10);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		harness_ask(*state, head_of(text, cases[i].name, cases[i].bytes, cases[i].headers),
			    &answer);
		assert_int_equal(answer.status, cases[i].status);
		assert_int_equal(answer.closed, cases[i].status != 200);
	}
	test_free(text);
}

static void a_target_has_at_most_the_bytes_of_a_head(void **state)
{
	static const struct {
		size_t bytes;
		unsigned status;
	} cases[] = {
		{ LIMIT_HEAD_BYTES - 100, 200 },
		{ LIMIT_HEAD_BYTES + 100, 414 },
		{ 3 * LIMIT_HEAD_BYTES, 414 },
	};
	char *text = test_malloc(64 << 10);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf b;

		buf_init_fixed(&b, text, 64 << 10);
		buf_z(&b, "GET /");
		for (size_t n = 0; n < cases[i].bytes; n++)
			buf_char(&b, 'b');
		buf_z(&b, " HTTP/1.1\r\nHost: x\r\n\r\n");
		harness_ask(*state, buf_text(&b), &answer);
		assert_int_equal(answer.status, cases[i].status);
		assert_int_equal(answer.closed, cases[i].status != 200);
	}
	test_free(text);
}

/* A POST of n bytes, by length or in chunks of a thousand. */
static struct str body_of(char *text, size_t room, size_t bytes, bool chunked)
{
	struct buf b;

	buf_init_fixed(&b, text, room);
	buf_z(&b, POST);
	if (!chunked)
		buf_fmt(&b, "Content-Length: %zu\r\n\r\n", bytes);
	else
		buf_z(&b, "Transfer-Encoding: chunked\r\n\r\n");
	while (bytes) {
		size_t n = chunked && bytes > 1000 ? 1000 : bytes;

		if (chunked)
			buf_fmt(&b, "%zx\r\n", n);
		for (size_t i = 0; i < n; i++)
			buf_char(&b, 'b');
		if (chunked)
			buf_z(&b, "\r\n");
		bytes -= n;
	}
	if (chunked)
		buf_z(&b, "0\r\n\r\n");
	assert_true(buf_ok(&b));
	return buf_text(&b);
}

static void a_body_has_at_most_so_many_bytes(void **state)
{
	static const struct {
		size_t bytes;
		bool chunked;
		unsigned status;
	} cases[] = {
		{ LIMIT_BODY_BYTES, false, 200 },     { LIMIT_BODY_BYTES + 1, false, 413 },
		{ 4 * LIMIT_BODY_BYTES, false, 413 }, { LIMIT_BODY_BYTES, true, 200 },
		{ LIMIT_BODY_BYTES + 1, true, 413 },  { 4 * LIMIT_BODY_BYTES, true, 413 },
	};
	const size_t room = 1 << 20;
	char *text = test_malloc(room);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		harness_ask(*state, body_of(text, room, cases[i].bytes, cases[i].chunked), &answer);
		assert_int_equal(answer.status, cases[i].status);
		assert_int_equal(answer.body.n, answer.status == 200 ? LIMIT_BODY_BYTES : 20);
		assert_int_equal(answer.closed, answer.status != 200);
	}
	test_free(text);
}

static void a_body_that_is_announced_too_large_is_not_awaited(void **state)
{
	static const char *const heads[] = {
		POST "Content-Length: 65537\r\n\r\n",
		POST "Transfer-Encoding: chunked\r\n\r\n10001\r\n",
		POST "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\nffff\r\n",
	};

	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		harness_ask(*state, str_z(heads[i]), &answer);
		assert_int_equal(answer.status, 413);
		assert_true(answer.closed);
	}
}

static void chunks_without_an_end_are_cut_off(void **state)
{
	char chunk[0x1000 + 8] = "1000\r\n";
	int fd = harness_connect(*state);
	size_t sent = 0;

	memcpy(chunk + sizeof(chunk) - 2, "\r\n", 2);
	memset(chunk + 6, 'b', 0x1000);
	harness_send(fd, STR(POST "Transfer-Encoding: chunked\r\n\r\n"));
	while (sent < 64 << 20 && send(fd, chunk, sizeof(chunk), MSG_NOSIGNAL) > 0)
		sent += sizeof(chunk);
	assert_true(sent < 64 << 20);
	close(fd);
	harness_ask(*state, STR(GET "\r\n"), &answer);
	assert_int_equal(answer.status, 200);
}

static void a_client_that_is_still_sending_can_read_why_it_is_refused(void **state)
{
	static const struct {
		struct str head;
		unsigned status;
	} cases[] = {
		{ STR_INIT(POST "Content-Length: 100000000\r\n\r\n"), 413 },
		{ STR_INIT(POST "Content-Length: 9\r\nContent-Length: 9\r\n\r\n"), 400 },
		{ STR_INIT(POST "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd"), 400 },
	};
	const struct str more = { test_calloc(1, 64 << 10), 64 << 10 };

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int fd = harness_connect(*state);
		int64_t began = harness_now_ms();
		char c;

		harness_send(fd, cases[i].head);
		for (int n = 0; n < 10; n++) { /* a closed socket would answer with a reset */
			harness_pause_ms(10);
			assert_true(send(fd, more.p, more.n, MSG_NOSIGNAL) > 0);
		}
		harness_read_answer(fd, &answer);
		assert_int_equal(answer.status, cases[i].status);
		assert_int_equal(recv(fd, &c, 1, 0), 0);
		if (i == 0) { /* but not for ever */
			while (send(fd, more.p, more.n, MSG_NOSIGNAL) > 0)
				assert_true(harness_now_ms() - began < PATIENCE_MS);
		}
		close(fd);
	}
	test_free((void *)(uintptr_t)more.p);
}

static void a_head_in_pieces_is_judged_as_a_whole(void **state)
{
	static const struct {
		struct str bytes;
		unsigned status;
	} cases[] = {
		{ STR_INIT(GET "A: b\r\nCookie: c=d; e=f\r\n\r\n"), 200 },
		{ STR_INIT(GET "A: b\nC: d\r\n\r\n"), 400 },
		{ STR_INIT(GET "A: b\r\n c\r\n\r\n"), 400 },
		{ STR_INIT(GET "A: b\r\nC : d\r\n\r\n"), 400 },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int fd = harness_connect(*state);

		for (size_t at = 0; at < cases[i].bytes.n; at++) {
			harness_send(fd, str_of(cases[i].bytes.p + at, 1));
			harness_pause_ms(1);
		}
		harness_read_answer(fd, &answer);
		assert_int_equal(answer.status, cases[i].status);
		close(fd);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_line_has_exactly_three_parts),
		TEST(lines_end_with_cr_lf_and_nothing_else),
		TEST(headers_have_a_token_for_a_name_and_no_controls),
		TEST(there_is_one_host),
		TEST(a_length_is_said_once_and_in_digits),
		TEST(a_transfer_coding_is_chunked_alone),
		TEST(a_head_has_at_most_so_many_bytes_and_headers),
		TEST(a_target_has_at_most_the_bytes_of_a_head),
		TEST(a_body_has_at_most_so_many_bytes),
		TEST(a_body_that_is_announced_too_large_is_not_awaited),
		TEST(chunks_without_an_end_are_cut_off),
		TEST(a_client_that_is_still_sending_can_read_why_it_is_refused),
		TEST(a_head_in_pieces_is_judged_as_a_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
