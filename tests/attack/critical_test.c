/* Extensions that must be understood (RFC 7515 section 4.1.11, RFC 7797; CVE-2025-59420). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "mint.h"

static void whatever_crit_says_the_token_is_refused(void **state)
{
	static const char *const members[] = {
		"\"crit\":[\"exp\"],\"exp\":1",
		"\"crit\":[\"b64\"],\"b64\":false",
		"\"crit\":[\"b64\"],\"b64\":true",
		"\"crit\":[\"b64\"]",
		"\"crit\":[]",
		"\"crit\":null",
		"\"crit\":\"exp\"",
		"\"crit\":{}",
		"\"crit\":[1]",
		"\"crit\":[\"alg\"]",
		"\"crit\":[\"http://example.com/UNDEFINED\"],\"http://example.com/UNDEFINED\":true",
		"\"cr\\u0069t\":[\"exp\"]",
		"\"b64\":false",
		"\"b64\":true",
		"\"b64\":0",
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		struct str header = arena_fmt(&w->arena, "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",%s}",
					      members[i]);

		print_message("# %s\n", members[i]);
		assert_verdict(mint_judge(w, mint_with_header(w, header.p, MINT_CLAIMS)),
			       OST_BAD_CRITICAL);
	}
}

static void members_that_are_not_critical_are_ignored(void **state)
{
	static const char *const members[] = {
		"\"exp\":1",
		"\"Crit\":[\"exp\"]",
		"\"CRIT\":[]",
		"\"zip\":\"DEF\"",
		"\"http://example.com/UNDEFINED\":true",
		"\"nested\":{\"crit\":[\"x\"]}",
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		struct str header = arena_fmt(&w->arena, "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",%s}",
					      members[i]);

		assert_verdict(mint_judge(w, mint_with_header(w, header.p, MINT_CLAIMS)), OST_OK);
	}
}

static void an_unencoded_payload_is_refused(void **state)
{
	struct mint_world *w = *state;
	struct str header =
		mint_b64(&w->arena, STR("{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"b64\":false,"
					"\"crit\":[\"b64\"]}"));
	struct str token = arena_fmt(&w->arena, "%.*s." MINT_CLAIMS ".AAAA", STR_FMT(header));

	assert_verdict(mint_judge(w, token), OST_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_crit_says_the_token_is_refused),
		cmocka_unit_test(members_that_are_not_critical_are_ignored),
		cmocka_unit_test(an_unencoded_payload_is_refused),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
