#include "route/issuer/credential.h"

#include "auth/session/bearer.h"
#include "crypto/cookie_mac.h"
#include "http/cookie.h"
#include "route/app.h"
#include "route/issuer/cookies.h"

static void add_token(struct session_tokens *tokens, struct str token)
{
	for (size_t i = 0; i < tokens->n; i++)
		if (str_eq(tokens->of[i], token))
			return;
	if (tokens->n < LIMIT_COOKIE_TWINS)
		tokens->of[tokens->n++] = token;
}

/* The different values of all cookies of that name whose signature is valid. */
static void read_signed_of(const struct call *call, struct str name, struct session_tokens *out)
{
	for (struct cookie_walk w = cookie_walk(call->request); cookie_next(&w);) {
		struct str value;

		if (str_eq(w.name, name) &&
		    cookie_verify(call_issuer(call)->cookie_key,
				  cookie_value(call->request->arena, w.raw), &value))
			add_token(out, value);
	}
}

/* A cookie of the earlier name, which a neighbouring host can plant, counts where there is no
 * other. */
static void read_signed_cookies(const struct call *call, enum auth_cookie which,
				struct session_tokens *out)
{
	struct str name = auth_cookie_name(call->app, which);
	struct str earlier = auth_cookie_earlier_name(call, name);

	read_signed_of(call, name, out);
	if (earlier.n && !cookie_count(call->request, name))
		read_signed_of(call, earlier, out);
}

void credential_read_cookies(struct call *call)
{
	struct session_tokens *tokens = &call->tokens;

	tokens->n = 0;
	read_signed_cookies(call, AUTH_COOKIE_SESSION, tokens);
	call->session_token = tokens->n ? tokens->of[0] : str_of(NULL, 0);
}

static bool read_bearer(const struct call *call, struct str *out)
{
	return call->app->config.bearer &&
	       bearer_session_token(call_issuer(call)->cookie_key, call->request->arena,
				    request_sole_header(call->request, STR("Authorization")), out);
}

void credential_read(struct call *call)
{
	struct session_tokens remembered = { .n = 0 };

	if (read_bearer(call, &call->session_token))
		call->tokens = (struct session_tokens){ { call->session_token }, 1 };
	else
		credential_read_cookies(call);
	read_signed_cookies(call, AUTH_COOKIE_DONT_REMEMBER, &remembered);
	call->dont_remember = remembered.n > 0;
}

enum auth_result credential_settle(struct call *call, struct err *err)
{
	const struct session_rules look = { .only_look = true };
	struct session_tokens *tokens = &call->tokens;
	struct str alive = str_of(NULL, 0);

	if (tokens->n < 2)
		return AUTH_OK;
	for (size_t i = 0; i < tokens->n; i++) {
		struct signed_in ignored;
		enum auth_result rc = session_find(call_issuer(call), call->request->arena,
						   tokens->of[i], look, &ignored, err);

		if (rc == AUTH_FAULT)
			return AUTH_FAULT;
		if (rc == AUTH_OK && alive.n) {
			call->session_token = str_of(NULL, 0);
			call->reply->reason = STR("two-sessions");
			return REFUSED_NO_SESSION;
		}
		if (rc == AUTH_OK)
			alive = tokens->of[i];
	}
	if (alive.n)
		call->session_token = alive;
	return AUTH_OK;
}

enum auth_result credential_end(struct call *call, struct err *err)
{
	enum auth_result rc = AUTH_OK;

	for (size_t i = 0; rc == AUTH_OK && i < call->tokens.n; i++)
		rc = sign_out(call_issuer(call), call->tokens.of[i], err);
	return rc;
}
