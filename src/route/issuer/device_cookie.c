#include "route/issuer/device_cookie.h"

#include "auth/abuse/device.h"
#include "core/limits.h"
#include "http/cookie.h"
#include "route/issuer/cookies.h"

#define LIFE_S (INT64_C(400) * 86400) /* browsers keep no cookie for longer */

struct str device_cookie_read(const struct call *call)
{
	struct arena *a = call->request->arena;
	struct str name = auth_cookie_name(call->app, AUTH_COOKIE_DEVICE);
	struct buf values;
	size_t n = 0;

	arena_buf(a, &values, 0, LIMIT_HEAD_BYTES);
	for (struct cookie_walk w = cookie_walk(call->request);
	     n < LIMIT_COOKIE_TWINS && cookie_next(&w);) {
		struct str value, ignored;

		if (!str_eq(w.name, name))
			continue;
		value = cookie_value(a, w.raw);
		if (str_find(value, ' ') >= 0 ||
		    !cookie_verify(call_issuer(call)->cookie_key, value, &ignored))
			continue;
		buf_z(&values, n++ ? " " : "");
		buf_str(&values, value);
	}
	return buf_text(&values);
}

void device_cookie_set(struct call *call, struct str user_id)
{
	const struct issuer *issuer = call_issuer(call);

	if (!issuer->throttle)
		return;
	auth_cookie_put(call, (struct cookie){
				      .name = auth_cookie_name(call->app, AUTH_COOKIE_DEVICE),
				      .value = device_with(issuer->cookie_key, issuer->random,
							   call->request->arena,
							   device_cookie_read(call), user_id),
				      .max_age_s = LIFE_S,
			      });
}
