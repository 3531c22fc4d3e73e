#include "route/cors.h"

#include "auth/origin/origin.h"
#include "base/cleanup.h"
#include "core/limits.h"
#include "route/app.h"
#include "route/match.h"

/* Pages of the server's own origin need no such headers. */
static bool is_foreign_and_trusted(const struct app *app, struct str origin)
{
	const struct trusted_origins *trusted = app->config.trusted;

	return origin.n > 0 && origin.n <= ORIGIN_MAX && !str_eq(origin, trusted->own) &&
	       origin_trusts_url(trusted, origin, RELATIVE_URLS_REFUSED);
}

static bool is_api(const struct app *app, struct str path)
{
	return path_is_issuers(app, path) || str_starts(path, STR("/api/"));
}

/* The text with blanks for tabs, which divide the names of a list as well (RFC 9110 section 5.6.1)
 * but are not sent in an answer. */
static struct str without_tabs(struct arena *a, struct str text)
{
	struct buf b;

	arena_buf(a, &b, text.n, LIMIT_HEAD_BYTES);
	for (size_t i = 0; i < text.n; i++)
		buf_char(&b, text.p[i] == '\t' ? ' ' : text.p[i]);
	return buf_text(&b);
}

/* The names that a page asks to send. Those of a trusted origin may send any: what it says with
 * them it could say in the body as well. Empty when the list is not one of names. */
static struct str asked_headers(const struct request *request)
{
	struct str asked = request_header(request, STR("Access-Control-Request-Headers"));
	struct str rest = asked, name;

	while (rest.n) {
		str_cut(rest, ',', &name, &rest);
		if (!http_is_token(str_trim(name)))
			return str_of(NULL, 0);
	}
	return without_tabs(request->arena, asked);
}

static void allow_method(const struct request *request, struct reply *reply)
{
	struct str asked = asked_headers(request);

	reply_header(reply, STR("access-control-allow-methods"),
		     STR("GET, POST, PUT, PATCH, DELETE"));
	reply_header(reply, STR("access-control-allow-headers"),
		     asked.n ? asked : STR("authorization, content-type"));
	reply_header(reply, STR("access-control-max-age"), STR("600"));
	reply->status = 204;
}

static bool is_preflight(const struct request *request)
{
	return request->method == HTTP_OPTIONS &&
	       request_header_count(request, STR("Access-Control-Request-Method"));
}

static bool is_from_trusted(const struct app *app, const struct request *request)
{
	return is_api(app, request->path) &&
	       is_foreign_and_trusted(app, request_header(request, STR("Origin")));
}

bool cors_will_answer(const struct app *app, const struct request *request)
{
	return is_preflight(request) && is_from_trusted(app, request);
}

bool cors_answers(const struct app *app, const struct request *request, struct reply *reply)
{
	struct str origin = request_header(request, STR("Origin"));
	bool preflight = is_preflight(request);

	if (!is_from_trusted(app, request))
		return false;
	reply_header(reply, STR("access-control-allow-origin"), arena_copy(request->arena, origin));
	reply_header(reply, STR("access-control-allow-credentials"), STR("true"));
	reply_header(reply, STR("vary"),
		     preflight ? STR("origin, access-control-request-headers") : STR("origin"));
	if (preflight)
		allow_method(request, reply);
	return preflight;
}

/* What scripts act on: when to try again, what was made, which version they have, and which sign-in
 * is demanded. */
void cors_expose(const struct request *request, struct reply *reply)
{
	static const struct str names[] = { STR_INIT("retry-after"), STR_INIT("x-retry-after"),
					    STR_INIT("location"),    STR_INIT("etag"),
					    STR_INIT("link"),        STR_INIT("www-authenticate") };
	const struct http_header *credentials =
		reply_find(reply, STR("access-control-allow-credentials"));
	struct http_header *exposed = reply_find(reply, STR("access-control-expose-headers"));
	struct buf list;

	if (!credentials || reply_find(reply, STR("access-control-allow-methods")))
		return;
	arena_buf(request->arena, &list, 128, LIMIT_HEAD_BYTES);
	buf_str(&list, exposed ? exposed->value : str_of(NULL, 0));
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (reply_find(reply, names[i])) {
			buf_z(&list, list.n ? ", " : "");
			buf_str(&list, names[i]);
		}
	buf_z(&list, list.n ? ", x-request-id" : "x-request-id");
	if (exposed)
		exposed->value = buf_text(&list);
	else
		reply_header(reply, STR("access-control-expose-headers"), buf_text(&list));
}

void cors_for_all_origins(const struct app *app, const struct request *request, struct reply *reply)
{
	if (reply_find(reply, STR("access-control-allow-origin")))
		return; /* a trusted origin is named, and vary is set */
	reply_header(reply, STR("access-control-allow-origin"), STR("*"));
	if (is_api(app, request->path))
		reply_header(reply, STR("vary"), STR("origin"));
}
