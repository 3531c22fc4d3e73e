/* Signs users of a fixture up and in. */
#ifndef OSTIARY_TESTS_SUPPORT_PEOPLE_H
#define OSTIARY_TESTS_SUPPORT_PEOPLE_H

#include "support/issuer_fixture.h"

#include "auth/account/sign_in.h"
#include "auth/account/sign_up.h"

#define TEST_PASSWORD "password1234"

/* Signs a user up with TEST_PASSWORD, and in, with REMEMBER_YES; fails the test when sign-up does
 * not succeed. The texts of the result live in the fixture's arena. */
struct signed_in test_sign_up(struct fixture *f, const char *email);

/* sign_in() with REMEMBER_YES: its results, with *out on AUTH_OK only, in the fixture's arena. */
enum auth_result test_sign_in(struct fixture *f, const char *email, const char *password,
			      struct signed_in *out);

/* The session that the token names: the results of session_find() without renewal, with *out on
 * AUTH_OK only, in the fixture's arena. */
enum auth_result test_find(struct fixture *f, struct str token, struct signed_in *out);

#endif
