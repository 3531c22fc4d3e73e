#include "auth/json_view.h"

#include "base/json.h"
#include "core/clock.h"

static void put_name(struct buf *b, const char *name)
{
	buf_char(b, '"');
	buf_z(b, name);
	buf_z(b, "\":");
}

static void put_text(struct buf *b, const char *name, struct str text)
{
	put_name(b, name);
	if (text.p)
		json_put_string(b, text);
	else
		buf_z(b, "null");
}

static void put_time(struct buf *b, const char *name, int64_t ms)
{
	put_name(b, name);
	buf_char(b, '"');
	clock_put_iso(b, ms);
	buf_char(b, '"');
}

void user_put_json_members(struct buf *b, const struct user *user)
{
	put_text(b, "name", user->name.p ? user->name : STR(""));
	buf_char(b, ',');
	put_text(b, "email", user->email);
	buf_char(b, ',');
	put_name(b, "emailVerified");
	buf_z(b, user->email_verified ? "true" : "false");
	buf_char(b, ',');
	put_text(b, "image", user->image);
	buf_char(b, ',');
	put_time(b, "createdAt", user->created_ms);
	buf_char(b, ',');
	put_time(b, "updatedAt", user->updated_ms);
	buf_char(b, ',');
	put_text(b, "id", user->id);
}

void user_put_json(struct buf *b, const struct user *user)
{
	buf_char(b, '{');
	user_put_json_members(b, user);
	buf_char(b, '}');
}

void session_put_json(struct buf *b, const struct session *session)
{
	buf_char(b, '{');
	put_time(b, "expiresAt", session->expires_ms);
	buf_char(b, ',');
	put_text(b, "token", session->token);
	buf_char(b, ',');
	put_time(b, "createdAt", session->created_ms);
	buf_char(b, ',');
	put_time(b, "updatedAt", session->updated_ms);
	buf_char(b, ',');
	put_text(b, "ipAddress", session->ip_address);
	buf_char(b, ',');
	put_text(b, "userAgent", session->user_agent);
	buf_char(b, ',');
	put_text(b, "userId", session->user_id);
	buf_char(b, ',');
	put_text(b, "id", session->id);
	buf_char(b, '}');
}

/* The column is a list with commas. */
static void put_scopes(struct buf *b, struct str scope)
{
	struct str one;
	const char *separator = "";

	put_name(b, "scopes");
	buf_char(b, '[');
	while (scope.n) {
		str_cut(scope, ',', &one, &scope);
		buf_z(b, separator);
		json_put_string(b, one);
		separator = ",";
	}
	buf_char(b, ']');
}

void account_put_json(struct buf *b, const struct account_view *account)
{
	buf_char(b, '{');
	put_text(b, "accountId", account->account_id);
	buf_char(b, ',');
	put_text(b, "providerId", account->provider_id);
	buf_char(b, ',');
	put_text(b, "userId", account->user_id);
	buf_char(b, ',');
	put_time(b, "createdAt", account->created_ms);
	buf_char(b, ',');
	put_time(b, "updatedAt", account->updated_ms);
	buf_char(b, ',');
	put_text(b, "id", account->id);
	buf_char(b, ',');
	put_scopes(b, account->scope);
	buf_char(b, '}');
}
