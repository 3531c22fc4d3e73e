#include "route/issuer/handlers/sign_in.h"

#include "auth/account/sign_in.h"
#include "auth/session/json_view.h"
#include "core/limits.h"
#include "route/issuer/answer.h"
#include "route/issuer/credential.h"
#include "route/issuer/device_cookie.h"
#include "route/issuer/factor_cookies.h"
#include "route/issuer/handlers/handlers.h"
#include "route/issuer/handlers/token.h"
#include "route/issuer/session_cookies.h"

enum remember form_remember(const struct call *call)
{
	const struct json *value = json_member(call->body, "rememberMe");

	return !value || json_to_bool(value) ? REMEMBER_YES : REMEMBER_NO;
}

bool finish_sign_in(struct call *call, const struct signed_in *signed_in, enum remember remember)
{
	struct err err = { 0 };

	call->signed_in = *signed_in;
	call->reply->user_id = signed_in->user.id;
	/* The browser's cookies of several sessions would stay beside the new one. */
	if (call->tokens.n > 1 && !answer_unless_ok(call, credential_end(call, &err), &err))
		return false;
	if (!token_header_add(call))
		return false;
	session_cookies_set(call, signed_in, remember);
	device_cookie_set(call, signed_in->user.id);
	return true;
}

void answer_second_factor(struct call *call, const struct factor_outcome *outcome,
			  enum remember remember)
{
	const struct pending *pending = &outcome->pending;
	struct buf text;

	if (!outcome->waits) {
		answer_error(call, WIRE_SECOND_FACTOR);
		return;
	}
	session_cookies_wait(call, remember);
	factor_cookies_set(call, outcome);
	arena_buf(call->request->arena, &text, 128, 128);
	buf_z(&text, "{\"twoFactorRedirect\":true,\"twoFactorMethods\":[");
	if (pending->totp)
		buf_z(&text, pending->mail_code ? "\"totp\"," : "\"totp\"");
	if (pending->mail_code)
		buf_z(&text, "\"otp\"");
	buf_z(&text, "]}");
	reply_json(call->reply, 200, buf_text(&text));
}

/* A second factor is demanded from a time to come. */
static void put_enrol_by(struct buf *b, int64_t ms)
{
	if (!ms)
		return;
	buf_z(b, ",\"twoFactorEnrolBy\":\"");
	clock_put_iso(b, ms);
	buf_char(b, '"');
}

static void answer_sign_in(struct call *call, const struct signed_in *signed_in,
			   const struct factor_outcome *factor, struct str callback)
{
	struct buf text;

	arena_buf(call->request->arena, &text, 1024, LIMIT_REPLY_BYTES);
	buf_z(&text,
	      callback.n ? "{\"redirect\":true,\"token\":" : "{\"redirect\":false,\"token\":");
	json_put_string(&text, signed_in->session.token);
	if (json_member(call->body, "callbackURL")) {
		buf_z(&text, ",\"url\":");
		json_put_string(&text, callback);
	}
	buf_z(&text, ",\"user\":");
	user_put_json(&text, &signed_in->user, VIEW_STORED);
	put_enrol_by(&text, factor->enrol_by_ms);
	buf_char(&text, '}');
	reply_json(call->reply, 200, buf_text(&text));
	if (callback.n)
		answer_location(call, callback);
}

void auth_sign_in(struct call *call)
{
	const struct sign_in_form form = {
		.email = call_body_text(call, "email"),
		.password = call_body_text(call, "password"),
		.callback = call_body_text(call, "callbackURL"),
		.remember = form_remember(call),
		.device = device_cookie_read(call),
		.trust = factor_trust_read(call),
		.from = call_origin(call),
	};
	enum auth_result result;
	struct err err = { 0 };
	struct signed_in signed_in;
	struct sign_in_answer answer;

	answer_about_account(call, form.email);
	result = sign_in(call_issuer(call), call->request->arena, &form, &signed_in, &answer, &err);
	if (result == REFUSED_THROTTLED) {
		answer_throttled(call, answer.wait_s);
	} else if (result == REFUSED_SECOND_FACTOR) {
		answer_second_factor(call, &answer.factor, form.remember);
		if (answer.factor.waits && form.callback.n)
			answer_location(call, form.callback);
	} else if (answer_unless_ok(call, result, &err) &&
		   finish_sign_in(call, &signed_in, form.remember)) {
		factor_cookies_set(call, &answer.factor);
		answer_sign_in(call, &signed_in, &answer.factor, form.callback);
	}
}

/* There are no providers. */
void auth_sign_in_social(struct call *call)
{
	answer_error(call, WIRE_NO_PROVIDER);
}
