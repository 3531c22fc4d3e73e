#include "route/app.h"

#include <stdlib.h>

#include "auth/keys/keyring.h"
#include "base/cleanup.h"
#include "metrics/metrics.h"
#include "route/access.h"
#include "route/cors.h"
#include "route/detail.h"
#include "route/issuer/answer.h"
#include "route/issuer/cookies.h"
#include "route/match.h"
#include "route/place.h"
#include "route/routes.h"
#include "route/verifier/token_verifier.h"

/* Headers of every answer of an API: a browser must not embed it, guess its type or cache it. A
 * header that the handler has set (the JWKS is public) stays. */
static void common_headers(const struct app *app, const struct request *request,
			   struct reply *reply)
{
	static const struct http_header headers[] = {
		{ STR_INIT("x-content-type-options"), STR_INIT("nosniff") },
		{ STR_INIT("content-security-policy"),
		  STR_INIT("default-src 'none'; frame-ancestors 'none'") },
		{ STR_INIT("referrer-policy"), STR_INIT("no-referrer") },
		{ STR_INIT("cache-control"), STR_INIT("no-store") },
		{ STR_INIT("cross-origin-resource-policy"), STR_INIT("same-origin") },
	};

	if (!path_is_issuers(app, request->path))
		detail_negotiate(request, reply);
	for (size_t i = 0; i < ARRAY_LEN(headers); i++)
		if (!reply_find(reply, headers[i].name))
			reply_protect(reply, headers[i].name, headers[i].value);
	if (app->config.https)
		reply_protect(reply, STR("strict-transport-security"),
			      app->config.hsts_subdomains
				      ? STR("max-age=63072000; includeSubDomains")
				      : STR("max-age=63072000"));
}

/* The text is Better Auth's. */
static bool refuses_disabled(const struct app *app, const struct request *request,
			     struct reply *reply)
{
	const struct app_paths *disabled = &app->config.disabled;
	struct str path;

	if (!disabled->n || !path_is_issuers(app, request->path))
		return false;
	path = str_tail(request->path, app->config.base_path.n);
	while (path.n > 1 && str_ends(path, STR("/")))
		path.n--;
	for (size_t i = 0; i < disabled->n; i++)
		if (str_eq(disabled->of[i], path)) {
			reply_body(reply, 404, STR("text/plain;charset=UTF-8"), STR("Not Found"));
			return true;
		}
	return false;
}

static bool is_counted_on_disk(const struct app *app, struct str path)
{
	const struct rate_limit *limit = app->config.rate_limit;

	return limit && rate_limit_waits(limit) && path_is_issuers(app, path);
}

/* Of a task route only the handler knows whether it reads the body. */
static bool ignores_body(const struct route *route)
{
	return !route->body && (route->side == SIDE_AUTH || route->access == ACCESS_ANYONE);
}

static enum lane app_plan(void *self, struct request *request)
{
	struct app *app = self;
	const struct route *route;

	request->path = place_inner_path(app, request->arena, request->path);
	route = route_find(app, request->method, request->path, request->parameters);
	request->route = route;
	request->ignores_body = route && ignores_body(route);
	request->from_proxy = proxies_trust(&app->config.proxies, &request->peer);
	request->address = proxies_client(&app->config.proxies, request);
	if (is_counted_on_disk(app, request->path) && (!route || route->lane == LANE_INLINE))
		return LANE_WORKER;
	request->body_max = route ? route->body_max : 0;
	if (!route)
		return app->config.site.self ? app->config.site.lane : LANE_INLINE;
	if (route->keys == KEYS_NEEDED && !keyring_ready(app->config.issuer->keyring))
		return LANE_WORKER; /* which waits for the first key */
	if (route->lane == LANE_INLINE && route->access != ACCESS_ANYONE && app->reads_wait)
		return LANE_WORKER; /* reads must not block the HTTP thread */
	return route->lane;
}

/* The site has every path that is neither API's. Below /api/ it answers only paths that it has, so
 * that a request to an API never gets a page. */
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

	if (path_is_issuers(app, request->path)) {
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
		detail_problem(request->arena, reply, PROBLEM_NOT_FOUND, STR("Not Found"),
			       (struct blame){ 0 });
	}
}

/* Requests to paths without a route count as well: an attacker who guesses paths is limited like
 * one who guesses passwords. */
static bool is_too_many(struct app *app, struct request *request, struct reply *reply)
{
	struct rate_limit_request counted = { .address = request->address,
					      .now_ms = request->now_ms };
	int64_t retry_s;
	struct str text;

	if (!app->config.rate_limit || !path_is_issuers(app, request->path))
		return false;
	counted.path = str_tail(request->path, app->config.base_path.n);
	counted.route = route_pattern(counted.path);
	if (rate_limit_take(app->config.rate_limit, request->arena, &counted, &retry_s) ==
	    RATE_LIMIT_ALLOWED)
		return false;
	reply->route = counted.route;
	reply->reason = STR("rate-limit");
	metric_count(METRIC_RATE_LIMITED, 1);
	text = arena_fmt(request->arena, "%lld", (long long)retry_s);
	reply_header(reply, STR("x-retry-after"), text);
	reply_header(reply, STR("retry-after"), text);
	return true;
}

static bool answer_too_many(struct app *app, struct request *request, struct reply *reply)
{
	if (!is_too_many(app, request, reply))
		return false;
	answer_for_server(request->arena, reply, 429);
	return true;
}

/* Counts in memory are looked at here, before the request takes a place in a lane. */
static bool is_counted_in_memory(const struct app *app)
{
	return app->config.rate_limit && !rate_limit_waits(app->config.rate_limit);
}

static bool app_relays(void *self, const struct address *peer)
{
	const struct app *app = self;

	return proxies_trust(&app->config.proxies, peer);
}

/* Where there is no route the head decides, unless its answer must wait for a disk. */
static bool preview_no_route(struct app *app, struct request *request, struct reply *reply)
{
	bool waits = is_for_site(app, request->path) && app->config.site.lane != LANE_INLINE;

	if (waits || is_counted_on_disk(app, request->path))
		return true;
	no_such_route(app, request, reply);
	return false;
}

/* For a client that waits with the body until it is told to go on. */
static bool preview(struct app *app, struct request *request, struct reply *reply)
{
	struct call call = {
		.app = app, .route = request->route, .request = request, .reply = reply
	};
	bool passes;

	if (!call.route)
		return preview_no_route(app, request, reply);
	reply->route = str_z(call.route->path);
	passes = access_preview(&call);
	access_done(&call);
	return passes;
}

static bool app_admit(void *self, struct request *request, struct reply *reply)
{
	struct app *app = self;
	bool passes = true;

	if (cors_will_answer(app, request))
		return true;
	if (refuses_disabled(app, request, reply) ||
	    (is_counted_in_memory(app) && answer_too_many(app, request, reply)))
		passes = false;
	else if (request->waits || request->body_max)
		passes = preview(app, request, reply);
	if (passes)
		return true;
	(void)cors_answers(app, request, reply);
	cors_expose(request, reply);
	common_headers(app, request, reply);
	return false;
}

/* What may have been written is told. */
static void handle(struct call *call)
{
	enum http_method method = call->request->method;

	call->route->handle(call);
	if (call->owner && method != HTTP_GET && method != HTTP_HEAD &&
	    (call->reply->status < 300 || call->reply->status >= 500))
		task_feed_wrote(call->app->config.feed, call->owner);
}

static void app_handle(void *self, struct request *request, struct reply *reply)
{
	struct app *app = self;
	struct call call = {
		.app = app, .route = request->route, .request = request, .reply = reply
	};

	if (cors_answers(app, request, reply) ||
	    (!is_counted_in_memory(app) && answer_too_many(app, request, reply))) {
		/* answered: a preflight, or too many by the counts of the database */
	} else if (!call.route) {
		no_such_route(app, request, reply);
	} else {
		reply->route = str_z(call.route->path);
		if (access_check(&call))
			handle(&call);
		access_done(&call);
	}
	cors_expose(request, reply);
	common_headers(app, request, reply);
}

/* The row of the route table, or what else has answered. A path of the issuer's that is refused by
 * the rate limit has a pattern also where its method has no route. */
static size_t number_of(const struct app *app, const struct request *request,
			const struct reply *reply)
{
	bool is_page;

	if (request->route)
		return route_number(request->route);
	is_page = app->config.site.self && reply->route.n && !path_is_issuers(app, request->path);
	return is_page ? ROUTES_SITE : ROUTES_NONE;
}

static void app_answered(void *self, const struct request *request, const struct reply *reply,
			 int64_t micros)
{
	metric_request(number_of(self, request, reply), reply->status, micros);
}

static void app_refuse(void *self, struct request *request, unsigned status, struct reply *reply)
{
	struct app *app = self;
	const struct route *route = request->route;

	if (route)
		reply->route = str_z(route->path);
	(void)cors_answers(app, request, reply); /* a page learns why it is refused */
	if (path_is_issuers(app, request->path))
		answer_for_server(request->arena, reply, status);
	else
		detail_refuse(request, reply, status);
	cors_expose(request, reply);
	common_headers(app, request, reply);
}

/* config must outlive the verifier. */
static struct token_verifier *make_verifier(const struct app_config *config)
{
	const struct token_verifier_config verifier = {
		.issuer = config->issuer,
		.remote = config->remote,
		.policy = {
			.size = sizeof(verifier.policy),
			.algorithms = OST_RS256 | OST_PS256 | OST_ES256 | OST_ES512 | OST_EDDSA,
			.issuer = config->token_issuer,
			.audiences = &config->token_audience,
			.n_audiences = 1,
			.leeway_s = OST_LEEWAY_DEFAULT_S,
		},
		.cache_entries = config->verdict_cache_entries,
	};

	return token_verifier_new(&verifier);
}

struct app *app_new(const struct app_config *config)
{
	OWNED(app_free) struct app *app = calloc(1, sizeof(*app));

	if (!app)
		return NULL;
	running_init(&app->running);
	import_places_init(&app->imports);
	export_places_init(&app->exports);
	app->config = *config;
	app->reads_wait = config->tasks.store && store_reads_wait(config->tasks.store);
	app->verifier = make_verifier(&app->config);
	if (config->list_cache_bytes)
		app->lists = list_cache_new(config->list_cache_bytes, config->tasks.random);
	if (!app->verifier || (config->list_cache_bytes && !app->lists) || !auth_cookie_names(app))
		return NULL;
	app->http = (struct http_app){
		.self = app,
		.plan = app_plan,
		.relays = app_relays,
		.admit = app_admit,
		.handle = app_handle,
		.refuse = app_refuse,
		.answered = app_answered,
	};
	return TAKE(app);
}

void app_free(struct app *app)
{
	if (!app)
		return;
	list_cache_free(app->lists);
	token_verifier_free(app->verifier);
	running_done(&app->running);
	import_places_done(&app->imports);
	export_places_done(&app->exports);
	free(app);
}
