#include "support/people.h"

struct signed_in test_sign_up(struct fixture *f, const char *email)
{
	const struct sign_up_form form = { .name = STR("Somebody"),
					   .email = str_z(email),
					   .password = STR(TEST_PASSWORD),
					   .remember = REMEMBER_YES };
	struct signed_in who;

	if (sign_up(f->issuer, &f->arena, &form, &who, &f->err) != AUTH_OK)
		fail_msg("sign-up of %s: %s", email, f->err.text);
	return who;
}

enum auth_result test_sign_in(struct fixture *f, const char *email, const char *password,
			      struct signed_in *out)
{
	const struct sign_in_form form = { .email = str_z(email),
					   .password = str_z(password),
					   .remember = REMEMBER_YES };
	struct sign_in_answer answer;

	return sign_in(f->issuer, &f->arena, &form, out, &answer, &f->err);
}

enum auth_result test_find(struct fixture *f, struct str token, struct signed_in *out)
{
	return session_find(f->issuer, &f->arena, token, (struct session_rules){ 0 }, out, &f->err);
}
