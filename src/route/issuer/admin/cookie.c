#include "route/issuer/admin/cookie.h"

#include "crypto/cookie_mac.h"
#include "http/cookie.h"
#include "route/issuer/cookies.h"

void admin_cookie_set(struct call *call)
{
	const struct issuer *issuer = call_issuer(call);
	struct arena *a = call->request->arena;
	struct str value = arena_fmt(a, "%.*s:%s", STR_FMT(call->signed_in.session.token),
				     call->dont_remember ? "true" : "");
	struct buf text;

	arena_buf(a, &text, 256, 512);
	cookie_sign(issuer->cookie_key, value, &text);
	auth_cookie_put(call,
			(struct cookie){ .name = auth_cookie_name(call->app, AUTH_COOKIE_ADMIN),
					 .value = buf_text(&text),
					 .max_age_s = issuer->settings.session.life_s });
}

/* Of several, as a neighbouring host can plant, the first. */
struct admin_cookie admin_cookie_read(const struct call *call)
{
	struct str name = auth_cookie_name(call->app, AUTH_COOKIE_ADMIN), value, rest;
	struct admin_cookie out = { .remember = REMEMBER_YES };

	for (struct cookie_walk w = cookie_walk(call->request); cookie_next(&w);)
		if (str_eq(w.name, name) &&
		    cookie_verify(call_issuer(call)->cookie_key,
				  cookie_value(call->request->arena, w.raw), &value)) {
			str_cut(value, ':', &out.token, &rest);
			out.remember = rest.n ? REMEMBER_NO : REMEMBER_YES;
			break;
		}
	return out;
}
