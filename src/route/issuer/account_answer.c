#include "route/issuer/account_answer.h"

#include "auth/account/password.h"
#include "route/issuer/answer.h"
#include "route/issuer/session_cookies.h"

bool account_answer_unless_ok(struct call *call, enum auth_result result, const struct err *err)
{
	const struct user *user = &call->signed_in.user;

	if (result == REFUSED_WRONG_PASSWORD || result == REFUSED_THROTTLED)
		answer_about_account(call, user->email);
	if (result == REFUSED_THROTTLED) {
		answer_throttled(call, password_wait_s(call_issuer(call), call->request->arena,
						       user, call->request->now_ms));
		return false;
	}
	if (answer_unless_ok(call, result, err))
		return true;
	if (result == REFUSED_USER_GONE)
		session_cookies_expire(call);
	return false;
}
