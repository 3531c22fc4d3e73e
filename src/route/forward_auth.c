#include "route/forward_auth.h"

#include "auth/session/sessions.h"
#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/url.h"
#include "http/bearer.h"
#include "http/percent.h"
#include "route/app.h"
#include "route/issuer/credential.h"
#include "route/verifier/token_verifier.h"

#define VALUE_MAX 2048 /* of a header that names the user */

#define METHODS_MAX 16 /* that are sent */

struct person {
	struct str id, email, name;
	bool email_verified;
	struct str methods[METHODS_MAX]; /* by which the person signed in, as far as it is known */
	size_t n_methods;
};

/* What this process demands everywhere, and what the location of the proxy demands besides. */
struct demands {
	struct demand of[2];
};

/* Of valid UTF-8: a character from U+0080 to U+009F. */
static bool has_c1_control(struct str text)
{
	for (size_t i = 0; i + 1 < text.n; i++)
		if (text.p[i] == '\xC2' && (unsigned char)text.p[i + 1] < 0xA0)
			return true;
	return false;
}

/* Whether every reader of the header takes the text for itself and no other: an application must
 * not see the user "admin" where the token says "admin\n" or "\0admin". White space at an end,
 * which some reader would trim, makes it another text as well. */
static bool is_sound_identifier(struct str text)
{
	return text.n <= VALUE_MAX && str_is_utf8(text) && !str_has_control(text) &&
	       !has_c1_control(text) && str_trim_unicode(text).n == text.n;
}

/* Users choose their names: a control character in one must not end the header. Nobody is
 * identified by a name, so that it may be mended. */
static struct str mended_name(struct arena *a, struct str text)
{
	struct buf b;

	arena_buf(a, &b, 64, VALUE_MAX);
	for (size_t i = 0; i < text.n && b.n < VALUE_MAX; i++) {
		char c = text.p[i];

		buf_char(&b, ascii_is_control(c) ? ' ' : c);
	}
	return str_trim(buf_text(&b));
}

/* The list is sent whole or not at all: an issuer's name with a comma would be two. */
static struct str methods_of(struct arena *a, const struct person *person)
{
	struct buf b;

	arena_buf(a, &b, 64, VALUE_MAX);
	for (size_t i = 0; i < person->n_methods; i++) {
		struct str method = person->methods[i];

		if (!method.n || !is_sound_identifier(method) || str_find(method, ',') >= 0)
			return STR("");
		buf_z(&b, i ? "," : "");
		buf_str(&b, method);
	}
	return buf_ok(&b) ? buf_text(&b) : STR("");
}

/* Sends each fact twice: under the name that Authelia, Traefik and Caddy use, and under that of
 * oauth2-proxy. The identifiers are sound, and sent as they are. */
static void send_facts(struct call *call, const struct person *person)
{
	struct arena *a = call->request->arena;
	const struct {
		struct str name, other, value;
	} facts[] = {
		{ STR("remote-user"), STR("x-auth-request-user"), arena_copy(a, person->id) },
		{ STR("remote-email"), STR("x-auth-request-email"), arena_copy(a, person->email) },
		{ STR("remote-name"), STR("x-auth-request-preferred-username"),
		  mended_name(a, person->name) },
		{ STR("remote-email-verified"), STR("x-auth-request-email-verified"),
		  person->email_verified ? STR("true") : STR("false") },
		{ STR("remote-amr"), STR("x-auth-request-amr"), methods_of(a, person) },
	};

	call->reply->status = 200;
	call->reply->user_id = facts[0].value;
	for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
		if (!facts[i].value.n)
			continue;
		reply_header(call->reply, facts[i].name, facts[i].value);
		reply_header(call->reply, facts[i].other, facts[i].value);
	}
}

/* --- without a valid token or session --------------------------------------------------------- */

static bool wants_a_page(const struct request *request)
{
	struct str method = request_header(request, STR("X-Forwarded-Method"));

	return request->method == HTTP_GET && (str_eq(method, STR("GET")) || method.n == 0) &&
	       str_contains(request_header(request, STR("Accept")), STR("text/html"));
}

/* The URL of the original request, when it is on a trusted origin; empty otherwise. */
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

/* A page that finds its person signed in must ask again: prompt=login (OpenID Connect Core 1.0
 * section 3.1.2.1). */
static void send_to_sign_in(struct call *call, bool again)
{
	struct str wanted = wanted_url(call);
	struct buf url;

	arena_buf(call->request->arena, &url, 256, (size_t)4 * VALUE_MAX);
	buf_str(&url, call->app->config.sign_in_url);
	if (again)
		buf_z(&url, "?prompt=login");
	if (wanted.n) {
		buf_z(&url, again ? "&next=" : "?next=");
		url_put_component(&url, wanted);
	}
	call->reply->status = 302;
	reply_header(call->reply, STR("location"), buf_text(&url));
}

/* A proxy that does not send the original URL (nginx) is answered 401 only. */
static bool may_be_sent_to_sign_in(const struct call *call)
{
	const struct request *request = call->request;

	return request->from_proxy && call->app->config.sign_in_url.n &&
	       request_header(request, STR("X-Forwarded-Uri")).n && wants_a_page(request);
}

static void refuse_with(struct call *call, struct str reason, struct str challenge, bool again)
{
	call->reply->reason = reason;
	if (may_be_sent_to_sign_in(call)) {
		send_to_sign_in(call, again);
		return;
	}
	call->reply->status = 401;
	reply_header(call->reply, STR("www-authenticate"), challenge);
}

static void forward_refuse(struct call *call, struct str reason)
{
	refuse_with(call, reason, STR("Bearer"), false);
}

static void ask_for_more(struct call *call, const struct demand *demand, enum ost_verdict verdict)
{
	refuse_with(call, str_z(ost_verdict_name(verdict)),
		    demand_challenge(call->request->arena, demand, verdict), true);
}

static void unavailable(struct call *call, struct str reason)
{
	call->reply->reason = reason;
	call->reply->status = 503;
	reply_header(call->reply, STR("retry-after"), STR("5"));
}

static void forward_admit(struct call *call, const struct person *person)
{
	if (person->id.n && is_sound_identifier(person->id) && is_sound_identifier(person->email))
		send_facts(call, person);
	else
		forward_refuse(call, STR("bad-identifier"));
}

/* --- the user of a token or session ----------------------------------------------------------- */

static struct str claim(const struct ost_claims *claims, const char *name)
{
	struct ost_text text = { 0 };

	(void)ost_claims_text(claims, name, &text);
	return str_of(text.p, text.n);
}

/* The user of a valid token. */
static void admit_subject(struct call *call)
{
	struct ost_text subject = ost_claims_subject(call->claims);
	struct person person = { .id = str_of(subject.p, subject.n),
				 .email = claim(call->claims, "email"),
				 .name = claim(call->claims, "name") };

	(void)ost_claims_bool(call->claims, "emailVerified", &person.email_verified);
	for (size_t i = 0; i < METHODS_MAX; i++) {
		struct ost_text method;

		if (ost_claims_method(call->claims, i, &method))
			person.methods[person.n_methods++] = str_of(method.p, method.n);
	}
	forward_admit(call, &person);
}

static void admit_user(struct call *call, const struct signed_in *in)
{
	struct person person = { .id = in->user.id,
				 .email = in->user.email,
				 .name = in->user.name,
				 .email_verified = in->user.email_verified };
	struct proof_claims claims;

	if (proof_claims_of(&in->session.proof, &claims))
		for (size_t i = 0; i < claims.n; i++)
			person.methods[person.n_methods++] = claims.amr[i];
	forward_admit(call, &person);
}

static void judge_session(struct call *call, const struct demands *demands,
			  const struct signed_in *in)
{
	for (size_t i = 0; i < ARRAY_LEN(demands->of); i++) {
		enum ost_verdict verdict = demand_judge(&demands->of[i], &in->session.proof,
							call->request->now_ms / 1000);

		if (verdict == OST_OK)
			continue;
		ask_for_more(call, &demands->of[i], verdict);
		return;
	}
	admit_user(call, in);
}

/* True when a live session is found, whose user is then admitted or asked for more, or when the
 * search has failed. No cookie is renewed or expired here: a proxy rarely passes the cookies of
 * this answer on. */
static bool check_session(struct call *call, const struct demands *demands)
{
	const struct session_rules look = { .only_look = true };
	enum auth_result result = REFUSED_NO_SESSION;
	struct signed_in in;
	struct err err = { 0 };

	if (!call->app->config.issuer)
		return false;
	credential_read_cookies(call);
	if (call->session_token.n)
		result = credential_settle(call, &err);
	if (result == AUTH_OK)
		result = session_find(call_issuer(call), call->request->arena, call->session_token,
				      look, &in, &err);
	if (result == AUTH_OK) {
		judge_session(call, demands, &in);
	} else if (result == AUTH_FAULT) {
		reply_fault(call->reply, call->request->arena, &err);
		unavailable(call, STR("fault"));
	}
	return result == AUTH_OK || result == AUTH_FAULT;
}

/* *unmet: the demand that a valid token does not meet. */
static enum ost_verdict verify(struct call *call, struct str token, const struct demands *demands,
			       const struct demand **unmet)
{
	enum ost_verdict verdict = OST_OK;

	for (size_t i = 0; i < ARRAY_LEN(demands->of) && verdict == OST_OK; i++) {
		if (i && demand_is_empty(&demands->of[i]))
			continue;
		ost_claims_unref(TAKE(call->claims));
		*unmet = &demands->of[i];
		verdict = token_verifier_verify(call->app->verifier, *unmet, token,
						call->request->now_ms / 1000, &call->claims);
	}
	return verdict;
}

/* A demand that cannot be read must not count as none. */
static bool read_demands(struct call *call, struct demands *out)
{
	const struct request *request = call->request;
	bool exact = str_eq(request->path, STR("/forward-auth"));

	*out = (struct demands){ .of = { call->app->config.demand } };
	return !exact || demand_query_read(request->arena, request->query, &out->of[1]);
}

/* An application may have an Authorization header of its own, Basic or a token of another
 * issuer. It is none of ours, and a session counts beside it. */
void forward_auth(struct call *call)
{
	enum ost_verdict verdict = OST_MALFORMED;
	const struct demand *unmet = NULL;
	struct demands demands;
	struct str token, reason = call->app->config.issuer ? STR("no-session") : STR("no-token");

	if (!read_demands(call, &demands)) {
		call->reply->reason = STR("bad-demand");
		call->reply->status = 400;
		return;
	}
	switch (bearer_token(call->request, &token)) {
	case BEARER_TOKEN:
		verdict = verify(call, token, &demands, &unmet);
		reason = str_z(ost_verdict_name(verdict));
		break;
	case BEARER_NONE:
		break;
	case BEARER_REFUSED:
		reason = STR("bad-authorization");
		break;
	}
	if (verdict == OST_OK)
		admit_subject(call);
	else if (check_session(call, &demands))
		return;
	else if (demand_is_unmet(verdict))
		ask_for_more(call, unmet, verdict);
	else if (verdict == OST_UNJUDGED || verdict == OST_NO_MEMORY)
		unavailable(call, reason);
	else
		forward_refuse(call, reason);
}
