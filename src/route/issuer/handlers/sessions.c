/* A part of handlers.h: all sessions of the signed-in user. */
#include "route/issuer/handlers/handlers.h"

#include "auth/session/json_view.h"
#include "auth/session/session_list.h"
#include "core/limits.h"
#include "route/issuer/answer.h"
#include "route/issuer/session_check.h"
#include "route/issuer/session_cookies.h"

/* Whether an admin acts as the user. */
static bool acts(const struct call *call)
{
	return call->signed_in.session.impersonated_by.n > 0;
}

/* An admin is not given what would make the user's own sessions the admin's. */
static void put_session(const struct call *call, struct buf *b, const struct session *session)
{
	struct session shown = *session;

	if (acts(call))
		shown.token = session->id;
	session_put_json(b, &shown, VIEW_STORED);
}

void auth_list_sessions(struct call *call)
{
	struct issuer *issuer = call_issuer(call);
	struct session *sessions;
	struct err err = { 0 };
	struct buf text;
	size_t n;

	if (!session_is_confirmed(call) || (!acts(call) && !session_passes_as_fresh(call)))
		return;
	if (!answer_unless_ok(call,
			      session_list(issuer, call->request->arena, call->signed_in.user.id,
					   &sessions, &n, &err),
			      &err))
		return;
	arena_buf(call->request->arena, &text, 512 * n + 16, LIMIT_REPLY_BYTES);
	for (size_t i = 0; i < n; i++) {
		buf_char(&text, i ? ',' : '[');
		put_session(call, &text, &sessions[i]);
	}
	buf_z(&text, n ? "]" : "[]");
	reply_json(call->reply, 200, buf_text(&text));
}

/* False: a fault has been answered. */
static bool end_sessions(struct call *call, enum sessions_which which, struct str token)
{
	struct err err = { 0 };

	return answer_unless_ok(
		call,
		session_list_end(call_issuer(call), call->signed_in.user.id, which, token, &err),
		&err);
}

static void answer_done(struct call *call)
{
	reply_json(call->reply, 200, STR("{\"status\":true}"));
}

void auth_revoke_session(struct call *call)
{
	struct str token = call_body_text(call, "token");

	if (!end_sessions(call, SESSIONS_THIS, token))
		return;
	if (str_eq(token, call->signed_in.session.token))
		session_cookies_expire(call);
	answer_done(call);
}

void auth_revoke_sessions(struct call *call)
{
	if (!end_sessions(call, SESSIONS_ALL, str_of(NULL, 0)))
		return;
	session_cookies_expire(call);
	answer_done(call);
}

void auth_revoke_other_sessions(struct call *call)
{
	if (end_sessions(call, SESSIONS_ALL_OTHERS, call->signed_in.session.token))
		answer_done(call);
}
