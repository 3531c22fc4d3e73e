#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crypto/id.h"

/* A source that gives every byte in turn, so that rejection is seen. */
struct turning {
	struct random random;
	unsigned char *next;
};

static void turning_fill(const struct random *random, void *out, size_t n)
{
	const struct turning *t = (const struct turning *)random;

	for (size_t i = 0; i < n; i++)
		((unsigned char *)out)[i] = (*t->next)++;
}

static void count_characters(enum id_alphabet alphabet, size_t n, unsigned counts[256])
{
	unsigned char next = 0;
	struct turning t = { { turning_fill }, &next };
	char text[4096];

	memset(counts, 0, 256 * sizeof(counts[0]));
	id_fill(&t.random, alphabet, text, n);
	for (size_t i = 0; i < n; i++)
		counts[(unsigned char)text[i]]++;
}

static void every_character_of_the_alphabet_is_equally_likely(void **state)
{
	static const struct {
		enum id_alphabet alphabet;
		const char *characters;
	} cases[] = {
		{ ID_LETTERS_AND_DIGITS,
		  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" },
		{ ID_LOWER_AND_DIGITS, "0123456789abcdefghijklmnopqrstuvwxyz" },
	};
	unsigned counts[256];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		size_t each = 256 / strlen(cases[i].characters); /* per turn of the source */
		size_t n = each * strlen(cases[i].characters);

		count_characters(cases[i].alphabet, 10 * n, counts);
		for (int c = 0; c < 256; c++)
			assert_int_equal(counts[c],
					 c && strchr(cases[i].characters, c) ? 10 * each : 0);
	}
}

static void the_length_is_what_was_asked_for(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	assert_int_equal(id_new(&random_kernel, &a, ID_LETTERS_AND_DIGITS, ID_CHARS).n, 32);
	assert_int_equal(id_new(&random_kernel, &a, ID_LETTERS_AND_DIGITS, RESET_TOKEN_CHARS).n,
			 24);
	assert_int_equal(id_new(&random_kernel, &a, ID_LOWER_AND_DIGITS, 1000).n, 1000);
	arena_done(&a);
}

static void two_ids_are_never_the_same(void **state)
{
	struct str a, b;
	struct arena arena;

	(void)state;
	arena_init(&arena, NULL, 0);
	a = id_new(&random_kernel, &arena, ID_LETTERS_AND_DIGITS, ID_CHARS);
	b = id_new(&random_kernel, &arena, ID_LETTERS_AND_DIGITS, ID_CHARS);
	assert_false(str_eq(a, b));
	arena_done(&arena);
}

static void a_uuid_is_of_version_four(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	for (int i = 0; i < 1000; i++) {
		struct str uuid = id_make(&random_kernel, &a, ID_KIND_UUID);

		assert_int_equal(uuid.n, 36);
		assert_int_equal(uuid.p[14], '4');
		assert_non_null(memchr("89ab", uuid.p[19], 4));
		for (size_t at = 0; at < uuid.n; at++)
			if (at == 8 || at == 13 || at == 18 || at == 23)
				assert_int_equal(uuid.p[at], '-');
			else
				assert_non_null(memchr("0123456789abcdef", uuid.p[at], 16));
	}
	assert_int_equal(id_make(&random_kernel, &a, ID_KIND_TEXT).n, ID_CHARS);
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_character_of_the_alphabet_is_equally_likely),
		cmocka_unit_test(the_length_is_what_was_asked_for),
		cmocka_unit_test(two_ids_are_never_the_same),
		cmocka_unit_test(a_uuid_is_of_version_four),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
