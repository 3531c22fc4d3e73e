/* A part of handlers.h: verifying an address, and changing it. */
#include "route/issuer/handlers/handlers.h"

#include "auth/email/change.h"
#include "auth/email/link_open.h"
#include "auth/email/link_url.h"
#include "auth/email/verify.h"
#include "auth/session/json_view.h"
#include "core/limits.h"
#include "route/issuer/answer.h"
#include "route/issuer/session_check.h"
#include "route/issuer/session_cookies.h"

static const struct str done = STR_INIT("{\"status\":true}");

/* --- sending ---------------------------------------------------------------------------------- */

void auth_send_verification(struct call *call)
{
	struct str email = call_body_text(call, "email");
	const struct signed_in *signed_in = NULL;
	struct err err = { 0 };

	if (!call_issuer(call)->settings.verification.enabled) {
		answer_error(call, WIRE_VERIFICATION_OFF);
		return;
	}
	switch (session_check(call, SESSION_USE_LOOK, SESSION_FROM_CACHE_TOO)) {
	case SESSION_CHECK_FOUND:
		signed_in = &call->signed_in;
		break;
	case SESSION_CHECK_NONE:
		break;
	case SESSION_CHECK_ANSWERED:
		return;
	}
	answer_about_account(call, email);
	if (answer_unless_ok(call,
			     verification_send(call_issuer(call), call->request->arena, email,
					       call_body_text(call, "callbackURL"), signed_in,
					       &err),
			     &err))
		reply_json(call->reply, 200, done);
}

/* --- opening a link --------------------------------------------------------------------------- */

/* The error as a parameter of the link's callback, or as an answer of its own. */
static void refuse_link(struct call *call, enum auth_result reason)
{
	struct str callback = call_query_text(call, STR("callbackURL"));
	enum wire_error error = wire_error_of(reason);

	if (callback.n)
		answer_redirect(call, link_with(call->request->arena, callback, STR("error"),
						str_z(wire_answer(error)->code)));
	else
		answer_error(call, error);
}

/* True for AUTH_OK; a refusal or a fault is answered. */
static bool link_is_ok(struct call *call, enum auth_result result, const struct err *err)
{
	if (result == AUTH_FAULT)
		answer_fault(call, err);
	else if (result != AUTH_OK)
		refuse_link(call, result);
	return result == AUTH_OK;
}

static void set_link_session(struct call *call, const struct link_outcome *outcome)
{
	const struct signed_in session = {
		.user = outcome->user,
		.session = outcome->session,
		.session_order = outcome->new_session ? VIEW_STORED : call->signed_in.session_order,
	};

	session_cookies_reissue(call, &session);
}

static void answer_link(struct call *call, const struct link_outcome *outcome)
{
	struct str callback = call_query_text(call, STR("callbackURL"));
	struct buf text;

	if (outcome->set_session)
		set_link_session(call, outcome);
	if (callback.n) {
		answer_redirect(call, callback);
		return;
	}
	arena_buf(call->request->arena, &text, 512, LIMIT_REPLY_BYTES);
	buf_z(&text, outcome->hide_member ? "{\"status\":true" : "{\"status\":true,\"user\":");
	if (outcome->show_user)
		user_put_json(&text, &outcome->user, VIEW_STORED);
	else if (!outcome->hide_member)
		buf_z(&text, "null");
	buf_char(&text, '}');
	reply_json(call->reply, 200, buf_text(&text));
}

/* Few links need the session; it is looked up for these only, because the look-up may renew it. */
static bool needs_session(const struct call *call, const struct email_link *link)
{
	return link->update_to.n || call_issuer(call)->settings.verification.sign_in_after;
}

static enum session_check find_session(struct call *call)
{
	enum session_check found = session_check(call, SESSION_USE_LOOK, SESSION_FROM_CACHE_TOO);

	return found == SESSION_CHECK_FOUND ? session_check_confirm(call) : found;
}

static void open_link(struct call *call, const struct email_link *link,
		      const struct signed_in *signed_in)
{
	const struct link_context context = {
		.signed_in = signed_in,
		.from = call_origin(call),
		.callback = call_query_text(call, STR("callbackURL")),
	};
	struct link_outcome outcome;
	struct err err = { 0 };

	if (link_is_ok(call,
		       link_open(call_issuer(call), call->request->arena, link, &context, &outcome,
				 &err),
		       &err))
		answer_link(call, &outcome);
}

void auth_verify_email(struct call *call)
{
	const struct signed_in *signed_in = NULL;
	struct email_link link;
	struct err err = { 0 };

	if (!link_is_ok(call,
			email_link_read(call_issuer(call), call->request->arena,
					call_query_text(call, STR("token")), &link),
			&err))
		return;
	if (needs_session(call, &link))
		switch (find_session(call)) {
		case SESSION_CHECK_FOUND:
			signed_in = &call->signed_in;
			break;
		case SESSION_CHECK_NONE:
			break;
		case SESSION_CHECK_ANSWERED:
			return;
		}
	open_link(call, &link, signed_in);
}

/* --- changing --------------------------------------------------------------------------------- */

void auth_change_email(struct call *call)
{
	const struct email_change change = {
		.email = call_body_text(call, "newEmail"),
		.callback = call_body_text(call, "callbackURL"),
	};
	struct err err = { 0 };
	bool changed = false;

	if (!call_issuer(call)->settings.change_email.enabled) {
		answer_error(call, WIRE_CHANGE_EMAIL_OFF);
		return;
	}
	if (!answer_unless_ok(call,
			      email_change(call_issuer(call), call->request->arena, &change,
					   &call->signed_in, &changed, &err),
			      &err))
		return;
	if (changed)
		session_cookies_reissue(call, &call->signed_in);
	reply_json(call->reply, 200, done);
}
