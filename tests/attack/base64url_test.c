/* One token, many spellings: padding, blanks, the other alphabet, bits that a decoder ignores. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "mint.h"

/* A good token with text put in before the octet at. */
static struct str with(struct mint_world *w, struct str token, size_t at, struct str text)
{
	return arena_fmt(&w->arena, "%.*s%.*s%.*s", STR_FMT(str_head(token, at)), STR_FMT(text),
			 STR_FMT(str_tail(token, at)));
}

static void nothing_may_be_put_in_anywhere(void **state)
{
	static const struct str texts[] = {
		STR_INIT("="),    STR_INIT("=="),           STR_INIT(" "), STR_INIT("\n"),
		STR_INIT("\r\n"), STR_INIT("\t"),           STR_INIT("+"), STR_INIT("/"),
		STR_INIT("%3D"),  STR_INIT("\""),           STR_INIT("{"), STR_INIT("?"),
		STR_INIT("#"),    STR_INIT("\xe2\x80\x8b"), STR_INIT(","), STR_INIT("~"),
	};
	struct mint_world *w = *state;
	struct str token = mint_token(&w->arena, &w->ed, MINT_CLAIMS);
	size_t dot = (size_t)str_find(token, '.');
	size_t places[] = { 0,
			    5,
			    dot,
			    dot + 1,
			    dot + 9,
			    (size_t)str_rfind(token, '.'),
			    (size_t)str_rfind(token, '.') + 1,
			    token.n - 1,
			    token.n };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		for (size_t p = 0; p < ARRAY_LEN(places); p++)
			assert_verdict(mint_judge(w, with(w, token, places[p], texts[i])),
				       OST_MALFORMED);
	assert_verdict(mint_judge(w, token), OST_OK);
}

static void a_nul_ends_no_token_early(void **state)
{
	struct mint_world *w = *state;
	struct str token = mint_token(&w->arena, &w->ed, MINT_CLAIMS);
	char *copy = malloc(token.n + 5);

	memcpy(copy, token.p, token.n);
	memcpy(copy + token.n, "\0evil", 5);
	assert_verdict(mint_judge(w, str_of(copy, token.n + 1)), OST_MALFORMED);
	assert_verdict(mint_judge(w, str_of(copy, token.n + 5)), OST_MALFORMED);
	assert_verdict(mint_judge(w, str_of(copy, token.n)), OST_OK);
	free(copy);
}

/* The last character of a part has bits that decode to nothing: only zeros may stand there. */
static void unused_bits_must_be_zero(void **state)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	struct mint_world *w = *state;
	const struct mint_key *keys[] = { &w->rsa, &w->ec, &w->ed };

	for (size_t k = 0; k < ARRAY_LEN(keys); k++) {
		struct str token = mint_token(&w->arena, keys[k], MINT_CLAIMS);
		char *copy = malloc(token.n);
		size_t good = 0;

		memcpy(copy, token.p, token.n);
		for (size_t i = 0; i < 64; i++) {
			copy[token.n - 1] = alphabet[i];
			good += mint_judge(w, str_of(copy, token.n)) == OST_OK;
		}
		assert_int_equal(good, 1);
		free(copy);
	}
}

static void the_other_alphabet_is_refused(void **state)
{
	struct mint_world *w = *state;
	size_t changed = 0;

	for (int i = 0; i < 20; i++) {
		struct str claims = arena_fmt(&w->arena, "%.*s,\"n\":%d}",
					      (int)sizeof(MINT_CLAIMS) - 2, MINT_CLAIMS, i);
		struct str token = mint_token(&w->arena, &w->rsa, claims.p);
		char *copy = malloc(token.n);

		assert_verdict(mint_judge(w, token), OST_OK);
		for (size_t at = 0; at < token.n; at++)
			copy[at] = token.p[at] == '-'   ? '+'
				   : token.p[at] == '_' ? '/'
							: token.p[at];
		if (memcmp(copy, token.p, token.n) != 0) {
			changed++;
			assert_verdict(mint_judge(w, str_of(copy, token.n)), OST_MALFORMED);
		}
		free(copy);
	}
	assert_true(changed > 10);
}

static void a_length_that_no_octets_have_is_refused(void **state)
{
	struct mint_world *w = *state;

	assert_verdict(mint_judge(w, STR("A.A.A")), OST_MALFORMED);
	assert_verdict(mint_judge(w, STR("e30.e.e30")), OST_MALFORMED);
	assert_verdict(mint_judge(w, STR("e30.e30.AAAAA")), OST_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_may_be_put_in_anywhere),
		cmocka_unit_test(a_nul_ends_no_token_early),
		cmocka_unit_test(unused_bits_must_be_zero),
		cmocka_unit_test(the_other_alphabet_is_refused),
		cmocka_unit_test(a_length_that_no_octets_have_is_refused),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
