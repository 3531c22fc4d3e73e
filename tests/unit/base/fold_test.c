#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "base/cleanup.h"
#include "base/fold.h"

#define BYTES 512

static struct str folded(struct str text, char memory[BYTES])
{
	struct buf out;

	buf_init_fixed(&out, memory, BYTES);
	fold_put(&out, text);
	assert_true(buf_ok(&out));
	return buf_text(&out);
}

static void assert_folds_to(const char *text, const char *expected)
{
	char memory[BYTES];
	struct str is = folded(str_z(text), memory);

	if (!str_eq(is, str_z(expected)))
		fail_msg("%s becomes %.*s and not %s", text, STR_FMT(is), expected);
}

static bool fold_alike(const char *left, const char *right)
{
	char one[BYTES], other[BYTES];

	return str_eq(folded(str_z(left), one), folded(str_z(right), other));
}

static void spellings_of_one_text_become_one(void **state)
{
	static const char *const pairs[][2] = {
		/* Latin */
		{ "Straße", "STRASSE" },
		{ "Straße", "strasse" },
		{ "STRAẞE", "strasse" },
		{ "Łódź", "lodz" },
		{ "Crème brûlée", "creme brulee" },
		{ "Cre\u0300me", "Cr\u00e8me" },
		{ "smørrebrød", "SMORREBROD" },
		{ "Đà Nẵng", "da nang" },
		{ "İstanbul", "istanbul" },
		{ "Iğdır", "IGDIR" },
		{ "Æsop", "aesop" },
		{ "œuvre", "OEUVRE" },
		{ "Þór", "thor" },
		{ "ﬁnal oﬀer", "final offer" },
		{ "Ｆｕｌｌ　ｗｉｄｔｈ１２", "full width12" },
		{ "don’t", "don't" },
		{ "ŉ", "'n" },
		{ "“so” «said»", "\"so\" \"said\"" },
		{ "9–5", "9-5" },
		{ "½ litre", "1/2 litre" },
		{ "co\u00adoperate", "cooperate" },
		{ "two\r\n\t lines ", "two lines" },
		{ "5\u00a0kg", "5 kg" },
		{ "30 Å", "30 a\u030a" },
		{ "wait…", "wait..." },
		/* Greek */
		{ "ΟΔΟΣ", "οδος" },
		{ "Ὀδυσσεύς", "οδυσσευσ" },
		{ "ᾳ", "αι" },
		/* Cyrillic */
		{ "Ёлка", "елка" },
		{ "МО\u0418\u0306", "мой" },
		{ "Україна", "УКРАЇНА" },
		/* Hebrew */
		{ "שָׁלוֹם", "שלום" },
		{ "צה״ל", "צה\"ל" },
		/* Arabic */
		{ "مُحَمَّد", "محمد" },
		{ "أحمد", "احمد" },
		{ "محـــمد", "محمد" },
		{ "کتاب", "كتاب" },
		{ "می\u200cخواهم", "میخواهم" },
		{ "١٢٣", "123" },
		{ "۱۲۳", "123" },
		/* Kana and Han */
		{ "ﾊﾟｿｺﾝ", "パソコン" },
		{ "リンゴ", "りんご" },
		{ "か\u3099", "が" },
		{ "㍿", "株式会社" },
		{ "㌖", "キロメートル" },
		{ "\ufa0a", "見" },
		/* Hangul */
		{ "\u1112\u1161\u11ab", "한" },
		/* Devanagari, Thai */
		{ "\u0958", "\u0915\u093c" },
		{ "१२", "12" },
		{ "\u0e01\u0e33", "\u0e01\u0e4d\u0e32" },
		/* Symbols */
		{ "1\ufe0f\u20e3 done ✔\ufe0f", "1 done ✔" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		if (!fold_alike(pairs[i][0], pairs[i][1]))
			fail_msg("%s and %s differ", pairs[i][0], pairs[i][1]);
}

static void other_words_stay_apart(void **state)
{
	static const char *const pairs[][2] = {
		{ "мой", "мои" },   { "ўсё", "усё" },   { "їжа", "іжа" }, { "が", "か" },
		{ "ぱ", "は" },     { "はは", "ばば" }, { "कि", "की" },   { "कल", "काल" },
		{ "क़लम", "कलम" },   { "ปา", "ป่า" },     { "가", "각" },   { "頭發", "头发" },
		{ "一", "ー" },     { "っ", "つ" },     { "1", "11" },    { "a b", "ab" },
		{ "שלום", "שלומ" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		if (fold_alike(pairs[i][0], pairs[i][1]))
			fail_msg("%s and %s are one", pairs[i][0], pairs[i][1]);
}

static void a_letter_is_not_found_within_another_one(void **state)
{
	char word[BYTES], letter[BYTES];

	(void)state;
	assert_false(str_contains(folded(STR("각"), word), folded(STR("가"), letter)));
	assert_false(str_contains(folded(STR("ガス"), word), folded(STR("カ"), letter)));
	assert_false(str_contains(folded(STR("мой"), word), folded(STR("мои"), letter)));
	assert_true(str_contains(folded(STR("мой"), word), folded(STR("МО"), letter)));
}

static void the_folded_text_is_the_written_one(void **state)
{
	(void)state;
	assert_folds_to("", "");
	assert_folds_to(" \u3000\n", "");
	assert_folds_to("plain", "plain");
	assert_folds_to("  Buy\tMILK `now`  ", "buy milk 'now'");
	assert_folds_to("\u0301", "");
	assert_folds_to("a\u200bb\a", "ab");
	assert_folds_to("ガス", "がす");
	assert_folds_to("한국어", "한국어");
	assert_folds_to("\ufdfa", "\ufdfa");
	assert_folds_to("\xff"
			"a\xc3",
			"\ufffd"
			"a\ufffd");
	assert_folds_to("क\u094d\u093c", "क\u093c\u094d");
	assert_folds_to("𝐀𝟙🙂", "a1🙂");
}

/* Of every code point, alone and after a letter that takes marks. */
static void folding_twice_changes_nothing_and_length_is_bounded(void **state)
{
	static const char *const before[] = { "", "a", "\u0438", "\u304b", "\u0915" };

	(void)state;
	for (utf8proc_int32_t point = 1; point <= 0x10FFFF; point++)
		for (size_t i = 0; i < ARRAY_LEN(before); i++) {
			char text[16], one[BYTES], two[BYTES];
			size_t n = strlen(before[i]);
			struct str once;

			if (point >= 0xD800 && point <= 0xDFFF)
				continue;
			memcpy(text, before[i], n);
			n += (size_t)utf8proc_encode_char(point, (utf8proc_uint8_t *)text + n);
			once = folded(str_of(text, n), one);
			if (!str_eq(once, folded(once, two)) || once.n > 6 * n)
				fail_msg("U+%04X after \"%s\"", (unsigned)point, before[i]);
		}
}

/* The short way for texts that are folded already agrees with the long way. */
static void ascii_alone_and_beside_other_text_folds_alike(void **state)
{
	(void)state;
	for (char c = 1; c > 0; c++) {
		char alone[] = { 'x', c, 'y', 0 },
		     beside[] = { 'x', c, 'y', ' ', '\xc3', '\xa9', 0 };
		char one[BYTES], other[BYTES];
		struct str left = folded(str_z(alone), one), right = folded(str_z(beside), other);

		assert_true(str_eq(left, str_head(right, right.n - 2)));
	}
}

static void a_buffer_that_is_too_small_fails(void **state)
{
	char memory[4];
	struct buf out;

	(void)state;
	buf_init_fixed(&out, memory, sizeof(memory));
	fold_put(&out, STR("Straße"));
	assert_false(buf_ok(&out));
	buf_init_fixed(&out, memory, sizeof(memory));
	fold_put(&out, STR("Straß"));
	assert_false(buf_ok(&out));
	buf_init_fixed(&out, memory, sizeof(memory));
	fold_put(&out, STR("Spaß"));
	assert_false(buf_ok(&out));
	buf_init_fixed(&out, memory, sizeof(memory));
	fold_put(&out, STR("Paß"));
	assert_true(str_eq(buf_text(&out), STR("pass")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spellings_of_one_text_become_one),
		cmocka_unit_test(other_words_stay_apart),
		cmocka_unit_test(a_letter_is_not_found_within_another_one),
		cmocka_unit_test(the_folded_text_is_the_written_one),
		cmocka_unit_test(folding_twice_changes_nothing_and_length_is_bounded),
		cmocka_unit_test(ascii_alone_and_beside_other_text_folds_alike),
		cmocka_unit_test(a_buffer_that_is_too_small_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
