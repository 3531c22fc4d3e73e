#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "crypto/sealed.h"
#include "vectors.h"

static const struct str secret = STR_INIT("ostiary-unit-test-secret-0123456789abcd");
static const struct str plain = STR_INIT("{\"kty\":\"OKP\"}");

/* Made with Node: HChaCha20 written out, then its chacha20-poly1305. The nonce counts up from e0. */
static const struct str sealed =
	STR_INIT("e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7"
		 "ad6fa83e4417f7c58b61cd4b37c77e197441ec83437cdd2d112414f159");

static void counting_fill(const struct random *random, void *out, size_t n)
{
	(void)random;
	for (size_t i = 0; i < n; i++)
		((unsigned char *)out)[i] = (unsigned char)(0xE0 + i);
}

static const struct random counting = { .fill = counting_fill };

/* Opens text; on SEALED_OPENED the plain text must be want. */
static enum sealed_rc open_text(const struct seal_key *key, struct str text, struct str want)
{
	char memory[256];
	struct buf b;
	enum sealed_rc rc;

	buf_init_fixed(&b, memory, sizeof(memory));
	buf_z(&b, ">");
	rc = sealed_open(key, text, &b);
	assert_int_equal(b.n, rc == SEALED_OPENED ? want.n + 1 : 1);
	if (rc == SEALED_OPENED)
		assert_true(str_eq(str_tail(buf_text(&b), 1), want));
	return rc;
}

static enum sealed_rc open_column(const struct seal_key *key, struct str column)
{
	char memory[256];
	struct buf b;

	buf_init_fixed(&b, memory, sizeof(memory));
	return sealed_open_column(key, column, &b);
}

static void the_sealed_text_is_that_of_other_implementations(void **state)
{
	struct seal_key key;
	char memory[256];
	struct buf b;

	(void)state;
	seal_key_init(&key, secret);
	buf_init_fixed(&b, memory, sizeof(memory));
	sealed_write(&key, &counting, plain, &b);
	assert_true(str_eq(buf_text(&b), sealed));
	assert_int_equal(open_text(&key, sealed, plain), SEALED_OPENED);
	seal_key_done(&key);
}

static void keys_of_the_recorded_installation_open(void **state)
{
	OWNED(json_free) struct json *vectors = vectors_open();
	const struct json *facts = json_member(vectors, "encryption");
	struct str text = vectors ? vector_text(facts, "hex") : sealed;
	struct str want = vectors ? vector_text(facts, "plaintext") : plain;
	struct seal_key key;

	(void)state;
	seal_key_init(&key, vectors ? vector_text(vectors, "secret") : secret);
	assert_int_equal(open_text(&key, text, want), SEALED_OPENED);
	if (vectors) {
		assert_int_equal(open_column(&key, vector_text(facts, "jwks_privateKey_column")),
				 SEALED_OPENED);
		assert_int_equal(
			open_column(&key, vector_text(facts,
						      "jwks_privateKey_column_versioned_secret_7")),
			SEALED_OTHER_VERSION);
	}
}

static void the_column_has_json_quotes(void **state)
{
	struct seal_key key;
	char memory[256];
	struct buf b;

	(void)state;
	seal_key_init(&key, secret);
	buf_init_fixed(&b, memory, sizeof(memory));
	sealed_write_column(&key, &counting, plain, &b);
	assert_int_equal(b.n, sealed.n + 2);
	assert_true(str_eq(str_of(b.p + 1, sealed.n), sealed));
	assert_int_equal(open_column(&key, buf_text(&b)), SEALED_OPENED);
	assert_int_equal(open_column(&key, sealed), SEALED_MALFORMED);
	assert_int_equal(open_column(&key, str_head(buf_text(&b), b.n - 1)), SEALED_MALFORMED);
	assert_int_equal(open_column(&key, STR("\"")), SEALED_MALFORMED);
}

static void every_flipped_bit_is_refused(void **state)
{
	struct seal_key key;
	char text[256];

	(void)state;
	seal_key_init(&key, secret);
	memcpy(text, sealed.p, sealed.n);
	for (size_t bit = 0; bit < 8 * sealed.n; bit++) {
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
		assert_int_not_equal(open_text(&key, str_of(text, sealed.n), plain), SEALED_OPENED);
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
	}
	assert_int_equal(open_text(&key, str_of(text, sealed.n), plain), SEALED_OPENED);
}

static void every_refusal_has_its_own_answer(void **state)
{
	static const struct {
		const char *name;
		struct str text;
		enum sealed_rc answer;
	} cases[] = {
		{ "nothing", STR_INIT(""), SEALED_MALFORMED },
		{ "no hex", STR_INIT("zz"), SEALED_MALFORMED },
		{ "too short for a tag", STR_INIT("e0e1e2e3e4e5e6e7"), SEALED_MALFORMED },
		{ "an envelope", STR_INIT("$ba$2$e0e1"), SEALED_OTHER_VERSION },
		{ "an envelope of version 0", STR_INIT("$ba$0$e0e1"), SEALED_OTHER_VERSION },
		{ "an envelope without a version", STR_INIT("$ba$$e0e1"), SEALED_MALFORMED },
		{ "an envelope without an end", STR_INIT("$ba$2"), SEALED_MALFORMED },
	};
	struct seal_key key, other;

	(void)state;
	seal_key_init(&key, secret);
	seal_key_init(&other, STR("ostiary-unit-test-secret-0123456789abce"));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (open_text(&key, cases[i].text, plain) != cases[i].answer)
			fail_msg("%s", cases[i].name);
	assert_int_equal(open_text(&other, sealed, plain), SEALED_OTHER_SECRET);
	assert_int_equal(open_text(&key, str_head(sealed, sealed.n - 2), plain),
			 SEALED_OTHER_SECRET);
	assert_int_equal(open_text(&key, str_head(sealed, sealed.n - 1), plain), SEALED_MALFORMED);
	assert_int_equal(open_text(&key, sealed, plain), SEALED_OPENED);
}

static void a_plain_text_that_does_not_fit_is_said_so(void **state)
{
	struct seal_key key;
	char memory[8];
	struct buf b;

	(void)state;
	seal_key_init(&key, secret);
	buf_init_fixed(&b, memory, sizeof(memory));
	assert_int_equal(sealed_open(&key, sealed, &b), SEALED_NO_ROOM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sealed_text_is_that_of_other_implementations),
		cmocka_unit_test(keys_of_the_recorded_installation_open),
		cmocka_unit_test(the_column_has_json_quotes),
		cmocka_unit_test(every_flipped_bit_is_refused),
		cmocka_unit_test(every_refusal_has_its_own_answer),
		cmocka_unit_test(a_plain_text_that_does_not_fit_is_said_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
