/* Bodies in chunks, whole and byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "core/limits.h"
#include "server/wire/chunks.h"

struct row {
	const char *name;
	struct str text;
	enum chunks_rc rc; /* CHUNKS_DONE, CHUNKS_MORE or CHUNKS_REFUSED */
	const char *body;  /* with CHUNKS_DONE */
	size_t rest;       /* bytes behind it */
};

#define GOOD(name, text, body, rest)                                                               \
	{                                                                                          \
		name, STR_INIT(text), CHUNKS_DONE, body, rest                                      \
	}
#define BAD(name, text)                                                                            \
	{                                                                                          \
		name, STR_INIT(text), CHUNKS_REFUSED, "", 0                                        \
	}
#define PART(name, text)                                                                           \
	{                                                                                          \
		name, STR_INIT(text), CHUNKS_MORE, "", 0                                           \
	}

static const struct row rows[] = {
	GOOD("one chunk", "3\r\nabc\r\n0\r\n\r\n", "abc", 0),
	GOOD("none", "0\r\n\r\n", "", 0),
	GOOD("several", "1\r\na\r\n02\r\nbc\r\n0\r\n\r\n", "abc", 0),
	GOOD("hexadecimal of both cases", "A\r\n0123456789\r\na\r\n0123456789\r\n000\r\n\r\n",
	     "01234567890123456789", 0),
	GOOD("with a request behind", "1\r\na\r\n0\r\n\r\nGET /", "a", 5),
	GOOD("extensions", "1;x\r\na\r\n1;x=\"y;z\"\t;w\r\nb\r\n0;q\r\n\r\n", "ab", 0),
	GOOD("blanks before an extension", "1 \t;x\r\na\r\n0\r\n\r\n", "a", 0),
	GOOD("trailers", "1\r\na\r\n0\r\nX: y\r\nContent-Length: 9\r\n\r\n", "a", 0),
	GOOD("line ends as data", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n", 0),
	PART("no end", "3\r\nabc\r\n0\r\n"),
	PART("no data", "3\r\n"),
	BAD("a bare LF behind a size", "3\nabc\r\n0\r\n\r\n"),
	BAD("a bare CR behind a size", "3\rabc\r\n0\r\n\r\n"),
	BAD("a bare LF behind data", "3\r\nabc\n0\r\n\r\n"),
	BAD("a bare CR behind data", "3\r\nabc\r0\r\n\r\n"),
	BAD("no line end behind data", "3\r\nabc0\r\n\r\n"),
	BAD("more data than it says", "3\r\nabcd\r\n0\r\n\r\n"),
	BAD("a bare LF behind the last size", "0\n\r\n"),
	BAD("a bare LF as the last line", "0\r\n\n"),
	BAD("a bare LF in an extension", "3;x\nabc\r\n0\r\n\r\n"),
	BAD("a CR in an extension", "3;x\ry\r\nabc\r\n0\r\n\r\n"),
	BAD("a NUL in an extension", "3;x\0y\r\nabc\r\n0\r\n\r\n"),
	BAD("a DEL in an extension", "3;\x7F\r\nabc\r\n0\r\n\r\n"),
	BAD("no size", "\r\nabc\r\n0\r\n\r\n"),
	BAD("an extension without a size", ";x\r\nabc\r\n0\r\n\r\n"),
	BAD("a sign", "+3\r\nabc\r\n0\r\n\r\n"),
	BAD("a negative size", "-3\r\nabc\r\n0\r\n\r\n"),
	BAD("a prefix", "0x3\r\nabc\r\n0\r\n\r\n"),
	BAD("a blank before the size", " 3\r\nabc\r\n0\r\n\r\n"),
	BAD("a blank behind the size", "3 \r\nabc\r\n0\r\n\r\n"),
	BAD("a blank in the size", "1 0\r\nabc\r\n0\r\n\r\n"),
	BAD("another separator", "3,x\r\nabc\r\n0\r\n\r\n"),
	BAD("a letter beyond f", "g\r\nabc\r\n0\r\n\r\n"),
	BAD("a trailer without a name", "0\r\n: x\r\n\r\n"),
	BAD("a trailer without a colon", "0\r\nX\r\n\r\n"),
	BAD("a folded trailer", "0\r\nX: y\r\n z\r\n\r\n"),
	BAD("a bare LF behind a trailer", "0\r\nX: y\n\r\n"),
	BAD("a NUL in a trailer", "0\r\nX: \0\r\n\r\n"),
};

/* Decodes the text in pieces of `piece` bytes. */
static enum chunks_rc decode(struct str text, size_t piece, struct buf *body, size_t *rest)
{
	struct chunks chunks = { 0 };
	enum chunks_rc rc = CHUNKS_MORE;
	size_t at = 0;

	while (at < text.n) {
		struct str input = str_head(str_tail(text, at), piece), data;
		size_t before = input.n;

		do {
			rc = chunks_take(&chunks, &input, &data);
			if (rc == CHUNKS_DATA)
				buf_str(body, data);
		} while (rc == CHUNKS_DATA || rc == CHUNKS_SIZE);
		at += before - input.n;
		if (rc != CHUNKS_MORE)
			break;
		assert_int_equal(input.n, 0);
	}
	*rest = text.n - at;
	return rc;
}

static void a_body_is_read_strictly_wherever_it_is_cut(void **state)
{
	static const size_t pieces[] = { 1, 2, 3, 7, 1000 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t k = 0; k < ARRAY_LEN(pieces); k++) {
			char memory[64];
			struct buf body;
			size_t rest;

			buf_init_fixed(&body, memory, sizeof(memory));
			if (decode(rows[i].text, pieces[k], &body, &rest) != rows[i].rc)
				fail_msg("%s, in pieces of %zu", rows[i].name, pieces[k]);
			if (rows[i].rc == CHUNKS_DONE &&
			    (!str_eq(buf_text(&body), str_z(rows[i].body)) || rest != rows[i].rest))
				fail_msg("%s: %.*s", rows[i].name, STR_FMT(buf_text(&body)));
		}
}

static uint64_t size_of(const char *digits)
{
	char memory[128];
	struct chunks chunks = { 0 };
	struct str input, data;
	struct buf b;

	buf_init_fixed(&b, memory, sizeof(memory));
	buf_z(&b, digits);
	buf_z(&b, "\r\n");
	input = buf_text(&b);
	assert_int_equal(chunks_take(&chunks, &input, &data), CHUNKS_SIZE);
	return chunks.left;
}

static void a_size_is_known_before_its_data(void **state)
{
	(void)state;
	assert_true(size_of("1") == 1);
	assert_true(size_of("00fF") == 255);
	assert_true(size_of("fffffffffffffffe") == UINT64_MAX - 1);
	assert_true(size_of("ffffffffffffffff") == UINT64_MAX);
	assert_true(size_of("10000000000000001") == UINT64_MAX); /* it does not wrap */
	assert_true(size_of("123456789abcdef0123456789abcdef") == UINT64_MAX);
}

/* "1", then so many of a character, then the rest of a body. */
static enum chunks_rc decode_long(const char *first, char c, size_t n, const char *last)
{
	static char text[2 * LIMIT_HEAD_BYTES];
	char memory[64];
	struct buf b, body;
	size_t rest;

	buf_init_fixed(&b, text, sizeof(text));
	buf_z(&b, first);
	while (n--)
		buf_char(&b, c);
	buf_z(&b, last);
	buf_init_fixed(&body, memory, sizeof(memory));
	return decode(buf_text(&b), 1000, &body, &rest);
}

static void extensions_trailers_and_zeros_have_a_bound(void **state)
{
	const size_t fits = LIMIT_HEAD_BYTES - 100, too_many = LIMIT_HEAD_BYTES + 1;

	(void)state;
	assert_int_equal(decode_long("1;", 'x', fits, "\r\na\r\n0\r\n\r\n"), CHUNKS_DONE);
	assert_int_equal(decode_long("1;", 'x', too_many, "\r\na\r\n0\r\n\r\n"), CHUNKS_REFUSED);
	assert_int_equal(decode_long("0\r\nX:", 'x', fits, "\r\n\r\n"), CHUNKS_DONE);
	assert_int_equal(decode_long("0\r\nX:", 'x', too_many, "\r\n\r\n"), CHUNKS_REFUSED);
	assert_int_equal(decode_long("0", '0', fits, "\r\n\r\n"), CHUNKS_DONE);
	assert_int_equal(decode_long("0", '0', too_many, "\r\n\r\n"), CHUNKS_REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_body_is_read_strictly_wherever_it_is_cut),
		cmocka_unit_test(a_size_is_known_before_its_data),
		cmocka_unit_test(extensions_trailers_and_zeros_have_a_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
