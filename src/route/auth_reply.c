#include "route/auth_reply.h"

#include "base/cleanup.h"
#include "core/limits.h"
#include "http/cookie.h"
#include "http/form.h"
#include "route/app.h"

/* clang-format off */
static const struct {
	unsigned status;
	const char *code; /* NULL: the answer has none */
	const char *message;
} errors[] = {
	[AUTH_INTERNAL] = { 500, "INTERNAL_SERVER_ERROR", "Internal Server Error" },
	[AUTH_BAD_REQUEST] = { 400, "BAD_REQUEST", "Bad Request" },
	[AUTH_BODY_TOO_LARGE] = { 413, "PAYLOAD_TOO_LARGE", "Request body is larger than 64 KiB" },
	[AUTH_HEAD_TOO_LARGE] = { 431, "REQUEST_HEADER_FIELDS_TOO_LARGE", "Request head is too large" },
	[AUTH_BUSY] = { 503, "SERVICE_UNAVAILABLE", "The server is busy. Please try again later." },
	[AUTH_BAD_JSON] = { 400, "BAD_REQUEST", "Invalid JSON in request body" },
	[AUTH_UNAUTHORIZED] = { 401, "UNAUTHORIZED", "Unauthorized" },
	[AUTH_INVALID_ORIGIN] = { 403, "INVALID_ORIGIN", "Invalid origin" },
	[AUTH_MISSING_ORIGIN] = { 403, "MISSING_OR_NULL_ORIGIN", "Missing or null Origin" },
	[AUTH_CROSS_SITE_NAVIGATION] = { 403, "CROSS_SITE_NAVIGATION_LOGIN_BLOCKED",
		"Cross-site navigation login blocked. This request appears to be a CSRF attack." },
	[AUTH_CALLBACK_NOT_STRING] = { 400, NULL, "Invalid callbackURL: expected a string" },
	[AUTH_REDIRECT_NOT_STRING] = { 400, NULL, "Invalid redirectURL: expected a string" },
	[AUTH_ERROR_CALLBACK_NOT_STRING] = { 400, NULL, "Invalid errorCallbackURL: expected a string" },
	[AUTH_NEW_USER_CALLBACK_NOT_STRING] = { 400, NULL, "Invalid newUserCallbackURL: expected a string" },
	[AUTH_INVALID_CALLBACK] = { 403, "INVALID_CALLBACK_URL", "Invalid callbackURL" },
	[AUTH_INVALID_REDIRECT] = { 403, "INVALID_REDIRECT_URL", "Invalid redirectURL" },
	[AUTH_INVALID_ERROR_CALLBACK] = { 403, "INVALID_ERROR_CALLBACK_URL", "Invalid errorCallbackURL" },
	[AUTH_INVALID_NEW_USER_CALLBACK] = { 403, "INVALID_NEW_USER_CALLBACK_URL", "Invalid newUserCallbackURL" },
	[AUTH_INVALID_EMAIL] = { 400, "INVALID_EMAIL", "Invalid email" },
	[AUTH_PASSWORD_TOO_SHORT] = { 400, "PASSWORD_TOO_SHORT", "Password too short" },
	[AUTH_PASSWORD_TOO_LONG] = { 400, "PASSWORD_TOO_LONG", "Password too long" },
	[AUTH_EMAIL_TAKEN] = { 422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL", "User already exists. Use another email." },
	[AUTH_WRONG_CREDENTIALS] = { 401, "INVALID_EMAIL_OR_PASSWORD", "Invalid email or password" },
	[AUTH_NO_SESSION_ROW] = { 401, "FAILED_TO_GET_SESSION", "Failed to get session" },
	[AUTH_POST_SESSION] = { 405, "METHOD_NOT_ALLOWED_DEFER_SESSION_REQUIRED",
		"POST method requires deferSessionRefresh to be enabled in session config" },
	[AUTH_SESSION_NOT_FRESH] = { 403, "SESSION_NOT_FRESH", "Session is not fresh" },
	[AUTH_SESSION_STALE] = { 400, "SESSION_EXPIRED", "Session expired. Re-authenticate to perform this action." },
	[AUTH_NO_FIELDS] = { 400, NULL, "No fields to update" },
	[AUTH_EMAIL_NOT_UPDATABLE] = { 400, "EMAIL_CAN_NOT_BE_UPDATED", "Email can not be updated" },
	[AUTH_INVALID_PASSWORD] = { 400, "INVALID_PASSWORD", "Invalid password" },
	[AUTH_NO_PASSWORD] = { 400, "CREDENTIAL_ACCOUNT_NOT_FOUND", "Credential account not found" },
	[AUTH_INVALID_DELETION] = { 404, "INVALID_TOKEN", "Invalid token" },
	[AUTH_NO_PROVIDER] = { 404, "PROVIDER_NOT_FOUND", "Provider not found" },
	[AUTH_TOKEN_TOO_LONG] = { 400, "TOKEN_TOO_LONG", "The user's name and image are too long for a token" },
};
/* clang-format on */

/* --- errors ------------------------------------------------------------------------------------ */

static void refuse(struct arena *a, struct reply *reply, unsigned status, struct str message,
		   const char *code)
{
	struct buf body;

	arena_buf(a, &body, message.n + 64, 2 * LIMIT_BODY_BYTES);
	buf_z(&body, "{\"message\":");
	json_put_string(&body, message);
	if (code) {
		buf_z(&body, ",\"code\":");
		json_put_string(&body, str_z(code));
	}
	buf_char(&body, '}');
	reply_json(reply, status, buf_text(&body));
	if (code)
		reply->reason = str_z(code);
}

static void refuse_by_row(struct arena *a, struct reply *reply, enum auth_error error)
{
	refuse(a, reply, errors[error].status, str_z(errors[error].message), errors[error].code);
}

void auth_refuse_with(struct call *call, enum auth_error error)
{
	refuse_by_row(call->request->arena, call->reply, error);
}

void auth_refuse_type(struct call *call, struct str allowed_types)
{
	struct str type = request_header(call->request, STR("Content-Type"));
	struct buf message;

	arena_buf(call->request->arena, &message, 256, LIMIT_HEAD_BYTES + 256);
	buf_z(&message, "Content-Type \"");
	buf_str(&message, str_is_utf8(type) ? type : STR("?"));
	buf_z(&message, "\" is not allowed. Allowed types: ");
	buf_str(&message, allowed_types);
	refuse(call->request->arena, call->reply, 415, buf_text(&message),
	       "UNSUPPORTED_MEDIA_TYPE");
}

void auth_refuse_issues(struct call *call, struct str issues)
{
	refuse(call->request->arena, call->reply, 400, issues, "VALIDATION_ERROR");
}

void auth_fault(struct call *call, const struct err *err)
{
	call->reply->fault = arena_copy(call->request->arena, str_z(err->text));
	call->reply->status = 500;
}

void auth_refuse(struct arena *a, struct reply *reply, unsigned status)
{
	static const enum auth_error of_server[] = { AUTH_BODY_TOO_LARGE, AUTH_HEAD_TOO_LARGE,
						     AUTH_BUSY };

	for (size_t i = 0; i < ARRAY_LEN(of_server); i++)
		if (errors[of_server[i]].status == status) {
			refuse_by_row(a, reply, of_server[i]);
			return;
		}
	refuse_by_row(a, reply, AUTH_BAD_REQUEST);
}

/* --- cookies ----------------------------------------------------------------------------------- */

struct str auth_cookie_name(const struct app *app, enum auth_cookie which)
{
	static const struct str names[][2] = {
		[AUTH_COOKIE_SESSION] = { STR_INIT("better-auth.session_token"),
					  STR_INIT("__Secure-better-auth.session_token") },
		[AUTH_COOKIE_DATA] = { STR_INIT("better-auth.session_data"),
				       STR_INIT("__Secure-better-auth.session_data") },
		[AUTH_COOKIE_DONT_REMEMBER] = { STR_INIT("better-auth.dont_remember"),
						STR_INIT("__Secure-better-auth.dont_remember") },
	};

	return names[which][app->config.https ? 1 : 0];
}

static void set_cookie(struct call *call, struct cookie cookie)
{
	struct buf text;

	cookie.path = STR("/");
	cookie.same_site = COOKIE_SAME_SITE_LAX;
	cookie.plain_http = !call->app->config.https;
	arena_buf(call->request->arena, &text, 256, LIMIT_HEAD_BYTES);
	cookie_put(&text, &cookie);
	reply_header(call->reply, STR("set-cookie"), buf_text(&text));
}

static struct str signed_value(const struct call *call, struct str value)
{
	struct buf text;

	arena_buf(call->request->arena, &text, 128, 256);
	cookie_sign(call->app->config.issuer->cookie_key, value, &text);
	return buf_text(&text);
}

static const struct str expose_name = STR_INIT("access-control-expose-headers");

/* The JWT comes first in the list, whichever header is set first. */
void auth_expose(struct call *call, struct str header)
{
	struct http_header *already = reply_find(call->reply, expose_name);
	bool first = str_eq(header, STR("set-auth-jwt"));
	struct str a, b;

	if (!already) {
		reply_header(call->reply, expose_name, header);
		return;
	}
	a = first ? header : already->value;
	b = first ? already->value : header;
	already->value = arena_fmt(call->request->arena, "%.*s, %.*s", STR_FMT(a), STR_FMT(b));
}

static void set_auth_token(struct call *call, struct str value)
{
	struct http_header *already = reply_find(call->reply, STR("set-auth-token"));

	if (already) {
		already->value = value;
		return;
	}
	reply_header(call->reply, STR("set-auth-token"), value);
	auth_expose(call, STR("set-auth-token"));
}

void auth_set_session(struct call *call, struct str token, enum remember remember)
{
	struct str value = signed_value(call, token);
	int64_t life_s = call->app->config.issuer->settings.session_s;

	set_cookie(call,
		   (struct cookie){
			   .name = auth_cookie_name(call->app, AUTH_COOKIE_SESSION),
			   .value = value,
			   .max_age_s = remember == REMEMBER_YES ? life_s : COOKIE_OF_THE_SESSION,
		   });
	if (remember == REMEMBER_NO)
		set_cookie(call,
			   (struct cookie){
				   .name = auth_cookie_name(call->app, AUTH_COOKIE_DONT_REMEMBER),
				   .value = signed_value(call, STR("true")),
				   .max_age_s = COOKIE_OF_THE_SESSION,
			   });
	set_auth_token(call, value);
}

void auth_reissue_session(struct call *call, struct str token)
{
	auth_set_session(call, token, call->dont_remember ? REMEMBER_NO : REMEMBER_YES);
}

static void expire_named(struct call *call, struct str name)
{
	set_cookie(call, cookie_expired((struct cookie){ .name = name }));
}

void auth_expire(struct call *call, enum auth_cookie which)
{
	expire_named(call, auth_cookie_name(call->app, which));
}

#define STRAY_DATA_MAX 16 /* a client with more of them keeps the rest until they expire */

void auth_expire_stray_data(struct call *call)
{
	struct str data = auth_cookie_name(call->app, AUTH_COOKIE_DATA);
	size_t n = 0;

	for (struct cookie_walk w = cookie_walk(call->request);
	     n < STRAY_DATA_MAX && cookie_next(&w);) {
		bool piece =
			str_starts(w.name, data) && (w.name.n == data.n || w.name.p[data.n] == '.');

		if (piece) {
			expire_named(call, arena_copy(call->request->arena, w.name));
			n++;
		}
	}
}

/* A request that renewed its session and then ended it says only the latter. */
static void take_back_session(struct call *call)
{
	struct str name = auth_cookie_name(call->app, AUTH_COOKIE_SESSION);

	if (!reply_find(call->reply, STR("set-auth-token")))
		return;
	reply_drop(call->reply, STR("set-cookie"),
		   arena_fmt(call->request->arena, "%.*s=", STR_FMT(name)));
	reply_drop(call->reply, STR("set-auth-token"), STR(""));
	reply_drop(call->reply, expose_name, STR("set-auth-token"));
}

void auth_expire_session(struct call *call)
{
	take_back_session(call);
	auth_expire(call, AUTH_COOKIE_SESSION);
	auth_expire(call, AUTH_COOKIE_DATA);
	auth_expire_stray_data(call);
	auth_expire(call, AUTH_COOKIE_DONT_REMEMBER);
}

/* --- the session of a request ------------------------------------------------------------------ */

/* Any value counts, "false" as well: the contract's trap 12. */
static bool query_has(const struct request *request, struct str name)
{
	const struct str *value;
	struct form query;

	if (request->query.n == 0 || !form_parse(request->arena, request->query, &query))
		return false;
	value = form_first(&query, name);
	return value && value->n > 0;
}

enum auth_session auth_find_session(struct call *call)
{
	struct session_rules rules = {
		.dont_remember = call->dont_remember,
		.disable_refresh = query_has(call->request, STR("disableRefresh")),
	};
	struct err err = { 0 };

	if (call->session_token.n == 0)
		return AUTH_SESSION_NONE;
	switch (session_find(call->app->config.issuer, call->request->arena, call->session_token,
			     rules, &call->signed_in, &err)) {
	case SESSION_RENEWED:
		auth_set_session(call, call->session_token, REMEMBER_YES);
		break;
	case SESSION_LIVE:
		break;
	case SESSION_GONE:
		auth_expire_session(call);
		return AUTH_SESSION_NONE;
	case SESSION_VANISHED:
		auth_expire_session(call);
		auth_refuse_with(call, AUTH_NO_SESSION_ROW);
		return AUTH_SESSION_REFUSED;
	case SESSION_FAULT:
		auth_fault(call, &err);
		return AUTH_SESSION_REFUSED;
	}
	call->reply->user_id = call->signed_in.user.id;
	return AUTH_SESSION_FOUND;
}
