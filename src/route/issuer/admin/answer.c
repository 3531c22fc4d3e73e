#include "route/issuer/admin/answer.h"

#include "auth/admin/access.h"
#include "auth/session/json_view.h"
#include "core/limits.h"
#include "route/issuer/answer.h"

struct str admin_user_id(const struct call *call)
{
	const struct json *value = json_member(call->body, "userId");

	if (json_kind(value) == JSON_KIND_INTEGER)
		return arena_fmt(call->request->arena, "%lld", (long long)json_to_i64(value));
	return json_to_str(value);
}

struct str admin_actor(const struct call *call)
{
	return call->signed_in.user.id;
}

static struct str joined(struct arena *a, const struct json *array)
{
	struct buf text;

	arena_buf(a, &text, 64, LIMIT_BODY_BYTES);
	for (size_t i = 0; i < json_count(array); i++) {
		struct str role = json_to_str(json_element(array, i));

		buf_z(&text, i ? "," : "");
		buf_str(&text, role);
	}
	return buf_text(&text);
}

bool admin_read_roles(struct call *call, const struct json *value, struct str *out)
{
	bool array = json_kind(value) == JSON_KIND_ARRAY;

	*out = array ? joined(call->request->arena, value) : json_to_str(value);
	if (access_role_is_valid(*out))
		return true;
	answer_error(call, WIRE_INVALID_ROLE);
	return false;
}

void admin_note_ban(struct call *call)
{
	atomic_store(&call_issuer(call)->has_bans, true);
}

bool admin_answer_unless_ok(struct call *call, enum auth_result result, const struct err *err)
{
	if (result == REFUSED_USER_GONE)
		answer_error(call, WIRE_USER_NOT_FOUND);
	else if (result == REFUSED_EMAIL_TAKEN)
		answer_error(call, WIRE_ADMIN_EMAIL_TAKEN);
	else
		return answer_unless_ok(call, result, err);
	return false;
}

void admin_answer_user(struct call *call, const struct user *user)
{
	struct buf text;

	arena_buf(call->request->arena, &text, 1024, LIMIT_REPLY_BYTES);
	buf_z(&text, "{\"user\":");
	user_put_json(&text, user, VIEW_STORED);
	buf_char(&text, '}');
	reply_json(call->reply, 200, buf_text(&text));
}

void admin_answer_bare_user(struct call *call, const struct user *user)
{
	struct buf text;

	arena_buf(call->request->arena, &text, 1024, LIMIT_REPLY_BYTES);
	user_put_json(&text, user, VIEW_STORED);
	reply_json(call->reply, 200, buf_text(&text));
}
