#include "route/forward_auth.h"

#include "auth/sessions.h"
#include "http/bearer.h"
#include "http/percent.h"
#include "route/app.h"
#include "route/auth_admit.h"
#include "route/gate.h"

#define VALUE_MAX 2048 /* of a header that names somebody */

struct person {
	struct str id, email, name;
	bool email_verified;
};

/* Names are anybody's choice: none of them may end the header. */
static struct str header_value(struct arena *a, struct str text)
{
	struct buf b;

	arena_buf(a, &b, 64, VALUE_MAX);
	for (size_t i = 0; i < text.n && b.n < VALUE_MAX; i++) {
		unsigned char c = (unsigned char)text.p[i];

		buf_char(&b, c < ' ' || c == 0x7F ? ' ' : (char)c);
	}
	return str_trim(buf_text(&b));
}

/* Each fact by the name that Authelia, Traefik and Caddy use, and by oauth2-proxy's. */
static void admit(struct call *call, const struct person *who)
{
	struct arena *a = call->request->arena;
	const struct {
		struct str name, other, value;
	} facts[] = {
		{ STR("remote-user"), STR("x-auth-request-user"), who->id },
		{ STR("remote-email"), STR("x-auth-request-email"), who->email },
		{ STR("remote-name"), STR("x-auth-request-preferred-username"), who->name },
		{ STR("remote-email-verified"), STR("x-auth-request-email-verified"),
		  who->email_verified ? STR("true") : STR("false") },
	};

	call->reply->status = 200;
	call->reply->user_id = arena_copy(a, who->id);
	for (size_t i = 0; i < 4; i++) {
		struct str value = header_value(a, facts[i].value);

		if (!value.n)
			continue;
		reply_header(call->reply, facts[i].name, value);
		reply_header(call->reply, facts[i].other, value);
	}
}

/* --- who is not signed in ----------------------------------------------------------------------- */

static bool wants_a_page(const struct request *request)
{
	struct str method = request_header(request, STR("X-Forwarded-Method"));

	return request->method == HTTP_GET && (str_eq(method, STR("GET")) || method.n == 0) &&
	       str_contains(request_header(request, STR("Accept")), STR("text/html"));
}

/* What was asked for, when that is on a trusted origin; empty otherwise. */
static struct str wanted_url(const struct call *call)
{
	const struct request *request = call->request;
	struct str proto = request_header(request, STR("X-Forwarded-Proto"));
	struct str host = request_header(request, STR("X-Forwarded-Host"));
	struct str uri = request_header(request, STR("X-Forwarded-Uri"));
	struct buf url;

	arena_buf(request->arena, &url, 256, VALUE_MAX);
	buf_str(&url, proto);
	buf_z(&url, "://");
	buf_str(&url, host);
	buf_str(&url, uri);
	if (!buf_ok(&url) || !str_starts(uri, STR("/")) ||
	    !origin_trusts_url(call->app->config.trusted, buf_text(&url), RELATIVE_URLS_REFUSED))
		return STR("");
	return buf_text(&url);
}

static void send_to_sign_in(struct call *call)
{
	struct str wanted = wanted_url(call);
	struct buf url;

	arena_buf(call->request->arena, &url, 256, (size_t)4 * VALUE_MAX);
	buf_str(&url, call->app->config.sign_in_url);
	if (wanted.n) {
		buf_z(&url, "?next=");
		percent_put(&url, wanted);
	}
	call->reply->status = 302;
	reply_header(call->reply, STR("location"), buf_text(&url));
}

/* Of a proxy that does not say what was asked for (nginx), 401 is the only refusal. */
static void turn_away(struct call *call, struct str reason)
{
	const struct request *request = call->request;

	call->reply->reason = reason;
	if (request->from_proxy && call->app->config.sign_in_url.n &&
	    request_header(request, STR("X-Forwarded-Uri")).n && wants_a_page(request)) {
		send_to_sign_in(call);
		return;
	}
	call->reply->status = 401;
	reply_header(call->reply, STR("www-authenticate"), STR("Bearer"));
}

static void unavailable(struct call *call, struct str reason)
{
	call->reply->reason = reason;
	call->reply->status = 503;
	reply_header(call->reply, STR("retry-after"), STR("5"));
}

/* --- who is ------------------------------------------------------------------------------------- */

static struct str claim(const struct ost_claims *claims, const char *name)
{
	struct ost_text text = { 0 };

	(void)ost_claims_text(claims, name, &text);
	return str_of(text.p, text.n);
}

static void by_token(struct call *call, struct str token)
{
	enum ost_verdict verdict =
		gate_judge(call->app->gate, token, call->request->now_ms / 1000, &call->claims);
	struct ost_text subject;
	struct person who;

	if (verdict == OST_UNJUDGED || verdict == OST_NO_MEMORY) {
		unavailable(call, str_z(ost_verdict_name(verdict)));
		return;
	}
	if (verdict != OST_OK) {
		turn_away(call, str_z(ost_verdict_name(verdict)));
		return;
	}
	subject = ost_claims_subject(call->claims);
	who = (struct person){ .id = str_of(subject.p, subject.n),
			       .email = claim(call->claims, "email"),
			       .name = claim(call->claims, "name") };
	(void)ost_claims_bool(call->claims, "emailVerified", &who.email_verified);
	admit(call, &who);
}

/* The answer goes to a proxy, which seldom hands cookies on: so none is renewed here, and none expired. */
static void by_session(struct call *call)
{
	const struct session_rules look = { .only_look = true };
	struct signed_in in;
	struct err err = { 0 };

	auth_read_session_token(call);
	if (call->session_token.n == 0) {
		turn_away(call, STR("no-session"));
		return;
	}
	switch (session_find(call->app->config.issuer, call->request->arena, call->session_token,
			     look, &in, &err)) {
	case SESSION_LIVE:
	case SESSION_RENEWED:
		admit(call, &(struct person){ in.user.id, in.user.email, in.user.name,
					      in.user.email_verified });
		return;
	case SESSION_GONE:
	case SESSION_VANISHED:
		turn_away(call, STR("no-session"));
		return;
	case SESSION_FAULT:
		break;
	}
	call->reply->fault = arena_copy(call->request->arena, str_z(err.text));
	unavailable(call, STR("fault"));
}

void forward_auth(struct call *call)
{
	struct str token;

	switch (bearer_token(call->request, &token)) {
	case BEARER_TOKEN:
		by_token(call, token);
		return;
	case BEARER_NONE:
		break;
	case BEARER_REFUSED:
		turn_away(call, STR("bad-authorization"));
		return;
	}
	if (call->app->config.issuer)
		by_session(call);
	else
		turn_away(call, STR("no-token"));
}
