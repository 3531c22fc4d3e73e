#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/ascii.h"
#include "base/cleanup.h"

/* What <ctype.h> says in the C locale, which this program never leaves; but for bytes beyond
 * ASCII. */
#include <ctype.h>

static void each_byte_has_the_classes_of_the_c_locale(void **state)
{
	(void)state;
	for (int byte = 0; byte < 256; byte++) {
		char c = (char)byte;

		assert_int_equal(ascii_is_digit(c), !!isdigit(byte));
		assert_int_equal(ascii_is_lower(c), !!islower(byte));
		assert_int_equal(ascii_is_upper(c), !!isupper(byte));
		assert_int_equal(ascii_is_letter(c), !!isalpha(byte));
		assert_int_equal(ascii_is_alnum(c), !!isalnum(byte));
		assert_int_equal(ascii_is_blank(c), !!isblank(byte));
		assert_int_equal(ascii_is_space(c), !!isspace(byte));
		assert_int_equal(ascii_is_control(c), !!iscntrl(byte));
		assert_int_equal(ascii_is_visible(c), !!isgraph(byte));
		assert_int_equal((unsigned char)ascii_to_lower(c), tolower(byte));
		assert_int_equal((unsigned char)ascii_to_upper(c), toupper(byte));
	}
}

static void the_bounds_of_each_class_are_exact(void **state)
{
	static const struct {
		const char *name;
		bool (*is)(char c);
		const char *inside, *outside;
	} cases[] = {
		{ "digit", ascii_is_digit, "09", "/:aA\x80\xB2\xFF" },
		{ "lower", ascii_is_lower, "az", "`{A\xE0\xFF" },
		{ "upper", ascii_is_upper, "AZ", "@[a\xC0\xFF" },
		{ "lower hex", ascii_is_lower_hex, "09af", "/:`gAF\x80\xB2\xFF" },
		{ "letter", ascii_is_letter, "azAZ", "@[`{0\xC0\xFF" },
		{ "alnum", ascii_is_alnum, "azAZ09", "/:@[`{_\x80\xFF" },
		{ "blank", ascii_is_blank, " \t", "\n\v\r\x1F!\xA0" },
		{ "space", ascii_is_space, " \t\n\v\f\r", "\x08\x0E\x1F!\x85\xA0" },
		{ "control", ascii_is_control, "\x01\x1F\x7F\n", " ~\x80\x9F\xFF" },
		{ "visible", ascii_is_visible, "!~", " \x1F\x7F\x80\xFF" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		for (const char *c = cases[i].inside; *c; c++)
			if (!cases[i].is(*c))
				fail_msg("%s: 0x%02x is one", cases[i].name, (unsigned char)*c);
		for (const char *c = cases[i].outside; *c; c++)
			if (cases[i].is(*c))
				fail_msg("%s: 0x%02x is none", cases[i].name, (unsigned char)*c);
	}
	assert_true(ascii_is_control('\0'));
}

static void hexadecimal_digits_of_both_cases_have_values(void **state)
{
	static const char lower[] = "0123456789abcdef", upper[] = "0123456789ABCDEF";
	int digits = 0;

	(void)state;
	for (int i = 0; i < 16; i++) {
		assert_int_equal(ascii_hex_value(lower[i]), i);
		assert_int_equal(ascii_hex_value(upper[i]), i);
	}
	for (int byte = 0; byte < 256; byte++)
		digits += ascii_hex_value((char)byte) >= 0;
	assert_int_equal(digits, 22);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_byte_has_the_classes_of_the_c_locale),
		cmocka_unit_test(the_bounds_of_each_class_are_exact),
		cmocka_unit_test(hexadecimal_digits_of_both_cases_have_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
