#include "route/app.h"

#include <stdlib.h>

#include "route/auth.h"
#include "base/cleanup.h"
#include "route/auth_cookie.h"
#include "route/auth_documents.h"
#include "route/auth_reply.h"
#include "route/cors.h"
#include "route/detail.h"
#include "route/gate.h"
#include "route/guard.h"
#include "route/route.h"

/* What every answer of an API says to a browser: it is data, for nobody to embed, to sniff at or to
 * keep. A handler that knows better (the JWKS is for everybody) has said so before. */
static void common_headers(const struct app *app, struct reply *reply)
{
	static const struct http_header headers[] = {
		{ STR_INIT("x-content-type-options"), STR_INIT("nosniff") },
		{ STR_INIT("content-security-policy"),
		  STR_INIT("default-src 'none'; frame-ancestors 'none'") },
		{ STR_INIT("referrer-policy"), STR_INIT("no-referrer") },
		{ STR_INIT("cache-control"), STR_INIT("no-store") },
		{ STR_INIT("cross-origin-resource-policy"), STR_INIT("same-origin") },
	};

	for (size_t i = 0; i < ARRAY_LEN(headers); i++)
		if (!reply_find(reply, headers[i].name))
			reply_header(reply, headers[i].name, headers[i].value);
	if (app->config.https)
		reply_header(reply, STR("strict-transport-security"),
			     STR("max-age=63072000; includeSubDomains"));
}

static bool is_counted_on_disk(const struct app *app, struct str path)
{
	const struct rate_limit *limit = app->config.rate_limit;

	return limit && rate_limit_waits(limit) && route_is_auth(app, path);
}

static enum lane app_plan(void *self, struct request *request)
{
	struct app *app = self;
	const struct route *route = route_find(app, request->method, request->path);

	request->route = route;
	request->from_proxy = proxies_handed_on(&app->config.proxies, request);
	request->address = proxies_client(&app->config.proxies, request);
	if (is_counted_on_disk(app, request->path) && (!route || route->lane == LANE_INLINE))
		return LANE_WORKER;
	if (!route)
		return app->config.site.self ? app->config.site.lane : LANE_INLINE;
	if ((route->handle == auth_jwks || route->handle == auth_configuration ||
	     route->handle == auth_not_before) &&
	    !keyring_ready(app->config.issuer->keyring))
		return LANE_WORKER; /* the first key is still being made: worth waiting for */
	if (route->lane == LANE_INLINE && route->access != ACCESS_ANYONE && app->reads_wait)
		return LANE_WORKER; /* it reads, and others' requests shall not wait for that */
	return route->lane;
}

/* Where neither API has the path, the site says what is there; what is meant for an API never gets a
 * page. */
static bool is_for_site(const struct app *app, struct str path)
{
	const struct app_site *site = &app->config.site;

	if (!site->self)
		return false;
	if (str_eq(path, STR("/api")) || str_starts(path, STR("/api/")))
		return site->has(site->self, path);
	return true;
}

static void no_such_route(struct app *app, struct request *request, struct reply *reply)
{
	struct str allowed;

	if (route_is_auth(app, request->path)) {
		reply->status = 404; /* without a body, as the issuer's clients expect */
		return;
	}
	allowed = route_allowed(app, request->arena, request->path);
	if (allowed.n) {
		reply_header(reply, STR("allow"), allowed);
		detail_reply(request->arena, reply, 405, STR("Method Not Allowed"));
	} else if (is_for_site(app, request->path)) {
		app->config.site.answer(app->config.site.self, request, reply);
	} else {
		detail_reply(request->arena, reply, 404, STR("Not Found"));
	}
}

/* What leads nowhere counts as well: guessing paths is no cheaper than guessing passwords. */
static bool is_too_many(struct app *app, struct request *request, struct reply *reply)
{
	struct rate_limit_request counted = { .address = request->address,
					      .now_ms = request->now_ms };
	int64_t retry_s;
	struct str text;

	if (!app->config.rate_limit || !route_is_auth(app, request->path))
		return false;
	counted.path = str_tail(request->path, app->config.base_path.n);
	counted.route = route_pattern(counted.path);
	if (rate_limit_take(app->config.rate_limit, request->arena, &counted, &retry_s) ==
	    RATE_LIMIT_ALLOWED)
		return false;
	reply->route = counted.route;
	reply->reason = STR("rate-limit");
	text = arena_fmt(request->arena, "%lld", (long long)retry_s);
	reply_header(reply, STR("x-retry-after"), text);
	reply_header(reply, STR("retry-after"), text);
	return true;
}

static void app_handle(void *self, struct request *request, struct reply *reply)
{
	struct app *app = self;
	struct call call = {
		.app = app, .route = request->route, .request = request, .reply = reply
	};

	if (cors_answers(app, request, reply)) {
		/* a preflight: it asks and does nothing */
	} else if (is_too_many(app, request, reply)) {
		auth_refuse(request->arena, reply, 429);
	} else if (!call.route) {
		no_such_route(app, request, reply);
	} else {
		reply->route = str_z(call.route->path);
		route_parameters(&call);
		if (guard_admit(&call))
			call.route->handle(&call);
		guard_done(&call);
	}
	common_headers(app, reply);
}

static void app_refuse(void *self, struct request *request, unsigned status, struct reply *reply)
{
	struct app *app = self;
	const struct route *route = request->route;

	if (route)
		reply->route = str_z(route->path);
	if (route_is_auth(app, request->path))
		auth_refuse(request->arena, reply, status);
	else
		detail_refuse(request->arena, reply, status);
	common_headers(app, reply);
}

struct app *app_new(const struct app_config *config)
{
	OWNED(app_free) struct app *app = calloc(1, sizeof(*app));

	if (!app)
		return NULL;
	app->config = *config;
	app->reads_wait = config->tasks.store && store_reads_wait(config->tasks.store);
	app->gate = gate_new(config);
	if (!app->gate || !auth_cookie_names(app))
		return NULL;
	app->http = (struct http_app){
		.self = app, .plan = app_plan, .handle = app_handle, .refuse = app_refuse
	};
	return TAKE(app);
}

void app_free(struct app *app)
{
	if (!app)
		return;
	gate_free(app->gate);
	free(app);
}
