/* Second factors of the users of a fixture: an authenticator in software, and sign-ins with it. */
#ifndef OSTIARY_TESTS_SUPPORT_FACTORS_H
#define OSTIARY_TESTS_SUPPORT_FACTORS_H

#include "support/mailbag.h"

#include "auth/factor/enrol.h"
#include "auth/factor/verify.h"

/* Set-up of cmocka: as mailbag_setup(), with second factors on for whoever wants one. */
int factors_setup(void **state);

#define TEST_WITH_FACTORS(fn) cmocka_unit_test_setup_teardown(fn, factors_setup, test_teardown)

/* The key of an authenticator, from the address that it reads as a QR code. */
struct device_key {
	unsigned char bytes[64];
	size_t n;
};
struct device_key device_key_of(struct str uri);

/* Its code now, or so many steps later; lives in the fixture's arena. */
struct str device_code(struct fixture *f, const struct device_key *key, int64_t steps);

/* A user with an authenticator, signed in. */
struct person {
	struct signed_in in;
	struct device_key key;
	struct backup_codes codes;
};
struct person person_enrolled(struct fixture *f, const char *email);

/* A sign-in with the password: its result, with *out in the fixture's arena. trust may be empty. */
enum auth_result password_sign_in(struct fixture *f, const char *email, struct str trust,
				  struct signed_in *out_in, struct sign_in_answer *out);

/* The token of a sign-in that waits for the second factor; fails the test when it does not. */
struct str pending_sign_in(struct fixture *f, const char *email);

/* factor_verify() for that sign-in. */
enum auth_result show_code(struct fixture *f, enum factor_method method, struct str pending,
			   struct str code, struct factor_passed *out);

#endif
