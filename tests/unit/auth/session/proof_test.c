/* What access tokens say about each way in, on real rows. */
#include "support/ceremonies.h"
#include "support/factors.h"

#include "auth/account/password.h"
#include "auth/email/link_open.h"
#include "auth/email/verify.h"
#include "auth/factor/mail_code.h"
#include "auth/session/session_list.h"
#include "auth/token/token.h"
#include "base/b64url.h"
#include "store/sql/rows.h"

#define EMAIL  "ann@example.com"
#define LATER  20000 /* in milliseconds: between the first factor and the second */
#define NEVER  INT64_MIN
#define NOW_MS test_now_ms(&f->clock.clock)

struct world {
	struct fixture *f;
	struct person ann; /* enrolled */
	struct authenticator device;
};

/* A way in, or a step in a session. The time that the token has to tell is *began_ms. */
typedef struct signed_in way_fn(struct world *w, int64_t *began_ms);

static enum store_rc script_tx(struct sql *sql, void *arg, struct err *err)
{
	return sql_script(sql, arg, err);
}

static void script(struct fixture *f, const char *text)
{
	if (store_write(f->store, script_tx, (void *)(uintptr_t)text, &f->err) != STORE_OK)
		fail_msg("%s", f->err.text);
}

/* As the next request finds it. */
static struct signed_in found(struct world *w, struct str token)
{
	struct signed_in in;

	assert_int_equal(test_find(w->f, token, &in), AUTH_OK);
	return in;
}

/* --- ways in ---------------------------------------------------------------------------------- */

static struct signed_in by_sign_up(struct world *w, int64_t *began_ms)
{
	struct fixture *f = w->f;

	*began_ms = NOW_MS;
	return test_sign_up(f, "new@example.com");
}

static struct signed_in by_password(struct world *w, int64_t *began_ms)
{
	struct fixture *f = w->f;
	struct signed_in in = by_sign_up(w, began_ms);

	test_advance(f, LATER);
	*began_ms = NOW_MS;
	assert_int_equal(test_sign_in(f, "new@example.com", TEST_PASSWORD, &in), AUTH_OK);
	return in;
}

static struct signed_in after_password(struct world *w, enum factor_method method, bool trust,
				       struct factor_passed *passed)
{
	struct fixture *f = w->f;
	struct factor_form form = { .pending = pending_sign_in(f, EMAIL),
				    .remember = REMEMBER_YES,
				    .trust = trust };

	test_advance(f, LATER);
	form.code = device_code(f, &w->ann.key, 0);
	if (method == FACTOR_BACKUP_CODE)
		form.code = w->ann.codes.of[0];
	if (method == FACTOR_MAIL_CODE) {
		assert_int_equal(mail_code_send(f->issuer, &f->arena, NULL, form.pending, &f->err),
				 AUTH_OK);
		form.code = arena_copy(&f->arena, str_z(mailbag_last()->url));
	}
	assert_int_equal(factor_verify(f->issuer, &f->arena, method, &form, passed, &f->err),
			 AUTH_OK);
	return found(w, passed->session.token);
}

static struct signed_in by_password_and_totp(struct world *w, int64_t *began_ms)
{
	struct fixture *f = w->f;
	struct factor_passed passed;

	*began_ms = NOW_MS;
	return after_password(w, FACTOR_TOTP, false, &passed);
}

static struct signed_in by_password_and_mail_code(struct world *w, int64_t *began_ms)
{
	struct fixture *f = w->f;
	struct factor_passed passed;

	*began_ms = NOW_MS;
	return after_password(w, FACTOR_MAIL_CODE, false, &passed);
}

static struct signed_in by_password_and_backup_code(struct world *w, int64_t *began_ms)
{
	struct fixture *f = w->f;
	struct factor_passed passed;

	*began_ms = NOW_MS;
	return after_password(w, FACTOR_BACKUP_CODE, false, &passed);
}

static struct signed_in by_password_in_a_trusted_browser(struct world *w, int64_t *began_ms)
{
	struct fixture *f = w->f;
	struct sign_in_answer answer = { 0 };
	struct factor_passed passed;
	struct signed_in in;

	after_password(w, FACTOR_TOTP, true, &passed);
	test_advance(f, LATER);
	*began_ms = NOW_MS;
	assert_int_equal(password_sign_in(f, EMAIL, passed.trust.value, &in, &answer), AUTH_OK);
	assert_true(answer.factor.trusts);
	return in;
}

static struct signed_in by_link(struct world *w, int64_t *began_ms)
{
	const struct link_context visit = { .signed_in = NULL };
	struct fixture *f = w->f;
	struct link_outcome out;
	struct email_link link;
	struct str token;

	f->issuer->settings.verification.sign_in_after = true;
	test_sign_up(f, "new@example.com");
	assert_int_equal(verification_send(f->issuer, &f->arena, STR("new@example.com"), STR(""),
					   NULL, &f->err),
			 AUTH_OK);
	token = arena_copy(&f->arena, mailbag_link_part("/verify-email?token=", "&callbackURL="));
	test_advance(f, LATER);
	*began_ms = NOW_MS;
	assert_int_equal(email_link_read(f->issuer, &f->arena, token, &link), AUTH_OK);
	assert_int_equal(link_open(f->issuer, &f->arena, &link, &visit, &out, &f->err), AUTH_OK);
	assert_true(out.new_session);
	return found(w, out.session.token);
}

static void register_device(struct world *w, const struct user *user, unsigned char flags)
{
	struct passkey passkey;

	authenticator_init(&w->device, -7);
	assert_int_equal(test_register(w->f, user, &w->device, &passkey), AUTH_OK);
	w->device.flags = flags;
	test_advance(w->f, LATER);
}

static struct signed_in enter(struct world *w, enum auth_result expected,
			      struct passkey_answer *answer)
{
	struct fixture *f = w->f;
	struct signed_in in = { 0 };

	assert_int_equal(test_enter_until(f, test_challenge(f, CEREMONY_AUTHENTICATION, NULL),
					  &w->device, &in, answer),
			 expected);
	return in;
}

static struct signed_in by_verifying_passkey(struct world *w, int64_t *began_ms)
{
	struct fixture *f = w->f;
	struct passkey_answer answer;

	register_device(w, &w->ann.in.user, AUTHENTICATOR_UP | AUTHENTICATOR_UV);
	*began_ms = NOW_MS;
	return found(w, enter(w, AUTH_OK, &answer).session.token);
}

static struct signed_in by_touched_passkey(struct world *w, int64_t *began_ms)
{
	struct fixture *f = w->f;
	struct passkey_answer answer;
	struct signed_in in = test_sign_up(f, "new@example.com");

	register_device(w, &in.user, AUTHENTICATOR_UP);
	*began_ms = NOW_MS;
	return found(w, enter(w, AUTH_OK, &answer).session.token);
}

static struct signed_in by_touched_passkey_and_totp(struct world *w, int64_t *began_ms)
{
	struct fixture *f = w->f;
	struct passkey_answer answer;
	struct factor_passed passed;

	register_device(w, &w->ann.in.user, AUTHENTICATOR_UP);
	*began_ms = NOW_MS;
	enter(w, REFUSED_SECOND_FACTOR, &answer);
	assert_true(answer.factor.waits);
	test_advance(f, LATER);
	assert_int_equal(show_code(f, FACTOR_TOTP, answer.factor.pending.token,
				   device_code(f, &w->ann.key, 0), &passed),
			 AUTH_OK);
	return found(w, passed.session.token);
}

/* --- steps in a session ----------------------------------------------------------------------- */

static struct signed_in shows(struct world *w, const struct signed_in *in,
			      enum factor_method method, struct str code)
{
	struct fixture *f = w->f;
	const struct factor_form form = { .signed_in = in, .code = code, .remember = REMEMBER_YES };
	struct factor_passed passed;

	assert_int_equal(factor_verify(f->issuer, &f->arena, method, &form, &passed, &f->err),
			 AUTH_OK);
	return found(w, passed.session.token);
}

static struct signed_in a_code_after_a_trusted_browser(struct world *w, int64_t *began_ms)
{
	struct signed_in in = by_password_in_a_trusted_browser(w, began_ms);

	test_advance(w->f, 90000);
	return shows(w, &in, FACTOR_TOTP, device_code(w->f, &w->ann.key, 0));
}

static struct signed_in a_code_after_a_passkey(struct world *w, int64_t *began_ms)
{
	struct signed_in in = by_verifying_passkey(w, began_ms);

	test_advance(w->f, LATER);
	return shows(w, &in, FACTOR_BACKUP_CODE, w->ann.codes.of[1]);
}

/* The session that takes the place of the one in which the authenticator is set up. */
static struct signed_in an_enrolment_after_a_link(struct world *w, int64_t *began_ms)
{
	struct fixture *f = w->f;
	struct signed_in in = by_link(w, began_ms);
	struct backup_codes codes;
	struct device_key key;
	struct str uri;

	assert_int_equal(
		factor_start_totp(f->issuer, &f->arena, &in.user, STR(""), &uri, &codes, &f->err),
		AUTH_OK);
	key = device_key_of(uri);
	test_advance(f, LATER);
	return shows(w, &in, FACTOR_TOTP, device_code(f, &key, 0));
}

static struct signed_in a_new_password(struct world *w, int64_t *began_ms)
{
	const struct password_change change = { .current = STR(TEST_PASSWORD),
						.wanted = STR("another one 1234"),
						.end_sessions = true };
	struct fixture *f = w->f;
	struct signed_in in = by_password(w, began_ms);

	test_advance(f, LATER);
	*began_ms = NOW_MS;
	assert_int_equal(password_change(f->issuer, &f->arena, &change, &in, &f->err), AUTH_OK);
	return found(w, in.session.token);
}

/* The password is new, and the code is not. */
static struct signed_in the_end_of_a_factor(struct world *w, int64_t *began_ms)
{
	struct fixture *f = w->f;
	struct factor_passed passed;
	struct signed_in in = after_password(w, FACTOR_TOTP, false, &passed);
	const struct factor_change change = { .signed_in = &in, .remember = REMEMBER_YES };
	struct session session;

	*began_ms = NOW_MS;
	test_advance(f, LATER);
	assert_int_equal(factor_disable(f->issuer, &f->arena, &change, &session, &f->err), AUTH_OK);
	return found(w, session.token);
}

/* Better Auth and earlier versions of this program leave no proof. */
static struct signed_in a_session_of_better_auth(struct world *w, int64_t *began_ms)
{
	struct signed_in in = by_password_and_totp(w, began_ms);

	script(w->f, "delete from ostiary_session_proof");
	*began_ms = NEVER;
	return found(w, in.session.token);
}

static struct signed_in a_code_in_a_session_of_better_auth(struct world *w, int64_t *began_ms)
{
	struct fixture *f = w->f;
	struct signed_in in = a_session_of_better_auth(w, began_ms);

	test_advance(f, 90000);
	*began_ms = NOW_MS;
	return shows(w, &in, FACTOR_TOTP, device_code(f, &w->ann.key, 0));
}

/* --- the table -------------------------------------------------------------------------------- */

static struct str claims_of(struct fixture *f, struct str token)
{
	struct str header, payload, rest;
	unsigned char *bytes;

	assert_true(str_cut(token, '.', &header, &rest) && str_cut(rest, '.', &payload, &rest));
	bytes = arena_alloc(&f->arena, b64url_decoded_len(payload.n));
	assert_true(b64url_decode(payload, bytes));
	return str_of(bytes, b64url_decoded_len(payload.n));
}

/* The claims of Better Auth come first, and these are the rest. */
static void assert_claims(struct fixture *f, const char *name, const struct signed_in *in,
			  const char *claims, int64_t began_ms)
{
	struct str token, payload, expected = STR("\"aud\":\"" TEST_ORIGIN "\"}");

	assert_int_equal(token_issue_in(f->issuer, &f->arena, in, &token, &f->err), AUTH_OK);
	payload = claims_of(f, token);
	if (began_ms != NEVER)
		expected =
			arena_fmt(&f->arena, "\"aud\":\"" TEST_ORIGIN "\",\"auth_time\":%lld,%s}",
				  (long long)(began_ms / 1000), claims);
	if (!str_ends(payload, expected))
		fail_msg("%s: %.*s", name, STR_FMT(payload));
}

#define AMR(list, acr) "\"amr\":[" list "],\"acr\":\"" acr "\""

static void each_way_in_has_its_claims(void **state)
{
	static const struct {
		const char *name;
		way_fn *way;
		const char *claims;
	} cases[] = {
		{ "sign-up", by_sign_up, AMR("\"pwd\"", "1fa") },
		{ "password", by_password, AMR("\"pwd\"", "1fa") },
		{ "trusted browser", by_password_in_a_trusted_browser, AMR("\"pwd\"", "1fa") },
		{ "link", by_link, AMR("\"email\"", "1fa") },
		{ "password and authenticator", by_password_and_totp,
		  AMR("\"pwd\",\"otp\",\"mfa\"", "2fa") },
		{ "password and mail", by_password_and_mail_code,
		  AMR("\"pwd\",\"email\",\"mfa\"", "2fa") },
		{ "password and backup code", by_password_and_backup_code,
		  AMR("\"pwd\",\"otp\",\"mfa\"", "2fa") },
		{ "passkey with PIN", by_verifying_passkey,
		  AMR("\"pop\",\"user\",\"mfa\"", "phr") },
		{ "passkey", by_touched_passkey, AMR("\"pop\",\"user\"", "1fa") },
		{ "passkey and authenticator", by_touched_passkey_and_totp,
		  AMR("\"pop\",\"user\",\"otp\",\"mfa\"", "2fa") },
		{ "code later", a_code_after_a_trusted_browser,
		  AMR("\"pwd\",\"otp\",\"mfa\"", "2fa") },
		{ "code after a passkey", a_code_after_a_passkey,
		  AMR("\"pop\",\"user\",\"otp\",\"mfa\"", "phr") },
		{ "enrolment", an_enrolment_after_a_link, AMR("\"email\",\"otp\",\"mfa\"", "2fa") },
		{ "new password", a_new_password, AMR("\"pwd\"", "1fa") },
		{ "factor off", the_end_of_a_factor, AMR("\"pwd\",\"otp\",\"mfa\"", "2fa") },
		{ "Better Auth", a_session_of_better_auth, NULL },
		{ "Better Auth and code", a_code_in_a_session_of_better_auth,
		  AMR("\"otp\"", "1fa") },
	};
	struct fixture *f = *state;

	test_allow_passkeys(f);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct world w = { .f = f, .ann = person_enrolled(f, EMAIL) };
		struct signed_in in;
		int64_t began_ms;

		in = cases[i].way(&w, &began_ms);
		assert_claims(f, cases[i].name, &in, cases[i].claims, began_ms);
		/* With revocations the token is issued by what is stored. */
		f->issuer->revocations.enabled = true;
		in.session.proof = (struct session_proof){ 0 };
		assert_claims(f, cases[i].name, &in, cases[i].claims, began_ms);
		f->issuer->revocations.enabled = false;
		authenticator_done(&w.device);
		script(f, "delete from \"user\"; delete from \"verification\"");
	}
}

static void a_token_without_a_session_says_nothing(void **state)
{
	struct fixture *f = *state;
	struct signed_in in = test_sign_up(f, EMAIL);
	struct str token;

	assert_int_equal(token_issue(f->issuer, &f->arena, &in.user, &token, &f->err), AUTH_OK);
	assert_true(str_ends(claims_of(f, token), STR("\"aud\":\"" TEST_ORIGIN "\"}")));
}

/* --- as long as the session ------------------------------------------------------------------- */

static enum store_rc count_tx(struct sql *sql, void *arg, struct err *err)
{
	static const char count[] = "select count(*) from ostiary_session_proof";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, count);

	return sql_number(run, arg, err);
}

static int64_t proofs(struct fixture *f)
{
	int64_t n = -1;

	assert_int_equal(store_read(f->store, count_tx, &n, &f->err), STORE_OK);
	return n;
}

static void a_proof_ends_with_its_session(void **state)
{
	struct fixture *f = *state;
	struct signed_in in = test_sign_up(f, EMAIL), other;

	assert_int_equal(test_sign_in(f, EMAIL, TEST_PASSWORD, &other), AUTH_OK);
	assert_int_equal(proofs(f), 2);
	assert_int_equal(sign_out(f->issuer, other.session.token, &f->err), AUTH_OK);
	assert_int_equal(proofs(f), 1);
	assert_int_equal(
		session_list_end(f->issuer, in.user.id, SESSIONS_ALL, str_of(NULL, 0), &f->err),
		AUTH_OK);
	assert_int_equal(proofs(f), 0);
}

/* A renewal moves the end of the session, and says nothing about its person. */
static void a_renewed_session_keeps_its_proof(void **state)
{
	struct fixture *f = *state;
	struct signed_in in = test_sign_up(f, EMAIL);
	struct session_proof before = in.session.proof;

	test_advance(f, INT64_C(2) * 86400 * 1000);
	assert_int_equal(session_find(f->issuer, &f->arena, in.session.token,
				      (struct session_rules){ 0 }, &in, &f->err),
			 AUTH_OK);
	assert_true(in.renewed);
	assert_memory_equal(&in.session.proof, &before, sizeof(before));
	assert_int_equal(test_find(f, in.session.token, &in), AUTH_OK);
	assert_memory_equal(&in.session.proof, &before, sizeof(before));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_FACTORS(each_way_in_has_its_claims),
		TEST_WITH_FACTORS(a_token_without_a_session_says_nothing),
		TEST_WITH_FACTORS(a_proof_ends_with_its_session),
		TEST_WITH_FACTORS(a_renewed_session_keeps_its_proof),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
