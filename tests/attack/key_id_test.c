/* The key id as a path, a statement, a format or an address: here it is compared, and nothing
 * else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "mint.h"

static void strange_key_ids_are_only_unknown(void **state)
{
	static const char *const kids[] = {
		"../../../../dev/null",
		"/dev/null",
		"/proc/self/environ",
		"file:///etc/passwd",
		"http://evil.example",
		"' OR '1'='1",
		"rsa-1' --",
		"x' UNION SELECT 'k",
		"%",
		"rsa_1",
		"%s%s%s%n",
		"$(id)",
		"`id`",
		"|id",
		"__proto__",
		"constructor",
		"rsa-1\\u0000",
		"rsa-1\\u0000x",
		"\\u0000rsa-1",
		"rsa-1\\r\\nX-Evil: 1",
		" rsa-1",
		"rsa-1 ",
		"RSA-1",
		"Rsa-1",
		"rsa-",
		"rsa-11",
		"rsa\\u20101",
		"\\uff52sa-1",
		"",
		"*",
		"{{7*7}}",
		"[object Object]",
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(kids); i++) {
		struct str header =
			arena_fmt(&w->arena, "{\"alg\":\"RS256\",\"kid\":\"%s\"}", kids[i]);

		print_message("# %s\n", kids[i]);
		assert_verdict(mint_judge(w, mint_with_header(w, header.p, MINT_CLAIMS)),
			       OST_UNKNOWN_KEY);
	}
	assert_verdict(
		mint_judge(w, mint_with_header(w, "{\"alg\":\"RS256\",\"kid\":\"rs\\u0061-1\"}",
					       MINT_CLAIMS)),
		OST_OK); /* another spelling of the same id */
}

static void a_key_id_that_is_no_string_is_refused(void **state)
{
	static const char *const kids[] = { "1",           "null",          "true",
					    "[\"rsa-1\"]", "{\"rsa-1\":1}", "1e9" };
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(kids); i++) {
		struct str header = arena_fmt(&w->arena, "{\"alg\":\"RS256\",\"kid\":%s}", kids[i]);

		assert_verdict(mint_judge(w, mint_with_header(w, header.p, MINT_CLAIMS)),
			       OST_MALFORMED);
	}
}

static void a_very_long_key_id_is_refused(void **state)
{
	struct mint_world *w = *state;
	char *kid = malloc(65536);

	for (size_t n = 255; n < 65536; n = n * 2 + 1) {
		struct buf header;

		memset(kid, 'k', n);
		arena_buf(&w->arena, &header, 128, 70000);
		buf_z(&header, "{\"alg\":\"RS256\",\"kid\":\"");
		buf_str(&header, str_of(kid, n));
		buf_z(&header, "\"}");
		assert_verdict(mint_judge(w, mint_sign(&w->arena, w->rsa.pkey, "RS256",
						       buf_text(&header), STR(MINT_CLAIMS))),
			       n < 5000 ? OST_UNKNOWN_KEY : OST_MALFORMED);
	}
	free(kid);
}

/* A key of the attacker's, published under the same id in a set the attacker can add to. */
static void a_later_key_of_the_same_id_does_not_replace_the_first(void **state)
{
	struct mint_world *w = *state;
	const char *jwks[] = { mint_jwk(&w->arena, &w->rsa, ""),
			       mint_jwk(&w->arena, &w->stranger, "") };
	struct ost_keyset *set = mint_keyset(mint_jwks(&w->arena, jwks, 2));
	struct ost_keyset *usual = w->set;

	w->set = set;
	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->stranger, MINT_CLAIMS)),
		       OST_BAD_SIGNATURE);
	assert_verdict(mint_judge(w, mint_token(&w->arena, &w->rsa, MINT_CLAIMS)), OST_OK);
	w->set = usual;
	ost_keyset_unref(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strange_key_ids_are_only_unknown),
		cmocka_unit_test(a_key_id_that_is_no_string_is_refused),
		cmocka_unit_test(a_very_long_key_id_is_refused),
		cmocka_unit_test(a_later_key_of_the_same_id_does_not_replace_the_first),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
