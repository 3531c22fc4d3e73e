#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "crypto/sealed.h"
#include "support/data.h"

static const struct str secret = STR_INIT("ostiary-unit-test-secret-0123456789abcd");
static const struct str plain = STR_INIT("{\"kty\":\"OKP\"}");

/* Made with Node: HChaCha20 written out, then its chacha20-poly1305. The nonce counts up from
 * e0. */
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
static enum sealed_rc open_text(const struct secrets *key, struct str text, struct str want)
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

static enum sealed_rc open_column(const struct secrets *key, struct str column)
{
	char memory[256];
	struct buf b;

	buf_init_fixed(&b, memory, sizeof(memory));
	return sealed_open_column(key, column, &b);
}

static void the_sealed_text_is_that_of_other_implementations(void **state)
{
	const struct secrets key = secrets_plain(secret);
	char memory[256];
	struct buf b;

	(void)state;
	buf_init_fixed(&b, memory, sizeof(memory));
	sealed_write(&key, &counting, plain, &b);
	assert_true(str_eq(buf_text(&b), sealed));
	assert_int_equal(open_text(&key, sealed, plain), SEALED_OPENED);
}

/* Versions 7 and 8; nothing opens what names none. */
static struct secrets numbered(struct str first, struct str second)
{
	return (struct secrets){ .current = first, .n = 2, .of = { { 7, first }, { 8, second } } };
}

static void keys_of_the_recorded_installation_open(void **state)
{
	OWNED(json_free) struct json *root = data_json("better-auth/vectors.json");
	const struct json *facts = json_member(root, "encryption");
	struct str theirs = data_text(root, "secret");
	const struct secrets key = secrets_plain(theirs);
	const struct secrets seventh = numbered(theirs, secret);
	struct str column = data_text(facts, "jwks_privateKey_column_versioned_secret_7");

	(void)state;
	assert_int_equal(open_text(&key, data_text(facts, "hex"), data_text(facts, "plaintext")),
			 SEALED_OPENED);
	assert_int_equal(open_column(&key, data_text(facts, "jwks_privateKey_column")),
			 SEALED_OPENED);
	assert_int_equal(open_column(&key, column), SEALED_OTHER_VERSION);
	assert_int_equal(open_column(&seventh, column), SEALED_OPENED);
}

static void a_text_opens_with_the_secret_of_its_version_alone(void **state)
{
	const struct str other = STR("ostiary-unit-test-secret-0123456789abce");
	struct secrets secrets = numbered(secret, other);
	char memory[256];
	struct buf b;

	(void)state;
	buf_init_fixed(&b, memory, sizeof(memory));
	sealed_write(&secrets, &counting, plain, &b);
	assert_true(str_starts(buf_text(&b), STR("$ba$7$")));
	assert_true(str_eq(str_tail(buf_text(&b), 6), sealed));
	assert_int_equal(open_text(&secrets, buf_text(&b), plain), SEALED_OPENED);
	secrets = numbered(other, secret); /* version 8 is right, but 7 is named */
	assert_int_equal(open_text(&secrets, buf_text(&b), plain), SEALED_OTHER_SECRET);
	b.p[4] = '8';
	assert_int_equal(open_text(&secrets, buf_text(&b), plain), SEALED_OPENED);
	b.p[4] = '9';
	assert_int_equal(open_text(&secrets, buf_text(&b), plain), SEALED_OTHER_VERSION);
}

static void a_text_without_a_version_opens_with_the_legacy_secret_alone(void **state)
{
	const struct str other = STR("ostiary-unit-test-secret-0123456789abce");
	struct secrets secrets = numbered(secret, other);

	(void)state;
	assert_int_equal(open_text(&secrets, sealed, plain), SEALED_NO_LEGACY);
	secrets.legacy = other;
	assert_int_equal(open_text(&secrets, sealed, plain), SEALED_OTHER_SECRET);
	secrets.legacy = secret;
	assert_int_equal(open_text(&secrets, sealed, plain), SEALED_OPENED);
}

static void a_column_tells_its_version_and_whether_it_is_of_now(void **state)
{
	static const struct {
		struct str column;
		int64_t version; /* -1: none */
		bool of_plain, of_numbered;
	} cases[] = {
		{ STR_INIT("\"00\""), -1, true, false },
		{ STR_INIT("\"$ba$7$00\""), 7, false, true },
		{ STR_INIT("\"$ba$8$00\""), 8, false, false },
		{ STR_INIT("\"$ba$0$00\""), 0, false, false },
		{ STR_INIT("\"$ba$x$00\""), -1, true, false },
	};
	const struct secrets one = secrets_plain(secret), two = numbered(secret, secret);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		uint64_t version = 99;
		bool has = sealed_column_version(cases[i].column, &version);

		assert_int_equal(has, cases[i].version >= 0);
		assert_int_equal(version, has ? cases[i].version : 99);
		assert_int_equal(sealed_column_is_current(&one, cases[i].column),
				 cases[i].of_plain);
		assert_int_equal(sealed_column_is_current(&two, cases[i].column),
				 cases[i].of_numbered);
	}
}

static void the_column_has_json_quotes(void **state)
{
	const struct secrets key = secrets_plain(secret);
	char memory[256];
	struct buf b;

	(void)state;
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
	const struct secrets key = secrets_plain(secret);
	char text[256];

	(void)state;
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
	const struct secrets key = secrets_plain(secret);
	const struct secrets other = secrets_plain(STR("ostiary-unit-test-secret-0123456789abce"));

	(void)state;
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
	const struct secrets key = secrets_plain(secret);
	char memory[8];
	struct buf b;

	(void)state;
	buf_init_fixed(&b, memory, sizeof(memory));
	assert_int_equal(sealed_open(&key, sealed, &b), SEALED_NO_ROOM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sealed_text_is_that_of_other_implementations),
		cmocka_unit_test(keys_of_the_recorded_installation_open),
		cmocka_unit_test(a_text_opens_with_the_secret_of_its_version_alone),
		cmocka_unit_test(a_text_without_a_version_opens_with_the_legacy_secret_alone),
		cmocka_unit_test(a_column_tells_its_version_and_whether_it_is_of_now),
		cmocka_unit_test(the_column_has_json_quotes),
		cmocka_unit_test(every_flipped_bit_is_refused),
		cmocka_unit_test(every_refusal_has_its_own_answer),
		cmocka_unit_test(a_plain_text_that_does_not_fit_is_said_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
