/* A new password for who has forgotten the old one. */
#include "auth/link.h"
#include "auth/reset.h"
#include "route/app.h"
#include "route/auth_mail.h"
#include "route/auth_reply.h"

static struct issuer *issuer_of(const struct call *call)
{
	return call->app->config.issuer;
}

static struct str body_text(const struct call *call, const char *name)
{
	return json_to_str(json_member(call->body, name));
}

static struct str query_text(const struct call *call, struct str name)
{
	const struct str *value = form_first(&call->query, name);

	return value ? *value : str_of(NULL, 0);
}

/* The same answer whether somebody has that address or nobody. */
void auth_request_reset(struct call *call)
{
	static const struct str answer = STR_INIT("{\"status\":true,\"message\":\"If this email "
						  "exists in our system, check your email "
						  "for the reset link\"}");
	struct err err = { 0 };

	auth_name_account(call, body_text(call, "email"));
	if (!issuer_of(call)->settings.reset_password)
		auth_refuse_with(call, AUTH_RESET_OFF);
	else if (reset_request(issuer_of(call), call->request->arena, body_text(call, "email"),
			       body_text(call, "redirectTo"), &err) == RESET_DONE)
		reply_json(call->reply, 200, answer);
	else
		auth_fault(call, &err);
}

static void lead_on(struct call *call, struct str name, struct str value)
{
	struct arena *a = call->request->arena;
	struct str callback = query_text(call, STR("callbackURL"));
	struct str to = callback.n ? link_absolute(issuer_of(call), a, callback)
				   : link_absolute(issuer_of(call), a,
						   arena_fmt(a, "%.*s/error",
							     STR_FMT(call->app->config.base_path)));

	auth_redirect(call, link_with(a, to, name, value));
}

void auth_reset_link(struct call *call)
{
	struct str token = call->parameters[0];
	bool leads_somewhere = query_text(call, STR("callbackURL")).n > 0;
	struct err err = { 0 };
	enum reset_rc rc = RESET_INVALID_TOKEN;

	if (leads_somewhere)
		rc = reset_look(issuer_of(call), call->request->arena, token, &err);
	if (rc == RESET_FAULT)
		auth_fault(call, &err);
	else if (rc == RESET_DONE)
		lead_on(call, STR("token"), token);
	else
		lead_on(call, STR("error"), auth_error_code(AUTH_RESET_INVALID));
}

void auth_reset_password(struct call *call)
{
	static const enum auth_error errors[] = {
		[RESET_PASSWORD_TOO_SHORT] = AUTH_PASSWORD_TOO_SHORT,
		[RESET_PASSWORD_TOO_LONG] = AUTH_PASSWORD_TOO_LONG,
		[RESET_PASSWORD_COMPROMISED] = AUTH_PASSWORD_COMPROMISED,
		[RESET_INVALID_TOKEN] = AUTH_RESET_INVALID,
		[RESET_NO_USER] = AUTH_RESET_NO_USER,
	};
	struct str token = body_text(call, "token");
	struct err err = { 0 };
	enum reset_rc rc = RESET_INVALID_TOKEN;

	if (token.n == 0)
		token = query_text(call, STR("token"));
	if (token.n)
		rc = reset_password(issuer_of(call), call->request->arena, token,
				    body_text(call, "newPassword"), &err);
	if (rc == RESET_DONE)
		reply_json(call->reply, 200, STR("{\"status\":true}"));
	else if (rc == RESET_FAULT)
		auth_fault(call, &err);
	else
		auth_refuse_with(call, errors[rc]);
}
