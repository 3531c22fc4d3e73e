#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/session/bearer.h"
#include "base/cleanup.h"
#include "crypto/cookie_mac.h"

#define TOKEN   "AbCdEfGhIjKlMnOpQrStUvWxYz012345"
#define VALUE10 "value10.Y+xilbXkHOXsLDhfCZeYLIQiZOTKm/RLnrIBKA+/5/g="

/* The signatures were made with Node's crypto.createHmac() under this secret. */
static const struct str secret = STR_INIT("ostiary-unit-test-secret-0123456789abcd");

static const struct {
	const char *name;
	struct str header;
	struct str token; /* empty: the header counts as absent */
} cases[] = {
	{ "raw", STR_INIT("Bearer " TOKEN), STR_INIT(TOKEN) },
	{ "lower case", STR_INIT("bearer " TOKEN), STR_INIT(TOKEN) },
	{ "upper case", STR_INIT("BEARER " TOKEN), STR_INIT(TOKEN) },
	{ "blanks around", STR_INIT("Bearer   " TOKEN " "), STR_INIT(TOKEN) },
	{ "signed", STR_INIT("Bearer " VALUE10), STR_INIT("value10") },
	{ "signed and encoded",
	  STR_INIT("Bearer value10.Y%2BxilbXkHOXsLDhfCZeYLIQiZOTKm%2FRLnrIBKA%2B%2F5%2fg%3D"),
	  STR_INIT("value10") },
	{ "signed and encoded in part",
	  STR_INIT("Bearer value10.Y+xilbXkHOXsLDhfCZeYLIQiZOTKm/RLnrIBKA+/5/g%3D"),
	  STR_INIT("value10") },
	{ "nothing", STR_INIT(""), STR_INIT("") },
	{ "no credential", STR_INIT("Bearer "), STR_INIT("") },
	{ "blanks only", STR_INIT("Bearer    "), STR_INIT("") },
	{ "no blank", STR_INIT("Bearer" TOKEN), STR_INIT("") },
	{ "a tab", STR_INIT("Bearer\t" TOKEN), STR_INIT("") },
	{ "another scheme", STR_INIT("Basic " TOKEN), STR_INIT("") },
	{ "wrong signature",
	  STR_INIT("Bearer value11.Y+xilbXkHOXsLDhfCZeYLIQiZOTKm/RLnrIBKA+/5/g="), STR_INIT("") },
	{ "no padding", STR_INIT("Bearer value10.Y+xilbXkHOXsLDhfCZeYLIQiZOTKm/RLnrIBKA+/5/g"),
	  STR_INIT("") },
	{ "base64url", STR_INIT("Bearer value10.Y-xilbXkHOXsLDhfCZeYLIQiZOTKm_RLnrIBKA-_5_g"),
	  STR_INIT("") },
	{ "a right signature of a value with a dot",
	  STR_INIT("Bearer a.b.UNpYUTch1CDurr4uqetCbT0W2RcjSJHwRuYGPHyXVVA="), STR_INIT("") },
	{ "a JWT", STR_INIT("Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2ln"), STR_INIT("") },
	{ "a dot", STR_INIT("Bearer ."), STR_INIT("") },
	{ "a broken escape", STR_INIT("Bearer value10.%zz"), STR_INIT("") },
	{ "an escape cut off", STR_INIT("Bearer value10.%3"), STR_INIT("") },
	{ "encoded twice",
	  STR_INIT("Bearer "
		   "value10.Y%252BxilbXkHOXsLDhfCZeYLIQiZOTKm%252FRLnrIBKA%252B%252F5%252Fg%253D"),
	  STR_INIT("") },
};

static void headers_give_a_session_token_or_nothing(void **state)
{
	OWNED(cookie_key_free) struct cookie_key *key = cookie_key_new(secret);
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str token = STR("");
		bool found = bearer_session_token(key, &a, cases[i].header, &token);

		if (found != (cases[i].token.n > 0) || !str_eq(token, cases[i].token))
			fail_msg("%s: %.*s", cases[i].name, STR_FMT(token));
	}
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_give_a_session_token_or_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
