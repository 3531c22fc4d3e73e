/* A part of handlers.h: the profile and the accounts of the signed-in user. */
#include "route/issuer/handlers/handlers.h"

#include "auth/account/profile.h"
#include "auth/session/json_view.h"
#include "core/limits.h"
#include "fields/input.h"
#include "route/issuer/account_answer.h"
#include "route/issuer/answer.h"
#include "route/issuer/body.h"
#include "route/issuer/session_check.h"
#include "route/issuer/session_cookies.h"

void auth_update_user(struct call *call)
{
	const struct json *name = json_member(call->body, "name");
	const struct json *image = json_member(call->body, "image");
	const struct own_tables *own = call_issuer(call)->settings.own;
	const struct own_input input = own_input_take(own ? &own->user : NULL, OWN_UPDATE,
						      call->request->arena, call->body);
	const struct profile_change change = {
		.set_name = name != NULL,
		.name = json_to_str(name),
		.set_image = image != NULL,
		.image = json_to_str(image),
		.own = input.n_set ? input.values : NULL,
	};
	struct err err = { 0 };

	if (!body_is_falsy(json_member(call->body, "email"))) {
		answer_error(call, WIRE_EMAIL_NOT_UPDATABLE);
		return;
	}
	if (!answer_unless_admins_member(call) || !answer_unless_fields_fit(call, &input))
		return;
	if (!name && !image && !input.n_set) {
		answer_error(call, WIRE_NO_FIELDS);
		return;
	}
	if (!session_is_confirmed(call) ||
	    !account_answer_unless_ok(call,
				      profile_update(call_issuer(call), call->request->arena,
						     call->signed_in.user.id, &change,
						     &call->signed_in.user, &err),
				      &err))
		return;
	call->signed_in.user_order = VIEW_STORED;
	session_cookies_reissue(call, &call->signed_in);
	reply_json(call->reply, 200, STR("{\"status\":true}"));
}

static void answer_session(struct call *call)
{
	struct buf text;

	arena_buf(call->request->arena, &text, 512, LIMIT_REPLY_BYTES);
	buf_z(&text, "{\"session\":");
	session_put_json(&text, &call->signed_in.session, call->signed_in.session_order);
	buf_char(&text, '}');
	reply_json(call->reply, 200, buf_text(&text));
}

/* A session has no field that its user may change but columns of one's own. */
void auth_update_session(struct call *call)
{
	const struct own_tables *own = call_issuer(call)->settings.own;
	const struct own_input input = own_input_take(own ? &own->session : NULL, OWN_UPDATE,
						      call->request->arena, call->body);
	enum auth_result result;
	struct err err = { 0 };

	if (!answer_unless_fields_fit(call, &input))
		return;
	if (!input.n_set) {
		answer_error(call, WIRE_NO_FIELDS);
		return;
	}
	if (!session_is_confirmed(call))
		return;
	result = session_update_own(call_issuer(call), call->request->arena, &call->signed_in,
				    input.values, &err);
	if (result == REFUSED_SESSION_VANISHED)
		session_cookies_expire(call);
	if (!answer_unless_ok(call, result, &err))
		return;
	session_cookies_reissue(call, &call->signed_in);
	answer_session(call);
}

void auth_list_accounts(struct call *call)
{
	struct account_view *accounts;
	struct err err = { 0 };
	struct buf text;
	size_t n;

	if (!account_answer_unless_ok(call,
				      accounts_list(call_issuer(call), call->request->arena,
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
