#include "support/factors.h"

#include "crypto/factor/otp.h"

#define BASE32 "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

int factors_setup(void **state)
{
	struct fixture *f;

	test_setup(state);
	f = *state;
	f->factors = true;
	f->settings.two_factor.policy = FACTOR_POLICY_OPTIONAL;
	f->settings.two_factor.issuer = STR("Test");
	f->settings.two_factor.hash_codes = true;
	f->settings.hash_links = true;
	test_open(f);
	mailbag_attach(f);
	f->issuer->settings.two_factor.mail_codes = true;
	return 0;
}

struct device_key device_key_of(struct str uri)
{
	static const struct str before = STR_INIT("?secret=");
	struct device_key key = { .n = 0 };
	unsigned held = 0, bits = 0;
	size_t at = 0;

	while (at < uri.n && !str_starts(str_tail(uri, at), before))
		at++;
	assert_true(at < uri.n);
	for (at += before.n; at < uri.n && uri.p[at] != '&'; at++) {
		const char *digit = strchr(BASE32, uri.p[at]);

		assert_non_null(digit);
		held = held << 5 | (unsigned)(digit - BASE32);
		bits += 5;
		if (bits < 8)
			continue;
		bits -= 8;
		key.bytes[key.n++] = (unsigned char)(held >> bits);
		held &= (1u << bits) - 1;
	}
	return key;
}

struct str device_code(struct fixture *f, const struct device_key *key, int64_t steps)
{
	int64_t step = test_now_ms(&f->clock.clock) / 30000 + steps;
	struct otp otp;

	assert_true(otp_make(str_of(key->bytes, key->n), (uint64_t)step, 6, &otp));
	return arena_copy(&f->arena, str_of(otp.text, otp.digits));
}

struct person person_enrolled(struct fixture *f, const char *email)
{
	struct person p = { .in = test_sign_up(f, email) };
	struct factor_form form = { .signed_in = &p.in, .remember = REMEMBER_YES };
	struct factor_passed passed;
	struct str uri;

	assert_int_equal(factor_start_totp(f->issuer, &f->arena, &p.in.user, STR(""), &uri,
					   &p.codes, &f->err),
			 AUTH_OK);
	p.key = device_key_of(uri);
	form.code = device_code(f, &p.key, 0);
	assert_int_equal(factor_verify(f->issuer, &f->arena, FACTOR_TOTP, &form, &passed, &f->err),
			 AUTH_OK);
	assert_true(passed.new_session);
	assert_int_equal(test_find(f, passed.session.token, &p.in), AUTH_OK);
	assert_true(p.in.user.second_factor);
	test_advance(f, 90000); /* every step around this moment is unused */
	return p;
}

enum auth_result password_sign_in(struct fixture *f, const char *email, struct str trust,
				  struct signed_in *out_in, struct sign_in_answer *out)
{
	const struct sign_in_form form = { .email = str_z(email),
					   .password = STR(TEST_PASSWORD),
					   .trust = trust,
					   .remember = REMEMBER_YES };

	return sign_in(f->issuer, &f->arena, &form, out_in, out, &f->err);
}

struct str pending_sign_in(struct fixture *f, const char *email)
{
	struct sign_in_answer answer = { 0 };
	struct signed_in in;

	assert_int_equal(password_sign_in(f, email, str_of(NULL, 0), &in, &answer),
			 REFUSED_SECOND_FACTOR);
	assert_true(answer.factor.waits);
	return answer.factor.pending.token;
}

enum auth_result show_code(struct fixture *f, enum factor_method method, struct str pending,
			   struct str code, struct factor_passed *out)
{
	const struct factor_form form = { .pending = pending,
					  .code = code,
					  .remember = REMEMBER_YES };

	return factor_verify(f->issuer, &f->arena, method, &form, out, &f->err);
}
