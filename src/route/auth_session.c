#include "route/auth_session.h"

#include "route/app.h"
#include "route/auth_cookie.h"
#include "route/auth_cookie_data.h"
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

/* --- the cookie cache --------------------------------------------------------------------------- */

static bool cache_is_on(const struct call *call)
{
	return call->app->config.issuer->settings.cache.form != SESSION_CACHE_OFF;
}

/* True with call->signed_in when the request carries a cache that is good; a bad one is expired. */
static bool cache_tells(struct call *call)
{
	struct str value = auth_data_of(call);

	if (!value.n)
		return false;
	if (session_cache_read(call->app->config.issuer->cache, call->request->arena, value,
			       call->session_token, &call->signed_in) == SESSION_CACHE_GOOD)
		return true;
	auth_expire(call, AUTH_COOKIE_DATA);
	return false;
}

static bool may_be_cached(const struct call *call, enum session_source source)
{
	return source == SESSION_FROM_CACHE_TOO && cache_is_on(call) &&
	       !query_has(call, STR("disableCookieCache"));
}

/* --- the database ------------------------------------------------------------------------------- */

static enum auth_session ask_store(struct call *call, struct session_rules rules)
{
	struct err err = { 0 };

	switch (session_find(call->app->config.issuer, call->request->arena, call->session_token,
			     rules, &call->signed_in, &err)) {
	case SESSION_RENEWED:
		auth_set_session(call, &call->signed_in, REMEMBER_YES);
		return AUTH_SESSION_FOUND;
	case SESSION_LIVE:
		if (!rules.dont_remember && !rules.disable_refresh)
			auth_data_set(call, &call->signed_in, REMEMBER_YES);
		return AUTH_SESSION_FOUND;
	case SESSION_GONE:
		auth_expire_session(call);
		return AUTH_SESSION_NONE;
	case SESSION_VANISHED:
		auth_expire_session(call);
		auth_refuse_with(call, AUTH_NO_SESSION_ROW);
		return AUTH_SESSION_REFUSED;
	case SESSION_FAULT:
		break;
	}
	auth_fault(call, &err);
	return AUTH_SESSION_REFUSED;
}

enum auth_session auth_confirm_session(struct call *call)
{
	const struct session_rules look = { .only_look = true };
	struct signed_in *who = &call->signed_in;
	struct signed_in stored;
	struct err err = { 0 };

	if (who->session_order == VIEW_STORED)
		return AUTH_SESSION_FOUND;
	switch (session_find(call->app->config.issuer, call->request->arena, call->session_token,
			     look, &stored, &err)) {
	case SESSION_LIVE:
	case SESSION_RENEWED:
		who->session = stored.session;
		who->user = stored.user;
		return AUTH_SESSION_FOUND;
	case SESSION_GONE:
	case SESSION_VANISHED:
		auth_expire_session(call);
		return AUTH_SESSION_NONE;
	case SESSION_FAULT:
		break;
	}
	auth_fault(call, &err);
	return AUTH_SESSION_REFUSED;
}

bool auth_session_is_confirmed(struct call *call)
{
	enum auth_session found = auth_confirm_session(call);

	if (found == AUTH_SESSION_NONE)
		auth_refuse_with(call, AUTH_UNAUTHORIZED);
	return found == AUTH_SESSION_FOUND;
}

enum auth_session auth_find_session(struct call *call, enum session_use use,
				    enum session_source source)
{
	const struct issuer_settings *settings = &call->app->config.issuer->settings;
	const struct session_rules rules = {
		.dont_remember = call->dont_remember,
		.disable_refresh = query_has(call, STR("disableRefresh")),
		.only_look = settings->session_defer && use == SESSION_USE_LOOK,
	};
	enum auth_session found = AUTH_SESSION_FOUND;

	if (!cache_is_on(call))
		auth_data_expire_stray(call);
	if (call->session_token.n == 0)
		return AUTH_SESSION_NONE;
	if (!may_be_cached(call, source) || !cache_tells(call))
		found = ask_store(call, rules);
	if (found == AUTH_SESSION_FOUND)
		call->reply->user_id = call->signed_in.user.id;
	return found;
}
