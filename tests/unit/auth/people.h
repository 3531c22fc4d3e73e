/* People who are signed up in a fixture. */
#ifndef OSTIARY_TESTS_AUTH_PEOPLE_H
#define OSTIARY_TESTS_AUTH_PEOPLE_H

#include "fixture.h"

#include "auth/sign_in.h"
#include "auth/sign_up.h"

#define TEST_PASSWORD "password1234"

static inline struct signed_in test_sign_up(struct fixture *f, const char *email)
{
	const struct sign_up_form form = { .name = STR("Somebody"),
					   .email = str_z(email),
					   .password = STR(TEST_PASSWORD),
					   .remember = REMEMBER_YES };
	struct signed_in who;

	if (sign_up(f->issuer, &f->arena, &form, &who, &f->err) != SIGN_UP_DONE)
		fail_msg("sign-up of %s: %s", email, f->err.text);
	return who;
}

static inline enum sign_in_rc test_sign_in(struct fixture *f, const char *email,
					   const char *password, struct signed_in *out)
{
	const struct sign_in_form form = { .email = str_z(email),
					   .password = str_z(password),
					   .remember = REMEMBER_YES };
	int64_t wait_s;

	return sign_in(f->issuer, &f->arena, &form, out, &wait_s, &f->err);
}

static inline enum session_rc test_find(struct fixture *f, struct str token, struct signed_in *out)
{
	return session_find(f->issuer, &f->arena, token, (struct session_rules){ 0 }, out, &f->err);
}

#endif
