/* Profile, password and deletion of somebody who is signed in. */
#include "auth/account.h"
#include "auth/json_view.h"
#include "core/limits.h"
#include "route/app.h"
#include "route/auth_account_rc.h"
#include "route/auth_own.h"
#include "route/auth_cookie.h"
#include "route/auth_reply.h"
#include "route/auth_session.h"
#include "route/body.h"

static struct issuer *issuer_of(const struct call *call)
{
	return call->app->config.issuer;
}

static struct str text_member(const struct call *call, const char *name)
{
	return json_to_str(json_member(call->body, name));
}

/* --- profile ------------------------------------------------------------------------------------ */

void auth_update_user(struct call *call)
{
	const struct json *name = json_member(call->body, "name");
	const struct json *image = json_member(call->body, "image");
	const struct profile_change change = {
		.set_name = name != NULL,
		.name = json_to_str(name),
		.set_image = image != NULL,
		.image = json_to_str(image),
	};
	struct err err = { 0 };

	if (!body_is_falsy(json_member(call->body, "email"))) {
		auth_refuse_with(call, AUTH_EMAIL_NOT_UPDATABLE);
		return;
	}
	if (!name && !image) {
		auth_refuse_with(call, AUTH_NO_FIELDS);
		return;
	}
	if (!auth_session_is_confirmed(call) ||
	    !auth_account_done(call,
			       profile_update(issuer_of(call), call->request->arena,
					      call->signed_in.user.id, &change,
					      &call->signed_in.user, &err),
			       &err))
		return;
	call->signed_in.user_order = VIEW_STORED;
	auth_reissue_session(call, &call->signed_in);
	reply_json(call->reply, 200, STR("{\"status\":true}"));
}

/* A session has no field that its user may change. */
void auth_update_session(struct call *call)
{
	auth_refuse_with(call, AUTH_NO_FIELDS);
}

void auth_list_accounts(struct call *call)
{
	struct account_view *accounts;
	struct err err = { 0 };
	struct buf text;
	size_t n;

	if (!auth_account_done(call,
			       accounts_list(issuer_of(call), call->request->arena,
					     call->signed_in.user.id, &accounts, &n, &err),
			       &err))
		return;
	arena_buf(call->request->arena, &text, 256 * n + 16, LIMIT_REPLY_BYTES);
	for (size_t i = 0; i < n; i++) {
		buf_char(&text, i ? ',' : '[');
		account_put_json(&text, &accounts[i]);
	}
	buf_z(&text, n ? "]" : "[]");
	reply_json(call->reply, 200, buf_text(&text));
}

/* --- password ----------------------------------------------------------------------------------- */

static void answer_password(struct call *call, const struct signed_in *who, bool new_session)
{
	struct buf text;

	arena_buf(call->request->arena, &text, 1024, LIMIT_REPLY_BYTES);
	buf_z(&text, "{\"token\":");
	if (new_session)
		json_put_string(&text, who->session.token);
	else
		buf_z(&text, "null");
	buf_z(&text, ",\"user\":");
	user_put_json(&text, &who->user, VIEW_STORED);
	buf_char(&text, '}');
	reply_json(call->reply, 200, buf_text(&text));
}

void auth_change_password(struct call *call)
{
	const struct password_change change = {
		.current = text_member(call, "currentPassword"),
		.wanted = text_member(call, "newPassword"),
		.end_sessions = json_to_bool(json_member(call->body, "revokeOtherSessions")),
		.from = {
			.ip_address = call->request->address,
			.user_agent = request_header(call->request, STR("User-Agent")),
		},
	};
	struct signed_in *who = &call->signed_in;
	struct err err = { 0 };

	if (!auth_account_done(
		    call,
		    password_change(issuer_of(call), call->request->arena, &change, who, &err),
		    &err))
		return;
	if (change.end_sessions)
		auth_reissue_session(call, who);
	answer_password(call, who, change.end_sessions);
}

void auth_verify_password(struct call *call)
{
	struct err err = { 0 };

	if (auth_account_done(call,
			      password_check(issuer_of(call), call->request->arena,
					     &call->signed_in.user, text_member(call, "password"),
					     &err),
			      &err))
		reply_json(call->reply, 200, STR("{\"status\":true}"));
}
