#include "auth/session/cookie_cache_json.h"

#include "auth/address/address.h"
#include "core/clock.h"
#include "fields/values.h"

static bool read_text(const struct json *object, const char *name, struct arena *a, struct str *out)
{
	const struct json *value = json_member(object, name);

	*out = arena_copy(a, json_to_str(value));
	return json_kind(value) == JSON_KIND_STRING;
}

/* A text that may be null or missing: *out then has p NULL. */
static bool read_maybe(const struct json *object, const char *name, struct arena *a,
		       struct str *out)
{
	enum json_kind kind = json_kind(json_member(object, name));

	*out = str_of(NULL, 0);
	return kind == JSON_KIND_ABSENT || kind == JSON_KIND_NULL ||
	       read_text(object, name, a, out);
}

static bool read_time(const struct json *object, const char *name, int64_t *out_ms)
{
	return clock_parse_iso(json_to_str(json_member(object, name)), out_ms);
}

/* A cache without them was written where OSTIARY_ADMIN was off. */
static bool read_role(const struct json *object, struct arena *a, struct user *out)
{
	const struct json *banned = json_member(object, "banned");
	const struct json *ends = json_member(object, "banExpires");

	out->admin_known = json_kind(banned) == JSON_KIND_BOOL;
	if (!out->admin_known)
		return true;
	out->banned = json_to_bool(banned);
	out->ban_ends_ms = INT64_MAX;
	return read_maybe(object, "role", a, &out->role) &&
	       read_maybe(object, "banReason", a, &out->ban_reason) &&
	       (json_kind(ends) != JSON_KIND_STRING ||
		read_time(object, "banExpires", &out->ban_ends_ms));
}

static bool read_user(const struct json *object, struct arena *a, struct user *out)
{
	const struct json *verified = json_member(object, "emailVerified");
	const struct json *factor = json_member(object, "twoFactorEnabled");

	if (!read_text(object, "id", a, &out->id) || !read_text(object, "name", a, &out->name) ||
	    !read_text(object, "email", a, &out->email) ||
	    !read_maybe(object, "image", a, &out->image) ||
	    !read_time(object, "createdAt", &out->created_ms) ||
	    !read_time(object, "updatedAt", &out->updated_ms) ||
	    json_kind(verified) != JSON_KIND_BOOL)
		return false;
	out->email = email_lower(a, out->email);
	out->email_verified = json_to_bool(verified);
	out->factor_known = json_kind(factor) == JSON_KIND_BOOL;
	out->second_factor = json_to_bool(factor);
	return read_role(object, a, out);
}

/* A session in which an admin acts as another user is looked up each time: it ends with the admin's
 * rights. */
static bool read_session(const struct json *object, struct arena *a, struct session *out)
{
	const struct json *impersonator = json_member(object, "impersonatedBy");

	out->admin_known = impersonator != NULL;
	return json_kind(impersonator) != JSON_KIND_STRING &&
	       read_text(object, "id", a, &out->id) && read_text(object, "token", a, &out->token) &&
	       read_text(object, "userId", a, &out->user_id) &&
	       read_maybe(object, "ipAddress", a, &out->ip_address) &&
	       read_maybe(object, "userAgent", a, &out->user_agent) &&
	       read_time(object, "expiresAt", &out->expires_ms) &&
	       read_time(object, "createdAt", &out->created_ms) &&
	       read_time(object, "updatedAt", &out->updated_ms);
}

static const char *const proof_names[PROOF_KINDS] = {
	[PROOF_PASSWORD] = "password", [PROOF_MAILBOX] = "mailbox",
	[PROOF_PASSKEY] = "passkey",   [PROOF_PASSKEY_VERIFIED] = "verified",
	[PROOF_TOTP] = "totp",         [PROOF_BACKUP_CODE] = "backupCode",
};

void cookie_cache_put_proof(struct buf *b, const struct session_proof *proof)
{
	bool any = false;

	for (int kind = 0; kind < PROOF_KINDS; kind++) {
		if (!proof->at_ms[kind])
			continue;
		buf_z(b, any ? ",\"" : ",\"proof\":{\"");
		buf_z(b, proof_names[kind]);
		buf_z(b, "\":");
		buf_i64(b, proof->at_ms[kind]);
		any = true;
	}
	if (any)
		buf_char(b, '}');
}

/* A member of another type says nothing. */
static struct session_proof read_proof(const struct json *object)
{
	struct session_proof proof = { 0 };

	for (int kind = 0; kind < PROOF_KINDS; kind++) {
		const struct json *at = json_member(object, proof_names[kind]);

		if (json_kind(at) == JSON_KIND_INTEGER && json_to_i64(at) > 0)
			proof.at_ms[kind] = json_to_i64(at);
	}
	return proof;
}

bool cookie_cache_view(const struct json *payload, const struct own_tables *own, struct arena *a,
		       struct signed_in *out)
{
	*out = (struct signed_in){ .user_order = VIEW_CACHED, .session_order = VIEW_CACHED };
	if (own) {
		out->user.own = own_members_copied(a, &own->user, json_member(payload, "user"));
		out->session.own =
			own_members_copied(a, &own->session, json_member(payload, "session"));
	}
	out->session.proof = read_proof(json_member(payload, "proof"));
	return read_user(json_member(payload, "user"), a, &out->user) &&
	       read_session(json_member(payload, "session"), a, &out->session) &&
	       str_eq(out->session.user_id, out->user.id);
}
