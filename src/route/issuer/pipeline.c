#include "route/issuer/pipeline.h"

#include "auth/issuer/roles.h"
#include "auth/origin/origin.h"
#include "base/cleanup.h"
#include "core/limits.h"
#include "http/form.h"
#include "route/issuer/answer.h"
#include "route/issuer/body.h"
#include "route/issuer/credential.h"
#include "route/issuer/session_check.h"
#include "route/route.h"

static bool refuse_request(struct call *call, enum wire_error error)
{
	answer_error(call, error);
	return false;
}

static bool reads_body(const struct call *call)
{
	return call->request->method != HTTP_GET && call->route->body;
}

/* A query that cannot be read counts as empty. Of two addresses to return to, or two tokens, this
 * program and one before it might read different ones; where the endpoint declares the parameter,
 * its schema refuses them. */
static bool read_query(struct call *call)
{
	static const struct str once[] = {
		STR_INIT("callbackURL"),
		STR_INIT("redirectTo"),
		STR_INIT("errorCallbackURL"),
		STR_INIT("newUserCallbackURL"),
		STR_INIT("token"),
	};

	if (!form_parse(call->request->arena, call->request->query, &call->query))
		call->query.n = 0;
	for (size_t i = 0; i < ARRAY_LEN(once); i++)
		if (form_count(&call->query, once[i]) > 1 &&
		    !query_declares(call->route->body, once[i]))
			return refuse_request(call, WIRE_BAD_REQUEST);
	return true;
}

static bool refuse_type(struct call *call)
{
	answer_wrong_type(call, body_allowed_types(call->route->body));
	return false;
}

/* A body in chunks may turn out to be empty, and an empty one may have any type. */
static bool check_type(struct call *call)
{
	if (!reads_body(call) || !request_header_count(call->request, STR("Content-Length")) ||
	    body_type_is_allowed(call->route->body, call->request))
		return true;
	return refuse_type(call);
}

static bool read_body(struct call *call)
{
	if (!reads_body(call))
		return true;
	switch (body_read(call->route->body, call->request, &call->body)) {
	case BODY_READ:
		return true;
	case BODY_WRONG_TYPE:
		return refuse_type(call);
	case BODY_NOT_JSON:
		break;
	}
	return refuse_request(call, WIRE_BAD_JSON);
}

/* --- origins ---------------------------------------------------------------------------------- */

#define TRUSTED_SHOWN_BYTES 512 /* of the list in the log */

static const struct trusted_origins *trusted_of(const struct call *call)
{
	return &call_issuer(call)->settings.trusted;
}

/* Scheme and authority: the rest of a Referer may contain a token. */
static struct str origin_to_show(struct arena *a, struct str source)
{
	char memory[ORIGIN_MAX];
	struct str origin = origin_of_url(source, memory);
	struct url parts;

	if (origin.n)
		return arena_copy(a, origin);
	if (!url_split(source, &parts))
		return STR("(unreadable)");
	return arena_fmt(a, "%.*s://%.*s", STR_FMT(parts.scheme), STR_FMT(parts.authority));
}

/* For the log: which origin it was, and which are trusted. */
static void note_origin(struct call *call)
{
	const struct trusted_origins *trusted = trusted_of(call);
	struct arena *a = call->request->arena;
	struct str origin = request_header(call->request, STR("Origin"));
	struct buf list;

	if (!origin.n)
		origin = request_header(call->request, STR("Referer"));
	arena_buf(a, &list, 128, TRUSTED_SHOWN_BYTES);
	buf_str(&list, trusted->own);
	for (size_t i = 0;
	     i < trusted->n_patterns && list.n + trusted->patterns[i].n < TRUSTED_SHOWN_BYTES; i++)
		buf_fmt(&list, " %.*s", STR_FMT(trusted->patterns[i]));
	call->reply->origin = origin.n ? origin_to_show(a, origin) : STR("(none)");
	call->reply->trusted = buf_text(&list);
}

static bool origin_passes(struct call *call, enum origin_rc rc)
{
	if (rc != ORIGIN_TRUSTED)
		note_origin(call);
	switch (rc) {
	case ORIGIN_TRUSTED:
		return true;
	case ORIGIN_MISSING:
		return refuse_request(call, WIRE_MISSING_ORIGIN);
	case ORIGIN_CROSS_SITE_NAVIGATION:
		return refuse_request(call, WIRE_CROSS_SITE_NAVIGATION);
	case ORIGIN_UNTRUSTED:
		break;
	}
	return refuse_request(call, WIRE_INVALID_ORIGIN);
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

static bool check_origin(struct call *call)
{
	struct origin_headers headers = origin_headers(call->request);

	if (call->request->method == HTTP_GET)
		return true;
	return origin_passes(call, origin_check(trusted_of(call), &headers));
}

static bool check_form_origin(struct call *call)
{
	struct origin_headers headers = origin_headers(call->request);

	if (!reads_body(call) || call->route->body->forms != BODY_FORM_TOO)
		return true;
	return origin_passes(call, origin_check_form(trusted_of(call), &headers));
}

/* --- URLs that the browser may be sent to ----------------------------------------------------- */

static const struct url_member {
	const char *name;
	enum wire_error not_a_string, untrusted;
} url_members[] = {
	{ "callbackURL", WIRE_CALLBACK_NOT_STRING, WIRE_INVALID_CALLBACK },
	{ "redirectTo", WIRE_REDIRECT_NOT_STRING, WIRE_INVALID_REDIRECT },
	{ "errorCallbackURL", WIRE_ERROR_CALLBACK_NOT_STRING, WIRE_INVALID_ERROR_CALLBACK },
	{ "newUserCallbackURL", WIRE_NEW_USER_CALLBACK_NOT_STRING, WIRE_INVALID_NEW_USER_CALLBACK },
};

static bool url_is_trusted(const struct call *call, struct str url)
{
	return url.n <= LIMIT_URL_BYTES &&
	       origin_trusts_url(trusted_of(call), url, RELATIVE_URLS_ALLOWED);
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
			return refuse_request(call, member->not_a_string);
		if (!url_is_trusted(call, json_to_str(value)))
			return refuse_request(call, member->untrusted);
	}
	/* The callbackURL of the query counts where the body has none. */
	from_query = call_query_text(call, STR("callbackURL"));
	if (from_query.n && body_is_falsy(json_member(call->body, "callbackURL")) &&
	    !url_is_trusted(call, from_query))
		return refuse_request(call, WIRE_INVALID_CALLBACK);
	return true;
}

/* --- the session ------------------------------------------------------------------------------ */

static bool read_credential(struct call *call)
{
	credential_read(call);
	return true;
}

/* Better Auth's plugin admin answers nothing to whoever has no session. */
static bool refuse_session(struct call *call)
{
	enum access access = call->route->access;

	if (access != ACCESS_ADMIN && access != ACCESS_ANY_SESSION)
		return refuse_request(call, WIRE_NO_SESSION);
	reply_json(call->reply, 401, STR(""));
	call->reply->reason = STR("no-session");
	return false;
}

/* The role is that of the database at this moment. Whoever acts as another user has no more rights
 * than that user, who is no admin. */
static bool require_role(struct call *call)
{
	const struct signed_in *signed_in = &call->signed_in;

	if (call->route->access != ACCESS_ADMIN ||
	    (roles_include(signed_in->user.role, ROLE_ADMIN) &&
	     !signed_in->session.impersonated_by.n))
		return true;
	return refuse_request(call, call->route->refusal);
}

static bool require_session(struct call *call)
{
	enum access access = call->route->access;

	if (access == ACCESS_ANYONE || access == ACCESS_OWNER || access == ACCESS_NOBODY)
		return true;
	switch (session_check(call, SESSION_USE_LOOK,
			      access == ACCESS_CACHED_SESSION ? SESSION_FROM_CACHE_TOO
							      : SESSION_FROM_STORE)) {
	case SESSION_CHECK_FOUND:
		return require_role(call);
	case SESSION_CHECK_NONE:
		return refuse_session(call);
	case SESSION_CHECK_ANSWERED:
		break;
	}
	return false;
}

/* Without any credential there is no session. With one, the whole step looks for it. */
static bool require_credential(struct call *call)
{
	return call->session_token.n || require_session(call);
}

/* The query is checked only when the body has no issues. */
static bool check_schema(struct call *call)
{
	struct str issues = str_of(NULL, 0);

	if (reads_body(call))
		issues = body_issues(call->route->body, call->request->arena, call->body);
	if (issues.n == 0 && call->route->body)
		issues = query_issues(call->route->body, call->request->arena, &call->query);
	if (issues.n == 0)
		return true;
	answer_issues(call, issues);
	return false;
}

static bool check_schema_of_query(struct call *call)
{
	return reads_body(call) || check_schema(call);
}

/* A link redirects to trusted URLs only. */
static bool check_link(struct call *call)
{
	struct str callback = call_query_text(call, STR("callbackURL"));

	if (call->request->method != HTTP_GET || !call->route->body || callback.n == 0 ||
	    url_is_trusted(call, callback))
		return true;
	return refuse_request(call, WIRE_INVALID_CALLBACK);
}

/* --- the table -------------------------------------------------------------------------------- */

static const struct pipeline_step steps[] = {
	{ "query", read_query, .by_head = read_query },
	{ "body", read_body, .by_head = check_type },
	{ "origin", check_origin, .by_head = check_origin },
	{ "urls", check_urls, .by_head = NULL },
	{ "credential", read_credential, .by_head = read_credential },
	{ "schema", check_schema, .by_head = check_schema_of_query },
	{ "form-origin", check_form_origin, .by_head = check_form_origin },
	{ "link", check_link, .by_head = check_link },
	{ "session", require_session, .by_head = require_credential },
};

const struct pipeline_step *pipeline_steps(size_t *out_n)
{
	*out_n = ARRAY_LEN(steps);
	return steps;
}

bool pipeline_run(struct call *call)
{
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		if (!steps[i].check(call))
			return false;
	return true;
}

bool pipeline_preview(struct call *call)
{
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		if (steps[i].by_head && !steps[i].by_head(call))
			return false;
	return true;
}

/* The body holds passwords, as text and as JSON. */
void pipeline_done(struct call *call)
{
	if (call->body) {
		json_wipe(call->body);
		json_free(call->body);
		call->body = NULL;
		explicit_bzero((char *)(uintptr_t)call->request->body.p, call->request->body.n);
	}
}
