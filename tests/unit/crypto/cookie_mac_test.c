#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "crypto/cookie_mac.h"
#include "support/data.h"

static const struct str secret = STR_INIT("ostiary-unit-test-secret-0123456789abcd");

/* Made with Node's crypto.createHmac(). */
static const struct {
	struct str value;
	struct str signed_value;
} known[] = {
	{ STR_INIT("token"), STR_INIT("token.g4JFr7C0G5SY1eqI82aGQkqW57W393+oK2C7Y8gC66g=") },
	{ STR_INIT("true"), STR_INIT("true.8DpDJZca5Sb9sPosp5VrT/7Rr8ageDCWi++CH/kTgsw=") },
	{ STR_INIT("a.b"), STR_INIT("a.b.UNpYUTch1CDurr4uqetCbT0W2RcjSJHwRuYGPHyXVVA=") },
	{ STR_INIT("value10"), STR_INIT("value10.Y+xilbXkHOXsLDhfCZeYLIQiZOTKm/RLnrIBKA+/5/g=") },
};

static void check_both_ways(const struct cookie_key *key, struct str value, struct str signed_value)
{
	struct str out;
	char memory[256];
	struct buf b;

	buf_init_fixed(&b, memory, sizeof(memory));
	cookie_sign(key, value, &b);
	assert_true(str_eq(buf_text(&b), signed_value));
	assert_true(cookie_verify(key, signed_value, &out));
	assert_true(str_eq(out, value));
}

static void signatures_are_those_of_other_implementations(void **state)
{
	OWNED(cookie_key_free) struct cookie_key *key = cookie_key_new(secret);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		check_both_ways(key, known[i].value, known[i].signed_value);
}

static void cookies_of_the_recorded_installation_verify(void **state)
{
	OWNED(json_free) struct json *facts = data_json("better-auth/vectors.json");
	OWNED(cookie_key_free) struct cookie_key *key = cookie_key_new(data_text(facts, "secret"));
	const struct json *rows = json_member(facts, "cookies");

	(void)state;
	assert_non_null(key);
	assert_int_equal(json_count(rows), 3);
	for (size_t i = 0; i < json_count(rows); i++)
		check_both_ways(key, data_text(json_element(rows, i), "value"),
				data_text(json_element(rows, i), "set_auth_token"));
}

static void every_flipped_bit_is_refused(void **state)
{
	OWNED(cookie_key_free) struct cookie_key *key = cookie_key_new(secret);
	char text[128];
	struct str out;

	(void)state;
	memcpy(text, known[0].signed_value.p, known[0].signed_value.n);
	for (size_t bit = 0; bit < 8 * known[0].signed_value.n; bit++) {
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
		assert_false(cookie_verify(key, str_of(text, known[0].signed_value.n), &out));
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
	}
	assert_true(cookie_verify(key, str_of(text, known[0].signed_value.n), &out));
}

static void what_is_not_exactly_a_signed_value_is_refused(void **state)
{
	static const struct {
		const char *name;
		struct str text;
	} cases[] = {
		{ "nothing", STR_INIT("") },
		{ "no dot", STR_INIT("token") },
		{ "no value", STR_INIT(".g4JFr7C0G5SY1eqI82aGQkqW57W393+oK2C7Y8gC66g=") },
		{ "no signature", STR_INIT("token.") },
		{ "no padding", STR_INIT("token.g4JFr7C0G5SY1eqI82aGQkqW57W393+oK2C7Y8gC66g") },
		{ "base64url", STR_INIT("token.g4JFr7C0G5SY1eqI82aGQkqW57W393-oK2C7Y8gC66g=") },
		{ "a second dot",
		  STR_INIT("token.x.g4JFr7C0G5SY1eqI82aGQkqW57W393+oK2C7Y8gC66g=") },
		{ "a blank behind",
		  STR_INIT("token.g4JFr7C0G5SY1eqI82aGQkqW57W393+oK2C7Y8gC66g= ") },
		{ "unused bits set",
		  STR_INIT("token.g4JFr7C0G5SY1eqI82aGQkqW57W393+oK2C7Y8gC66h=") },
		{ "percent-encoded",
		  STR_INIT("token.g4JFr7C0G5SY1eqI82aGQkqW57W393%2BoK2C7Y8gC66g%3D") },
		{ "another value's",
		  STR_INIT("other.g4JFr7C0G5SY1eqI82aGQkqW57W393+oK2C7Y8gC66g=") },
	};
	OWNED(cookie_key_free) struct cookie_key *key = cookie_key_new(secret);
	struct str out = STR("untouched");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (cookie_verify(key, cases[i].text, &out))
			fail_msg("accepted: %s", cases[i].name);
	assert_true(str_eq(out, STR("untouched")));
	assert_true(cookie_verify(key, known[0].signed_value, &out));
}

static void another_secret_verifies_nothing(void **state)
{
	OWNED(cookie_key_free)
	struct cookie_key *key = cookie_key_new(STR("ostiary-unit-test-secret-0123456789abce"));
	OWNED(cookie_key_free) struct cookie_key *right = cookie_key_new(secret);
	struct str out;

	(void)state;
	assert_false(cookie_verify(key, known[0].signed_value, &out));
	assert_true(cookie_verify(right, known[0].signed_value, &out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signatures_are_those_of_other_implementations),
		cmocka_unit_test(cookies_of_the_recorded_installation_verify),
		cmocka_unit_test(every_flipped_bit_is_refused),
		cmocka_unit_test(what_is_not_exactly_a_signed_value_is_refused),
		cmocka_unit_test(another_secret_verifies_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
