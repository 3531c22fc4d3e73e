#include "route/auth_session.h"

#include "route/app.h"
#include "route/auth_cookie.h"
#include "route/auth_reply.h"

/* Any value counts, "false" as well: the contract's trap 12. */
static bool query_has(const struct call *call, struct str name)
{
	const struct str *value = form_first(&call->query, name);

	return value && value->n > 0;
}

bool auth_refresh_is_ruled_out(const struct call *call)
{
	return call->dont_remember || query_has(call, STR("disableRefresh"));
}

enum auth_session auth_find_session(struct call *call, enum session_use use)
{
	const struct issuer_settings *settings = &call->app->config.issuer->settings;
	struct session_rules rules = {
		.dont_remember = call->dont_remember,
		.disable_refresh = query_has(call, STR("disableRefresh")),
		.only_look = settings->session_defer && use == SESSION_USE_LOOK,
	};
	struct err err = { 0 };

	if (call->session_token.n == 0)
		return AUTH_SESSION_NONE;
	switch (session_find(call->app->config.issuer, call->request->arena, call->session_token,
			     rules, &call->signed_in, &err)) {
	case SESSION_RENEWED:
		auth_set_session(call, &call->signed_in, REMEMBER_YES);
		break;
	case SESSION_LIVE:
		break;
	case SESSION_GONE:
		auth_expire_session(call);
		return AUTH_SESSION_NONE;
	case SESSION_VANISHED:
		auth_expire_session(call);
		auth_refuse_with(call, AUTH_NO_SESSION_ROW);
		return AUTH_SESSION_REFUSED;
	case SESSION_FAULT:
		auth_fault(call, &err);
		return AUTH_SESSION_REFUSED;
	}
	call->reply->user_id = call->signed_in.user.id;
	return AUTH_SESSION_FOUND;
}
