#include "route/cors.h"

#include "auth/origin.h"
#include "base/cleanup.h"
#include "route/app.h"
#include "route/route.h"

/* The origin's own pages need none of this. */
static bool is_foreign_and_trusted(const struct app *app, struct str origin)
{
	const struct trusted_origins *trusted = app->config.trusted;

	return origin.n > 0 && origin.n <= ORIGIN_MAX && !str_eq(origin, trusted->own) &&
	       origin_trusts_url(trusted, origin, RELATIVE_URLS_REFUSED);
}

static bool is_api(const struct app *app, struct str path)
{
	return route_is_auth(app, path) || str_starts(path, STR("/api/"));
}

static void allow_method(struct reply *reply)
{
	static const struct http_header headers[] = {
		{ STR_INIT("access-control-allow-methods"),
		  STR_INIT("GET, POST, PUT, PATCH, DELETE") },
		{ STR_INIT("access-control-allow-headers"),
		  STR_INIT("authorization, content-type") },
		{ STR_INIT("access-control-max-age"), STR_INIT("600") },
	};

	for (size_t i = 0; i < ARRAY_LEN(headers); i++)
		reply_header(reply, headers[i].name, headers[i].value);
	reply->status = 204;
}

bool cors_answers(const struct app *app, const struct request *request, struct reply *reply)
{
	struct str origin = request_header(request, STR("Origin"));

	if (!is_api(app, request->path) || !is_foreign_and_trusted(app, origin))
		return false;
	reply_header(reply, STR("access-control-allow-origin"), arena_copy(request->arena, origin));
	reply_header(reply, STR("access-control-allow-credentials"), STR("true"));
	reply_header(reply, STR("vary"), STR("origin"));
	if (request->method != HTTP_OPTIONS ||
	    request_header(request, STR("Access-Control-Request-Method")).n == 0)
		return false;
	allow_method(reply);
	return true;
}

void cors_for_everybody(const struct app *app, const struct request *request, struct reply *reply)
{
	if (reply_find(reply, STR("access-control-allow-origin")))
		return; /* a trusted one is named, and vary is there */
	reply_header(reply, STR("access-control-allow-origin"), STR("*"));
	if (is_api(app, request->path))
		reply_header(reply, STR("vary"), STR("origin"));
}
