/* The whole judgement: every changed bit is refused, and the first failing check gives the
 * verdict. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "jose/verdict.h"
#include "mint.h"

static void flip_each_bit(struct mint_world *w, const struct mint_key *key)
{
	struct str good = mint_token(&w->arena, key, MINT_CLAIMS);
	char *token = malloc(good.n);

	memcpy(token, good.p, good.n);
	assert_verdict(mint_judge(w, str_of(token, good.n)), OST_OK);
	for (size_t i = 0; i < good.n; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			enum ost_verdict verdict;

			token[i] = (char)(good.p[i] ^ (char)(1u << bit));
			verdict = mint_judge(w, str_of(token, good.n));
			assert_true(verdict != OST_OK && verdict != OST_UNJUDGED &&
				    verdict != OST_NO_MEMORY);
			token[i] = good.p[i];
		}
	assert_verdict(mint_judge(w, str_of(token, good.n)), OST_OK);
	free(token);
}

static void each_flipped_bit_of_an_rs256_token_is_refused(void **state)
{
	struct mint_world *w = *state;

	flip_each_bit(w, &w->rsa);
}

static void each_flipped_bit_of_an_es256_token_is_refused(void **state)
{
	struct mint_world *w = *state;

	flip_each_bit(w, &w->ec);
}

static void each_flipped_bit_of_an_eddsa_token_is_refused(void **state)
{
	struct mint_world *w = *state;

	flip_each_bit(w, &w->ed);
}

static void a_token_cut_short_anywhere_is_refused(void **state)
{
	struct mint_world *w = *state;
	struct str good = mint_token(&w->arena, &w->ed, MINT_CLAIMS);

	for (size_t n = 0; n < good.n; n++) {
		char *exact = malloc(n ? n : 1); /* so that a read beyond it is seen */

		memcpy(exact, good.p, n);
		assert_true(mint_judge(w, str_of(exact, n)) != OST_OK);
		free(exact);
	}
}

/* Each row has all the faults of those below it, too: the order is that of the design. */
static void the_first_failing_check_gives_the_verdict(void **state)
{
	static const struct {
		const char *header, *claims;
		int good_signature;
		enum ost_verdict verdict;
	} rows[] = {
		{ "{\"alg\":\"none\",\"alg\":\"x\",\"crit\":[],\"typ\":1}", "x", 0, OST_MALFORMED },
		{ "{\"alg\":\"none\",\"crit\":[],\"typ\":1}", "x", 0, OST_BAD_ALGORITHM },
		{ "{\"alg\":\"RS256\",\"crit\":[],\"typ\":1}", "x", 0, OST_BAD_CRITICAL },
		{ "{\"alg\":\"RS256\",\"typ\":1}", "x", 0, OST_BAD_TYPE },
		{ "{\"alg\":\"RS256\"}", "x", 0, OST_NO_KEY_ID },
		{ "{\"alg\":\"RS256\",\"kid\":\"x\"}", "x", 0, OST_UNKNOWN_KEY },
		{ "{\"alg\":\"RS256\",\"kid\":\"ec-1\"}", "x", 0, OST_BAD_ALGORITHM },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", "x", 0, OST_BAD_SIGNATURE },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", "x", 1, OST_BAD_PAYLOAD },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", "{\"exp\":\"0\"}", 1, OST_BAD_CLAIM },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}",
		  "{\"exp\":0,\"nbf\":1900000000,\"iat\":1900000000}", 1, OST_EXPIRED },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}",
		  "{\"exp\":1900000001,\"nbf\":1900000000,\"iat\":1900000000}", 1,
		  OST_NOT_YET_VALID },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}",
		  "{\"exp\":1900000001,\"iat\":1900000000}", 1, OST_ISSUED_IN_FUTURE },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", "{\"exp\":1900000001}", 1,
		  OST_WRONG_ISSUER },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}",
		  "{\"exp\":1900000001,\"iss\":\"" MINT_ISSUER "\"}", 1, OST_WRONG_AUDIENCE },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}",
		  "{\"exp\":1900000001,\"iss\":\"" MINT_ISSUER "\",\"aud\":\"" MINT_AUDIENCE "\"}",
		  1, OST_NO_SUBJECT },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", MINT_CLAIMS, 1, OST_OK },
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct mint_key *key = rows[i].good_signature ? &w->rsa : &w->stranger;

		assert_verdict(
			mint_judge(w, mint_sign(&w->arena, key->pkey, "RS256",
						str_z(rows[i].header), str_z(rows[i].claims))),
			rows[i].verdict);
	}
}

static void zero_is_never_a_success(void **state)
{
	(void)state;
	assert_int_equal(OST_UNJUDGED, 0);
	assert_int_not_equal(OST_OK, 0);
	assert_int_equal(OST_KEYSET_UNREADABLE, 0);
}

static void each_verdict_has_a_name_of_its_own_and_a_sentence(void **state)
{
	(void)state;
	for (int a = OST_UNJUDGED; a < VERDICT_COUNT; a++) {
		const char *name = ost_verdict_name((enum ost_verdict)a);
		const char *text = ost_verdict_text((enum ost_verdict)a);

		assert_true(strlen(name) > 1 &&
			    strspn(name, "abcdefghijklmnopqrstuvwxyz-") == strlen(name));
		assert_true(strlen(text) > 10 && text[strlen(text) - 1] == '.');
		for (int b = OST_UNJUDGED; b < a; b++) {
			assert_string_not_equal(name, ost_verdict_name((enum ost_verdict)b));
			assert_string_not_equal(text, ost_verdict_text((enum ost_verdict)b));
		}
	}
	assert_string_equal(ost_verdict_name((enum ost_verdict)VERDICT_COUNT), "unjudged");
	assert_string_equal(ost_verdict_name((enum ost_verdict) - 1), "unjudged");
	assert_string_equal(ost_verdict_name(OST_OK), "ok");
	assert_string_equal(ost_verdict_name(OST_UNKNOWN_KEY), "unknown-key");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_flipped_bit_of_an_rs256_token_is_refused),
		cmocka_unit_test(each_flipped_bit_of_an_es256_token_is_refused),
		cmocka_unit_test(each_flipped_bit_of_an_eddsa_token_is_refused),
		cmocka_unit_test(a_token_cut_short_anywhere_is_refused),
		cmocka_unit_test(the_first_failing_check_gives_the_verdict),
		cmocka_unit_test(zero_is_never_a_success),
		cmocka_unit_test(each_verdict_has_a_name_of_its_own_and_a_sentence),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
