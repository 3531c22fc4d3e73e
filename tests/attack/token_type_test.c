/* Things that are signed or sealed, but are no access tokens (RFC 8725 sections 3.11 and 3.12). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "mint.h"

static void other_types_are_refused(void **state)
{
	static const struct {
		const char *member;
		enum ost_verdict verdict;
	} rows[] = {
		{ "\"typ\":\"JWT\"", OST_OK },
		{ "\"typ\":\"application/jwt\"", OST_OK },
		{ "\"typ\":\"JOSE\"", OST_BAD_TYPE },
		{ "\"typ\":\"JOSE+JSON\"", OST_BAD_TYPE },
		{ "\"typ\":\"logout+jwt\"", OST_BAD_TYPE },
		{ "\"typ\":\"secevent+jwt\"", OST_BAD_TYPE },
		{ "\"typ\":\"dpop+jwt\"", OST_BAD_TYPE },
		{ "\"typ\":\"application/application/jwt\"", OST_BAD_TYPE },
		{ "\"typ\":\"JWT\\u0000\"", OST_BAD_TYPE },
		{ "\"typ\":\"JWT \"", OST_BAD_TYPE },
		{ "\"typ\":[]", OST_BAD_TYPE },
		{ "\"cty\":\"JWT\"", OST_BAD_TYPE },
		{ "\"cty\":\"jwt\"", OST_BAD_TYPE },
		{ "\"cty\":\"\"", OST_BAD_TYPE },
		{ "\"cty\":1", OST_BAD_TYPE },
		{ "\"enc\":\"A128GCM\"", OST_BAD_TYPE },
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str header = arena_fmt(&w->arena, "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",%s}",
					      rows[i].member);

		assert_verdict(mint_judge(w, mint_with_header(w, header.p, MINT_CLAIMS)),
			       rows[i].verdict);
	}
}

static void a_token_within_a_token_is_refused(void **state)
{
	struct mint_world *w = *state;
	struct str inner = mint_token(&w->arena, &w->rsa, MINT_CLAIMS);
	struct str quoted = arena_fmt(&w->arena, "\"%.*s\"", STR_FMT(inner));

	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->ed, inner.p)), OST_BAD_PAYLOAD);
	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->ed, quoted.p)), OST_BAD_PAYLOAD);
	assert_verdict(mint_judge(w, inner), OST_OK);
}

/* Five parts; nothing of them is decrypted, inflated, or derived (p2c, zip). */
static void encrypted_tokens_are_refused_at_once(void **state)
{
	static const char *const headers[] = {
		"{\"alg\":\"dir\",\"enc\":\"A256GCM\"}",
		"{\"alg\":\"RSA1_5\",\"enc\":\"A128CBC-HS256\",\"kid\":\"rsa-1\"}",
		"{\"alg\":\"PBES2-HS256+A128KW\",\"p2c\":2147483647,\"enc\":\"A128GCM\"}",
		"{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"zip\":\"DEF\"}",
		"{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}",
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		struct str header = mint_b64(&w->arena, str_z(headers[i]));

		assert_verdict(mint_judge(w, arena_fmt(&w->arena, "%.*s.AAAA.AAAA.AAAA.AAAA",
						       STR_FMT(header))),
			       OST_MALFORMED);
		assert_verdict(mint_judge(w, arena_fmt(&w->arena, "%.*s..AAAA.AAAA.AAAA",
						       STR_FMT(header))),
			       OST_MALFORMED);
	}
	assert_verdict(mint_judge(w, mint_with_header(w,
						      "{\"alg\":\"PBES2-HS256+A128KW\","
						      "\"p2c\":2147483647,\"kid\":\"rsa-1\"}",
						      MINT_CLAIMS)),
		       OST_BAD_ALGORITHM);
}

/* The JSON serialisation, and texts that are both (CVE-2022-39227). */
static void other_serialisations_are_refused(void **state)
{
	struct mint_world *w = *state;
	struct str token = mint_token(&w->arena, &w->rsa, MINT_CLAIMS);
	struct str head, rest, payload, signature;

	str_cut(token, '.', &head, &rest);
	str_cut(rest, '.', &payload, &signature);
	assert_verdict(
		mint_judge(w, arena_fmt(&w->arena,
					"{\"payload\":\"%.*s\",\"protected\":\"%.*s\","
					"\"signature\":\"%.*s\"}",
					STR_FMT(payload), STR_FMT(head), STR_FMT(signature))),
		OST_MALFORMED);
	assert_verdict(
		mint_judge(w, arena_fmt(&w->arena, "{\" %.*s.\":\"\",\"x\":\"%.*s.%.*s\"}",
					STR_FMT(head), STR_FMT(payload), STR_FMT(signature))),
		OST_MALFORMED);
	assert_verdict(mint_judge(w, arena_fmt(&w->arena, "Bearer %.*s", STR_FMT(token))),
		       OST_MALFORMED);
	assert_verdict(
		mint_judge(w,
			   arena_fmt(&w->arena, "%.*s..%.*s", STR_FMT(head), STR_FMT(signature))),
		OST_BAD_SIGNATURE); /* detached: the payload is empty, and that was not signed */
	assert_verdict(mint_judge(w, token), OST_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(other_types_are_refused),
		cmocka_unit_test(a_token_within_a_token_is_refused),
		cmocka_unit_test(encrypted_tokens_are_refused_at_once),
		cmocka_unit_test(other_serialisations_are_refused),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
