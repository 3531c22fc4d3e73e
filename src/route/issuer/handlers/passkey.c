/* A part of handlers.h: ceremonies with passkeys. */
#include "route/issuer/handlers/handlers.h"

#include "auth/passkey/challenge.h"
#include "auth/passkey/manage.h"
#include "auth/passkey/options.h"
#include "auth/passkey/register.h"
#include "auth/passkey/response.h"
#include "auth/passkey/sign_in.h"
#include "auth/session/json_view.h"
#include "core/limits.h"
#include "crypto/cookie_mac.h"
#include "route/issuer/answer.h"
#include "route/issuer/cookies.h"
#include "route/issuer/handlers/sign_in.h"
#include "route/issuer/session_check.h"

/* --- the challenge's cookie ------------------------------------------------------------------- */

static void put_challenge(struct call *call, struct str token)
{
	struct buf value;

	arena_buf(call->request->arena, &value, 128, 256);
	cookie_sign(call_issuer(call)->cookie_key, token, &value);
	auth_cookie_put(call, (struct cookie){
				      .name = auth_cookie_name(call->app, AUTH_COOKIE_PASSKEY),
				      .value = buf_text(&value),
				      .max_age_s = CHALLENGE_LIFE_S,
			      });
}

static bool has_token(const struct challenge_tokens *tokens, struct str token)
{
	for (size_t i = 0; i < tokens->n; i++)
		if (str_eq(tokens->of[i], token))
			return true;
	return false;
}

/* Those of the cookies whose signature is valid. */
static void read_tokens(const struct call *call, struct challenge_tokens *out)
{
	struct str name = auth_cookie_name(call->app, AUTH_COOKIE_PASSKEY), token;

	out->n = 0;
	for (struct cookie_walk w = cookie_walk(call->request);
	     out->n < LIMIT_COOKIE_TWINS && cookie_next(&w);)
		if (str_eq(w.name, name) &&
		    cookie_verify(call_issuer(call)->cookie_key,
				  cookie_value(call->request->arena, w.raw), &token) &&
		    !has_token(out, token))
			out->of[out->n++] = token;
}

/* The token of the challenge that the response answers, empty without one. False: a fault has been
 * answered. */
static bool read_challenge(struct call *call, enum ceremony ceremony, struct str *out)
{
	struct arena *a = call->request->arena;
	struct challenge_tokens tokens;
	struct err err = { 0 };
	struct str wanted;

	read_tokens(call, &tokens);
	wanted = tokens.n > 1 ? response_challenge(a, json_member(call->body, "response"))
			      : str_of(NULL, 0);
	return answer_unless_ok(
		call, challenge_choose(call_issuer(call), a, ceremony, &tokens, wanted, out, &err),
		&err);
}

/* The page of the request. With a cookie, the pipeline has found it to be a trusted origin; without
 * one there is no challenge. */
static struct str page_origin(const struct call *call)
{
	return request_header(call->request, STR("Origin"));
}

static bool origin_is_known(const struct call *call)
{
	return call_issuer(call)->settings.passkey.n_origins > 0 || page_origin(call).n > 0;
}

/* --- registration ----------------------------------------------------------------------------- */

void auth_passkey_register_options(struct call *call)
{
	const struct registration_wishes wishes = {
		.attachment = call_query_text(call, STR("authenticatorAttachment")),
		.name = call_query_text(call, STR("name")),
		.context = call_query_text(call, STR("context")),
	};
	struct err err = { 0 };
	struct str token;
	struct buf text;

	if (!session_passes_as_fresh(call))
		return;
	arena_buf(call->request->arena, &text, 1024, LIMIT_REPLY_BYTES);
	if (!answer_unless_ok(call,
			      passkey_registration_options(call_issuer(call), call->request->arena,
							   &call->signed_in.user, &wishes, &text,
							   &token, &err),
			      &err))
		return;
	put_challenge(call, token);
	reply_json(call->reply, 200, buf_text(&text));
}

static void answer_registered(struct call *call, const struct passkey *passkey,
			      const struct session *session)
{
	struct buf text;

	arena_buf(call->request->arena, &text, 2048, LIMIT_REPLY_BYTES);
	buf_char(&text, '{');
	passkey_put_json_members(&text, passkey);
	if (session) {
		buf_z(&text, ",\"session\":");
		session_put_json(&text, session, VIEW_STORED);
		buf_z(&text, ",\"user\":");
		user_put_json(&text, &call->signed_in.user, VIEW_STORED);
	}
	buf_char(&text, '}');
	reply_json(call->reply, 200, buf_text(&text));
}

void auth_passkey_register(struct call *call)
{
	const struct json *starts = json_member(call->body, "createSession");
	struct passkey_form form = {
		.response = json_member(call->body, "response"),
		.origin = page_origin(call),
		.name = str_trim_unicode(call_body_text(call, "name")),
		.user = &call->signed_in.user,
		.proof = &call->signed_in.session.proof,
		.starts_session = starts && json_to_bool(starts),
		.from = call_origin(call),
	};
	struct signed_in started = { .user = call->signed_in.user };
	struct passkey passkey;
	struct err err = { 0 };

	if (!session_passes_as_fresh(call))
		return;
	if (!origin_is_known(call)) {
		answer_error(call, WIRE_PASSKEY_NOT_REGISTERED);
		return;
	}
	if (!read_challenge(call, CEREMONY_REGISTRATION, &form.token))
		return;
	if (!answer_unless_ok(call,
			      passkey_register(call_issuer(call), call->request->arena, &form,
					       &passkey, &started.session, &err),
			      &err))
		return;
	if (form.starts_session && !finish_sign_in(call, &started, REMEMBER_YES))
		return;
	answer_registered(call, &passkey, form.starts_session ? &started.session : NULL);
}

/* --- sign-in ---------------------------------------------------------------------------------- */

void auth_passkey_sign_in_options(struct call *call)
{
	enum session_check check = session_check(call, SESSION_USE_LOOK, SESSION_FROM_STORE);
	const struct user *user = check == SESSION_CHECK_FOUND ? &call->signed_in.user : NULL;
	struct err err = { 0 };
	struct str token;
	struct buf text;

	if (check == SESSION_CHECK_ANSWERED)
		return;
	arena_buf(call->request->arena, &text, 512, LIMIT_REPLY_BYTES);
	if (!answer_unless_ok(call,
			      passkey_sign_in_options(call_issuer(call), call->request->arena, user,
						      &text, &token, &err),
			      &err))
		return;
	put_challenge(call, token);
	reply_json(call->reply, 200, buf_text(&text));
}

void auth_passkey_sign_in(struct call *call)
{
	struct passkey_sign_in_form form = {
		.response = json_member(call->body, "response"),
		.origin = page_origin(call),
		.from = call_origin(call),
	};
	struct passkey_answer answer;
	struct signed_in signed_in;
	enum auth_result result;
	struct err err = { 0 };

	if (!origin_is_known(call)) {
		answer_error(call, WIRE_PASSKEY_NO_ORIGIN);
		return;
	}
	if (!read_challenge(call, CEREMONY_AUTHENTICATION, &form.token))
		return;
	result = passkey_sign_in(call_issuer(call), call->request->arena, &form, &signed_in,
				 &answer, &err);
	if (result == REFUSED_SECOND_FACTOR)
		answer_second_factor(call, &answer.factor, REMEMBER_YES);
	else if (answer_unless_ok(call, result, &err) &&
		 finish_sign_in(call, &signed_in, REMEMBER_YES))
		answer_signed_in(call, &signed_in);
}
