/* The sessions of somebody who is signed in. */
#include "auth/json_view.h"
#include "auth/own_sessions.h"
#include "core/limits.h"
#include "route/app.h"
#include "route/auth_own.h"
#include "route/auth_cookie.h"
#include "route/auth_reply.h"
#include "route/auth_session.h"

void auth_list_sessions(struct call *call)
{
	struct issuer *issuer = call->app->config.issuer;
	struct session *sessions;
	struct err err = { 0 };
	struct buf text;
	size_t n;

	if (!auth_session_is_confirmed(call))
		return;
	if (!session_is_fresh(issuer, &call->signed_in.session)) {
		auth_refuse_with(call, AUTH_SESSION_NOT_FRESH);
		return;
	}
	if (own_sessions_list(issuer, call->request->arena, call->signed_in.user.id, &sessions, &n,
			      &err) != OWN_SESSIONS_DONE) {
		auth_fault(call, &err);
		return;
	}
	arena_buf(call->request->arena, &text, 512 * n + 16, LIMIT_REPLY_BYTES);
	for (size_t i = 0; i < n; i++) {
		buf_char(&text, i ? ',' : '[');
		session_put_json(&text, &sessions[i], VIEW_STORED);
	}
	buf_z(&text, n ? "]" : "[]");
	reply_json(call->reply, 200, buf_text(&text));
}

/* True when it is done; otherwise the fault is answered. */
static bool end_sessions(struct call *call, enum sessions_which which, struct str token)
{
	struct err err = { 0 };

	if (own_sessions_end(call->app->config.issuer, call->signed_in.user.id, which, token,
			     &err) == OWN_SESSIONS_DONE)
		return true;
	auth_fault(call, &err);
	return false;
}

static void answer_done(struct call *call)
{
	reply_json(call->reply, 200, STR("{\"status\":true}"));
}

void auth_revoke_session(struct call *call)
{
	struct str token = json_to_str(json_member(call->body, "token"));

	if (!end_sessions(call, SESSIONS_THIS, token))
		return;
	if (str_eq(token, call->signed_in.session.token))
		auth_expire_session(call);
	answer_done(call);
}

void auth_revoke_sessions(struct call *call)
{
	if (!end_sessions(call, SESSIONS_ALL, str_of(NULL, 0)))
		return;
	auth_expire_session(call);
	answer_done(call);
}

void auth_revoke_other_sessions(struct call *call)
{
	if (end_sessions(call, SESSIONS_ALL_OTHERS, call->signed_in.session.token))
		answer_done(call);
}
