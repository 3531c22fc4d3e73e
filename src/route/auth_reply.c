#include "route/auth_reply.h"

#include "auth/alias.h"
#include "base/cleanup.h"
#include "core/limits.h"
#include "http/percent.h"
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
	[AUTH_UNSTORABLE] = { 400, "BAD_REQUEST", "The text has characters that cannot be stored" },
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
	[AUTH_PASSWORD_COMPROMISED] = { 400, "PASSWORD_COMPROMISED",
		"The password you entered has been compromised. Please choose a different password." },
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
	[AUTH_NOT_VERIFIED] = { 403, "EMAIL_NOT_VERIFIED", "Email not verified" },
	[AUTH_SIGN_UP_OFF] = { 400, "EMAIL_PASSWORD_SIGN_UP_DISABLED", "Email and password sign up is not enabled" },
	[AUTH_RESET_OFF] = { 400, "RESET_PASSWORD_DISABLED", "Reset password isn't enabled" },
	[AUTH_RESET_INVALID] = { 400, "INVALID_TOKEN", "Invalid token" },
	[AUTH_RESET_NO_USER] = { 400, "USER_NOT_FOUND", "User not found" },
	[AUTH_VERIFICATION_OFF] = { 400, "VERIFICATION_EMAIL_NOT_ENABLED", "Verification email isn't enabled" },
	[AUTH_EMAIL_MISMATCH] = { 400, "EMAIL_MISMATCH", "Email mismatch" },
	[AUTH_EMAIL_VERIFIED] = { 400, "EMAIL_ALREADY_VERIFIED", "Email is already verified" },
	[AUTH_LINK_INVALID] = { 401, "INVALID_TOKEN", "Invalid token" },
	[AUTH_LINK_EXPIRED] = { 401, "TOKEN_EXPIRED", "Token expired" },
	[AUTH_LINK_NO_USER] = { 401, "USER_NOT_FOUND", "User not found" },
	[AUTH_LINK_OTHER_USER] = { 401, "INVALID_USER", "Invalid user" },
	[AUTH_CHANGE_EMAIL_OFF] = { 400, "CHANGE_EMAIL_DISABLED", "Change email is disabled" },
	[AUTH_EMAIL_SAME] = { 400, NULL, "Email is the same" },
	[AUTH_NO_VERIFICATION_MAIL] = { 400, NULL, "Verification email isn't enabled" },
	[AUTH_DELETION_OFF] = { 404, "NOT_FOUND", "Not found" },
	[AUTH_NO_USER_INFO] = { 404, "FAILED_TO_GET_USER_INFO", "Failed to get user info" },
	[AUTH_TOO_MANY] = { 429, NULL, "Too many requests. Please try again later." },
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
	reply->reason = code ? str_z(code) : reply->reason;
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

void auth_name_account(struct call *call, struct str email)
{
	call->reply->account =
		alias_of(&call->app->config.issuer->alias_key, call->request->arena, email);
}

void auth_refuse_throttled(struct call *call, int64_t wait_s)
{
	struct str text =
		arena_fmt(call->request->arena, "%lld", (long long)(wait_s > 0 ? wait_s : 1));

	reply_header(call->reply, STR("x-retry-after"), text);
	reply_header(call->reply, STR("retry-after"), text);
	auth_refuse_with(call, AUTH_TOO_MANY);
	call->reply->reason = STR("throttled");
}

struct str auth_error_code(enum auth_error error)
{
	return str_z(errors[error].code);
}

void auth_location(struct call *call, struct str url)
{
	struct buf text;

	arena_buf(call->request->arena, &text, url.n, 3 * LIMIT_BODY_BYTES);
	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] >= 0x20 && url.p[i] < 0x7F)
			buf_char(&text, url.p[i]);
		else
			percent_put(&text, str_of(url.p + i, 1));
	reply_header(call->reply, STR("location"), buf_text(&text));
}

void auth_redirect(struct call *call, struct str url)
{
	reply_json(call->reply, 302, STR(""));
	auth_location(call, url);
}

void auth_fault(struct call *call, const struct err *err)
{
	call->reply->fault = arena_copy(call->request->arena, str_z(err->text));
	switch (err->kind) {
	case ERR_UNAVAILABLE:
		reply_header(call->reply, STR("retry-after"), STR("1"));
		auth_refuse_with(call, AUTH_BUSY);
		return;
	case ERR_UNSTORABLE:
		auth_refuse_with(call, AUTH_UNSTORABLE);
		return;
	case ERR_FAULT:
		break;
	}
	call->reply->status = 500;
}

void auth_refuse(struct arena *a, struct reply *reply, unsigned status)
{
	static const enum auth_error of_server[] = { AUTH_BODY_TOO_LARGE, AUTH_HEAD_TOO_LARGE,
						     AUTH_BUSY, AUTH_TOO_MANY };

	for (size_t i = 0; i < ARRAY_LEN(of_server); i++)
		if (errors[of_server[i]].status == status) {
			refuse_by_row(a, reply, of_server[i]);
			return;
		}
	refuse_by_row(a, reply, AUTH_BAD_REQUEST);
}
