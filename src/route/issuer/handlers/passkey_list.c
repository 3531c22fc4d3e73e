/* A part of handlers.h: the passkeys of the signed-in user. */
#include "route/issuer/handlers/handlers.h"

#include "auth/passkey/manage.h"
#include "core/limits.h"
#include "route/issuer/answer.h"
#include "route/issuer/session_check.h"

static struct str user_id(const struct call *call)
{
	return call->signed_in.user.id;
}

void auth_passkey_list(struct call *call)
{
	struct arena *a = call->request->arena;
	struct passkey *passkeys;
	struct err err = { 0 };
	struct buf text;
	size_t n;

	if (!answer_unless_ok(
		    call, passkey_list(call_issuer(call), a, user_id(call), &passkeys, &n, &err),
		    &err))
		return;
	arena_buf(a, &text, 512 * n + 16, LIMIT_REPLY_BYTES);
	buf_char(&text, '[');
	for (size_t i = 0; i < n; i++) {
		buf_z(&text, i ? ",{" : "{");
		passkey_put_json_members(&text, &passkeys[i]);
		buf_char(&text, ',');
		passkey_put_use(&text, &passkeys[i]);
		buf_char(&text, '}');
	}
	buf_char(&text, ']');
	reply_json(call->reply, 200, buf_text(&text));
}

void auth_passkey_update(struct call *call)
{
	struct arena *a = call->request->arena;
	struct passkey passkey;
	struct err err = { 0 };
	struct buf text;

	if (!answer_unless_ok(
		    call,
		    passkey_rename(call_issuer(call), a, user_id(call), call_body_text(call, "id"),
				   str_trim_unicode(call_body_text(call, "name")), &passkey, &err),
		    &err))
		return;
	arena_buf(a, &text, 1024, LIMIT_REPLY_BYTES);
	buf_z(&text, "{\"passkey\":{");
	passkey_put_json_members(&text, &passkey);
	buf_z(&text, "}}");
	reply_json(call->reply, 200, buf_text(&text));
}

/* As registering one, it needs a session of the last day: an old one may be in other hands. */
void auth_passkey_delete(struct call *call)
{
	struct err err = { 0 };

	if (session_passes_as_fresh(call) &&
	    answer_unless_ok(call,
			     passkey_delete(call_issuer(call), call->request->arena,
					    &call->signed_in.user, call_body_text(call, "id"),
					    &err),
			     &err))
		reply_json(call->reply, 200, STR("{\"status\":true}"));
}
