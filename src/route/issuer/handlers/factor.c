/* A part of handlers.h: the second factor of the signed-in user, turned on and off. */
#include "route/issuer/handlers/handlers.h"

#include "auth/account/password.h"
#include "auth/factor/enrol.h"
#include "core/limits.h"
#include "route/issuer/account_answer.h"
#include "route/issuer/factor_cookies.h"
#include "route/issuer/session_cookies.h"

/* Every change needs the password. False: a refusal has been answered. */
static bool password_is_right(struct call *call)
{
	struct err err = { 0 };

	return account_answer_unless_ok(call,
					password_check(call_issuer(call), call->request->arena,
						       &call->signed_in.user,
						       call_body_text(call, "password"), &err),
					&err);
}

static struct factor_change change_of(const struct call *call)
{
	return (struct factor_change){
		.signed_in = &call->signed_in,
		.remember = call->dont_remember ? REMEMBER_NO : REMEMBER_YES,
		.from = call_origin(call),
	};
}

/* The cookies of the session that has taken the place of the request's. */
static void set_session(struct call *call, const struct session *session, bool second_factor)
{
	call->signed_in.session = *session;
	call->signed_in.user.second_factor = second_factor;
	session_cookies_reissue(call, &call->signed_in);
}

static void put_codes(struct buf *b, const struct backup_codes *codes)
{
	buf_z(b, "\"backupCodes\":[");
	for (size_t i = 0; i < codes->n; i++) {
		buf_z(b, i ? "," : "");
		json_put_string(b, codes->of[i]);
	}
	buf_char(b, ']');
}

static void start_totp(struct call *call)
{
	struct arena *a = call->request->arena;
	struct backup_codes codes;
	struct err err = { 0 };
	struct buf text;
	struct str uri;

	if (!account_answer_unless_ok(call,
				      factor_start_totp(call_issuer(call), a, &call->signed_in.user,
							call_body_text(call, "issuer"), &uri,
							&codes, &err),
				      &err))
		return;
	arena_buf(a, &text, 1024, LIMIT_REPLY_BYTES);
	buf_z(&text, "{\"method\":\"totp\",\"totpURI\":");
	json_put_string(&text, uri);
	buf_char(&text, ',');
	put_codes(&text, &codes);
	buf_char(&text, '}');
	reply_json(call->reply, 200, buf_text(&text));
}

static void enable_mail(struct call *call)
{
	const struct factor_change change = change_of(call);
	struct session session;
	struct err err = { 0 };

	if (!account_answer_unless_ok(call,
				      factor_enable_mail(call_issuer(call), call->request->arena,
							 &change, &session, &err),
				      &err))
		return;
	set_session(call, &session, true);
	reply_json(call->reply, 200, STR("{\"method\":\"otp\"}"));
}

void auth_factor_enable(struct call *call)
{
	if (!password_is_right(call))
		return;
	if (str_eq(call_body_text(call, "method"), STR("otp")))
		enable_mail(call);
	else
		start_totp(call);
}

void auth_factor_disable(struct call *call)
{
	const struct factor_change change = change_of(call);
	struct session session;
	struct err err = { 0 };

	if (!password_is_right(call) ||
	    !account_answer_unless_ok(call,
				      factor_disable(call_issuer(call), call->request->arena,
						     &change, &session, &err),
				      &err))
		return;
	set_session(call, &session, false);
	factor_trust_expire(call);
	reply_json(call->reply, 200, STR("{\"status\":true}"));
}

void auth_factor_totp_uri(struct call *call)
{
	struct arena *a = call->request->arena;
	struct err err = { 0 };
	struct buf text;
	struct str uri;

	if (!password_is_right(call) ||
	    !account_answer_unless_ok(
		    call, factor_totp_uri(call_issuer(call), a, &call->signed_in.user, &uri, &err),
		    &err))
		return;
	arena_buf(a, &text, 512, LIMIT_REPLY_BYTES);
	buf_z(&text, "{\"totpURI\":");
	json_put_string(&text, uri);
	buf_char(&text, '}');
	reply_json(call->reply, 200, buf_text(&text));
}

void auth_factor_codes(struct call *call)
{
	struct arena *a = call->request->arena;
	struct backup_codes codes;
	struct err err = { 0 };
	struct buf text;

	if (!password_is_right(call) ||
	    !account_answer_unless_ok(
		    call,
		    factor_new_codes(call_issuer(call), a, &call->signed_in.user, &codes, &err),
		    &err))
		return;
	arena_buf(a, &text, 512, LIMIT_REPLY_BYTES);
	buf_z(&text, "{\"status\":true,");
	put_codes(&text, &codes);
	buf_char(&text, '}');
	reply_json(call->reply, 200, buf_text(&text));
}
