/* Text in mails: nothing that a person can choose begins a header or a line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "mail/mailbox.h"
#include "mail/mime.h"

#define TEN   "aaaaaaaaaa"
#define SIXTY TEN TEN TEN TEN TEN TEN

static const struct {
	const char *name;
	struct str text;
	bool good;
} addresses[] = {
	{ "plain", STR_INIT("ann@example.org"), true },
	{ "with what atoms may have", STR_INIT("a.b+c_d-e!#$%&'*/=?^`{|}~@ex-ample.co.uk"), true },
	{ "a host without a dot", STR_INIT("root@localhost"), true },
	{ "UTF-8 on both sides",
	  STR_INIT("j\xC3\xB6rg@b\xC3\xBC"
		   "cher.example"),
	  true },
	{ "64 bytes before the at", STR_INIT(SIXTY "aaaa@example.org"), true },
	{ "65 bytes before the at", STR_INIT(SIXTY "aaaaa@example.org"), false },
	{ "254 bytes", STR_INIT("a@" SIXTY SIXTY SIXTY SIXTY "aaaaaaaa.org"), true },
	{ "255 bytes", STR_INIT("a@" SIXTY SIXTY SIXTY SIXTY "aaaaaaaaa.org"), false },
	{ "empty", STR_INIT(""), false },
	{ "no at", STR_INIT("ann"), false },
	{ "nothing before the at", STR_INIT("@example.org"), false },
	{ "nothing behind the at", STR_INIT("ann@"), false },
	{ "two ats", STR_INIT("ann@x@example.org"), false },
	{ "CR LF and a header", STR_INIT("ann@example.org\r\nBcc: eve@example.org"), false },
	{ "LF in front of the at", STR_INIT("ann\n@example.org"), false },
	{ "a bare CR", STR_INIT("ann@example.org\r"), false },
	{ "a zero byte", STR_INIT("ann@example.org\0.evil"), false },
	{ "a tab", STR_INIT("ann\t@example.org"), false },
	{ "DEL", STR_INIT("ann\x7F@example.org"), false },
	{ "a blank", STR_INIT("ann smith@example.org"), false },
	{ "angle brackets", STR_INIT("ann@example.org><eve@example.org"), false },
	{ "a comma", STR_INIT("ann,eve@example.org"), false },
	{ "a quoted local part", STR_INIT("\"ann\"@example.org"), false },
	{ "a comment", STR_INIT("ann(x)@example.org"), false },
	{ "an address literal", STR_INIT("ann@[127.0.0.1]"), false },
	{ "two dots", STR_INIT("ann..smith@example.org"), false },
	{ "a dot at the front", STR_INIT(".ann@example.org"), false },
	{ "a dot at the end", STR_INIT("ann@example.org."), false },
	{ "a dash at the domain's front", STR_INIT("ann@-example.org"), false },
	{ "a parameter of SMTP", STR_INIT("ann@example.org SIZE=1"), false },
	{ "broken UTF-8", STR_INIT("ann\xC3@example.org"), false },
	{ "U+0085, a line end", STR_INIT("ann\xC2\x85@example.org"), false },
	{ "U+2028, a line end", STR_INIT("ann@example\xE2\x80\xA8.org"), false },
};

static void only_what_can_be_written_bare_is_an_address(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(addresses); i++)
		if (mime_is_address(addresses[i].text) != addresses[i].good)
			fail_msg("%s", addresses[i].name);
}

static const struct {
	const char *name;
	const char *text;
	const char *expected;
} texts[] = {
	{ "ASCII", "Reset your password", "Reset your password" },
	{ "UTF-8", "Zo\xC3\xAB", "=?UTF-8?B?Wm/Dqw==?=" },
	{ "a header in it", "x\r\nBcc: eve@example.org",
	  "=?UTF-8?B?eCAgQmNjOiBldmVAZXhhbXBsZS5vcmc=?=" },
	{ "what looks encoded", "=?UTF-8?B?eA==?=", "=?UTF-8?B?PT9VVEYtOD9CP2VBPT0/PQ==?=" },
	{ "more than a line", SIXTY "b",
	  "\r\n =?UTF-8?B?"
	  "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh"
	  "?=\r\n =?UTF-8?B?YWFhYWFhYWFhYWFhYWFhYg==?=" },
};

static void header_texts_are_plain_or_encoded_words(void **state)
{
	char memory[512];
	struct buf b;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		buf_init_fixed(&b, memory, sizeof(memory));
		mime_put_text(&b, str_z(texts[i].text), 9);
		assert_string_equal(buf_cstr(&b), texts[i].expected);
	}
}

/* Every byte, in a text long enough to be folded: no line is too long, none but a folded one
 * begins. */
static void no_byte_ends_a_header(void **state)
{
	char text[200], memory[1024];

	(void)state;
	for (unsigned byte = 0; byte < 256; byte++) {
		struct buf b;
		size_t column = 9;

		memset(text, (int)byte, sizeof(text));
		buf_init_fixed(&b, memory, sizeof(memory));
		mime_put_text(&b, str_of(text, sizeof(text)), 9);
		assert_true(buf_ok(&b));
		for (size_t i = 0; i < b.n; i++) {
			unsigned char c = (unsigned char)b.p[i];

			column++;
			assert_true(c < 0x7F && (c >= 0x20 || c == '\r' || c == '\n'));
			if (c != '\n')
				continue;
			assert_true(b.p[i - 1] == '\r' && b.p[i + 1] == ' ');
			assert_true(column <= 78);
			column = 0;
		}
		assert_true(column <= 76);
	}
}

/* 45 bytes of "x" and euro signs end inside a sign; the word is then shorter. */
static void encoded_words_end_with_whole_characters(void **state)
{
	char memory[1024], text[91] = "x";
	struct buf b;

	(void)state;
	for (size_t i = 1; i < sizeof(text); i += 3)
		memcpy(text + i, "\xE2\x82\xAC", 3);
	buf_init_fixed(&b, memory, sizeof(memory));
	mime_put_text(&b, str_of(text, sizeof(text)), 9);
	assert_non_null(strstr(buf_cstr(&b), "=?UTF-8?B?eOKCrOKCrOKCrOKCrOKCrOKCrOKCrOKCrOKCrOKCrO"
					     "KCrOKCrOKCrOKCrA==?=\r\n =?UTF-8?B?4oKs"));
}

static void phrases_are_quoted(void **state)
{
	static const char *const cases[][2] = {
		{ "Tasks", "\"Tasks\"" },
		{ "Ann \"A\" \\ Smith", "\"Ann \\\"A\\\" \\\\ Smith\"" },
		{ "Zo\xC3\xAB", "=?UTF-8?B?Wm/Dqw==?=" },
		{ "a\r\nb", "=?UTF-8?B?YSAgYg==?=" },
	};
	char memory[256];
	struct buf b;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		buf_init_fixed(&b, memory, sizeof(memory));
		mime_put_phrase(&b, str_z(cases[i][0]), 6);
		assert_string_equal(buf_cstr(&b), cases[i][1]);
	}
}

static void dates_are_as_the_rfc_writes_them(void **state)
{
	static const struct {
		int64_t ms;
		const char *expected;
	} cases[] = {
		{ 0, "Thu, 01 Jan 1970 00:00:00 +0000" },
		{ INT64_C(1795146791318), "Fri, 20 Nov 2026 03:53:11 +0000" },
		{ INT64_C(1709164800000), "Thu, 29 Feb 2024 00:00:00 +0000" },
	};
	char memory[64];
	struct buf b;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		buf_init_fixed(&b, memory, sizeof(memory));
		mime_put_date(&b, cases[i].ms);
		assert_string_equal(buf_cstr(&b), cases[i].expected);
	}
}

static const struct {
	const char *name;
	struct str text;
	const char *expected;
} bodies[] = {
	{ "nothing", STR_INIT(""), "" },
	{ "a line", STR_INIT("Hello\n"), "Hello\r\n" },
	{ "a line without end", STR_INIT("Hello"), "Hello\r\n" },
	{ "line ends of all kinds", STR_INIT("a\nb\r\nc\rd"), "a\r\nb\r\nc\r\nd\r\n" },
	{ "empty lines", STR_INIT("a\n\n\nb"), "a\r\n\r\n\r\nb\r\n" },
	{ "an equals sign", STR_INIT("a=b"), "a=3Db\r\n" },
	{ "UTF-8", STR_INIT("Zo\xC3\xAB"), "Zo=C3=AB\r\n" },
	{ "a lone dot", STR_INIT("a\n.\nQUIT"), "a\r\n=2E\r\nQUIT\r\n" },
	{ "a dot inside", STR_INIT("a.b"), "a.b\r\n" },
	{ "blanks at the end", STR_INIT("a \nb\t\n c"), "a=20\r\nb=09\r\n c\r\n" },
	{ "controls", STR_INIT("a\0b\x1B[31m\x7F"), "a=00b=1B[31m=7F\r\n" },
	{ "a long line", STR_INIT(SIXTY SIXTY),
	  SIXTY "aaaaaaaaaaaaaaa=\r\n" TEN TEN TEN TEN "aaaaa\r\n" },
};

static void bodies_are_quoted_printable(void **state)
{
	char memory[512];
	struct buf b;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		buf_init_fixed(&b, memory, sizeof(memory));
		mime_put_quoted_printable(&b, bodies[i].text);
		assert_string_equal(buf_cstr(&b), bodies[i].expected);
	}
}

/* A soft break may put any character at a line's front: a dot there must still be encoded. */
static void lines_are_short_and_never_begin_with_a_dot(void **state)
{
	char text[400], memory[2048];

	(void)state;
	for (size_t shift = 0; shift < 80; shift++) {
		struct buf b;
		size_t column = 0;

		memset(text, '.', sizeof(text));
		memset(text, 'a', shift);
		text[shift] = '\xC3';
		buf_init_fixed(&b, memory, sizeof(memory));
		mime_put_quoted_printable(&b, str_of(text, sizeof(text)));
		assert_true(buf_ok(&b));
		for (size_t i = 0; i < b.n; i++) {
			assert_false(column == 0 && b.p[i] == '.');
			column = b.p[i] == '\n' ? 0 : column + 1;
			assert_true(column <= 77); /* 76 and the CR */
		}
	}
}

static const struct {
	const char *text;
	bool good;
	const char *name, *address;
} boxes[] = {
	{ "a@example.org", true, "", "a@example.org" },
	{ " <a@example.org> ", true, "", "a@example.org" },
	{ "Tasks <a@example.org>", true, "Tasks", "a@example.org" },
	{ "\"Tasks, all\" <a@example.org>", true, "Tasks, all", "a@example.org" },
	{ "T\xC3\xA2sks <a@example.org>", true, "T\xC3\xA2sks", "a@example.org" },
	{ "", false, NULL, NULL },
	{ "Tasks", false, NULL, NULL },
	{ "Tasks <a@example.org", false, NULL, NULL },
	{ "Tasks <>", false, NULL, NULL },
	{ "Tasks\r\nBcc: x <a@example.org>", false, NULL, NULL },
	{ "<b@example.org> <a@example.org>", false, NULL, NULL },
	{ "a@example.org, b@example.org", false, NULL, NULL },
};

static void a_sender_is_an_address_with_or_without_a_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(boxes); i++) {
		struct mailbox box;

		if (mailbox_parse(str_z(boxes[i].text), &box) != boxes[i].good)
			fail_msg("%s", boxes[i].text);
		if (!boxes[i].good)
			continue;
		assert_true(str_eq(box.name, str_z(boxes[i].name)));
		assert_true(str_eq(box.address, str_z(boxes[i].address)));
		assert_true(str_eq(mailbox_domain(&box), STR("example.org")));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_can_be_written_bare_is_an_address),
		cmocka_unit_test(header_texts_are_plain_or_encoded_words),
		cmocka_unit_test(no_byte_ends_a_header),
		cmocka_unit_test(encoded_words_end_with_whole_characters),
		cmocka_unit_test(phrases_are_quoted),
		cmocka_unit_test(dates_are_as_the_rfc_writes_them),
		cmocka_unit_test(bodies_are_quoted_printable),
		cmocka_unit_test(lines_are_short_and_never_begin_with_a_dot),
		cmocka_unit_test(a_sender_is_an_address_with_or_without_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
