#include "route/auth_account_rc.h"

#include "route/app.h"
#include "route/auth_cookie.h"
#include "route/auth_reply.h"

static int64_t wait_s(const struct call *call)
{
	struct str key =
		throttle_key(call->request->arena, call->signed_in.user.email, ACCOUNT_KNOWN);

	return throttle_wait_s(call->app->config.issuer->throttle, key, call->request->now_ms);
}

bool auth_account_done(struct call *call, enum account_rc rc, const struct err *err)
{
	static const enum auth_error errors[] = {
		[ACCOUNT_PASSWORD_TOO_SHORT] = AUTH_PASSWORD_TOO_SHORT,
		[ACCOUNT_PASSWORD_TOO_LONG] = AUTH_PASSWORD_TOO_LONG,
		[ACCOUNT_COMPROMISED] = AUTH_PASSWORD_COMPROMISED,
		[ACCOUNT_WRONG_PASSWORD] = AUTH_INVALID_PASSWORD,
		[ACCOUNT_NO_PASSWORD] = AUTH_NO_PASSWORD,
		[ACCOUNT_STALE] = AUTH_SESSION_STALE,
		[ACCOUNT_INVALID_TOKEN] = AUTH_INVALID_DELETION,
		[ACCOUNT_GONE] = AUTH_UNAUTHORIZED,
	};

	if (rc == ACCOUNT_DONE)
		return true;
	if (rc == ACCOUNT_WRONG_PASSWORD || rc == ACCOUNT_THROTTLED)
		auth_name_account(call, call->signed_in.user.email);
	if (rc == ACCOUNT_THROTTLED)
		auth_refuse_throttled(call, wait_s(call));
	else if (rc == ACCOUNT_FAULT)
		auth_fault(call, err);
	else
		auth_refuse_with(call, errors[rc]);
	if (rc == ACCOUNT_GONE)
		auth_expire_session(call);
	return false;
}
