/* A part of handlers.h: the codes of second factors, with a session or for a sign-in that waits. */
#include "route/issuer/handlers/handlers.h"

#include "auth/factor/mail_code.h"
#include "auth/factor/verify.h"
#include "auth/session/json_view.h"
#include "core/limits.h"
#include "route/issuer/answer.h"
#include "route/issuer/cache_cookies.h"
#include "route/issuer/cookies.h"
#include "route/issuer/factor_cookies.h"
#include "route/issuer/handlers/sign_in.h"
#include "route/issuer/session_check.h"

static bool body_says(const struct call *call, const char *name)
{
	return json_to_bool(json_member(call->body, name));
}

/* *out: the signed-in user; NULL: the request has no session. False: it has been answered. */
static bool find_session(struct call *call, const struct signed_in **out)
{
	*out = NULL;
	switch (session_check(call, SESSION_USE_LOOK, SESSION_FROM_STORE)) {
	case SESSION_CHECK_FOUND:
		*out = &call->signed_in;
		return true;
	case SESSION_CHECK_NONE:
		return true;
	case SESSION_CHECK_ANSWERED:
		break;
	}
	return false;
}

static void answer_passed(struct call *call, const struct factor_passed *passed)
{
	struct buf text;

	arena_buf(call->request->arena, &text, 1024, LIMIT_REPLY_BYTES);
	buf_char(&text, '{');
	if (passed->session.token.n) {
		buf_z(&text, "\"token\":");
		json_put_string(&text, passed->session.token);
		buf_char(&text, ',');
	}
	buf_z(&text, "\"user\":");
	user_put_json(&text, &passed->user, VIEW_STORED);
	buf_char(&text, '}');
	reply_json(call->reply, 200, buf_text(&text));
}

/* The user has a second factor now, whatever was there before. */
static bool set_cookies(struct call *call, const struct factor_form *form,
			const struct factor_passed *passed)
{
	struct signed_in started = { .user = passed->user, .session = passed->session };

	started.user.second_factor = true;
	if (passed->new_session && !finish_sign_in(call, &started, form->remember))
		return false;
	if (form->signed_in && !passed->new_session) { /* its next tokens say so */
		call->signed_in.session.proof = passed->session.proof;
		cache_cookies_set(call, &call->signed_in, form->remember);
	}
	if (form->signed_in || form->no_session)
		return true;
	if (passed->trusts) {
		factor_trust_set(call, &passed->trust);
		auth_cookie_expire(call, AUTH_COOKIE_DONT_REMEMBER);
	}
	factor_pending_expire(call);
	return true;
}

static void refuse(struct call *call, enum factor_method method, const struct factor_form *form,
		   enum auth_result result, const struct err *err)
{
	struct arena *a = call->request->arena;

	if (result == REFUSED_THROTTLED) {
		answer_throttled(call, factor_wait_s(call_issuer(call), a, &form->signed_in->user,
						     call->request->now_ms));
		return;
	}
	if (result == REFUSED_FACTOR_LOCKED) /* the longest time that it can be */
		answer_retry_after(call, call_issuer(call)->settings.two_factor.lock_s);
	if (result == REFUSED_FACTOR_TRIES_USED && method != FACTOR_MAIL_CODE)
		factor_pending_expire(call);
	(void)answer_unless_ok(call, result, err);
}

static void verify(struct call *call, enum factor_method method)
{
	struct factor_form form = {
		.pending = factor_pending_read(call),
		.code = call_body_text(call, "code"),
		.remember = call->dont_remember ? REMEMBER_NO : REMEMBER_YES,
		.trust = body_says(call, "trustDevice"),
		.no_session = body_says(call, "disableSession"),
		.from = call_origin(call),
	};
	struct factor_passed passed;
	enum auth_result result;
	struct signed_in copy;
	struct err err = { 0 };

	if (!find_session(call, &form.signed_in))
		return;
	if (form.signed_in) { /* finish_sign_in() writes to call->signed_in */
		copy = *form.signed_in;
		form.signed_in = &copy;
	}
	result = factor_verify(call_issuer(call), call->request->arena, method, &form, &passed,
			       &err);
	if (result != AUTH_OK)
		refuse(call, method, &form, result, &err);
	else if (set_cookies(call, &form, &passed))
		answer_passed(call, &passed);
}

void auth_factor_verify_totp(struct call *call)
{
	verify(call, FACTOR_TOTP);
}

void auth_factor_verify_otp(struct call *call)
{
	verify(call, FACTOR_MAIL_CODE);
}

void auth_factor_verify_backup(struct call *call)
{
	verify(call, FACTOR_BACKUP_CODE);
}

void auth_factor_send_otp(struct call *call)
{
	const struct signed_in *signed_in;
	struct err err = { 0 };

	if (find_session(call, &signed_in) &&
	    answer_unless_ok(call,
			     mail_code_send(call_issuer(call), call->request->arena, signed_in,
					    factor_pending_read(call), &err),
			     &err))
		reply_json(call->reply, 200, STR("{\"status\":true}"));
}
