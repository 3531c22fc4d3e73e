/* Deleting oneself, at once or by a link in a mail. */
#include "auth/deletion.h"
#include "route/app.h"
#include "route/auth_account_rc.h"
#include "route/auth_cookie.h"
#include "route/auth_own.h"
#include "route/auth_reply.h"
#include "route/auth_session.h"

static struct issuer *issuer_of(const struct call *call)
{
	return call->app->config.issuer;
}

static void delete_now(struct call *call, const struct deletion *deletion, struct str callback)
{
	struct err err = { 0 };

	if (!auth_account_done(call,
			       user_delete(issuer_of(call), call->request->arena, deletion,
					   &call->signed_in, &err),
			       &err))
		return;
	auth_expire_session(call);
	if (callback.n)
		auth_redirect(call, callback);
	else
		reply_json(call->reply, 200,
			   STR("{\"success\":true,\"message\":\"User deleted\"}"));
}

static void send_link(struct call *call, struct str password)
{
	struct str callback = json_to_str(json_member(call->body, "callbackURL"));
	struct arena *a = call->request->arena;
	struct err err = { 0 };
	enum account_rc rc = ACCOUNT_DONE;

	if (password.n)
		rc = user_delete_check(issuer_of(call), a, password, &call->signed_in, &err);
	if (rc == ACCOUNT_DONE)
		rc = user_delete_by_mail(issuer_of(call), a, callback, &call->signed_in, &err);
	if (auth_account_done(call, rc, &err))
		reply_json(call->reply, 200,
			   STR("{\"success\":true,\"message\":\"Verification email sent\"}"));
}

void auth_delete_user(struct call *call)
{
	const struct deletion deletion = {
		.password = json_to_str(json_member(call->body, "password")),
		.token = json_to_str(json_member(call->body, "token")),
	};

	if (!issuer_of(call)->settings.delete_user)
		reply_json(call->reply, 404, STR(""));
	else if (issuer_of(call)->settings.delete_user_confirm && !deletion.token.n)
		send_link(call, deletion.password);
	else
		delete_now(call, &deletion, str_of(NULL, 0));
}

void auth_delete_link(struct call *call)
{
	const struct str *token = form_first(&call->query, STR("token"));
	const struct str *callback = form_first(&call->query, STR("callbackURL"));
	const struct deletion deletion = { .token = *token };

	if (!issuer_of(call)->settings.delete_user) {
		auth_refuse_with(call, AUTH_DELETION_OFF);
		return;
	}
	switch (auth_find_session(call, SESSION_USE_LOOK, SESSION_FROM_STORE)) {
	case AUTH_SESSION_FOUND:
		break;
	case AUTH_SESSION_NONE:
		auth_refuse_with(call, AUTH_NO_USER_INFO);
		return;
	case AUTH_SESSION_REFUSED:
		return;
	}
	if (token->n)
		delete_now(call, &deletion, callback ? *callback : str_of(NULL, 0));
	else
		auth_refuse_with(call, AUTH_INVALID_DELETION);
}
