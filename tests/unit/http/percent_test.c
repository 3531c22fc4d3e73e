#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/url.h"
#include "http/percent.h"

static void encoding_leaves_what_encodeURIComponent_leaves(void **state)
{
	static const struct {
		struct str text;
		struct str encoded;
	} cases[] = {
		{ STR_INIT("AZaz09-_.!~*'()"), STR_INIT("AZaz09-_.!~*'()") },
		{ STR_INIT("a+b/c="), STR_INIT("a%2Bb%2Fc%3D") },
		{ STR_INIT(" %\""), STR_INIT("%20%25%22") },
		{ STR_INIT("\0\x7F"), STR_INIT("%00%7F") },
		{ STR_INIT("\xC3\xA9"), STR_INIT("%C3%A9") },
		{ STR_INIT(""), STR_INIT("") },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char memory[64];
		struct buf b;

		buf_init_fixed(&b, memory, sizeof(memory));
		url_put_component(&b, cases[i].text);
		assert_true(buf_ok(&b));
		assert_true(str_eq(buf_text(&b), cases[i].encoded));
	}
}

static void decoding_takes_exact_escapes_of_utf8_and_nothing_else(void **state)
{
	static const struct {
		struct str text;
		bool good;
		struct str decoded;
	} cases[] = {
		{ STR_INIT("plain"), true, STR_INIT("plain") },
		{ STR_INIT(""), true, STR_INIT("") },
		{ STR_INIT("a%2Bb%2fc%3D"), true, STR_INIT("a+b/c=") },
		{ STR_INIT("%25%32%46"), true, STR_INIT("%2F") }, /* once, not twice */
		{ STR_INIT("a+b"), true, STR_INIT("a+b") },
		{ STR_INIT("%C3%A9"), true, STR_INIT("\xC3\xA9") },
		{ STR_INIT("%00"), true, STR_INIT("\0") },
		{ STR_INIT("%"), false, STR_INIT("") },
		{ STR_INIT("%4"), false, STR_INIT("") },
		{ STR_INIT("%4g"), false, STR_INIT("") },
		{ STR_INIT("%G4"), false, STR_INIT("") },
		{ STR_INIT("% 41"), false, STR_INIT("") },
		{ STR_INIT("%+1"), false, STR_INIT("") },
		{ STR_INIT("%C3"), false, STR_INIT("") },
		{ STR_INIT("%C0%AF"), false, STR_INIT("") }, /* overlong '/' */
		{ STR_INIT("%ED%A0%80"), false, STR_INIT("") },
		{ STR_INIT("\xFF"), false, STR_INIT("") },
	};
	struct arena arena;

	(void)state;
	arena_init(&arena, NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str out = STR("untouched");

		assert_int_equal(percent_decode(&arena, cases[i].text, &out), cases[i].good);
		assert_true(str_eq(out, cases[i].good ? cases[i].decoded : STR("untouched")));
	}
	arena_done(&arena);
}

static void decoding_stops_at_the_end_of_the_memory(void **state)
{
	char memory[4] = "";
	struct str out = STR("untouched");

	(void)state;
	assert_false(url_decode(STR("%41bcd"), memory, 3, &out));
	assert_false(url_decode(STR("%41b%"), memory, 3, &out));
	assert_true(str_eq(out, STR("untouched")));
	assert_true(url_decode(STR("%41b%63"), memory, 3, &out));
	assert_true(str_eq(out, STR("Abc")));
	assert_int_equal(memory[3], '\0');
}

static void every_ascii_byte_survives_the_round_trip(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena, NULL, 0);
	for (unsigned i = 0; i < 128; i++) {
		char text[2] = { (char)i, '%' };
		struct str decoded;
		struct buf b;

		arena_buf(&arena, &b, 16, 16);
		url_put_component(&b, str_of(text, 2));
		assert_true(percent_decode(&arena, buf_text(&b), &decoded));
		assert_true(str_eq(decoded, str_of(text, 2)));
	}
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encoding_leaves_what_encodeURIComponent_leaves),
		cmocka_unit_test(decoding_takes_exact_escapes_of_utf8_and_nothing_else),
		cmocka_unit_test(decoding_stops_at_the_end_of_the_memory),
		cmocka_unit_test(every_ascii_byte_survives_the_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
