/* A part of handlers.h: the session of the request. */
#include "route/issuer/handlers/handlers.h"

#include "auth/session/json_view.h"
#include "core/limits.h"
#include "route/issuer/admin/cookie.h"
#include "route/issuer/answer.h"
#include "route/issuer/cookies.h"
#include "route/issuer/credential.h"
#include "route/issuer/handlers/token.h"
#include "route/issuer/session_check.h"
#include "route/issuer/session_cookies.h"

void auth_ok(struct call *call)
{
	reply_json(call->reply, 200, STR("{\"ok\":true}"));
}

/* Whoever signs out while acting as another user is out altogether. */
static enum auth_result end_all(struct call *call, struct err *err)
{
	struct str admins_own = admin_cookie_read(call).token;
	enum auth_result result = credential_end(call, err);

	if (result == AUTH_OK && call_issuer(call)->settings.admin.enabled && admins_own.n)
		result = sign_out(call_issuer(call), admins_own, err);
	return result;
}

void auth_sign_out(struct call *call)
{
	struct err err = { 0 };

	if (!answer_unless_ok(call, end_all(call, &err), &err))
		return;
	session_cookies_expire(call);
	auth_cookie_expire_sent(call, AUTH_COOKIE_ADMIN);
	reply_json(call->reply, 200, STR("{\"success\":true}"));
}

/* How an answer says whether the session is due for renewal. */
enum due_member {
	DUE_MEMBER_ABSENT = 0,
	DUE_MEMBER_PRESENT,
};

static void answer_session(struct call *call, enum due_member member)
{
	struct buf text;

	arena_buf(call->request->arena, &text, 1024, LIMIT_REPLY_BYTES);
	buf_z(&text, "{\"session\":");
	session_put_json(&text, &call->signed_in.session, call->signed_in.session_order);
	buf_z(&text, ",\"user\":");
	user_put_json(&text, &call->signed_in.user, call->signed_in.user_order);
	if (member == DUE_MEMBER_PRESENT)
		buf_z(&text,
		      call->signed_in.due ? ",\"needsRefresh\":true" : ",\"needsRefresh\":false");
	buf_char(&text, '}');
	reply_json(call->reply, 200, buf_text(&text));
}

/* Renewal that is deferred to a POST is announced, unless the cookie cache answered or the
 * request rules it out. */
static enum due_member due_member_of(const struct call *call, enum session_use use)
{
	bool deferred =
		use == SESSION_USE_LOOK && call_issuer(call)->settings.session.defer_refresh;
	bool cached = call->signed_in.session_order == VIEW_CACHED;

	return deferred && !cached && !session_refresh_is_ruled_out(call) ? DUE_MEMBER_PRESENT
									  : DUE_MEMBER_ABSENT;
}

static void show_session(struct call *call, enum session_use use)
{
	reply_header(call->reply, STR("pragma"), STR("no-cache"));
	switch (session_check(call, use, SESSION_FROM_CACHE_TOO)) {
	case SESSION_CHECK_FOUND:
		break;
	case SESSION_CHECK_NONE:
		reply_json(call->reply, 200, STR("null"));
		return;
	case SESSION_CHECK_ANSWERED:
		return;
	}
	if (token_header_add(call))
		answer_session(call, due_member_of(call, use));
}

void auth_get_session(struct call *call)
{
	show_session(call, SESSION_USE_LOOK);
}

/* The request that renews exists only where GET writes nothing. */
void auth_post_session(struct call *call)
{
	if (call_issuer(call)->settings.session.defer_refresh) {
		show_session(call, SESSION_USE_RENEW);
		return;
	}
	reply_header(call->reply, STR("pragma"), STR("no-cache"));
	answer_error(call, WIRE_POST_SESSION);
}
