/* A part of handlers.h: the password of the signed-in user. */
#include "route/issuer/handlers/handlers.h"

#include "auth/account/password.h"
#include "auth/session/json_view.h"
#include "core/limits.h"
#include "route/issuer/account_answer.h"
#include "route/issuer/session_cookies.h"

static void answer_password(struct call *call, const struct signed_in *signed_in, bool new_session)
{
	struct buf text;

	arena_buf(call->request->arena, &text, 1024, LIMIT_REPLY_BYTES);
	buf_z(&text, "{\"token\":");
	if (new_session)
		json_put_string(&text, signed_in->session.token);
	else
		buf_z(&text, "null");
	buf_z(&text, ",\"user\":");
	user_put_json(&text, &signed_in->user, VIEW_STORED);
	buf_char(&text, '}');
	reply_json(call->reply, 200, buf_text(&text));
}

void auth_change_password(struct call *call)
{
	const struct password_change change = {
		.current = call_body_text(call, "currentPassword"),
		.wanted = call_body_text(call, "newPassword"),
		.end_sessions = json_to_bool(json_member(call->body, "revokeOtherSessions")),
		.from = call_origin(call),
	};
	struct signed_in *signed_in = &call->signed_in;
	struct err err = { 0 };

	if (!account_answer_unless_ok(call,
				      password_change(call_issuer(call), call->request->arena,
						      &change, signed_in, &err),
				      &err))
		return;
	if (change.end_sessions)
		session_cookies_reissue(call, signed_in);
	answer_password(call, signed_in, change.end_sessions);
}

void auth_verify_password(struct call *call)
{
	struct err err = { 0 };

	if (account_answer_unless_ok(call,
				     password_check(call_issuer(call), call->request->arena,
						    &call->signed_in.user,
						    call_body_text(call, "password"), &err),
				     &err))
		reply_json(call->reply, 200, STR("{\"status\":true}"));
}
