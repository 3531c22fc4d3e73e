#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "crypto/factor/factor_seal.h"
#include "crypto/sealed.h"

static void fill(const struct random *random, void *out, size_t n)
{
	(void)random;
	memset(out, 7, n);
}

static const struct random fixed = { .fill = fill };

static void a_text_of_its_form_is_sealed_and_opened(void **state)
{
	static const struct {
		enum factor_text kind;
		struct str text;
	} cases[] = {
		{ FACTOR_TEXT_SECRET, STR_INIT("abcdefghijklmnopqrstuvwxyzABC-_9") },
		{ FACTOR_TEXT_CODES, STR_INIT("[]") },
		{ FACTOR_TEXT_CODES, STR_INIT("[\"aJrSs-ryMOM\",\"mEH9H-aNf7F\"]") },
	};
	const struct secrets secrets =
		secrets_plain(STR("ostiary-unit-test-secret-0123456789abcd"));

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char sealed_memory[512], plain_memory[256];
		struct buf sealed, plain;

		buf_init_fixed(&sealed, sealed_memory, sizeof(sealed_memory));
		buf_init_fixed(&plain, plain_memory, sizeof(plain_memory));
		assert_true(
			factor_seal_put(&secrets, &fixed, cases[i].kind, cases[i].text, &sealed));
		assert_true(factor_seal_open(&secrets, cases[i].kind, buf_text(&sealed), &plain));
		assert_true(str_eq(buf_text(&plain), cases[i].text));
		sealed.p[0] = sealed.p[0] == '0' ? '1' : '0';
		assert_false(factor_seal_open(&secrets, cases[i].kind, buf_text(&sealed), &plain));
	}
}

/* Whoever may ask for these must get at no signing key, and must make none. */
static void a_text_of_another_form_is_neither_sealed_nor_opened(void **state)
{
	static const struct str texts[] = {
		STR_INIT("{\"kty\":\"RSA\",\"n\":\"AA\",\"d\":\"AA\"}"),
		STR_INIT("[{\"kty\":\"RSA\"}]"),
		STR_INIT("[\"a\"]x"),
		STR_INIT("[\"a b\"]"),
		STR_INIT("[\"a\",\"]"),
		STR_INIT("abc"),
		STR_INIT("abcdefghijklmnopqrstuvwxyzABC-_9a"),
		STR_INIT(""),
	};
	const struct secrets secrets =
		secrets_plain(STR("ostiary-unit-test-secret-0123456789abcd"));

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		for (int kind = 0; kind <= FACTOR_TEXTS; kind++) {
			char sealed_memory[512], plain_memory[256];
			struct buf sealed, plain;

			buf_init_fixed(&sealed, sealed_memory, sizeof(sealed_memory));
			buf_init_fixed(&plain, plain_memory, sizeof(plain_memory));
			assert_false(factor_seal_put(&secrets, &fixed, (enum factor_text)kind,
						     texts[i], &sealed));
			sealed.n = 0;
			sealed.failed = false;
			sealed_write(&secrets, &fixed, texts[i], &sealed);
			assert_false(factor_seal_open(&secrets, (enum factor_text)kind,
						      buf_text(&sealed), &plain));
			assert_int_equal(plain.n, 0);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_of_its_form_is_sealed_and_opened),
		cmocka_unit_test(a_text_of_another_form_is_neither_sealed_nor_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
