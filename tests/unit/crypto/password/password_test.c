#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "crypto/password/password.h"
#include "support/data.h"

#define SALT "a0b1c2d3e4f5061728394a5b6c7d8e9f"

static const unsigned char salt_bytes[16] = {
	0xA0, 0xB1, 0xC2, 0xD3, 0xE4, 0xF5, 0x06, 0x17,
	0x28, 0x39, 0x4A, 0x5B, 0x6C, 0x7D, 0x8E, 0x9F,
};

static void fixed_fill(const struct random *random, void *out, size_t n)
{
	(void)random;
	assert_int_equal(n, sizeof(salt_bytes));
	memcpy(out, salt_bytes, n);
}

static const struct random fixed = { .fill = fixed_fill };

/* One for all tests, until the process ends. */
static struct hashes_in_use *in_use(void)
{
	static struct hashes_in_use *hashes;
	const struct hash_cost made = password_kind_cost(PASSWORD_KIND_SCRYPT);

	if (!hashes)
		hashes = hashes_in_use_new(&made);
	assert_non_null(hashes);
	return hashes;
}

/* Made with Node's crypto.scryptSync() over String.prototype.normalize("NFKC"). */
static const struct {
	const char *name;
	struct str password;
	struct str stored;
} known[] = {
	{ "ASCII", STR_INIT("correct horse battery staple"),
	  STR_INIT(SALT ":84830087c49164b09b43b96980c6229570c7fbd78cc3d7649c0434520e099d9a"
			"7cd648cc0ac10336a4df6b32538b52119682993d5ec68286b0e5ebca56395a1f") },
	{ "a ligature, a Roman numeral, an Angstrom sign",
	  STR_INIT("\xEF\xAC\x81"
		   "anc\xC3\xA9"
		   "e \xE2\x85\xA7 \xC3\x85"),
	  STR_INIT(SALT ":a25af7282684f17d5bcd5c55302bd28b4c7cba7841cedcc8b8e76e7f442da62a"
			"871ae8270ef8057374e3596a8d3d2e7090ed660ed88ac80926a348a0e97d7b96") },
	{ "a NUL inside", STR_INIT("nul\0inside"),
	  STR_INIT(SALT ":a6b6aec47dcc6915ecb54481c7a42859f306e1ff2a96acc3ccd5ef3ce0612056"
			"f2d81064fb6578511f5299c1d559eaed090f5f37462b3ad1290bb77a4e5c0cbb") },
	{ "nothing", STR_INIT(""),
	  STR_INIT(SALT ":4bb61d830debd80253f128d7f433fe600313d88cf797d98bad1c244a13aceac3"
			"a2fc85ef77fa17a19f17686eb3a04f21327e0b09b20e16377c8e02c5e236f5e2") },
};

static void assert_text(const char *name, struct str got, struct str want)
{
	if (!str_eq(got, want))
		fail_msg("%s: got %.*s", name, STR_FMT(got));
}

static void a_hash_is_the_one_that_other_implementations_make(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		struct password_hash hash;
		struct err err;

		assert_true(password_hash(PASSWORD_KIND_SCRYPT, &fixed, known[i].password, &hash,
					  &err));
		assert_text(known[i].name, password_hash_text(&hash), known[i].stored);
	}
}

static void hashes_of_the_recorded_installation_verify(void **state)
{
	OWNED(json_free) struct json *facts = data_json("better-auth/vectors.json");
	const struct json *rows = json_member(facts, "passwords");
	struct err err;

	(void)state;
	assert_int_equal(json_count(rows), 3);
	for (size_t i = 0; i < json_count(rows); i++) {
		struct str password = data_text(json_element(rows, i), "password");
		struct str stored = data_text(json_element(rows, i), "stored");

		assert_int_equal(password_verify(in_use(), stored, password, &err), PASSWORD_MATCH);
		assert_int_equal(password_verify(in_use(), stored, STR("another"), &err),
				 PASSWORD_MISMATCH);
	}
	assert_int_equal(password_verify(in_use(), known[0].stored, known[0].password, &err),
			 PASSWORD_MATCH);
	assert_int_equal(password_verify(in_use(), known[0].stored, known[1].password, &err),
			 PASSWORD_MISMATCH);
}

static void spellings_that_are_one_under_nfkc_are_one_password(void **state)
{
	static const struct str same[] = {
		STR_INIT("fianc\xC3\xA9"
			 "e VIII \xC3\x85"), /* composed */
		STR_INIT("fiance\xCC\x81"
			 "e VIII A\xCC\x8A"), /* decomposed */
		STR_INIT("fianc\xC3\xA9"
			 "e \xE2\x85\xA7 \xE2\x84\xAB"), /* the numeral, U+212B */
	};
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(same); i++)
		assert_int_equal(password_verify(in_use(), known[1].stored, same[i], &err),
				 PASSWORD_MATCH);
	assert_int_equal(password_verify(in_use(), known[1].stored, STR("fiancee VIII A"), &err),
			 PASSWORD_MISMATCH);
}

static void a_password_is_not_cut_at_a_nul(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(password_verify(in_use(), known[2].stored, STR("nul\0inside"), &err),
			 PASSWORD_MATCH);
	assert_int_equal(password_verify(in_use(), known[2].stored, STR("nul"), &err),
			 PASSWORD_MISMATCH);
	assert_int_equal(password_verify(in_use(), known[2].stored, STR("nul\0other"), &err),
			 PASSWORD_MISMATCH);
}

static void two_hashes_of_one_password_differ_and_both_verify(void **state)
{
	struct password_hash a, b;
	struct err err;

	(void)state;
	assert_true(
		password_hash(PASSWORD_KIND_SCRYPT, &random_kernel, STR("one password"), &a, &err));
	assert_true(
		password_hash(PASSWORD_KIND_SCRYPT, &random_kernel, STR("one password"), &b, &err));
	assert_false(str_eq(password_hash_text(&a), password_hash_text(&b)));
	assert_int_equal(
		password_verify(in_use(), password_hash_text(&a), STR("one password"), &err),
		PASSWORD_MATCH);
	assert_int_equal(
		password_verify(in_use(), password_hash_text(&b), STR("one password"), &err),
		PASSWORD_MATCH);
}

static void hashing_without_an_account_works_for_every_password(void **state)
{
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		assert_true(password_verify_unknown_user(in_use(), known[i].password, &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hash_is_the_one_that_other_implementations_make),
		cmocka_unit_test(hashes_of_the_recorded_installation_verify),
		cmocka_unit_test(spellings_that_are_one_under_nfkc_are_one_password),
		cmocka_unit_test(a_password_is_not_cut_at_a_nul),
		cmocka_unit_test(two_hashes_of_one_password_differ_and_both_verify),
		cmocka_unit_test(hashing_without_an_account_works_for_every_password),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
