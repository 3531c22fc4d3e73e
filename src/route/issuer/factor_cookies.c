#include "route/issuer/factor_cookies.h"

#include "crypto/cookie_mac.h"
#include "http/cookie.h"
#include "route/issuer/cookies.h"

#define VALUE_MAX 512

/* Of several, as a neighbouring host can plant, the first: another value than the browser's own
 * opens nothing. */
static struct str read_signed(const struct call *call, enum auth_cookie which)
{
	struct str name = auth_cookie_name(call->app, which), value;

	for (struct cookie_walk w = cookie_walk(call->request); cookie_next(&w);)
		if (str_eq(w.name, name) &&
		    cookie_verify(call_issuer(call)->cookie_key,
				  cookie_value(call->request->arena, w.raw), &value))
			return value;
	return str_of(NULL, 0);
}

static void put_signed(struct call *call, enum auth_cookie which, struct str value, int64_t life_s)
{
	struct buf text;

	arena_buf(call->request->arena, &text, 256, VALUE_MAX);
	cookie_sign(call_issuer(call)->cookie_key, value, &text);
	auth_cookie_put(call, (struct cookie){ .name = auth_cookie_name(call->app, which),
					       .value = buf_text(&text),
					       .max_age_s = life_s });
}

struct str factor_pending_read(const struct call *call)
{
	return read_signed(call, AUTH_COOKIE_TWO_FACTOR);
}

struct str factor_trust_read(const struct call *call)
{
	return read_signed(call, AUTH_COOKIE_TRUST);
}

void factor_pending_expire(struct call *call)
{
	auth_cookie_expire(call, AUTH_COOKIE_TWO_FACTOR);
}

void factor_trust_set(struct call *call, const struct trust *trust)
{
	put_signed(call, AUTH_COOKIE_TRUST, trust->value,
		   call_issuer(call)->settings.two_factor.trust_s);
}

void factor_trust_expire(struct call *call)
{
	if (cookie_count(call->request, auth_cookie_name(call->app, AUTH_COOKIE_TRUST)))
		auth_cookie_expire(call, AUTH_COOKIE_TRUST);
}

void factor_cookies_set(struct call *call, const struct factor_outcome *outcome)
{
	if (outcome->waits)
		put_signed(call, AUTH_COOKIE_TWO_FACTOR, outcome->pending.token,
			   call_issuer(call)->settings.two_factor.pending_s);
	if (outcome->trusts)
		factor_trust_set(call, &outcome->trust);
	else if (outcome->trust_is_bad)
		auth_cookie_expire(call, AUTH_COOKIE_TRUST);
}
