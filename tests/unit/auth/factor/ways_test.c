/* Every way in beside second factors and policies, on real rows. */
#include "support/factors.h"

#include "auth/account/password.h"
#include "auth/account/reset.h"
#include "auth/email/link_open.h"
#include "auth/email/verify.h"
#include "auth/factor/mail_code.h"
#include "auth/factor/reset.h"
#include "auth/session/session_list.h"
#include "store/sql/sql.h"
#include "store/tables/factors/two_factors.h"

#define EMAIL  "ann@example.com"
#define DAY_MS (INT64_C(86400) * 1000)

static enum store_rc script_tx(struct sql *sql, void *arg, struct err *err)
{
	return sql_script(sql, arg, err);
}

static void script(struct fixture *f, const char *text)
{
	if (store_write(f->store, script_tx, (void *)(uintptr_t)text, &f->err) != STORE_OK)
		fail_msg("%s", f->err.text);
}

static enum auth_result by_password(struct fixture *f, struct sign_in_answer *answer)
{
	struct signed_in in;

	*answer = (struct sign_in_answer){ 0 };
	return password_sign_in(f, EMAIL, str_of(NULL, 0), &in, answer);
}

/* --- policies --------------------------------------------------------------------------------- */

static void a_demand_has_a_time_of_grace_and_then_asks_for_a_mail_code(void **state)
{
	struct fixture *f = *state;
	struct sign_in_answer answer;
	struct factor_passed passed;
	struct signed_in in;
	int64_t end_ms;

	test_sign_up(f, EMAIL);
	test_advance(f, 100 * DAY_MS);
	f->issuer->settings.two_factor.policy = FACTOR_POLICY_REQUIRED;
	end_ms = test_now_ms(&f->clock.clock) + 7 * DAY_MS;
	assert_int_equal(by_password(f, &answer), AUTH_OK);
	assert_true(answer.factor.enrol_by_ms == end_ms);
	test_advance(f, 7 * DAY_MS - 1);
	assert_int_equal(by_password(f, &answer), AUTH_OK);
	assert_true(answer.factor.enrol_by_ms == end_ms); /* it began once */
	test_advance(f, 1);
	assert_int_equal(by_password(f, &answer), REFUSED_SECOND_FACTOR);
	assert_true(answer.factor.waits);
	assert_true(answer.factor.pending.mail_code);
	assert_false(answer.factor.pending.totp);
	assert_int_equal(
		mail_code_send(f->issuer, &f->arena, NULL, answer.factor.pending.token, &f->err),
		AUTH_OK);
	assert_int_equal(show_code(f, FACTOR_MAIL_CODE, answer.factor.pending.token,
				   arena_copy(&f->arena, str_z(mailbag_last()->url)), &passed),
			 AUTH_OK);
	assert_int_equal(test_find(f, passed.session.token, &in), AUTH_OK);
	assert_true(in.user.second_factor); /* enrolled by it */
}

static void without_mails_a_demand_that_is_over_refuses(void **state)
{
	struct fixture *f = *state;
	struct sign_in_answer answer;

	test_sign_up(f, EMAIL);
	f->issuer->settings.two_factor.policy = FACTOR_POLICY_REQUIRED;
	f->issuer->settings.two_factor.grace_s = 0;
	f->issuer->settings.two_factor.mail_codes = false;
	assert_int_equal(by_password(f, &answer), REFUSED_SECOND_FACTOR);
	assert_false(answer.factor.waits);
	f->issuer->settings.two_factor.mail_codes = true;
	assert_int_equal(by_password(f, &answer), REFUSED_SECOND_FACTOR);
	assert_true(answer.factor.waits);
}

static void the_demand_of_admins_is_for_admins(void **state)
{
	static const struct {
		const char *role;
		enum auth_result expected;
	} cases[] = {
		{ "'user'", AUTH_OK },
		{ "null", AUTH_OK },
		{ "'administrator'", AUTH_OK },
		{ "'admin'", REFUSED_SECOND_FACTOR },
		{ "'editor,admin'", REFUSED_SECOND_FACTOR },
	};
	struct fixture *f = *state;
	struct sign_in_answer answer;

	test_sign_up(f, EMAIL);
	f->issuer->settings.two_factor.policy = FACTOR_POLICY_ADMINS;
	f->issuer->settings.two_factor.grace_s = 0;
	assert_int_equal(by_password(f, &answer), AUTH_OK); /* without the column */
	script(f, "alter table \"user\" add column \"role\" text");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		script(f,
		       arena_z(&f->arena, arena_fmt(&f->arena, "update \"user\" set \"role\" = %s",
						    cases[i].role)));
		if (by_password(f, &answer) != cases[i].expected)
			fail_msg("%s", cases[i].role);
	}
}

static void who_must_have_one_cannot_turn_it_off(void **state)
{
	struct fixture *f = *state;
	struct person ann = person_enrolled(f, EMAIL);
	const struct factor_change change = { .signed_in = &ann.in, .remember = REMEMBER_YES };
	struct session session;

	f->issuer->settings.two_factor.policy = FACTOR_POLICY_REQUIRED;
	assert_int_equal(factor_disable(f->issuer, &f->arena, &change, &session, &f->err),
			 REFUSED_FACTOR_DEMANDED);
	assert_int_equal(test_find(f, ann.in.session.token, &ann.in), AUTH_OK);
	assert_true(ann.in.user.second_factor);
	f->issuer->settings.two_factor.policy = FACTOR_POLICY_ADMINS;
	assert_int_equal(factor_disable(f->issuer, &f->arena, &change, &session, &f->err), AUTH_OK);
}

/* --- other ways ------------------------------------------------------------------------------- */

static void a_new_user_whom_the_policy_asks_at_once_is_not_signed_in(void **state)
{
	const struct sign_up_form form = { .name = STR("Bob"),
					   .email = STR("bob@example.com"),
					   .password = STR(TEST_PASSWORD),
					   .remember = REMEMBER_YES };
	struct fixture *f = *state;
	struct signed_in in;

	f->issuer->settings.two_factor.policy = FACTOR_POLICY_REQUIRED;
	f->issuer->settings.two_factor.grace_s = 0;
	assert_int_equal(sign_up(f->issuer, &f->arena, &form, &in, &f->err), AUTH_OK);
	assert_int_equal(in.session.token.n, 0);
	f->issuer->settings.two_factor.grace_s = 60;
	test_sign_up(f, EMAIL);
}

static bool link_signs_in(struct fixture *f)
{
	const struct link_context visit = { .signed_in = NULL };
	struct link_outcome out;
	struct email_link link;
	struct str token;

	script(f, "update \"user\" set \"emailVerified\" = false");
	assert_int_equal(
		verification_send(f->issuer, &f->arena, STR(EMAIL), STR(""), NULL, &f->err),
		AUTH_OK);
	token = arena_copy(&f->arena, mailbag_link_part("/verify-email?token=", "&callbackURL="));
	assert_int_equal(email_link_read(f->issuer, &f->arena, token, &link), AUTH_OK);
	assert_int_equal(link_open(f->issuer, &f->arena, &link, &visit, &out, &f->err), AUTH_OK);
	assert_true(out.user.email_verified);
	return out.new_session;
}

static void a_link_in_a_mail_signs_no_enrolled_user_in(void **state)
{
	struct fixture *f = *state;

	f->issuer->settings.verification.sign_in_after = true;
	person_enrolled(f, EMAIL);
	assert_false(link_signs_in(f));
	script(f, "update \"user\" set \"twoFactorEnabled\" = false");
	assert_true(link_signs_in(f));
	f->issuer->settings.two_factor.policy = FACTOR_POLICY_REQUIRED;
	f->issuer->settings.two_factor.grace_s = 0;
	assert_false(link_signs_in(f));
}

/* A database with users who have a second factor, and a server without them. */
static void without_second_factors_such_a_user_is_refused(void **state)
{
	struct fixture *f = *state;
	struct sign_in_answer answer;

	person_enrolled(f, EMAIL);
	f->issuer->settings.two_factor.policy = FACTOR_POLICY_OFF;
	assert_int_equal(by_password(f, &answer), REFUSED_SECOND_FACTOR);
	assert_false(answer.factor.waits);
	f->issuer->settings.two_factor.policy = FACTOR_POLICY_OPTIONAL;
	assert_int_equal(by_password(f, &answer), REFUSED_SECOND_FACTOR);
	assert_true(answer.factor.waits);
}

/* --- trust ends ------------------------------------------------------------------------------- */

static void change_password(struct fixture *f, struct person *p)
{
	const struct password_change change = { .current = STR(TEST_PASSWORD),
						.wanted = STR("another one 1234") };
	const struct password_change back = { .current = STR("another one 1234"),
					      .wanted = STR(TEST_PASSWORD) };

	assert_int_equal(password_change(f->issuer, &f->arena, &change, &p->in, &f->err), AUTH_OK);
	assert_int_equal(password_change(f->issuer, &f->arena, &back, &p->in, &f->err), AUTH_OK);
}

static void reset_forgotten(struct fixture *f, struct person *p)
{
	struct str user_id;

	(void)p;
	assert_int_equal(reset_request(f->issuer, &f->arena, STR(EMAIL), STR(""), &f->err),
			 AUTH_OK);
	assert_int_equal(
		reset_password(f->issuer, &f->arena,
			       arena_copy(&f->arena, mailbag_link_part("/reset-password/", "?")),
			       STR(TEST_PASSWORD), &user_id, &f->err),
		AUTH_OK);
}

static void sign_out_everywhere(struct fixture *f, struct person *p)
{
	assert_int_equal(
		session_list_end(f->issuer, p->in.user.id, SESSIONS_ALL, str_of(NULL, 0), &f->err),
		AUTH_OK);
}

static void sign_out_here(struct fixture *f, struct person *p)
{
	assert_int_equal(session_list_end(f->issuer, p->in.user.id, SESSIONS_THIS,
					  p->in.session.token, &f->err),
			 AUTH_OK);
}

static void trust_ends_with_what_it_was_founded_on(void **state)
{
	static const struct {
		const char *name;
		void (*act)(struct fixture *f, struct person *p);
		enum auth_result expected;
	} cases[] = {
		{ "sign-out of one session", sign_out_here, AUTH_OK },
		{ "sign-out everywhere", sign_out_everywhere, REFUSED_SECOND_FACTOR },
		{ "reset", reset_forgotten, REFUSED_SECOND_FACTOR },
		{ "new password", change_password, REFUSED_SECOND_FACTOR },
	};
	struct fixture *f = *state;
	struct person ann = person_enrolled(f, EMAIL);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct factor_form form = { .pending = pending_sign_in(f, EMAIL),
						  .code = device_code(f, &ann.key, 0),
						  .remember = REMEMBER_YES,
						  .trust = true };
		struct sign_in_answer answer;
		struct factor_passed passed;

		assert_int_equal(
			factor_verify(f->issuer, &f->arena, FACTOR_TOTP, &form, &passed, &f->err),
			AUTH_OK);
		test_advance(f, 90 * 1000);
		cases[i].act(f, &ann);
		if (password_sign_in(f, EMAIL, passed.trust.value, &ann.in, &answer) !=
		    cases[i].expected)
			fail_msg("%s", cases[i].name);
		if (cases[i].expected == AUTH_OK)
			continue;
		assert_int_equal(show_code(f, FACTOR_TOTP, answer.factor.pending.token,
					   device_code(f, &ann.key, 0), &passed),
				 AUTH_OK);
		assert_int_equal(test_find(f, passed.session.token, &ann.in), AUTH_OK);
		test_advance(f, 90 * 1000);
	}
}

/* --- the operator ----------------------------------------------------------------------------- */

static void an_operator_helps_who_has_lost_it(void **state)
{
	struct fixture *f = *state;
	struct person ann = person_enrolled(f, EMAIL);
	struct two_factor row;
	struct signed_in in;
	struct user user;
	int before = mailbag_count;

	assert_int_equal(factor_reset(f->issuer, &f->arena, STR("bob@example.com"), STR("uid 0"),
				      &user, &f->err),
			 STORE_NONE);
	assert_int_equal(
		factor_reset(f->issuer, &f->arena, STR(EMAIL), STR("uid 0"), &user, &f->err),
		STORE_OK);
	assert_true(str_eq(user.id, ann.in.user.id));
	assert_int_equal(mailbag_count, before + 1);
	assert_string_equal(mailbag_last()->kind, "sign-in-changed");
	assert_int_equal(test_sign_in(f, EMAIL, TEST_PASSWORD, &in), AUTH_OK);
	assert_int_equal(STORE_READ(f->store, sql, &f->err,
				    two_factors_of(sql, &f->arena, user.id, &row, &f->err)),
			 STORE_NONE);
	assert_int_equal(test_find(f, ann.in.session.token, &in), AUTH_OK); /* it stays */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_FACTORS(a_demand_has_a_time_of_grace_and_then_asks_for_a_mail_code),
		TEST_WITH_FACTORS(without_mails_a_demand_that_is_over_refuses),
		TEST_WITH_FACTORS(the_demand_of_admins_is_for_admins),
		TEST_WITH_FACTORS(who_must_have_one_cannot_turn_it_off),
		TEST_WITH_FACTORS(a_new_user_whom_the_policy_asks_at_once_is_not_signed_in),
		TEST_WITH_FACTORS(a_link_in_a_mail_signs_no_enrolled_user_in),
		TEST_WITH_FACTORS(without_second_factors_such_a_user_is_refused),
		TEST_WITH_FACTORS(trust_ends_with_what_it_was_founded_on),
		TEST_WITH_FACTORS(an_operator_helps_who_has_lost_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
