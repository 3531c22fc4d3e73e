#include "route/issuer/session_cookies.h"

#include "base/cleanup.h"
#include "core/limits.h"
#include "crypto/cookie_mac.h"
#include "route/app.h"
#include "route/issuer/answer.h"
#include "route/issuer/cache_cookies.h"
#include "route/issuer/cookies.h"

static struct str signed_value(const struct call *call, struct str value)
{
	struct buf text;

	arena_buf(call->request->arena, &text, 128, 256);
	cookie_sign(call_issuer(call)->cookie_key, value, &text);
	return buf_text(&text);
}

static void put_auth_token(struct call *call, struct str value)
{
	struct http_header *already = reply_find(call->reply, STR("set-auth-token"));

	if (!call->app->config.bearer)
		return;
	if (already) {
		already->value = value;
		return;
	}
	reply_header(call->reply, STR("set-auth-token"), value);
	answer_expose(call, STR("set-auth-token"));
}

static void put_session(struct call *call, struct str value, int64_t max_age_s)
{
	auth_cookie_put(call, (struct cookie){
				      .name = auth_cookie_name(call->app, AUTH_COOKIE_SESSION),
				      .value = value,
				      .max_age_s = max_age_s,
			      });
}

static void put_dont_remember(struct call *call)
{
	struct str name = auth_cookie_name(call->app, AUTH_COOKIE_DONT_REMEMBER);

	auth_cookie_put(call, (struct cookie){
				      .name = name,
				      .value = signed_value(call, STR("true")),
				      .max_age_s = COOKIE_OF_THE_SESSION,
			      });
}

void session_cookies_set(struct call *call, const struct signed_in *signed_in,
			 enum remember remember)
{
	struct str value = signed_value(call, signed_in->session.token);
	struct str name = auth_cookie_name(call->app, AUTH_COOKIE_SESSION);
	int64_t life_s = call_issuer(call)->settings.session.life_s;

	/* The new cookie need not replace the one of another session in the request. */
	if (call->tokens.n == 1 && !str_eq(call->tokens.of[0], signed_in->session.token) &&
	    !call->app->config.cookies.domain.n && cookie_count(call->request, name) == 1)
		auth_cookie_expire_twins(call, name);
	put_session(call, value, remember == REMEMBER_YES ? life_s : COOKIE_OF_THE_SESSION);
	if (remember == REMEMBER_NO)
		put_dont_remember(call);
	else if (call->dont_remember)
		auth_cookie_expire(call, AUTH_COOKIE_DONT_REMEMBER);
	cache_cookies_set(call, signed_in, remember);
	put_auth_token(call, value);
}

void session_cookies_reissue(struct call *call, const struct signed_in *signed_in)
{
	session_cookies_set(call, signed_in, call->dont_remember ? REMEMBER_NO : REMEMBER_YES);
}

/* When a request renews its session and then ends it, the reply must not hand the token out. */
static void drop_auth_token(struct call *call)
{
	if (!reply_find(call->reply, STR("set-auth-token")))
		return;
	reply_drop(call->reply, STR("set-auth-token"), STR(""));
	reply_drop(call->reply, STR("access-control-expose-headers"), STR("set-auth-token"));
}

void session_cookies_wait(struct call *call, enum remember remember)
{
	drop_auth_token(call);
	auth_cookie_expire_sent(call, AUTH_COOKIE_SESSION);
	auth_cookie_expire_sent(call, AUTH_COOKIE_DATA);
	cache_cookies_expire_stray(call);
	if (remember == REMEMBER_NO)
		put_dont_remember(call);
	else if (call->dont_remember)
		auth_cookie_expire(call, AUTH_COOKIE_DONT_REMEMBER);
}

void session_cookies_expire(struct call *call)
{
	drop_auth_token(call);
	auth_cookie_expire(call, AUTH_COOKIE_SESSION);
	auth_cookie_expire(call, AUTH_COOKIE_DATA);
	cache_cookies_expire_stray(call);
	auth_cookie_expire(call, AUTH_COOKIE_DONT_REMEMBER);
}
