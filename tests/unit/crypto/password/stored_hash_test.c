/* Hashes that other systems have made, and what it costs to refuse a password. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "crypto/password/password.h"
#include "support/data.h"
#include "support/hash_count.h"

#define UMLAUT     "p\xC3\xA4ssword1234"
#define DECOMPOSED "pa\xCC\x88ssword1234"

#define ARGON2_SALT "$MDEyMzQ1Njc4OWFiY2RlZg$"
#define ARGON2_KEY  "mcY89GCo9ywjP6S0Jn7As5kRDl4PmuzmV4KwrRgmrQs"
#define BCRYPT_TAIL "$abcdefghijklmnopqrstuuVfwZBql9ptxNbVgTi8Ri/it/z40Ov6u"
#define DJANGO_TAIL "$salty$u3tEBiCAIHvHy2P2GsNsUCGYOgFOyr8fg9/ouM6ccwU="
#define HEX_32      "0123456789abcdef0123456789abcdef" /* characters */

struct checked {
	struct json *rows;
	struct hashes_in_use *hashes;
	struct err err;
};

static int setup(void **state)
{
	static struct checked c;
	const struct hash_cost made = { .function = HASH_ARGON2, /* little, to be quick */
					.n = 512,
					.r = 2,
					.p = 1,
					.argon2_version = ARGON2_V13 };

	c = (struct checked){ .rows = data_json("passwords/foreign.json"),
			      .hashes = hashes_in_use_new(&made) };
	assert_non_null(c.hashes);
	*state = &c;
	return 0;
}

static int teardown(void **state)
{
	struct checked *c = *state;

	json_free(c->rows);
	hashes_in_use_free(c->hashes);
	return 0;
}

static struct str stored_of(const struct checked *c, size_t i)
{
	return data_text(json_element(c->rows, i), "stored");
}

static struct str password_of(const struct checked *c, size_t i)
{
	return data_text(json_element(c->rows, i), "password");
}

static void the_right_password_matches_and_another_does_not(void **state)
{
	static const struct str others[] = {
		STR_INIT("password1235"), STR_INIT(""),         STR_INIT("password1234\0"),
		STR_INIT(UMLAUT "\0x"),   STR_INIT(UMLAUT " "),
	};
	const struct hash_census none = { 0 };
	struct checked *c = *state;

	assert_int_equal(json_count(c->rows), 24);
	for (size_t i = 0; i < json_count(c->rows); i++) {
		struct str stored = stored_of(c, i);

		hashes_in_use_set(c->hashes, &none);
		if (password_verify(c->hashes, stored, password_of(c, i), &c->err) !=
		    PASSWORD_MATCH)
			fail_msg("%.*s", STR_FMT(stored));
		for (size_t k = 0; k < ARRAY_LEN(others); k++)
			if (password_verify(c->hashes, stored, others[k], &c->err) !=
			    PASSWORD_MISMATCH)
				fail_msg("%.*s with password %zu", STR_FMT(stored), k);
		assert_false(password_is_current(PASSWORD_KIND_SCRYPT, stored));
		assert_false(password_is_current(PASSWORD_KIND_ARGON2ID, stored));
	}
}

/* Reads the text without the work that is done for refusals. */
static bool matches(struct str stored, struct str password)
{
	struct stored_hash hash;
	struct err err = { 0 };
	unsigned char key[HASH_KEY_MAX];

	if (!stored_hash_read(stored, &hash) || hash.prepares == HASH_SHA256_HEX)
		return false;
	return hash_derive(&hash.cost, password, hash.salt, key, hash.key_n, &err) &&
	       memcmp(key, hash.key, hash.key_n) == 0;
}

static bool takes_more_than(uint64_t work, struct str stored)
{
	struct stored_hash hash;

	return stored_hash_read(stored, &hash) && hash_cost_work(&hash.cost) > work;
}

static void a_changed_or_shortened_text_never_matches(void **state)
{
	struct checked *c = *state;

	for (size_t i = 0; i < json_count(c->rows); i++) {
		struct str stored = stored_of(c, i), password = password_of(c, i);
		char changed[STORED_HASH_MAX];

		for (size_t at = 0; !takes_more_than(4000, stored) && at < stored.n; at++) {
			memcpy(changed, stored.p, stored.n);
			changed[at] = changed[at] == 'A' ? 'B' : 'A';
			/* upper case is another spelling of the same hex digits */
			if (matches(str_of(changed, stored.n), password) &&
			    !(stored.p[at] == 'a' && stored_of(c, i).p[0] != '$'))
				fail_msg("%.*s", (int)stored.n, changed);
			if (stored.p[at] == '=')
				continue; /* padding, which others leave out */
			if (matches(str_head(stored, at), password))
				fail_msg("%.*s", (int)at, stored.p);
		}
	}
}

/* The forms that nothing here verifies, and known forms that are damaged or ask for absurd work. */
static const char *const unusable[] = {
	"",
	":",
	"a:",
	":b",
	"a:b",
	"no-colon",
	HEX_32 ":84830087",
	"$1$salt$hash",
	"$5$rounds=5000$salt$key",
	"$6$salt$key",
	"$y$j9T$salt$key",
	"$argon2id$v=19$m=67108864,t=1,p=1" ARGON2_SALT ARGON2_KEY, /* 64 GiB */
	"$argon2id$v=19$m=1048576,t=64,p=1" ARGON2_SALT ARGON2_KEY,
	"$argon2id$v=19$m=65536,t=4000000000,p=1" ARGON2_SALT ARGON2_KEY,
	"$argon2id$v=19$m=65536,t=0,p=1" ARGON2_SALT ARGON2_KEY,
	"$argon2id$v=19$m=65536,t=2,p=1,data=aa" ARGON2_SALT ARGON2_KEY,
	"$argon2id$v=18$m=65536,t=2,p=1" ARGON2_SALT ARGON2_KEY,
	"$argon2id$v=19$m=65536,t=2,p=1" ARGON2_SALT "AAEC",
	"$argon2id$v=19$m=19456:x",
	"$2b$31" BCRYPT_TAIL,
	"$2b$03" BCRYPT_TAIL,
	"$2b$10$abcdefghijklmnopqrstuv",
	"$2c$05" BCRYPT_TAIL,
	"pbkdf2_sha256$4000000000" DJANGO_TAIL,
	"pbkdf2_sha256$0" DJANGO_TAIL,
	"pbkdf2_sha256$1000$salty$",
	"pbkdf2_md5$1000" DJANGO_TAIL,
	"$pbkdf2-sha256$1000$AAEC",
	"$pbkdf2-sha256$i=1000,l=64$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZg",
	"pbkdf2:sha256$salt$" HEX_32 HEX_32,
	"scrypt:1024:8:1$salt$" HEX_32 HEX_32,
	"scrypt:32769:8:1$salt$" HEX_32 HEX_32 HEX_32 HEX_32,
	"scrypt:1073741824:8:1$salt$" HEX_32 HEX_32 HEX_32 HEX_32,
	"$scrypt$ln=14,r=8,p=1" ARGON2_SALT ARGON2_KEY,
	"$argon2i$v=19$m=65536,t=2,p=1" ARGON2_SALT ARGON2_KEY,
	"$argon2d$v=19$m=65536,t=2,p=1" ARGON2_SALT ARGON2_KEY,
	"plain text",
};

static void what_cannot_be_verified_is_refused_after_the_work_of_any_refusal(void **state)
{
	struct checked *c = *state;
	struct hash_work usual, one;

	hash_work_take();
	assert_true(password_verify_unknown_user(c->hashes, STR(UMLAUT), &c->err));
	usual = hash_work_take();
	assert_int_equal(usual.argon2, 2 * 512);
	for (size_t i = 0; i < ARRAY_LEN(unusable); i++) {
		if (password_verify(c->hashes, str_z(unusable[i]), STR(UMLAUT), &c->err) !=
		    PASSWORD_UNUSABLE)
			fail_msg("%s", unusable[i]);
		one = hash_work_take();
		if (memcmp(&one, &usual, sizeof(one)) != 0)
			fail_msg("%s took other work", unusable[i]);
	}
}

/* The dearest of each function, the others a part of them; each password in its own spellings. */
static void every_refusal_does_the_same_work(void **state)
{
	static const struct str passwords[] = {
		STR_INIT("password1235"),
		STR_INIT("pa\xCC\x88ssword1235"), /* not in NFKC */
		STR_INIT("x\0y"),
		STR_INIT(""),
	};
	struct checked *c = *state;
	struct hash_census census = { 0 };

	for (size_t i = 0; i < json_count(c->rows); i++)
		if (!takes_more_than(10000, stored_of(c, i)))
			hash_census_add(&census, stored_of(c, i));
	hash_census_add(&census, STR("$2b$07" BCRYPT_TAIL));
	assert_int_equal(census.unusable, 0);
	hashes_in_use_set(c->hashes, &census);
	for (size_t p = 0; p < ARRAY_LEN(passwords); p++) {
		struct hash_work usual, one;

		hash_work_take();
		assert_true(password_verify_unknown_user(c->hashes, passwords[p], &c->err));
		usual = hash_work_take();
		assert_int_equal(usual.scrypt, 1024 * 8);
		assert_int_equal(usual.bcrypt, 128);
		assert_int_equal(usual.argon2, (p == 1 ? 2 : 1) * 2 * 1024);
		assert_true(usual.pbkdf2_sha1 && usual.pbkdf2_sha256 && usual.pbkdf2_sha512);
		for (size_t i = 0; i < json_count(c->rows); i++) {
			if (takes_more_than(10000, stored_of(c, i)))
				continue;
			assert_int_equal(
				password_verify(c->hashes, stored_of(c, i), passwords[p], &c->err),
				PASSWORD_MISMATCH);
			one = hash_work_take();
			if (memcmp(&one, &usual, sizeof(one)) != 0)
				fail_msg("%.*s, password %zu", STR_FMT(stored_of(c, i)), p);
		}
	}
}

static void a_hash_that_is_met_counts_from_then_on_and_a_new_count_forgets_it(void **state)
{
	const struct hash_census none = { 0 };
	struct checked *c = *state;

	hash_work_take();
	assert_true(password_verify_unknown_user(c->hashes, STR("x"), &c->err));
	assert_int_equal(hash_work_take().bcrypt, 0);
	assert_int_equal(password_verify(c->hashes, STR("$2b$06" BCRYPT_TAIL), STR("x"), &c->err),
			 PASSWORD_MISMATCH);
	assert_int_equal(hash_work_take().bcrypt, 64);
	assert_int_equal(password_verify(c->hashes, STR("$2b$05" BCRYPT_TAIL), STR("x"), &c->err),
			 PASSWORD_MISMATCH);
	assert_int_equal(hash_work_take().bcrypt, 64);
	assert_int_equal(
		password_verify(c->hashes, STR("$2b$05" BCRYPT_TAIL), STR(UMLAUT), &c->err),
		PASSWORD_MATCH);
	assert_int_equal(hash_work_take().bcrypt, 32); /* only a refusal must be like others */
	hashes_in_use_set(c->hashes, &none);
	assert_true(password_verify_unknown_user(c->hashes, STR("x"), &c->err));
	assert_int_equal(hash_work_take().bcrypt, 0);
}

static void work_is_done_in_parts_without_the_memory_of_the_largest_hash(void **state)
{
	const struct hash_cost large = {
		.function = HASH_ARGON2, .n = 1 << 18, .r = 1, .p = 1, .argon2_version = ARGON2_V13
	};
	const struct hash_cost scrypt = { .function = HASH_SCRYPT, .n = 2048, .r = 8, .p = 3 };
	struct checked *c = *state;

	hash_work_take();
	hash_count_take();
	assert_true(hash_work_do(&large, hash_cost_work(&large), &c->err));
	assert_int_equal(hash_work_take().argon2, 1 << 18);
	assert_int_equal(hash_count_take(), 1);
	assert_true(hash_work_do(&scrypt, hash_cost_work(&scrypt) + 2048 * 8 + 1024 * 8, &c->err));
	assert_int_equal(hash_work_take().scrypt, 4 * 2048 * 8 + 1024 * 8);
}

static void hashes_that_cannot_be_verified_are_told_once(void **state)
{
	struct checked *c = *state;

	assert_true(hashes_in_use_first_unusable(c->hashes));
	assert_false(hashes_in_use_first_unusable(c->hashes));
}

static void a_census_counts_by_the_forms_that_can_be_verified(void **state)
{
	struct checked *c = *state;
	struct hash_census census = { 0 };

	for (size_t i = 0; i < json_count(c->rows); i++)
		hash_census_add(&census, stored_of(c, i));
	assert_int_equal(census.unusable, 0);
	assert_int_equal(census.families[HASH_FAMILY_SCRYPT], 2);
	assert_int_equal(census.families[HASH_FAMILY_ARGON2], 5);
	assert_int_equal(census.families[HASH_FAMILY_BCRYPT], 6);
	assert_int_equal(census.families[HASH_FAMILY_PBKDF2], 11);
	for (size_t i = 0; i < ARRAY_LEN(unusable); i++)
		hash_census_add(&census, str_z(unusable[i]));
	assert_int_equal(census.unusable, ARRAY_LEN(unusable));
}

static void our_own_argon2id_takes_the_spellings_that_are_one(void **state)
{
	struct checked *c = *state;
	struct password_hash hash;
	struct str stored;

	assert_true(
		password_hash(PASSWORD_KIND_ARGON2ID, &random_kernel, STR(UMLAUT), &hash, &c->err));
	stored = password_hash_text(&hash);
	assert_true(str_starts(stored, STR("$argon2id$v=19$m=19456,t=2,p=1$")));
	assert_int_equal(password_verify(c->hashes, stored, STR(UMLAUT), &c->err), PASSWORD_MATCH);
	assert_int_equal(password_verify(c->hashes, stored, STR(DECOMPOSED), &c->err),
			 PASSWORD_MATCH);
	assert_int_equal(password_verify(c->hashes, stored, STR("password1234"), &c->err),
			 PASSWORD_MISMATCH);
	assert_true(password_is_current(PASSWORD_KIND_ARGON2ID, stored));
	assert_false(password_is_current(PASSWORD_KIND_SCRYPT, stored));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_right_password_matches_and_another_does_not),
		TEST(a_changed_or_shortened_text_never_matches),
		TEST(what_cannot_be_verified_is_refused_after_the_work_of_any_refusal),
		TEST(every_refusal_does_the_same_work),
		TEST(a_hash_that_is_met_counts_from_then_on_and_a_new_count_forgets_it),
		TEST(work_is_done_in_parts_without_the_memory_of_the_largest_hash),
		TEST(hashes_that_cannot_be_verified_are_told_once),
		TEST(a_census_counts_by_the_forms_that_can_be_verified),
		TEST(our_own_argon2id_takes_the_spellings_that_are_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
