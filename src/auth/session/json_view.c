#include "auth/session/json_view.h"

#include "base/cleanup.h"
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
	json_put_string_or_null(b, text);
}

static void put_time(struct buf *b, const char *name, int64_t ms)
{
	put_name(b, name);
	buf_char(b, '"');
	clock_put_iso(b, ms);
	buf_char(b, '"');
}

/* --- users and sessions ----------------------------------------------------------------------- */

enum member {
	NAME,
	EMAIL,
	EMAIL_VERIFIED,
	IMAGE,
	FACTOR,
	ROLE, /* and the ban */
	EXPIRES,
	TOKEN,
	ADDRESS,
	AGENT,
	USER_ID,
	IMPERSONATOR,
	CREATED,
	UPDATED,
	OWN, /* columns of one's own, each after a comma */
	ID
};

/* Better Auth's order of the members, which differs between a row and the cookie cache. */
static const enum member user_orders[][10] = {
	[VIEW_STORED] = { NAME, EMAIL, EMAIL_VERIFIED, IMAGE, CREATED, UPDATED, FACTOR, ROLE, OWN,
			  ID },
	[VIEW_CACHED] = { ID, CREATED, UPDATED, EMAIL, EMAIL_VERIFIED, NAME, IMAGE, FACTOR, ROLE,
			  OWN },
};
static const enum member session_orders[][10] = {
	[VIEW_STORED] = { EXPIRES, TOKEN, CREATED, UPDATED, ADDRESS, AGENT, USER_ID, IMPERSONATOR,
			  OWN, ID },
	[VIEW_CACHED] = { ID, CREATED, UPDATED, USER_ID, EXPIRES, TOKEN, ADDRESS, AGENT,
			  IMPERSONATOR, OWN },
};

static void put_role(struct buf *b, const struct user *user)
{
	put_text(b, "role", user->role);
	buf_z(b, user->banned ? ",\"banned\":true," : ",\"banned\":false,");
	put_text(b, "banReason", user->ban_reason);
	if (user->banned && user->ban_ends_ms != INT64_MAX) {
		buf_char(b, ',');
		put_time(b, "banExpires", user->ban_ends_ms);
	} else {
		buf_z(b, ",\"banExpires\":null");
	}
}

static void put_user_member(struct buf *b, const struct user *user, enum member member)
{
	switch ((int)member) {
	case NAME:
		put_text(b, "name", user->name.p ? user->name : STR(""));
		break;
	case EMAIL:
		put_text(b, "email", user->email);
		break;
	case EMAIL_VERIFIED:
		put_name(b, "emailVerified");
		buf_z(b, user->email_verified ? "true" : "false");
		break;
	case IMAGE:
		put_text(b, "image", user->image);
		break;
	case FACTOR:
		put_name(b, "twoFactorEnabled");
		buf_z(b, user->second_factor ? "true" : "false");
		break;
	case ROLE:
		put_role(b, user);
		break;
	case CREATED:
		put_time(b, "createdAt", user->created_ms);
		break;
	case UPDATED:
		put_time(b, "updatedAt", user->updated_ms);
		break;
	case ID:
		put_text(b, "id", user->id);
		break;
	}
}

static void put_session_member(struct buf *b, const struct session *session, enum member member)
{
	switch ((int)member) {
	case EXPIRES:
		put_time(b, "expiresAt", session->expires_ms);
		break;
	case TOKEN:
		put_text(b, "token", session->token);
		break;
	case CREATED:
		put_time(b, "createdAt", session->created_ms);
		break;
	case UPDATED:
		put_time(b, "updatedAt", session->updated_ms);
		break;
	case ADDRESS:
		put_text(b, "ipAddress", session->ip_address);
		break;
	case AGENT:
		put_text(b, "userAgent", session->user_agent);
		break;
	case USER_ID:
		put_text(b, "userId", session->user_id);
		break;
	case IMPERSONATOR:
		put_text(b, "impersonatedBy",
			 session->impersonated_by.n ? session->impersonated_by : str_of(NULL, 0));
		break;
	case ID:
		put_text(b, "id", session->id);
		break;
	}
}

static void put_user(struct buf *b, const struct user *user, struct str own, enum view_order order)
{
	const char *separator = "";

	for (size_t i = 0; i < ARRAY_LEN(user_orders[order]); i++) {
		enum member member = user_orders[order][i];

		if ((member == FACTOR && !user->factor_known) ||
		    (member == ROLE && !user->admin_known))
			continue;
		if (member == OWN) {
			buf_str(b, own);
			continue;
		}
		buf_z(b, separator);
		put_user_member(b, user, member);
		separator = ",";
	}
}

void user_put_claims(struct buf *b, const struct user *user, enum view_order order)
{
	put_user(b, user, user->own.claims, order);
}

void user_put_json(struct buf *b, const struct user *user, enum view_order order)
{
	buf_char(b, '{');
	put_user(b, user, user->own.all, order);
	buf_char(b, '}');
}

void session_put_json(struct buf *b, const struct session *session, enum view_order order)
{
	buf_char(b, '{');
	for (size_t i = 0; i < ARRAY_LEN(session_orders[order]); i++) {
		if (session_orders[order][i] == IMPERSONATOR && !session->admin_known)
			continue;
		if (session_orders[order][i] == OWN) {
			buf_str(b, session->own.all);
			continue;
		}
		buf_z(b, i ? "," : "");
		put_session_member(b, session, session_orders[order][i]);
	}
	buf_char(b, '}');
}

/* --- accounts --------------------------------------------------------------------------------- */

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
