#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "http/bearer.h"

static struct request with(struct http_header *header, struct str value)
{
	*header = (struct http_header){ STR("Authorization"), value };
	return (struct request){ .headers = header, .n_headers = 1 };
}

static void one_token_behind_the_scheme_is_taken_and_nothing_else(void **state)
{
	static const struct {
		struct str value;
		enum bearer_rc rc;
		struct str token;
	} cases[] = {
		{ STR_INIT("Bearer a.b.c"), BEARER_TOKEN, STR_INIT("a.b.c") },
		{ STR_INIT("bearer a"), BEARER_TOKEN, STR_INIT("a") },
		{ STR_INIT("BEARER aZ0-._~+/=="), BEARER_TOKEN, STR_INIT("aZ0-._~+/==") },
		{ STR_INIT("Bearer   a"), BEARER_TOKEN, STR_INIT("a") },
		{ STR_INIT("Bearer"), BEARER_REFUSED, STR_INIT("") },
		{ STR_INIT("Bearer "), BEARER_REFUSED, STR_INIT("") },
		{ STR_INIT("Bearer a b"), BEARER_REFUSED, STR_INIT("") },
		{ STR_INIT("Bearer a "), BEARER_REFUSED, STR_INIT("") },
		{ STR_INIT("Bearer a,b"), BEARER_REFUSED, STR_INIT("") },
		{ STR_INIT("Bearer a, Bearer b"), BEARER_REFUSED, STR_INIT("") },
		{ STR_INIT("Bearer =a"), BEARER_REFUSED, STR_INIT("") },
		{ STR_INIT("Bearer a=b"), BEARER_REFUSED, STR_INIT("") },
		{ STR_INIT("Bearer \"a\""), BEARER_REFUSED, STR_INIT("") },
		{ STR_INIT("Bearer\ta"), BEARER_REFUSED, STR_INIT("") },
		{ STR_INIT("Bearer \ta"), BEARER_REFUSED, STR_INIT("") },
		{ STR_INIT(" Bearer a"), BEARER_REFUSED, STR_INIT("") },
		{ STR_INIT("Bearera"), BEARER_REFUSED, STR_INIT("") },
		{ STR_INIT("Bearer: a"), BEARER_REFUSED, STR_INIT("") },
		{ STR_INIT("Basic YTpi"), BEARER_REFUSED, STR_INIT("") },
		{ STR_INIT("a.b.c"), BEARER_REFUSED, STR_INIT("") },
		{ STR_INIT("Bearer a\0b"), BEARER_REFUSED, STR_INIT("") },
		{ STR_INIT("Bearer \xC3\xA9"), BEARER_REFUSED, STR_INIT("") },
		{ STR_INIT(""), BEARER_REFUSED, STR_INIT("") },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct http_header header;
		struct request request = with(&header, cases[i].value);
		struct str token = STR("");

		assert_int_equal(bearer_token(&request, &token), cases[i].rc);
		assert_true(str_eq(token, cases[i].token));
	}
}

static void a_token_has_the_characters_of_the_standard_and_no_others(void **state)
{
	static const struct str all = STR_INIT("ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					       "abcdefghijklmnopqrstuvwxyz"
					       "0123456789-._~+/");

	(void)state;
	for (int byte = 0; byte < 0x100; byte++) {
		char value[] = "Bearer a?b";
		struct http_header header;
		struct request request = with(&header, str_of(value, sizeof(value) - 1));
		struct str token;

		value[8] = (char)byte;
		assert_int_equal(bearer_token(&request, &token),
				 str_find(all, (char)byte) < 0 ? BEARER_REFUSED : BEARER_TOKEN);
	}
}

static void two_headers_are_refused_even_when_they_agree(void **state)
{
	struct http_header headers[] = {
		{ STR_INIT("Authorization"), STR_INIT("Bearer a") },
		{ STR_INIT("authorization"), STR_INIT("Bearer a") },
	};
	struct request two = { .headers = headers, .n_headers = 2 };
	struct request one = { .headers = headers, .n_headers = 1 };
	struct request none = { .headers = headers, .n_headers = 0 };
	struct str token;

	(void)state;
	assert_int_equal(bearer_token(&two, &token), BEARER_REFUSED);
	assert_int_equal(bearer_token(&one, &token), BEARER_TOKEN);
	assert_int_equal(bearer_token(&none, &token), BEARER_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_token_behind_the_scheme_is_taken_and_nothing_else),
		cmocka_unit_test(a_token_has_the_characters_of_the_standard_and_no_others),
		cmocka_unit_test(two_headers_are_refused_even_when_they_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
