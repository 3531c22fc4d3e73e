#include "route/issuer/cookies.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "core/limits.h"
#include "route/app.h"

/* RFC 6265bis section 4.1.3. */
#define SECURE_PREFIX "__Secure-"
#define HOST_PREFIX   "__Host-"

bool auth_cookie_names(struct app *app)
{
	static const char *const names[AUTH_COOKIES] = {
		[AUTH_COOKIE_SESSION] = "session_token",
		[AUTH_COOKIE_DATA] = "session_data",
		[AUTH_COOKIE_DONT_REMEMBER] = "dont_remember",
		[AUTH_COOKIE_PASSKEY] = "better-auth-passkey",
		[AUTH_COOKIE_DEVICE] = "device",
		[AUTH_COOKIE_TWO_FACTOR] = "two_factor",
		[AUTH_COOKIE_TRUST] = "trust_device",
		[AUTH_COOKIE_ADMIN] = "admin_session",
	};
	const struct app_cookies *config = &app->config.cookies;

	for (size_t i = 0; i < AUTH_COOKIES; i++) {
		struct buf name;

		buf_init_fixed(&name, app->cookie_names[i], sizeof(app->cookie_names[i]));
		buf_z(&name, config->host_prefix ? HOST_PREFIX
			     : config->secure    ? SECURE_PREFIX
						 : "");
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

struct str auth_cookie_earlier_name(const struct call *call, struct str name)
{
	if (!call->app->config.cookies.reads_earlier)
		return str_of(NULL, 0);
	name = str_tail(name, sizeof(HOST_PREFIX) - 1);
	return arena_fmt(call->request->arena, SECURE_PREFIX "%.*s", STR_FMT(name));
}

static struct str cookie_text(const struct call *call, struct cookie cookie)
{
	struct buf text;

	cookie.path = STR("/");
	cookie.same_site = COOKIE_SAME_SITE_LAX;
	cookie.plain_http = !call->app->config.cookies.secure;
	arena_buf(call->request->arena, &text, cookie.value.n + 256, LIMIT_HEAD_BYTES);
	cookie_put(&text, &cookie);
	return buf_text(&text);
}

struct str auth_cookie_text(const struct call *call, struct cookie cookie)
{
	cookie.domain = call->app->config.cookies.domain;
	return cookie_text(call, cookie);
}

static void put_expired(struct call *call, struct str name, struct str domain)
{
	struct cookie cookie = cookie_expired((struct cookie){ .name = name });

	cookie.domain = domain;
	reply_header(call->reply, STR("set-cookie"), cookie_text(call, cookie));
}

/* An address has no domains around it. */
static bool is_name(struct str host)
{
	return host.n && !str_starts(host, STR("[")) && !ascii_is_digit(host.p[host.n - 1]);
}

void auth_cookie_expire_twins(struct call *call, struct str name)
{
	const struct app_cookies *config = &call->app->config.cookies;
	struct str domain = config->host;

	if (config->host_prefix)
		return; /* a browser keeps one of that name */
	if (config->domain.n) {
		put_expired(call, name, str_of(NULL, 0));
		return;
	}
	while (is_name(domain) && str_find(domain, '.') >= 0) {
		put_expired(call, name, domain);
		domain = str_tail(domain, (size_t)str_find(domain, '.') + 1);
	}
}

void auth_cookie_put(struct call *call, struct cookie cookie)
{
	size_t twins_from = call->app->config.cookies.domain.n ? 1 : 2;
	struct str earlier = auth_cookie_earlier_name(call, cookie.name);

	if (earlier.n && cookie_count(call->request, earlier))
		put_expired(call, earlier, str_of(NULL, 0));
	if (cookie_count(call->request, cookie.name) >= twins_from)
		auth_cookie_expire_twins(call, cookie.name);
	reply_header(call->reply, STR("set-cookie"), auth_cookie_text(call, cookie));
}

/* Drops the reply's Set-Cookie headers of that cookie and of its pieces. */
static void cookie_drop(struct call *call, struct str name)
{
	struct arena *a = call->request->arena;

	reply_drop(call->reply, STR("set-cookie"), arena_fmt(a, "%.*s=", STR_FMT(name)));
	reply_drop(call->reply, STR("set-cookie"), arena_fmt(a, "%.*s.", STR_FMT(name)));
}

static bool was_sent(const struct call *call, struct str name)
{
	struct str earlier = auth_cookie_earlier_name(call, name);

	return cookie_count(call->request, name) ||
	       (earlier.n && cookie_count(call->request, earlier));
}

void auth_cookie_expire(struct call *call, enum auth_cookie which)
{
	struct str name = auth_cookie_name(call->app, which);

	cookie_drop(call, name);
	auth_cookie_put(call, cookie_expired((struct cookie){ .name = name }));
}

void auth_cookie_expire_sent(struct call *call, enum auth_cookie which)
{
	struct str name = auth_cookie_name(call->app, which);

	if (was_sent(call, name))
		auth_cookie_expire(call, which);
	else
		cookie_drop(call, name);
}
