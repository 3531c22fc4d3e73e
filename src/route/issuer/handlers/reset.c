/* A part of handlers.h: a new password for a user who has forgotten the old one. */
#include "route/issuer/handlers/handlers.h"

#include "auth/account/reset.h"
#include "auth/email/link_url.h"
#include "route/app.h"
#include "route/issuer/answer.h"
#include "route/issuer/device_cookie.h"

/* The same answer whether or not a user has that address. */
void auth_request_reset(struct call *call)
{
	static const struct str answer = STR_INIT("{\"status\":true,\"message\":\"If this email "
						  "exists in our system, check your email "
						  "for the reset link\"}");
	struct str email = call_body_text(call, "email");
	struct err err = { 0 };

	answer_about_account(call, email);
	if (answer_unless_ok(call,
			     reset_request(call_issuer(call), call->request->arena, email,
					   call_body_text(call, "redirectTo"), &err),
			     &err))
		reply_json(call->reply, 200, answer);
}

/* Redirects to the callback of the link, or to the error page, with a parameter. */
static void redirect_with(struct call *call, struct str name, struct str value)
{
	const struct issuer *issuer = call_issuer(call);
	struct arena *a = call->request->arena;
	struct str to = call_query_text(call, STR("callbackURL"));

	if (!to.n)
		to = arena_fmt(a, "%.*s/error", STR_FMT(call->app->config.issuer_path));
	answer_redirect(call, link_with(a, link_absolute(issuer, a, to), name, value));
}

void auth_reset_link(struct call *call)
{
	struct str token = call->request->parameters[0];
	enum auth_result result = REFUSED_RESET_TOKEN_INVALID;
	struct err err = { 0 };

	if (call_query_text(call, STR("callbackURL")).n)
		result = reset_check(call_issuer(call), call->request->arena, token, &err);
	if (result == AUTH_FAULT)
		answer_fault(call, &err);
	else if (result == AUTH_OK)
		redirect_with(call, STR("token"), token);
	else
		redirect_with(call, STR("error"), str_z(wire_answer(wire_error_of(result))->code));
}

void auth_reset_password(struct call *call)
{
	struct str token = call_body_text(call, "token");
	enum auth_result result = REFUSED_RESET_TOKEN_INVALID;
	struct str user_id = str_of(NULL, 0);
	struct err err = { 0 };

	if (token.n == 0)
		token = call_query_text(call, STR("token"));
	if (token.n)
		result = reset_password(call_issuer(call), call->request->arena, token,
					call_body_text(call, "newPassword"), &user_id, &err);
	if (!answer_unless_ok(call, result, &err))
		return;
	device_cookie_set(call, user_id);
	reply_json(call->reply, 200, STR("{\"status\":true}"));
}
