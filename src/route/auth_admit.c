#include "route/auth_admit.h"

#include "auth/bearer.h"
#include "auth/origin.h"
#include "base/cleanup.h"
#include "core/limits.h"
#include "http/cookie.h"
#include "http/form.h"
#include "route/app.h"
#include "route/auth_cookie.h"
#include "route/auth_session.h"
#include "route/auth_reply.h"
#include "route/body.h"
#include "route/route.h"

static bool refuse(struct call *call, enum auth_error error)
{
	auth_refuse_with(call, error);
	return false;
}

static bool reads_body(const struct call *call)
{
	return call->request->method != HTTP_GET && call->route->body;
}

/* A query that cannot be read counts as empty. */
static bool read_query(struct call *call)
{
	if (!form_parse(call->request->arena, call->request->query, &call->query))
		call->query.n = 0;
	return true;
}

static bool read_body(struct call *call)
{
	if (!reads_body(call))
		return true;
	switch (body_read(call->route->body, call->request, &call->body)) {
	case BODY_READ:
		return true;
	case BODY_WRONG_TYPE:
		auth_refuse_type(call, body_allowed_types(call->route->body));
		return false;
	case BODY_NOT_JSON:
		break;
	}
	return refuse(call, AUTH_BAD_JSON);
}

/* --- origins ----------------------------------------------------------------------------------- */

static bool passes(struct call *call, enum origin_rc rc)
{
	switch (rc) {
	case ORIGIN_TRUSTED:
		return true;
	case ORIGIN_MISSING:
		return refuse(call, AUTH_MISSING_ORIGIN);
	case ORIGIN_CROSS_SITE_NAVIGATION:
		return refuse(call, AUTH_CROSS_SITE_NAVIGATION);
	case ORIGIN_UNTRUSTED:
		break;
	}
	return refuse(call, AUTH_INVALID_ORIGIN);
}

static struct origin_headers origin_headers(const struct request *request)
{
	return (struct origin_headers){
		.origin = request_header(request, STR("Origin")),
		.referer = request_header(request, STR("Referer")),
		.sec_fetch_site = request_header(request, STR("Sec-Fetch-Site")),
		.sec_fetch_mode = request_header(request, STR("Sec-Fetch-Mode")),
		.sec_fetch_dest = request_header(request, STR("Sec-Fetch-Dest")),
		.has_cookie = request_header_count(request, STR("Cookie")) > 0,
	};
}

static const struct trusted_origins *trusted(const struct call *call)
{
	return &call->app->config.issuer->settings.trusted;
}

static bool check_origin(struct call *call)
{
	struct origin_headers headers = origin_headers(call->request);

	if (call->request->method == HTTP_GET)
		return true;
	return passes(call, origin_check(trusted(call), &headers));
}

static bool check_form_origin(struct call *call)
{
	struct origin_headers headers = origin_headers(call->request);

	if (!reads_body(call) || call->route->body->forms != BODY_FORM_TOO)
		return true;
	return passes(call, origin_check_form(trusted(call), &headers));
}

/* --- URLs that the browser may be sent to ------------------------------------------------------- */

static const struct url_member {
	const char *name;
	enum auth_error not_a_string, untrusted;
} url_members[] = {
	{ "callbackURL", AUTH_CALLBACK_NOT_STRING, AUTH_INVALID_CALLBACK },
	{ "redirectTo", AUTH_REDIRECT_NOT_STRING, AUTH_INVALID_REDIRECT },
	{ "errorCallbackURL", AUTH_ERROR_CALLBACK_NOT_STRING, AUTH_INVALID_ERROR_CALLBACK },
	{ "newUserCallbackURL", AUTH_NEW_USER_CALLBACK_NOT_STRING, AUTH_INVALID_NEW_USER_CALLBACK },
};

/* The callbackURL of the query counts where the body has none. */
static struct str query_callback(const struct call *call)
{
	const struct str *value = form_first(&call->query, STR("callbackURL"));

	return value ? *value : str_of(NULL, 0);
}

static bool leads_somewhere_good(const struct call *call, struct str url)
{
	return url.n <= LIMIT_URL_BYTES &&
	       origin_trusts_url(trusted(call), url, RELATIVE_URLS_ALLOWED);
}

static bool check_urls(struct call *call)
{
	struct str from_query;

	if (!reads_body(call))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(url_members); i++) {
		const struct url_member *member = &url_members[i];
		const struct json *value = json_member(call->body, member->name);

		if (body_is_falsy(value))
			continue;
		if (json_kind(value) != JSON_KIND_STRING)
			return refuse(call, member->not_a_string);
		if (!leads_somewhere_good(call, json_to_str(value)))
			return refuse(call, member->untrusted);
	}
	from_query = query_callback(call);
	if (from_query.n && body_is_falsy(json_member(call->body, "callbackURL")) &&
	    !leads_somewhere_good(call, from_query))
		return refuse(call, AUTH_INVALID_CALLBACK);
	return true;
}

/* --- the session ------------------------------------------------------------------------------- */

static bool signed_cookie(const struct call *call, struct str name, struct str *out)
{
	struct str value;

	return cookie_first(call->request, name, &value) &&
	       cookie_verify(call->app->config.issuer->cookie_key, value, out);
}

/* Of two headers nobody knows which one is meant (RFC 9110 section 5.3). */
static struct str authorization(const struct request *request)
{
	const struct str name = STR("authorization");

	return request_header_count(request, name) == 1 ? request_header(request, name)
							: str_of(NULL, 0);
}

/* A good bearer token stands for the session cookie; a bad one counts as absent. */
void auth_read_session_token(struct call *call)
{
	const struct issuer *issuer = call->app->config.issuer;
	struct str value;

	if (!bearer_session_token(issuer->cookie_key, call->request->arena,
				  authorization(call->request), &call->session_token) &&
	    !signed_cookie(call, auth_cookie_name(call->app, AUTH_COOKIE_SESSION),
			   &call->session_token))
		call->session_token = str_of(NULL, 0);
	call->dont_remember =
		signed_cookie(call, auth_cookie_name(call->app, AUTH_COOKIE_DONT_REMEMBER), &value);
}

static bool require_session(struct call *call)
{
	enum access access = call->route->access;

	if (access != ACCESS_SESSION && access != ACCESS_CACHED_SESSION)
		return true;
	switch (auth_find_session(call, SESSION_USE_LOOK,
				  access == ACCESS_CACHED_SESSION ? SESSION_FROM_CACHE_TOO
								  : SESSION_FROM_STORE)) {
	case AUTH_SESSION_FOUND:
		return true;
	case AUTH_SESSION_NONE:
		return refuse(call, AUTH_UNAUTHORIZED);
	case AUTH_SESSION_REFUSED:
		break;
	}
	return false;
}

/* What is wrong with the body hides what is wrong with the query. */
static bool check_schema(struct call *call)
{
	struct str issues = str_of(NULL, 0);

	if (reads_body(call))
		issues = body_issues(call->route->body, call->request->arena, call->body);
	if (issues.n == 0 && call->route->body)
		issues = query_issues(call->route->body, call->request->arena, &call->query);
	if (issues.n == 0)
		return true;
	auth_refuse_issues(call, issues);
	return false;
}

/* A link leads nowhere but to trusted places. */
static bool check_link(struct call *call)
{
	struct str callback = query_callback(call);

	if (call->request->method != HTTP_GET || !call->route->body || callback.n == 0 ||
	    leads_somewhere_good(call, callback))
		return true;
	return refuse(call, AUTH_INVALID_CALLBACK);
}

bool auth_admit(struct call *call)
{
	if (!read_query(call) || !read_body(call) || !check_origin(call) || !check_urls(call))
		return false;
	auth_read_session_token(call);
	return check_schema(call) && check_form_origin(call) && check_link(call) &&
	       require_session(call);
}

/* Passwords stood in the body as text and as JSON. */
void auth_done(struct call *call)
{
	if (call->body) {
		json_wipe(call->body);
		json_free(call->body);
		call->body = NULL;
		explicit_bzero((char *)(uintptr_t)call->request->body.p, call->request->body.n);
	}
}
