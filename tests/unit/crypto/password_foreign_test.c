/* Hashes that other systems have made, computed by their libraries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "crypto/password.h"

#define UMLAUT "p\xC3\xA4ssword1234"

static const struct {
	const char *stored;
	const char *password;
} known[] = {
	{ "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
	  "password" },
	{ "$2b$05$abcdefghijklmnopqrstuuVfwZBql9ptxNbVgTi8Ri/it/z40Ov6u", UMLAUT },
	{ "$2y$05$abcdefghijklmnopqrstuuxjt7uReUpIWrSqhtnFpnuJDRbYuLo6e", "password1234" },
	{ "pbkdf2_sha256$1000$salty$u3tEBiCAIHvHy2P2GsNsUCGYOgFOyr8fg9/ouM6ccwU=", UMLAUT },
	{ "$pbkdf2-sha256$1000$AAECAwQFBgcICQoLDA0ODw$"
	  "gd4SU3Oyy7qAqopDJMp2VwdZiF2LHsVsSMThVHIP2yg",
	  UMLAUT },
	{ "$pbkdf2-sha512$i=1000$AAECAwQFBgcICQoLDA0ODw$"
	  "6yqzlFxZWAPoztEjDgGxnBPBPC3Q2/r0DXiQmzn6kWwZQnnPJfa.mI.TYL.tpGYiPE9NvtNsTnlUbpwh0UPb7g",
	  UMLAUT },
};

static void the_right_password_matches_and_another_does_not(void **state)
{
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		struct str stored = str_z(known[i].stored);

		if (password_verify(stored, str_z(known[i].password), &err) != PASSWORD_MATCH)
			fail_msg("%s", known[i].stored);
		assert_int_equal(password_verify(stored, STR("password1235"), &err),
				 PASSWORD_MISMATCH);
		assert_int_equal(password_verify(stored, STR(""), &err), PASSWORD_MISMATCH);
		assert_int_equal(password_verify(stored, STR("password1234\0"), &err),
				 PASSWORD_MISMATCH);
		assert_false(password_is_current(PASSWORD_KIND_SCRYPT, stored));
		assert_false(password_is_current(PASSWORD_KIND_ARGON2ID, stored));
	}
}

static void a_changed_or_shortened_text_never_matches(void **state)
{
	struct err err = { 0 };

	(void)state;
	for (size_t i = 1; i < ARRAY_LEN(known); i++) { /* the first takes 64 MiB each time */
		size_t n = strlen(known[i].stored);
		char changed[256];

		for (size_t at = 0; at < n; at++) {
			memcpy(changed, known[i].stored, n);
			changed[at] = changed[at] == 'A' ? 'B' : 'A';
			if (password_verify(str_of(changed, n), str_z(known[i].password), &err) ==
			    PASSWORD_MATCH)
				fail_msg("%.*s", (int)n, changed);
			if (known[i].stored[at] == '=')
				continue; /* padding, which others leave out */
			if (password_verify(str_of(known[i].stored, at), str_z(known[i].password),
					    &err) == PASSWORD_MATCH)
				fail_msg("%.*s", (int)at, known[i].stored);
		}
	}
}

static void work_without_bounds_is_not_begun(void **state)
{
	static const char *const rows[] = {
		"$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$"
		"CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2"
		"GRPPc",
		"$argon2id$v=19$m=65536,t=4000000000,p=1$c29tZXNhbHQ$"
		"CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8"
		"ArZWb2GRPPc",
		"$2b$31$abcdefghijklmnopqrstuuVfwZBql9ptxNbVgTi8Ri/it/z40Ov6u",
		"pbkdf2_sha256$4000000000$salty$u3tEBiCAIHvHy2P2GsNsUCGYOgFOyr8fg9/ouM6ccwU=",
		"pbkdf2_sha256$0$salty$u3tEBiCAIHvHy2P2GsNsUCGYOgFOyr8fg9/ouM6ccwU=",
		"pbkdf2_sha256$1000$salty$",
		"$pbkdf2-sha256$1000$AAEC",
	};
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(password_verify(str_z(rows[i]), STR(UMLAUT), &err),
				 PASSWORD_MISMATCH);
}

static void our_own_argon2id_takes_the_spellings_that_are_one(void **state)
{
	struct password_hash hash;
	struct err err = { 0 };
	struct str stored;

	(void)state;
	assert_true(
		password_hash(PASSWORD_KIND_ARGON2ID, &random_kernel, STR(UMLAUT), &hash, &err));
	stored = password_hash_text(&hash);
	assert_true(str_starts(stored, STR("$argon2id$v=19$m=19456,t=2,p=1$")));
	assert_int_equal(password_verify(stored, STR(UMLAUT), &err), PASSWORD_MATCH);
	assert_int_equal(password_verify(stored, STR("pa\xCC\x88ssword1234"), &err),
			 PASSWORD_MATCH);
	assert_int_equal(password_verify(stored, STR("password1234"), &err), PASSWORD_MISMATCH);
	assert_true(password_is_current(PASSWORD_KIND_ARGON2ID, stored));
	assert_false(password_is_current(PASSWORD_KIND_SCRYPT, stored));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_right_password_matches_and_another_does_not),
		cmocka_unit_test(a_changed_or_shortened_text_never_matches),
		cmocka_unit_test(work_without_bounds_is_not_begun),
		cmocka_unit_test(our_own_argon2id_takes_the_spellings_that_are_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
