#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/str.h"

#define assert_str(s, text) assert_true(str_eq((s), STR(text)))

static void equality_is_of_all_octets(void **state)
{
	(void)state;
	assert_true(str_eq(STR(""), str_of(NULL, 0)));
	assert_true(str_eq(STR("a\0b"), STR("a\0b")));
	assert_false(str_eq(STR("a\0b"), STR("a\0c")));
	assert_false(str_eq(STR("exp"), STR("expires")));
	assert_false(str_eq(STR("expires"), STR("exp")));
	assert_false(str_eq(STR("a"), STR("A")));
	assert_true(str_eq(str_z("abc"), STR("abc")));
	assert_int_equal(str_z(NULL).n, 0);
}

static void case_is_ignored_for_ascii_letters_only(void **state)
{
	(void)state;
	assert_true(str_eq_nocase(STR("Bearer"), STR("bEARER")));
	assert_false(str_eq_nocase(STR("Bearer"), STR("Bearer ")));
	assert_false(str_eq_nocase(STR("@"), STR("`")));
	assert_false(str_eq_nocase(STR("["), STR("{")));
	assert_false(str_eq_nocase(STR("\xc3\xa9"), STR("\xc3\x89")));
}

static void constant_time_equality_agrees_with_equality(void **state)
{
	static const struct str texts[] = { STR_INIT(""),    STR_INIT("a"),   STR_INIT("b"),
					    STR_INIT("ab"),  STR_INIT("abc"), STR_INIT("abd"),
					    STR_INIT("\0bc") };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		for (size_t j = 0; j < ARRAY_LEN(texts); j++)
			assert_int_equal(str_eq_constant_time(texts[i], texts[j]),
					 str_eq(texts[i], texts[j]));
}

static void beginnings_and_ends_are_found(void **state)
{
	(void)state;
	assert_true(str_starts(STR("Bearer x"), STR("Bearer ")));
	assert_true(str_starts(STR("x"), STR("")));
	assert_false(str_starts(STR("Bear"), STR("Bearer")));
	assert_true(str_ends(STR("a.json"), STR(".json")));
	assert_false(str_ends(STR("json"), STR(".json")));
	assert_true(str_ends(str_of(NULL, 0), STR("")));
}

static void heads_and_tails_stay_within_the_text(void **state)
{
	(void)state;
	assert_str(str_head(STR("abc"), 2), "ab");
	assert_str(str_head(STR("abc"), 9), "abc");
	assert_str(str_tail(STR("abc"), 1), "bc");
	assert_str(str_tail(STR("abc"), 9), "");
	assert_str(str_tail(str_of(NULL, 0), 1), "");
}

static void bytes_and_texts_are_found_where_they_are(void **state)
{
	(void)state;
	assert_int_equal(str_find(STR("a.b.c"), '.'), 1);
	assert_int_equal(str_rfind(STR("a.b.c"), '.'), 3);
	assert_int_equal(str_find(STR("abc"), '.'), -1);
	assert_int_equal(str_rfind(str_of(NULL, 0), '.'), -1);
	assert_int_equal(str_find(STR("a\0b"), 'b'), 2);
	assert_true(str_contains(STR("abcd"), STR("bc")));
	assert_true(str_contains(STR(""), STR("")));
	assert_false(str_contains(STR("abcd"), STR("cb")));
	assert_false(str_contains(STR("a"), STR("ab")));
}

static void cutting_splits_at_the_first_separator(void **state)
{
	struct str s = STR("a.b.c"), head;

	(void)state;
	assert_true(str_cut(s, '.', &head, &s));
	assert_str(head, "a");
	assert_str(s, "b.c");
	assert_true(str_cut(s, '.', &head, &s));
	assert_false(str_cut(s, '.', &head, &s));
	assert_str(head, "c");
	assert_str(s, "");
	assert_true(str_cut(STR("."), '.', &head, &s));
	assert_int_equal(head.n + s.n, 0);
}

static void blanks_and_tabs_are_trimmed_and_nothing_else(void **state)
{
	(void)state;
	assert_str(str_trim(STR(" \t a b\t ")), "a b");
	assert_str(str_trim(STR(" \t ")), "");
	assert_str(str_trim(STR("\na\r")), "\na\r");
}

static void line_ends_are_cut_off_at_the_end_alone(void **state)
{
	(void)state;
	assert_str(str_without_line_end(STR("a\r\n")), "a");
	assert_str(str_without_line_end(STR("a\nb\n\n")), "a\nb");
	assert_str(str_without_line_end(STR("\na ")), "\na ");
	assert_str(str_without_line_end(STR("\r\n")), "");
	assert_str(str_without_line_end(str_of(NULL, 0)), "");
}

static void numbers_are_decimal_bounded_and_have_one_spelling(void **state)
{
	static const struct str wrong[] = {
		STR_INIT(""),
		STR_INIT("+1"),
		STR_INIT("-1"),
		STR_INIT("01"),
		STR_INIT("00"),
		STR_INIT(" 1"),
		STR_INIT("1 "),
		STR_INIT("1a"),
		STR_INIT("1\0"),
		STR_INIT("0x1"),
		STR_INIT("1e3"),
		STR_INIT("18446744073709551616"),
		STR_INIT("99999999999999999999999999"),
	};
	uint64_t value = 77;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_false(str_to_u64(wrong[i], UINT64_MAX, &value));
	assert_int_equal(value, 77);
	assert_true(str_to_u64(STR("0"), 10, &value) && value == 0);
	assert_true(str_to_u64(STR("10"), 10, &value) && value == 10);
	assert_false(str_to_u64(STR("11"), 10, &value));
	assert_true(str_to_u64(STR("18446744073709551615"), UINT64_MAX, &value));
	assert_true(value == UINT64_MAX);
}

static void utf8_is_recognised(void **state)
{
	static const struct {
		struct str text;
		bool good;
	} rows[] = {
		{ STR_INIT(""), true },
		{ STR_INIT("plain ascii, longer than eight"), true },
		{ STR_INIT("\0"), true },
		{ STR_INIT("\x7f\xc2\x80\xdf\xbf"), true },
		{ STR_INIT("\xe0\xa0\x80\xef\xbf\xbf"), true },
		{ STR_INIT("\xed\x9f\xbf\xee\x80\x80"), true },
		{ STR_INIT("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"), true },
		{ STR_INIT("\x80"), false },
		{ STR_INIT("\xbf"), false },
		{ STR_INIT("\xc0\x80"), false },
		{ STR_INIT("\xc1\xbf"), false },
		{ STR_INIT("\xc2"), false },
		{ STR_INIT("\xc2\x41"), false },
		{ STR_INIT("\xe0\x9f\xbf"), false },
		{ STR_INIT("\xed\xa0\x80"), false },
		{ STR_INIT("\xed\xbf\xbf"), false },
		{ STR_INIT("\xe2\x82"), false },
		{ STR_INIT("\xf0\x8f\xbf\xbf"), false },
		{ STR_INIT("\xf4\x90\x80\x80"), false },
		{ STR_INIT("\xf5\x80\x80\x80"), false },
		{ STR_INIT("\xff"), false },
		{ STR_INIT("\xf0\x9f\x98"), false },
	};
	char text[40];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(str_is_utf8(rows[i].text), rows[i].good);
	for (size_t at = 0; at + 2 < sizeof(text); at++) { /* wherever it stands among ASCII */
		memset(text, 'a', sizeof(text));
		memcpy(text + at, "\xe2\x82\xac", at + 3 <= sizeof(text) ? 3 : 2);
		assert_true(str_is_utf8(str_of(text, sizeof(text))));
		text[at + 1] = 'a';
		assert_false(str_is_utf8(str_of(text, sizeof(text))));
	}
}

static void code_points_and_utf16_units_are_counted(void **state)
{
	struct str text = STR("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");

	(void)state;
	assert_int_equal(str_code_points(text), 4);
	assert_int_equal(str_utf16_units(text), 5);
	assert_int_equal(str_code_points(STR("")), 0);
}

static void a_word_of_a_list_is_a_whole_word(void **state)
{
	(void)state;
	assert_true(str_is_word_of(STR("off"), "off on"));
	assert_true(str_is_word_of(STR("on"), "off on"));
	assert_false(str_is_word_of(STR("of"), "off on"));
	assert_false(str_is_word_of(STR("off on"), "off on"));
	assert_false(str_is_word_of(STR(""), "off on"));
	assert_false(str_is_word_of(STR("off"), ""));
}

static void white_space_of_unicode_is_trimmed_at_both_ends(void **state)
{
	static const char *const blanks[] = { " ",      "\t",     "\n",     "\r",
					      "\u00a0", "\u1680", "\u2003", "\u2028",
					      "\u202f", "\u3000", "\ufeff" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(blanks); i++) {
		char text[32];

		snprintf(text, sizeof(text), "%s%sa%sb%s", blanks[i], blanks[0], blanks[i],
			 blanks[i]);
		assert_int_equal(str_trim_unicode(str_z(text)).n, 2 + strlen(blanks[i]));
		assert_int_equal(str_trim_unicode(str_z(blanks[i])).n, 0);
	}
	assert_int_equal(str_trim_unicode(STR("\u200b")).n, 3); /* no white space: of width zero */
	assert_int_equal(str_trim_unicode(STR("")).n, 0);
	assert_true(str_eq(str_trim_unicode(STR(" \t\r\n\v\fa b\u00a0\u3000\u2028\ufeff")),
			   STR("a b")));
	assert_true(str_eq(str_trim_unicode(STR("\u200ba\xc2\x85")), STR("\u200ba\xc2\x85")));
	assert_int_equal(str_trim_unicode(STR("a\xc2")).n, 2);
}

static void controls_are_those_of_ascii(void **state)
{
	(void)state;
	assert_true(str_has_control(STR("a\0")));
	assert_true(str_has_control(STR("a\tb")));
	assert_true(str_has_control(STR("\x1f")));
	assert_true(str_has_control(STR("\x7f")));
	assert_false(str_has_control(STR("a b~\xc3\xa9")));
	assert_false(str_has_control(STR("")));
}

static void a_control_is_found_at_every_place(void **state)
{
	char text[20];

	(void)state;
	for (int byte = 0; byte < 0x100; byte++)
		for (size_t at = 0; at < sizeof(text); at++) {
			bool control = byte < 0x20 || byte == 0x7F;

			memset(text, at % 2 ? '~' : ' ', sizeof(text));
			text[at] = (char)byte;
			assert_int_equal(str_has_control(str_of(text, sizeof(text))), control);
			assert_false(str_has_control(str_of(text, at)));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_control_is_found_at_every_place),
		cmocka_unit_test(equality_is_of_all_octets),
		cmocka_unit_test(a_word_of_a_list_is_a_whole_word),
		cmocka_unit_test(case_is_ignored_for_ascii_letters_only),
		cmocka_unit_test(constant_time_equality_agrees_with_equality),
		cmocka_unit_test(beginnings_and_ends_are_found),
		cmocka_unit_test(heads_and_tails_stay_within_the_text),
		cmocka_unit_test(bytes_and_texts_are_found_where_they_are),
		cmocka_unit_test(cutting_splits_at_the_first_separator),
		cmocka_unit_test(blanks_and_tabs_are_trimmed_and_nothing_else),
		cmocka_unit_test(white_space_of_unicode_is_trimmed_at_both_ends),
		cmocka_unit_test(controls_are_those_of_ascii),
		cmocka_unit_test(line_ends_are_cut_off_at_the_end_alone),
		cmocka_unit_test(numbers_are_decimal_bounded_and_have_one_spelling),
		cmocka_unit_test(utf8_is_recognised),
		cmocka_unit_test(code_points_and_utf16_units_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
