/* A part of admin.h: an admin who acts as another user, and returns. */
#include "route/issuer/admin/admin.h"

#include "auth/admin/acting.h"
#include "route/issuer/admin/answer.h"
#include "route/issuer/admin/cookie.h"
#include "route/issuer/answer.h"
#include "route/issuer/cookies.h"
#include "route/issuer/session_cookies.h"

void admin_impersonate(struct call *call)
{
	const struct session_origin from = call_origin(call);
	struct signed_in started;
	struct err err = { 0 };

	if (!admin_answer_unless_ok(call,
				    acting_start(call_issuer(call), call->request->arena,
						 &call->signed_in.user, admin_user_id(call), &from,
						 &started, &err),
				    &err))
		return;
	admin_cookie_set(call);
	session_cookies_set(call, &started, REMEMBER_NO);
	answer_signed_in(call, &started);
}

void admin_stop_impersonating(struct call *call)
{
	const struct signed_in acting = call->signed_in;
	struct signed_in own;
	struct err err = { 0 };
	struct admin_cookie cookie;

	if (!acting.session.impersonated_by.n) {
		answer_error(call, WIRE_NOT_ACTING);
		return;
	}
	cookie = admin_cookie_read(call);
	if (!admin_answer_unless_ok(call,
				    acting_stop(call_issuer(call), call->request->arena, &acting,
						cookie.token, &own, &err),
				    &err))
		return;
	auth_cookie_expire(call, AUTH_COOKIE_ADMIN);
	session_cookies_set(call, &own, cookie.remember);
	answer_signed_in(call, &own);
}
