#include "route/issuer/session_check.h"

#include "auth/session/cookie_cache.h"
#include "auth/session/session_list.h"
#include "route/issuer/answer.h"
#include "route/issuer/cache_cookies.h"
#include "route/issuer/cookies.h"
#include "route/issuer/credential.h"
#include "route/issuer/session_cookies.h"

/* Every value that is not empty counts, even "false", as with Better Auth. */
static bool query_has(const struct call *call, struct str name)
{
	return call_query_text(call, name).n > 0;
}

bool session_refresh_is_ruled_out(const struct call *call)
{
	return call->dont_remember || query_has(call, STR("disableRefresh"));
}

/* --- the cookie cache ------------------------------------------------------------------------- */

static bool cache_is_on(const struct call *call)
{
	return call_issuer(call)->settings.cache.form != COOKIE_CACHE_OFF;
}

/* Reads the cookie cache of the request into call->signed_in. Where there are several, it is the
 * one of this session. False: none is valid; those that are not valid are expired. */
static bool read_cache(struct call *call)
{
	struct str values[CACHE_COOKIES_READ];
	size_t n = cache_cookies_read(call, values);

	if (!n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (cookie_cache_read(call_issuer(call)->cache, call->request->arena, values[i],
				      call->session_token, &call->signed_in) == COOKIE_CACHE_GOOD)
			return true;
	auth_cookie_expire(call, AUTH_COOKIE_DATA);
	return false;
}

static bool may_be_cached(const struct call *call, enum session_source source)
{
	return source == SESSION_FROM_CACHE_TOO && cache_is_on(call) &&
	       !atomic_load(&call_issuer(call)->has_bans) &&
	       !query_has(call, STR("disableCookieCache"));
}

/* --- the database ----------------------------------------------------------------------------- */

static enum session_check find_in_store(struct call *call, struct session_rules rules)
{
	struct signed_in *signed_in = &call->signed_in;
	struct err err = { 0 };
	enum auth_result result = session_find(call_issuer(call), call->request->arena,
					       call->session_token, rules, signed_in, &err);

	if (result == AUTH_OK && signed_in->renewed)
		session_cookies_set(call, signed_in, REMEMBER_YES);
	else if (result == AUTH_OK && !rules.dont_remember && !rules.disable_refresh)
		cache_cookies_set(call, signed_in, REMEMBER_YES);
	if (result == AUTH_OK)
		return SESSION_CHECK_FOUND;
	if (result != AUTH_FAULT && result != REFUSED_BANNED)
		session_cookies_expire(call);
	if (result == REFUSED_NO_SESSION)
		return SESSION_CHECK_NONE;
	(void)answer_unless_ok(call, result, &err);
	return SESSION_CHECK_ANSWERED;
}

enum session_check session_check_confirm(struct call *call)
{
	const struct session_rules look = { .only_look = true };
	struct signed_in *signed_in = &call->signed_in;
	struct signed_in stored;
	struct err err = { 0 };
	enum auth_result result;

	if (signed_in->session_order == VIEW_STORED)
		return SESSION_CHECK_FOUND;
	result = session_find(call_issuer(call), call->request->arena, call->session_token, look,
			      &stored, &err);
	if (result == REFUSED_NO_SESSION) {
		session_cookies_expire(call);
		return SESSION_CHECK_NONE;
	}
	if (!answer_unless_ok(call, result, &err))
		return SESSION_CHECK_ANSWERED;
	signed_in->session = stored.session;
	signed_in->user = stored.user;
	return SESSION_CHECK_FOUND;
}

bool session_is_confirmed(struct call *call)
{
	enum session_check found = session_check_confirm(call);

	if (found == SESSION_CHECK_NONE)
		answer_error(call, WIRE_NO_SESSION);
	return found == SESSION_CHECK_FOUND;
}

bool session_passes_as_fresh(struct call *call)
{
	if (session_is_fresh(call_issuer(call), &call->signed_in.session))
		return true;
	answer_error(call, WIRE_SESSION_NOT_FRESH);
	return false;
}

/* SESSION_CHECK_FOUND: the token of one session is left. */
static enum session_check settle(struct call *call)
{
	struct err err = { 0 };
	enum auth_result rc = credential_settle(call, &err);

	if (rc == AUTH_FAULT) {
		answer_fault(call, &err);
		return SESSION_CHECK_ANSWERED;
	}
	return rc == AUTH_OK ? SESSION_CHECK_FOUND : SESSION_CHECK_NONE;
}

enum session_check session_check(struct call *call, enum session_use use,
				 enum session_source source)
{
	const struct issuer_settings *settings = &call_issuer(call)->settings;
	const struct session_rules rules = {
		.dont_remember = call->dont_remember,
		.disable_refresh = query_has(call, STR("disableRefresh")),
		.only_look = settings->session.defer_refresh && use == SESSION_USE_LOOK,
	};
	enum session_check found = SESSION_CHECK_FOUND;

	if (!cache_is_on(call))
		cache_cookies_expire_stray(call);
	if (call->session_token.n == 0)
		return SESSION_CHECK_NONE;
	found = settle(call);
	if (found != SESSION_CHECK_FOUND)
		return found;
	if (!may_be_cached(call, source) || !read_cache(call))
		found = find_in_store(call, rules);
	if (found == SESSION_CHECK_FOUND)
		call->reply->user_id = call->signed_in.user.id;
	return found;
}
