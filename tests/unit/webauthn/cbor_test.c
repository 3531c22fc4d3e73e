#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "webauthn/data/cbor.h"

#define B(literal) STR_INIT(literal)

struct row {
	const char *name;
	struct str text;
};

/* RFC 8949 appendix A, where it is in the canonical form. */
static const struct row accepted[] = {
	{ "0", B("\x00") },
	{ "23", B("\x17") },
	{ "24", B("\x18\x18") },
	{ "255", B("\x18\xff") },
	{ "256", B("\x19\x01\x00") },
	{ "65536", B("\x1a\x00\x01\x00\x00") },
	{ "2^32", B("\x1b\x00\x00\x00\x01\x00\x00\x00\x00") },
	{ "2^64 - 1", B("\x1b\xff\xff\xff\xff\xff\xff\xff\xff") },
	{ "-1", B("\x20") },
	{ "-1000", B("\x39\x03\xe7") },
	{ "false", B("\xf4") },
	{ "true", B("\xf5") },
	{ "null", B("\xf6") },
	{ "no bytes", B("\x40") },
	{ "four bytes", B("\x44\x01\x02\x03\x04") },
	{ "no text", B("\x60") },
	{ "text", B("\x64IETF") },
	{ "text outside ASCII", B("\x62\xc3\xbc") },
	{ "an empty array", B("\x80") },
	{ "nested arrays", B("\x83\x01\x82\x02\x03\x82\x04\x05") },
	{ "an empty map", B("\xa0") },
	{ "a map of integers", B("\xa2\x01\x02\x03\x04") },
	{ "a map of texts", B("\xa2\x61\x61\x01\x61\x62\x82\x02\x03") },
	{ "equal keys in two maps", B("\xa2\x61\x61\xa1\x61\x61\x01\x61\x62\x00") },
	{ "keys 1, -1 and \"1\"", B("\xa3\x01\x00\x20\x00\x61\x31\x00") },
	{ "four levels", B("\x81\x81\x81\x81\x00") },
};

static const struct row refused[] = {
	{ "nothing", B("") },
	{ "23 in two bytes", B("\x18\x17") },
	{ "255 in three bytes", B("\x19\x00\xff") },
	{ "65535 in five bytes", B("\x1a\x00\x00\xff\xff") },
	{ "2^32 - 1 in nine bytes", B("\x1b\x00\x00\x00\x00\xff\xff\xff\xff") },
	{ "a cut number", B("\x19\x01") },
	{ "reserved information", B("\x1c") },
	{ "cut bytes", B("\x44\x01\x02\x03") },
	{ "bytes beyond the address space", B("\x5b\xff\xff\xff\xff\xff\xff\xff\xff\x00") },
	{ "a length that is too long", B("\x58\x04\x01\x02\x03\x04") },
	{ "indefinite bytes", B("\x5f\x41\x00\xff") },
	{ "indefinite text", B("\x7f\x61\x61\xff") },
	{ "an indefinite array", B("\x9f\x00\xff") },
	{ "an indefinite map", B("\xbf\x00\x00\xff") },
	{ "a break", B("\xff") },
	{ "text that is not UTF-8", B("\x62\xc3\x28") },
	{ "a tag", B("\xc0\x60") },
	{ "a half float", B("\xf9\x3c\x00") },
	{ "a double", B("\xfb\x3f\xf0\x00\x00\x00\x00\x00\x00") },
	{ "undefined", B("\xf7") },
	{ "an unassigned simple value", B("\xf0") },
	{ "true in two bytes", B("\xf8\x15") },
	{ "a cut array", B("\x82\x01") },
	{ "a map without its last value", B("\xa2\x01\x02\x03") },
	{ "an array of 2^64 - 1", B("\x9b\xff\xff\xff\xff\xff\xff\xff\xff") },
	{ "an array of 33",
	  B("\x98\x21\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0") },
	{ "equal keys", B("\xa2\x01\x02\x01\x04") },
	{ "equal keys apart", B("\xa3\x61\x61\x01\x61\x62\x02\x61\x61\x03") },
	{ "equal keys in an inner map", B("\x81\xa2\x61\x61\x01\x61\x61\x03") },
	{ "bytes as a key", B("\xa1\x41\x61\x01") },
	{ "an array as a key", B("\xa1\x80\x01") },
	{ "true as a key", B("\xa1\xf5\x01") },
	{ "five levels", B("\x81\x81\x81\x81\x80") },
	{ "something after", B("\x00\x00") },
};

static void takes_the_canonical_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(accepted); i++) {
		struct cbor v;

		if (!cbor_read(accepted[i].text, &v))
			fail_msg("%s is refused", accepted[i].name);
	}
}

static void refuses_every_other_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		struct cbor v;

		if (cbor_read(refused[i].text, &v))
			fail_msg("%s is accepted", refused[i].name);
	}
}

static void refuses_what_is_cut_anywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(accepted); i++) {
		for (size_t n = 0; n < accepted[i].text.n; n++) {
			struct cbor v;

			if (cbor_read(str_head(accepted[i].text, n), &v))
				fail_msg("%zu bytes of %s are accepted", n, accepted[i].name);
		}
	}
}

static void finds_members_by_key_and_kind(void **state)
{
	/* {1: 2, -1: h'00', "a": "b", "n": -7, "big": 2^63} */
	struct str text = STR("\xa5\x01\x02\x20\x41\x00\x61\x61\x61\x62\x61n\x26"
			      "\x63"
			      "big\x1b\x80\x00\x00\x00\x00\x00\x00\x00");
	struct cbor map, v;
	struct str s = STR("untouched");
	int64_t n = 42;

	(void)state;
	assert_true(cbor_read(text, &map));
	assert_true(cbor_labelled_integer(&map, 1, &n) && n == 2);
	assert_true(cbor_integer(&map, "n", &n) && n == -7);
	assert_false(cbor_integer(&map, "a", &n));
	assert_false(cbor_integer(&map, "big", &n));
	assert_false(cbor_labelled_integer(&map, -1, &n));
	assert_int_equal(n, -7);
	assert_false(cbor_bytes(&map, "a", &s));
	assert_true(str_eq(s, STR("untouched")));
	assert_true(cbor_text(&map, "a", &s) && str_eq(s, STR("b")));
	assert_true(cbor_labelled_bytes(&map, -1, &s) && str_eq(s, STR("\0")));
	assert_false(cbor_labelled(&map, 2, &v));
	assert_false(cbor_member(&map, "", &v));
	assert_true(cbor_read(STR("\x80"), &map));
	assert_false(cbor_labelled(&map, 1, &v));
}

/* Nested maps, as many pairs in each as widths says; ends with 0. */
static void put_maps(struct buf *b, const unsigned char *widths)
{
	if (*widths == 0) {
		buf_char(b, 0);
		return;
	}
	buf_char(b, (char)(0xa0 + *widths));
	for (unsigned char i = 0; i < *widths; i++) {
		buf_char(b, (char)i);
		put_maps(b, widths + 1);
	}
}

/* So many of them that the test would not end in its time if a value were read more than once. */
static void wide_and_deep_maps_are_read_in_one_pass(void **state)
{
	static const unsigned char widths[] = { 9, 9, 9, 9, 0 };
	struct cbor map, inner;
	struct buf text;

	(void)state;
	buf_init_heap(&text, 1 << 14);
	put_maps(&text, widths);
	for (int i = 0; i < 1000; i++) {
		assert_true(cbor_read(buf_text(&text), &map));
		assert_true(cbor_labelled(&map, 8, &inner));
	}
	assert_int_equal(inner.n, 9);
	buf_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_canonical_form),
		cmocka_unit_test(refuses_every_other_form),
		cmocka_unit_test(refuses_what_is_cut_anywhere),
		cmocka_unit_test(finds_members_by_key_and_kind),
		cmocka_unit_test(wide_and_deep_maps_are_read_in_one_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
