#include "route/auth.h"

#include "auth/email.h"
#include "auth/json_view.h"
#include "auth/sign_in.h"
#include "auth/sign_up.h"
#include "auth/token.h"
#include "base/cleanup.h"
#include "core/limits.h"
#include "route/app.h"
#include "route/auth_cookie.h"
#include "route/auth_session.h"
#include "route/auth_reply.h"

static struct issuer *issuer_of(const struct call *call)
{
	return call->app->config.issuer;
}

void auth_ok(struct call *call)
{
	reply_json(call->reply, 200, STR("{\"ok\":true}"));
}

/* --- what an answer that signs somebody in has in common ---------------------------------------- */

static struct session_origin session_origin(const struct request *request)
{
	return (struct session_origin){
		.ip_address = request->address,
		.user_agent = request_header(request, STR("User-Agent")),
	};
}

static enum remember remember_of(const struct json *body)
{
	const struct json *value = json_member(body, "rememberMe");

	return !value || json_to_bool(value) ? REMEMBER_YES : REMEMBER_NO;
}

/* The access token, so that nobody has to ask for it. True unless a fault was answered. */
static bool add_token(struct call *call)
{
	struct err err = { 0 };
	struct str token;

	switch (token_issue_in(issuer_of(call), call->request->arena, &call->signed_in, &token,
			       &err)) {
	case TOKEN_ISSUED:
		reply_header(call->reply, STR("set-auth-jwt"), token);
		auth_expose(call, STR("set-auth-jwt"));
		return true;
	case TOKEN_NO_SESSION:
	case TOKEN_TOO_LONG: /* the session is good without it; /token says why there is none */
		return true;
	case TOKEN_FAULT:
		break;
	}
	auth_fault(call, &err);
	return false;
}

static void welcome(struct call *call, const struct signed_in *who, enum remember remember)
{
	call->signed_in = *who;
	call->reply->user_id = who->user.id;
	if (add_token(call))
		auth_set_session(call, who, remember);
}

/* A fault on the way has already been answered. */
static void answer(struct call *call, const struct buf *body)
{
	if (call->reply->status != 500)
		reply_json(call->reply, 200, buf_text(body));
}

/* --- sign-up ----------------------------------------------------------------------------------- */

void auth_sign_up(struct call *call)
{
	const struct json *body = call->body;
	struct sign_up_form form = {
		.name = json_to_str(json_member(body, "name")),
		.email = json_to_str(json_member(body, "email")),
		.password = json_to_str(json_member(body, "password")),
		.image = json_to_str(json_member(body, "image")),
		.callback = json_to_str(json_member(body, "callbackURL")),
		.remember = remember_of(body),
		.from = session_origin(call->request),
	};
	struct signed_in who;
	struct err err = { 0 };
	struct buf text;

	auth_name_account(call, form.email);
	switch (sign_up(issuer_of(call), call->request->arena, &form, &who, &err)) {
	case SIGN_UP_DONE:
		welcome(call, &who, form.remember);
		break;
	case SIGN_UP_NO_SESSION:
		break;
	case SIGN_UP_OFF:
		auth_refuse_with(call, AUTH_SIGN_UP_OFF);
		return;
	case SIGN_UP_INVALID_EMAIL:
		auth_refuse_with(call, AUTH_INVALID_EMAIL);
		return;
	case SIGN_UP_PASSWORD_TOO_SHORT:
		auth_refuse_with(call, AUTH_PASSWORD_TOO_SHORT);
		return;
	case SIGN_UP_PASSWORD_TOO_LONG:
		auth_refuse_with(call, AUTH_PASSWORD_TOO_LONG);
		return;
	case SIGN_UP_COMPROMISED:
		auth_refuse_with(call, AUTH_PASSWORD_COMPROMISED);
		return;
	case SIGN_UP_EMAIL_TAKEN:
		auth_refuse_with(call, AUTH_EMAIL_TAKEN);
		return;
	case SIGN_UP_FAULT:
		auth_fault(call, &err);
		return;
	}
	arena_buf(call->request->arena, &text, 1024, LIMIT_REPLY_BYTES);
	buf_z(&text, "{\"token\":");
	if (who.session.token.n)
		json_put_string(&text, who.session.token);
	else
		buf_z(&text, "null");
	buf_z(&text, ",\"user\":");
	user_put_json(&text, &who.user, VIEW_STORED);
	buf_char(&text, '}');
	answer(call, &text);
}

/* --- sign-in ----------------------------------------------------------------------------------- */

static void answer_sign_in(struct call *call, const struct signed_in *who)
{
	const struct json *url = json_member(call->body, "callbackURL");
	struct str callback = json_to_str(url);
	struct buf text;

	arena_buf(call->request->arena, &text, 1024, LIMIT_REPLY_BYTES);
	buf_z(&text,
	      callback.n ? "{\"redirect\":true,\"token\":" : "{\"redirect\":false,\"token\":");
	json_put_string(&text, who->session.token);
	if (url) {
		buf_z(&text, ",\"url\":");
		json_put_string(&text, callback);
	}
	buf_z(&text, ",\"user\":");
	user_put_json(&text, &who->user, VIEW_STORED);
	buf_char(&text, '}');
	answer(call, &text);
	if (callback.n)
		auth_location(call, callback);
}

void auth_sign_in(struct call *call)
{
	const struct json *body = call->body;
	struct sign_in_form form = {
		.email = json_to_str(json_member(body, "email")),
		.password = json_to_str(json_member(body, "password")),
		.callback = json_to_str(json_member(body, "callbackURL")),
		.remember = remember_of(body),
		.from = session_origin(call->request),
	};
	int64_t wait_s;
	struct signed_in who;
	struct err err = { 0 };

	auth_name_account(call, form.email);
	switch (sign_in(issuer_of(call), call->request->arena, &form, &who, &wait_s, &err)) {
	case SIGN_IN_DONE:
		break;
	case SIGN_IN_REFUSED:
		auth_refuse_with(call, AUTH_WRONG_CREDENTIALS);
		return;
	case SIGN_IN_INVALID_EMAIL:
		auth_refuse_with(call, AUTH_INVALID_EMAIL);
		return;
	case SIGN_IN_PASSWORD_TOO_LONG:
		auth_refuse_with(call, AUTH_PASSWORD_TOO_LONG);
		return;
	case SIGN_IN_NOT_VERIFIED:
		auth_refuse_with(call, AUTH_NOT_VERIFIED);
		return;
	case SIGN_IN_THROTTLED:
		auth_refuse_throttled(call, wait_s);
		return;
	case SIGN_IN_FAULT:
		auth_fault(call, &err);
		return;
	}
	welcome(call, &who, form.remember);
	answer_sign_in(call, &who);
}

/* --- sessions and tokens ----------------------------------------------------------------------- */

void auth_sign_out(struct call *call)
{
	struct err err = { 0 };

	if (call->session_token.n &&
	    sign_out(issuer_of(call), call->session_token, &err) == SIGN_OUT_FAULT) {
		auth_fault(call, &err);
		return;
	}
	auth_expire_session(call);
	reply_json(call->reply, 200, STR("{\"success\":true}"));
}

static void answer_session(struct call *call, bool tell_due)
{
	struct buf text;

	arena_buf(call->request->arena, &text, 1024, LIMIT_REPLY_BYTES);
	buf_z(&text, "{\"session\":");
	session_put_json(&text, &call->signed_in.session, call->signed_in.session_order);
	buf_z(&text, ",\"user\":");
	user_put_json(&text, &call->signed_in.user, call->signed_in.user_order);
	if (tell_due)
		buf_z(&text,
		      call->signed_in.due ? ",\"needsRefresh\":true" : ",\"needsRefresh\":false");
	buf_char(&text, '}');
	reply_json(call->reply, 200, buf_text(&text));
}

static void show_session(struct call *call, enum session_use use)
{
	bool deferred = use == SESSION_USE_LOOK && issuer_of(call)->settings.session_defer;
	bool cached;

	reply_header(call->reply, STR("pragma"), STR("no-cache"));
	switch (auth_find_session(call, use, SESSION_FROM_CACHE_TOO)) {
	case AUTH_SESSION_FOUND:
		break;
	case AUTH_SESSION_NONE:
		reply_json(call->reply, 200, STR("null"));
		return;
	case AUTH_SESSION_REFUSED:
		return;
	}
	cached = call->signed_in.session_order == VIEW_CACHED;
	if (add_token(call))
		answer_session(call, deferred && !cached && !auth_refresh_is_ruled_out(call));
}

void auth_get_session(struct call *call)
{
	show_session(call, SESSION_USE_LOOK);
}

/* Only where looking at a session writes nothing there is a request that does. */
void auth_post_session(struct call *call)
{
	if (issuer_of(call)->settings.session_defer) {
		show_session(call, SESSION_USE_RENEW);
		return;
	}
	reply_header(call->reply, STR("pragma"), STR("no-cache"));
	auth_refuse_with(call, AUTH_POST_SESSION);
}

void auth_token(struct call *call)
{
	struct err err = { 0 };
	struct str token;
	struct buf text;

	switch (token_issue_in(issuer_of(call), call->request->arena, &call->signed_in, &token,
			       &err)) {
	case TOKEN_ISSUED:
		break;
	case TOKEN_NO_SESSION:
		auth_refuse_with(call, AUTH_UNAUTHORIZED);
		return;
	case TOKEN_TOO_LONG:
		auth_refuse_with(call, AUTH_TOKEN_TOO_LONG);
		return;
	case TOKEN_FAULT:
		auth_fault(call, &err);
		return;
	}
	arena_buf(call->request->arena, &text, token.n + 32, 2 * TOKEN_MAX);
	buf_z(&text, "{\"token\":");
	json_put_string(&text, token);
	buf_char(&text, '}');
	reply_json(call->reply, 200, buf_text(&text));
}

/* There are no providers. */
void auth_sign_in_social(struct call *call)
{
	auth_refuse_with(call, AUTH_NO_PROVIDER);
}
