/* A part of handlers.h. */
#include "route/issuer/handlers/handlers.h"

#include "auth/account/sign_up.h"
#include "auth/session/json_view.h"
#include "core/limits.h"
#include "fields/input.h"
#include "route/issuer/answer.h"
#include "route/issuer/handlers/sign_in.h"

static void answer_sign_up(struct call *call, const struct signed_in *signed_in)
{
	struct buf text;

	arena_buf(call->request->arena, &text, 1024, LIMIT_REPLY_BYTES);
	buf_z(&text, "{\"token\":");
	if (signed_in->session.token.n)
		json_put_string(&text, signed_in->session.token);
	else
		buf_z(&text, "null");
	buf_z(&text, ",\"user\":");
	user_put_json(&text, &signed_in->user, VIEW_STORED);
	buf_char(&text, '}');
	reply_json(call->reply, 200, buf_text(&text));
}

static bool is_about_fields(enum auth_result result)
{
	return result == REFUSED_FIELD_MISSING || result == REFUSED_FIELD_NOT_ALLOWED ||
	       result == REFUSED_FIELD_INVALID;
}

void auth_sign_up(struct call *call)
{
	struct issuer *issuer = call_issuer(call);
	const struct own_tables *own = issuer->settings.own;
	const struct own_input input = own_input_take(own ? &own->user : NULL, OWN_CREATE,
						      call->request->arena, call->body);
	const struct sign_up_form form = {
		.name = call_body_text(call, "name"),
		.email = call_body_text(call, "email"),
		.password = call_body_text(call, "password"),
		.image = call_body_text(call, "image"),
		.callback = call_body_text(call, "callbackURL"),
		.remember = form_remember(call),
		.from = call_origin(call),
		.own = &input,
	};
	enum auth_result result;
	struct err err = { 0 };
	struct signed_in signed_in;

	answer_about_account(call, form.email);
	if (!answer_unless_admins_member(call))
		return;
	result = sign_up(issuer, call->request->arena, &form, &signed_in, &err);
	if (is_about_fields(result)) {
		(void)answer_unless_fields_fit(call, &input);
		return;
	}
	if (!answer_unless_ok(call, result, &err))
		return;
	if (!signed_in.session.token.n || finish_sign_in(call, &signed_in, form.remember))
		answer_sign_up(call, &signed_in);
}
