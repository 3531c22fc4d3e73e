/* A part of admin.h: one user, the sessions of one, and what the caller may do. */
#include "route/issuer/admin/admin.h"

#include "auth/admin/directory.h"
#include "auth/admin/rights.h"
#include "auth/session/json_view.h"
#include "core/limits.h"
#include "route/issuer/admin/answer.h"

void admin_get_user(struct call *call)
{
	struct err err = { 0 };
	struct user user;

	if (admin_answer_unless_ok(call,
				   directory_find(call_issuer(call), call->request->arena,
						  call_query_text(call, STR("id")), &user, &err),
				   &err))
		admin_answer_bare_user(call, &user);
}

/* A session's token lets whoever has it act as its user, without a trace. So that of another
 * session than the caller's own is not shown: in its place is the id. */
static void put_session(const struct call *call, struct buf *b, const struct session *session)
{
	struct session shown = *session;

	if (!str_eq(session->token, call->signed_in.session.token))
		shown.token = session->id;
	session_put_json(b, &shown, VIEW_STORED);
}

void admin_list_sessions(struct call *call)
{
	struct arena *a = call->request->arena;
	struct session *sessions;
	struct err err = { 0 };
	struct buf text;
	size_t n;

	if (!admin_answer_unless_ok(call,
				    directory_sessions(call_issuer(call), a, admin_user_id(call),
						       &sessions, &n, &err),
				    &err))
		return;
	arena_buf(a, &text, 512 * n + 32, LIMIT_REPLY_BYTES);
	buf_z(&text, "{\"sessions\":[");
	for (size_t i = 0; i < n; i++) {
		buf_z(&text, i ? "," : "");
		put_session(call, &text, &sessions[i]);
	}
	buf_z(&text, "]}");
	reply_json(call->reply, 200, buf_text(&text));
}

static bool role_may(enum right_role role, const struct json *permissions)
{
	bool may = false;

	for (struct json_walk w = json_walk(permissions); json_next(&w);) {
		if (!rights_know(role, w.name))
			return false;
		for (size_t i = 0; i < json_count(w.value); i++)
			if (!rights_allow(role, w.name, json_to_str(json_element(w.value, i))))
				return false;
		may = true;
	}
	return may;
}

/* Asks for the rights of the caller, as Better Auth does when there is a session, whatever user or
 * role the body names. Whoever acts as another user has none. */
void admin_has_permission(struct call *call)
{
	const struct json *permissions = json_member(call->body, "permissions");
	const struct signed_in *signed_in = &call->signed_in;
	struct str rest = signed_in->user.role.n && !signed_in->session.impersonated_by.n
				  ? signed_in->user.role
				  : ROLE_USER;
	struct str role;
	bool may = false;

	if (!permissions)
		permissions = json_member(call->body, "permission");
	while (!may && rest.n) {
		str_cut(rest, ',', &role, &rest);
		may = role_may(right_role_of(str_trim(role)), permissions);
	}
	reply_json(call->reply, 200,
		   may ? STR("{\"error\":null,\"success\":true}")
		       : STR("{\"error\":null,\"success\":false}"));
}
