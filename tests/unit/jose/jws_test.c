/* Form and header of a token: what is refused before any signature is looked at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "mint.h"

static void each_key_s_own_token_is_good(void **state)
{
	struct mint_world *w = *state;

	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->rsa, MINT_CLAIMS)), OST_OK);
	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->ec, MINT_CLAIMS)), OST_OK);
	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->ed, MINT_CLAIMS)), OST_OK);
}

static void headers_are_judged_by_their_members(void **state)
{
	static const struct {
		const char *header;
		enum ost_verdict verdict;
	} rows[] = {
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", OST_OK },
		{ " {\r\n\t\"kid\" : \"rsa-1\" , \"alg\" : \"RS256\" } ", OST_OK },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"JWT\"}", OST_OK },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"jwt\"}", OST_OK },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"application/JWT\"}", OST_OK },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"Application/jwt\"}", OST_OK },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"at+jwt\"}", OST_BAD_TYPE },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"JWT2\"}", OST_BAD_TYPE },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"text/jwt\"}", OST_BAD_TYPE },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"\"}", OST_BAD_TYPE },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":null}", OST_BAD_TYPE },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":[\"JWT\"]}", OST_BAD_TYPE },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"cty\":\"JWT\"}", OST_BAD_TYPE },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"enc\":\"A256GCM\"}", OST_BAD_TYPE },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"crit\":[\"exp\"],\"exp\":1}",
		  OST_BAD_CRITICAL },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"b64\":true}", OST_BAD_CRITICAL },
		{ "{\"alg\":\"RS256\"}", OST_NO_KEY_ID },
		{ "{\"alg\":\"RS256\",\"kid\":\"\"}", OST_UNKNOWN_KEY },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-2\"}", OST_UNKNOWN_KEY },
		{ "{\"alg\":\"RS256\",\"kid\":\"RSA-1\"}", OST_UNKNOWN_KEY },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\\u0000\"}", OST_UNKNOWN_KEY },
		{ "{\"alg\":\"RS256\",\"kid\":1}", OST_MALFORMED },
		{ "{\"alg\":\"RS256\",\"kid\":null}", OST_MALFORMED },
		{ "{\"kid\":\"rsa-1\"}", OST_BAD_ALGORITHM },
		{ "{\"alg\":null,\"kid\":\"rsa-1\"}", OST_BAD_ALGORITHM },
		{ "{\"alg\":[\"RS256\"],\"kid\":\"rsa-1\"}", OST_BAD_ALGORITHM },
		{ "{\"alg\":\"rs256\",\"kid\":\"rsa-1\"}", OST_BAD_ALGORITHM },
		{ "{\"alg\":\"RS384\",\"kid\":\"rsa-1\"}", OST_BAD_ALGORITHM },
		{ "{\"alg\":\"RS256\",\"kid\":\"ec-1\"}", OST_BAD_ALGORITHM },
		{ "[\"RS256\"]", OST_MALFORMED },
		{ "\"RS256\"", OST_MALFORMED },
		{ "null", OST_MALFORMED },
		{ "", OST_MALFORMED },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"", OST_MALFORMED },
		{ "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}x", OST_MALFORMED },
		{ "\xef\xbb\xbf{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", OST_MALFORMED },
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_verdict(mint_judge(w, mint_with_header(w, rows[i].header, MINT_CLAIMS)),
			       rows[i].verdict);
	}
}

static void a_token_has_exactly_three_parts(void **state)
{
	static const char *const wrong[] = {
		"", ".", "..", "...", "a", "a.b", "....", "a.b.c.d.e"
	};
	struct mint_world *w = *state;
	struct str good = mint_token(&w->arena, &w->rsa, MINT_CLAIMS);

	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_verdict(mint_judge(w, str_z(wrong[i])), OST_MALFORMED);
	assert_verdict(mint_judge(w, str_of(NULL, 0)), OST_MALFORMED);
	assert_verdict(mint_judge(w, arena_fmt(&w->arena, "%.*s.", STR_FMT(good))), OST_MALFORMED);
	assert_verdict(mint_judge(w, arena_fmt(&w->arena, ".%.*s", STR_FMT(good))), OST_MALFORMED);
	assert_verdict(mint_judge(w, str_head(good, (size_t)str_rfind(good, '.'))), OST_MALFORMED);
	assert_verdict(mint_judge(w, good), OST_OK);
}

/* A good token of exactly n octets: blanks behind the header and the claims fill it up. */
static struct str token_of(struct mint_world *w, size_t n)
{
	static const char header[] = "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}  ";
	const size_t room = 8192;
	char *claims = arena_alloc(&w->arena, room + 1);

	memset(claims, ' ', room);
	memcpy(claims, MINT_CLAIMS, sizeof(MINT_CLAIMS) - 1);
	for (size_t blanks = 0; blanks < 3; blanks++)
		for (size_t i = sizeof(MINT_CLAIMS) - 1; i < room; i++) {
			size_t header_n = sizeof(header) - 1 - blanks;

			if (b64url_encoded_len(header_n) + b64url_encoded_len(i) + 2 +
				    b64url_encoded_len(256) ==
			    n)
				return mint_sign(&w->arena, w->rsa.pkey, "RS256",
						 str_of(header, header_n), str_of(claims, i));
		}
	fail_msg("no token of %zu octets", n);
	return str_of(NULL, 0);
}

static void a_token_of_the_greatest_length_is_read_and_a_longer_one_is_not(void **state)
{
	struct mint_world *w = *state;

	assert_verdict(mint_judge(w, token_of(w, OST_TOKEN_MAX_BYTES)), OST_OK);
	assert_verdict(mint_judge(w, token_of(w, OST_TOKEN_MAX_BYTES + 1)), OST_MALFORMED);
}

static void a_token_need_not_end_with_a_nul(void **state)
{
	struct mint_world *w = *state;
	struct str good = mint_token(&w->arena, &w->ed, MINT_CLAIMS);
	char *exact = malloc(good.n);

	memcpy(exact, good.p, good.n);
	assert_verdict(mint_judge(w, str_of(exact, good.n)), OST_OK);
	free(exact);
}

static void an_empty_signature_is_refused_before_any_key_is_looked_for(void **state)
{
	struct mint_world *w = *state;
	struct str unknown =
		mint_sign(&w->arena, NULL, "none", STR("{\"alg\":\"RS256\",\"kid\":\"nobody\"}"),
			  STR(MINT_CLAIMS));
	struct str known =
		mint_sign(&w->arena, NULL, "none", STR("{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}"),
			  STR(MINT_CLAIMS));

	assert_verdict(mint_judge(w, unknown), OST_BAD_SIGNATURE);
	assert_verdict(mint_judge(w, known), OST_BAD_SIGNATURE);
}

static void without_a_key_id_the_only_key_serves_where_the_policy_says_so(void **state)
{
	struct mint_world *w = *state;
	struct mint_key nameless = w->rsa;
	const char *jwks[2];
	struct str token;
	struct ost_keyset *two;

	nameless.kid = NULL;
	token = mint_token(&w->arena, &nameless, MINT_CLAIMS);
	assert_verdict(mint_judge(w, token), OST_NO_KEY_ID);
	w->policy.kid_rule = OST_KID_RULE_OPTIONAL;
	assert_verdict(mint_judge(w, token), OST_OK);
	assert_verdict(mint_judge(w, mint_with_header(w, "{\"alg\":\"RS512\"}", MINT_CLAIMS)),
		       OST_UNKNOWN_KEY);
	assert_verdict(ost_jws_verify(w->set, OST_RS256, OST_KID_RULE_OPTIONAL, token.p, token.n),
		       OST_OK);
	assert_verdict(ost_jws_verify(w->set, OST_RS256, OST_KID_RULE_REQUIRED, token.p, token.n),
		       OST_NO_KEY_ID);

	jwks[0] = mint_jwk(&w->arena, &nameless, "");
	jwks[1] = mint_jwk(&w->arena, &w->stranger, "");
	two = mint_keyset(mint_jwks(&w->arena, jwks, 2));
	assert_verdict(ost_jws_verify(two, OST_RS256, OST_KID_RULE_OPTIONAL, token.p, token.n),
		       OST_UNKNOWN_KEY);
	ost_keyset_unref(two);
	w->policy.kid_rule = OST_KID_RULE_REQUIRED;
}

static void only_the_signature_counts_for_a_jws(void **state)
{
	struct mint_world *w = *state;
	struct str jws = mint_with_header(
		w, "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"x\",\"cty\":\"text/plain\"}",
		"\x01 no claims at all");
	struct str empty = mint_with_header(w, "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", "");

	assert_verdict(ost_jws_verify(w->set, OST_RS256, OST_KID_RULE_REQUIRED, jws.p, jws.n),
		       OST_OK);
	assert_verdict(ost_jws_verify(w->set, OST_RS256, OST_KID_RULE_REQUIRED, empty.p, empty.n),
		       OST_OK);
	assert_verdict(mint_judge(w, jws), OST_BAD_TYPE);
	assert_verdict(mint_judge(w, empty), OST_BAD_PAYLOAD);
	assert_verdict(ost_jws_verify(w->set, OST_RS512, OST_KID_RULE_REQUIRED, jws.p, jws.n),
		       OST_BAD_ALGORITHM);
	assert_verdict(ost_jws_verify(w->set, 0, OST_KID_RULE_REQUIRED, jws.p, jws.n),
		       OST_BAD_ALGORITHM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_key_s_own_token_is_good),
		cmocka_unit_test(headers_are_judged_by_their_members),
		cmocka_unit_test(a_token_has_exactly_three_parts),
		cmocka_unit_test(a_token_of_the_greatest_length_is_read_and_a_longer_one_is_not),
		cmocka_unit_test(a_token_need_not_end_with_a_nul),
		cmocka_unit_test(an_empty_signature_is_refused_before_any_key_is_looked_for),
		cmocka_unit_test(without_a_key_id_the_only_key_serves_where_the_policy_says_so),
		cmocka_unit_test(only_the_signature_counts_for_a_jws),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
