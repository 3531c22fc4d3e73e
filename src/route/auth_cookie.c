#include "route/auth_cookie.h"

#include "base/cleanup.h"
#include "core/limits.h"
#include "route/app.h"
#include "route/auth_cookie_data.h"

bool auth_cookie_names(struct app *app)
{
	static const char *const names[] = {
		[AUTH_COOKIE_SESSION] = "session_token",
		[AUTH_COOKIE_DATA] = "session_data",
		[AUTH_COOKIE_DONT_REMEMBER] = "dont_remember",
	};
	const struct app_cookies *config = &app->config.cookies;

	for (size_t i = 0; i < AUTH_COOKIES; i++) {
		struct buf name;

		buf_init_fixed(&name, app->cookie_names[i], sizeof(app->cookie_names[i]));
		buf_z(&name, config->secure ? "__Secure-" : "");
		buf_str(&name, config->prefix);
		buf_char(&name, '.');
		buf_z(&name, names[i]);
		if (!buf_cstr(&name))
			return false;
	}
	return true;
}

struct str auth_cookie_name(const struct app *app, enum auth_cookie which)
{
	return str_z(app->cookie_names[which]);
}

struct str auth_cookie_text(const struct call *call, struct cookie cookie)
{
	struct buf text;

	cookie.path = STR("/");
	cookie.same_site = COOKIE_SAME_SITE_LAX;
	cookie.plain_http = !call->app->config.cookies.secure;
	cookie.domain = call->app->config.cookies.domain;
	arena_buf(call->request->arena, &text, cookie.value.n + 256, LIMIT_HEAD_BYTES);
	cookie_put(&text, &cookie);
	return buf_text(&text);
}

void auth_put_cookie(struct call *call, struct cookie cookie)
{
	reply_header(call->reply, STR("set-cookie"), auth_cookie_text(call, cookie));
}

static struct str signed_value(const struct call *call, struct str value)
{
	struct buf text;

	arena_buf(call->request->arena, &text, 128, 256);
	cookie_sign(call->app->config.issuer->cookie_key, value, &text);
	return buf_text(&text);
}

static const struct str expose_name = STR_INIT("access-control-expose-headers");

/* The JWT comes first in the list, whichever header is set first. */
void auth_expose(struct call *call, struct str header)
{
	struct http_header *already = reply_find(call->reply, expose_name);
	bool first = str_eq(header, STR("set-auth-jwt"));
	struct str a, b;

	if (!already) {
		reply_header(call->reply, expose_name, header);
		return;
	}
	a = first ? header : already->value;
	b = first ? already->value : header;
	already->value = arena_fmt(call->request->arena, "%.*s, %.*s", STR_FMT(a), STR_FMT(b));
}

static void set_auth_token(struct call *call, struct str value)
{
	struct http_header *already = reply_find(call->reply, STR("set-auth-token"));

	if (already) {
		already->value = value;
		return;
	}
	reply_header(call->reply, STR("set-auth-token"), value);
	auth_expose(call, STR("set-auth-token"));
}

void auth_set_session(struct call *call, const struct signed_in *who, enum remember remember)
{
	struct str value = signed_value(call, who->session.token);
	int64_t life_s = call->app->config.issuer->settings.session_s;

	auth_put_cookie(call, (struct cookie){
				      .name = auth_cookie_name(call->app, AUTH_COOKIE_SESSION),
				      .value = value,
				      .max_age_s = remember == REMEMBER_YES ? life_s
									    : COOKIE_OF_THE_SESSION,
			      });
	if (remember == REMEMBER_NO)
		auth_put_cookie(call, (struct cookie){
					      .name = auth_cookie_name(call->app,
								       AUTH_COOKIE_DONT_REMEMBER),
					      .value = signed_value(call, STR("true")),
					      .max_age_s = COOKIE_OF_THE_SESSION,
				      });
	else if (call->dont_remember)
		auth_expire(call, AUTH_COOKIE_DONT_REMEMBER);
	auth_data_set(call, who, remember);
	set_auth_token(call, value);
}

void auth_reissue_session(struct call *call, const struct signed_in *who)
{
	auth_set_session(call, who, call->dont_remember ? REMEMBER_NO : REMEMBER_YES);
}

/* What was set under that name, and under the names of its pieces. */
static void take_back(struct call *call, struct str name)
{
	struct arena *a = call->request->arena;

	reply_drop(call->reply, STR("set-cookie"), arena_fmt(a, "%.*s=", STR_FMT(name)));
	reply_drop(call->reply, STR("set-cookie"), arena_fmt(a, "%.*s.", STR_FMT(name)));
}

void auth_expire(struct call *call, enum auth_cookie which)
{
	struct str name = auth_cookie_name(call->app, which);

	take_back(call, name);
	auth_put_cookie(call, cookie_expired((struct cookie){ .name = name }));
}

/* A request that renewed its session and then ended it says only the latter. */
static void take_back_token(struct call *call)
{
	if (!reply_find(call->reply, STR("set-auth-token")))
		return;
	reply_drop(call->reply, STR("set-auth-token"), STR(""));
	reply_drop(call->reply, expose_name, STR("set-auth-token"));
}

void auth_expire_session(struct call *call)
{
	take_back_token(call);
	auth_expire(call, AUTH_COOKIE_SESSION);
	auth_expire(call, AUTH_COOKIE_DATA);
	auth_data_expire_stray(call);
	auth_expire(call, AUTH_COOKIE_DONT_REMEMBER);
}
