/* A part of handlers.h: deletion of an account by its user, at once or by a link in a mail. */
#include "route/issuer/handlers/handlers.h"

#include "auth/account/deletion.h"
#include "route/issuer/account_answer.h"
#include "route/issuer/answer.h"
#include "route/issuer/session_check.h"
#include "route/issuer/session_cookies.h"

static void delete_now(struct call *call, const struct deletion *deletion, struct str callback)
{
	struct err err = { 0 };

	if (!account_answer_unless_ok(call,
				      user_delete(call_issuer(call), call->request->arena, deletion,
						  &call->signed_in, &err),
				      &err))
		return;
	session_cookies_expire(call);
	if (callback.n)
		answer_redirect(call, callback);
	else
		reply_json(call->reply, 200,
			   STR("{\"success\":true,\"message\":\"User deleted\"}"));
}

static void send_deletion_link(struct call *call, struct str password)
{
	struct str callback = call_body_text(call, "callbackURL");
	struct arena *a = call->request->arena;
	struct err err = { 0 };
	enum auth_result result = AUTH_OK;

	if (password.n)
		result = user_delete_check(call_issuer(call), a, password, &call->signed_in, &err);
	if (result == AUTH_OK)
		result =
			user_delete_by_mail(call_issuer(call), a, callback, &call->signed_in, &err);
	if (account_answer_unless_ok(call, result, &err))
		reply_json(call->reply, 200,
			   STR("{\"success\":true,\"message\":\"Verification email sent\"}"));
}

void auth_delete_user(struct call *call)
{
	const struct deletion deletion = {
		.password = call_body_text(call, "password"),
		.token = call_body_text(call, "token"),
	};

	if (!call_issuer(call)->settings.deletion.enabled)
		reply_json(call->reply, 404, STR(""));
	else if (call_issuer(call)->settings.deletion.confirm && !deletion.token.n)
		send_deletion_link(call, deletion.password);
	else
		delete_now(call, &deletion, str_of(NULL, 0));
}

void auth_delete_link(struct call *call)
{
	const struct deletion deletion = { .token = call_query_text(call, STR("token")) };

	if (!call_issuer(call)->settings.deletion.enabled) {
		answer_error(call, WIRE_DELETION_OFF);
		return;
	}
	switch (session_check(call, SESSION_USE_LOOK, SESSION_FROM_STORE)) {
	case SESSION_CHECK_FOUND:
		break;
	case SESSION_CHECK_NONE:
		answer_error(call, WIRE_DELETION_NO_SESSION);
		return;
	case SESSION_CHECK_ANSWERED:
		return;
	}
	if (deletion.token.n)
		delete_now(call, &deletion, call_query_text(call, STR("callbackURL")));
	else
		answer_error(call, WIRE_DELETION_TOKEN_INVALID);
}
