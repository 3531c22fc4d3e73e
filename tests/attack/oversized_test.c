/* Tokens and key sets that are made to keep the checker busy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "mint.h"

static struct str repeated(struct mint_world *w, const char *before, const char *text, size_t count,
			   const char *after)
{
	struct buf b;

	arena_buf(&w->arena, &b, 1024, 1 << 20);
	buf_z(&b, before);
	for (size_t i = 0; i < count; i++)
		buf_z(&b, text);
	buf_z(&b, after);
	assert_true(buf_ok(&b));
	return buf_text(&b);
}

static void a_text_of_dots_is_refused(void **state)
{
	struct mint_world *w = *state;

	assert_verdict(mint_judge(w, repeated(w, "", ".", OST_TOKEN_MAX_BYTES, "")), OST_MALFORMED);
	assert_verdict(mint_judge(w, repeated(w, "", ".", 1000000, "")), OST_MALFORMED);
	assert_verdict(mint_judge(w, repeated(w, "", "e30.", 2000, "")), OST_MALFORMED);
}

static void a_deep_header_is_refused_and_a_shallow_one_is_not(void **state)
{
	struct mint_world *w = *state;

	for (size_t depth = 1; depth < 2500; depth = depth * 2) {
		struct str inner = repeated(w, "", "[", depth, "");
		struct str header = repeated(
			w,
			arena_fmt(&w->arena, "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"x\":%.*s",
				  STR_FMT(inner))
				.p,
			"]", depth, "}");

		assert_verdict(mint_judge(w, mint_sign(&w->arena, w->rsa.pkey, "RS256", header,
						       STR(MINT_CLAIMS))),
			       depth < 8 ? OST_OK : OST_MALFORMED);
	}
}

static void a_deep_payload_is_refused_and_a_shallow_one_is_not(void **state)
{
	struct mint_world *w = *state;

	for (size_t depth = 1; depth < 2500; depth = depth * 2) {
		struct str inner = repeated(w, "", "{\"a\":", depth, "1");
		struct str claims = arena_fmt(
			&w->arena, "%.*s,\"x\":", (int)sizeof(MINT_CLAIMS) - 2, MINT_CLAIMS);
		struct buf b;

		arena_buf(&w->arena, &b, 1024, 1 << 20);
		buf_str(&b, claims);
		buf_str(&b, inner);
		buf_str(&b, repeated(w, "", "}", depth, "}"));
		if (b.n > 5800)
			break;
		assert_verdict(mint_judge(w, mint_sign(&w->arena, w->ed.pkey, "EdDSA",
						       STR("{\"alg\":\"EdDSA\",\"kid\":\"ed-1\"}"),
						       buf_text(&b))),
			       depth < 32 ? OST_OK : OST_BAD_PAYLOAD);
	}
}

/* Names are compared in pairs: their number is bounded before the signature is checked. */
static void a_header_of_many_members_is_refused(void **state)
{
	struct mint_world *w = *state;

	for (size_t count = 1; count < 600; count = count * 3) {
		struct buf b;

		arena_buf(&w->arena, &b, 1024, 1 << 20);
		buf_z(&b, "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"");
		for (size_t i = 0; i < count; i++)
			buf_fmt(&b, ",\"%zu\":0", i);
		buf_z(&b, "}");
		assert_verdict(mint_judge(w, mint_sign(&w->arena, w->rsa.pkey, "RS256",
						       buf_text(&b), STR(MINT_CLAIMS))),
			       count <= 30 ? OST_OK : OST_MALFORMED);
	}
}

static void long_numbers_are_no_trouble(void **state)
{
	struct mint_world *w = *state;
	struct str digits = repeated(w, "", "9", 4000, "");
	struct str claims =
		arena_fmt(&w->arena, "%.*s,\"x\":1e", (int)sizeof(MINT_CLAIMS) - 2, MINT_CLAIMS);
	struct buf b;

	arena_buf(&w->arena, &b, 1024, 1 << 20);
	buf_str(&b, claims);
	buf_str(&b, digits);
	buf_char(&b, '}');
	assert_verdict(
		mint_judge(w, mint_sign(&w->arena, w->ed.pkey, "EdDSA",
					STR("{\"alg\":\"EdDSA\",\"kid\":\"ed-1\"}"), buf_text(&b))),
		OST_BAD_PAYLOAD);
	assert_verdict(
		mint_judge(w, mint_token(&w->arena, &w->ed,
					 MINT_CLAIMS_WITH(",\"x\":0.000000000000000000000001e"
							  "-300"))),
		OST_OK);
}

static void a_payload_may_hold_a_long_list(void **state)
{
	struct mint_world *w = *state;
	struct str claims = arena_fmt(&w->arena, "%.*s,\"roles\":[0", (int)sizeof(MINT_CLAIMS) - 2,
				      MINT_CLAIMS);
	struct str list = repeated(w, claims.p, ",0", 2500, "]}");

	assert_verdict(mint_judge(w, mint_sign(&w->arena, w->ed.pkey, "EdDSA",
					       STR("{\"alg\":\"EdDSA\",\"kid\":\"ed-1\"}"), list)),
		       OST_OK);
}

static void a_key_set_of_deep_or_many_values_is_not_read(void **state)
{
	struct mint_world *w = *state;
	struct str texts[] = {
		repeated(w, "{\"keys\":", "[", 100000, ""),
		repeated(w, "{\"keys\":", "{\"a\":", 50000, ""),
		repeated(w, "{\"keys\":[0", ",0", 100000, "]}"),
		repeated(w, "", "[", OST_JWKS_MAX_BYTES, ""),
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct ost_keyset *set;

		assert_int_equal(ost_keyset_new(texts[i].p, texts[i].n, &set),
				 OST_KEYSET_UNREADABLE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_of_dots_is_refused),
		cmocka_unit_test(a_deep_header_is_refused_and_a_shallow_one_is_not),
		cmocka_unit_test(a_deep_payload_is_refused_and_a_shallow_one_is_not),
		cmocka_unit_test(a_header_of_many_members_is_refused),
		cmocka_unit_test(long_numbers_are_no_trouble),
		cmocka_unit_test(a_payload_may_hold_a_long_list),
		cmocka_unit_test(a_key_set_of_deep_or_many_values_is_not_read),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
