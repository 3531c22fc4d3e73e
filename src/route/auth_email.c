/* Verifying an address, and changing it. */
#include "auth/json_view.h"
#include "auth/link.h"
#include "auth/verify_email.h"
#include "core/limits.h"
#include "route/app.h"
#include "route/auth_cookie.h"
#include "route/auth_mail.h"
#include "route/auth_reply.h"
#include "route/auth_session.h"

static const struct str done = STR_INIT("{\"status\":true}");

static struct issuer *issuer_of(const struct call *call)
{
	return call->app->config.issuer;
}

static struct str body_text(const struct call *call, const char *name)
{
	return json_to_str(json_member(call->body, name));
}

static struct str query_text(const struct call *call, struct str name)
{
	const struct str *value = form_first(&call->query, name);

	return value ? *value : str_of(NULL, 0);
}

/* --- sending ------------------------------------------------------------------------------------ */

void auth_send_verification(struct call *call)
{
	static const enum auth_error errors[] = {
		[SEND_VERIFICATION_MISMATCH] = AUTH_EMAIL_MISMATCH,
		[SEND_VERIFICATION_ALREADY] = AUTH_EMAIL_VERIFIED,
	};
	const struct signed_in *who = NULL;
	struct err err = { 0 };
	enum send_verification_rc rc;

	if (!issuer_of(call)->settings.verify_email) {
		auth_refuse_with(call, AUTH_VERIFICATION_OFF);
		return;
	}
	switch (auth_find_session(call, SESSION_USE_LOOK, SESSION_FROM_CACHE_TOO)) {
	case AUTH_SESSION_FOUND:
		who = &call->signed_in;
		break;
	case AUTH_SESSION_NONE:
		break;
	case AUTH_SESSION_REFUSED:
		return;
	}
	auth_name_account(call, body_text(call, "email"));
	rc = verification_send(issuer_of(call), call->request->arena, body_text(call, "email"),
			       body_text(call, "callbackURL"), who, &err);
	if (rc == SEND_VERIFICATION_DONE)
		reply_json(call->reply, 200, done);
	else if (rc == SEND_VERIFICATION_FAULT)
		auth_fault(call, &err);
	else
		auth_refuse_with(call, errors[rc]);
}

/* --- opening a link ----------------------------------------------------------------------------- */

static void refuse_link(struct call *call, enum auth_error error)
{
	struct str callback = query_text(call, STR("callbackURL"));

	if (callback.n)
		auth_redirect(call, link_with(call->request->arena, callback, STR("error"),
					      auth_error_code(error)));
	else
		auth_refuse_with(call, error);
}

static void answer_verified(struct call *call, const struct verified *v)
{
	struct str callback = query_text(call, STR("callbackURL"));
	struct buf text;

	if (v->set_session)
		auth_reissue_session(
			call,
			&(struct signed_in){
				.user = v->user,
				.session = v->session,
				.session_order = v->new_session ? VIEW_STORED
								: call->signed_in.session_order,
			});
	if (callback.n) {
		auth_redirect(call, callback);
		return;
	}
	arena_buf(call->request->arena, &text, 512, LIMIT_REPLY_BYTES);
	buf_z(&text, v->hide_member ? "{\"status\":true" : "{\"status\":true,\"user\":");
	if (v->show_user)
		user_put_json(&text, &v->user, VIEW_STORED);
	else if (!v->hide_member)
		buf_z(&text, "null");
	buf_char(&text, '}');
	reply_json(call->reply, 200, buf_text(&text));
}

static void open_link(struct call *call, const struct email_link *link, const struct signed_in *who)
{
	static const enum auth_error errors[] = {
		[VERIFY_INVALID] = AUTH_LINK_INVALID,
		[VERIFY_NO_USER] = AUTH_LINK_NO_USER,
		[VERIFY_OTHER_USER] = AUTH_LINK_OTHER_USER,
	};
	const struct verify_visit visit = {
		.who = who,
		.from = {
			.ip_address = call->request->address,
			.user_agent = request_header(call->request, STR("User-Agent")),
		},
		.callback = query_text(call, STR("callbackURL")),
	};
	struct verified verified;
	struct err err = { 0 };
	enum verify_rc rc =
		email_verify(issuer_of(call), call->request->arena, link, &visit, &verified, &err);

	if (rc == VERIFY_DONE)
		answer_verified(call, &verified);
	else if (rc == VERIFY_FAULT)
		auth_fault(call, &err);
	else
		refuse_link(call, errors[rc]);
}

/* The session matters for few links, and only then it is looked for: looking may renew it. */
static bool needs_session(const struct call *call, const struct email_link *link)
{
	return link->update_to.n || issuer_of(call)->settings.sign_in_after_verification;
}

static enum auth_session look_for_session(struct call *call)
{
	enum auth_session found = auth_find_session(call, SESSION_USE_LOOK, SESSION_FROM_CACHE_TOO);

	return found == AUTH_SESSION_FOUND ? auth_confirm_session(call) : found;
}

void auth_verify_email(struct call *call)
{
	static const struct err malformed = { .text = "a signed link without an address" };
	const struct signed_in *who = NULL;
	struct email_link link;

	switch (email_link_read(issuer_of(call), call->request->arena,
				query_text(call, STR("token")), &link)) {
	case EMAIL_LINK_GOOD:
		break;
	case EMAIL_LINK_INVALID:
		refuse_link(call, AUTH_LINK_INVALID);
		return;
	case EMAIL_LINK_EXPIRED:
		refuse_link(call, AUTH_LINK_EXPIRED);
		return;
	case EMAIL_LINK_MALFORMED:
		auth_fault(call, &malformed);
		return;
	}
	if (needs_session(call, &link))
		switch (look_for_session(call)) {
		case AUTH_SESSION_FOUND:
			who = &call->signed_in;
			break;
		case AUTH_SESSION_NONE:
			break;
		case AUTH_SESSION_REFUSED:
			return;
		}
	open_link(call, &link, who);
}

/* --- changing ----------------------------------------------------------------------------------- */

void auth_change_email(struct call *call)
{
	struct err err = { 0 };

	if (!issuer_of(call)->settings.change_email) {
		auth_refuse_with(call, AUTH_CHANGE_EMAIL_OFF);
		return;
	}
	switch (email_change(issuer_of(call), call->request->arena, body_text(call, "newEmail"),
			     body_text(call, "callbackURL"), &call->signed_in, &err)) {
	case CHANGE_EMAIL_CHANGED:
		auth_reissue_session(call, &call->signed_in);
		reply_json(call->reply, 200, done);
		return;
	case CHANGE_EMAIL_DONE:
		reply_json(call->reply, 200, done);
		return;
	case CHANGE_EMAIL_STALE:
		auth_refuse_with(call, AUTH_SESSION_NOT_FRESH);
		return;
	case CHANGE_EMAIL_SAME:
		auth_refuse_with(call, AUTH_EMAIL_SAME);
		return;
	case CHANGE_EMAIL_NO_MAIL:
		auth_refuse_with(call, AUTH_NO_VERIFICATION_MAIL);
		return;
	case CHANGE_EMAIL_FAULT:
		break;
	}
	auth_fault(call, &err);
}
