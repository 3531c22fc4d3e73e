#include "cli/metrics/endpoint.h"

#include "base/cleanup.h"
#include "http/media_type.h"

#define TEXT_FIRST ((size_t)32 << 10)
#define TEXT_MAX   ((size_t)2 << 20)
#define PLAIN      STR("text/plain; charset=utf-8")

static enum lane plan(void *self, struct request *request)
{
	(void)self;
	request->ignores_body = true;
	return LANE_INLINE;
}

/* OpenMetrics, unless the client names text/plain and not OpenMetrics. */
static enum metric_form form_of(const struct request *request)
{
	struct str accept = request_header(request, STR("accept"));
	bool plain = media_type_is_accepted(accept, STR("text/plain"));
	bool open = media_type_is_accepted(accept, STR("application/openmetrics-text"));

	return plain && !open ? METRIC_PROMETHEUS : METRIC_OPENMETRICS;
}

static void answer_metrics(struct endpoint *endpoint, struct request *request, struct reply *reply)
{
	struct metric_text text = { .form = form_of(request) };
	struct buf b;

	arena_buf(request->arena, &b, TEXT_FIRST, TEXT_MAX);
	text.out = &b;
	metrics_collect(&text, endpoint->from, endpoint->facts, endpoint->process);
	metric_text_end(&text);
	if (buf_ok(&b)) {
		reply_body(reply, 200, metric_media_type(text.form), buf_text(&b));
	} else {
		reply->fault = STR("the metrics are too long");
		reply_body(reply, 500, PLAIN, STR("the metrics are too long\n"));
	}
}

static void handle(void *self, struct request *request, struct reply *reply)
{
	reply_header(reply, STR("cache-control"), STR("no-store"));
	reply_header(reply, STR("x-content-type-options"), STR("nosniff"));
	reply_header(reply, STR("cross-origin-resource-policy"), STR("same-origin"));
	if (!str_eq(request->path, STR("/metrics"))) {
		reply_body(reply, 404, PLAIN, STR("the metrics are at /metrics\n"));
	} else if (request->method != HTTP_GET && request->method != HTTP_HEAD) {
		reply_header(reply, STR("allow"), STR("GET, HEAD"));
		reply_body(reply, 405, PLAIN, STR("GET only\n"));
	} else {
		reply->route = STR("/metrics");
		answer_metrics(self, request, reply);
	}
}

static void refuse(void *self, struct request *request, unsigned status, struct reply *reply)
{
	(void)self;
	(void)request;
	reply_body(reply, status, PLAIN, STR("refused\n"));
}

void endpoint_init(struct endpoint *endpoint)
{
	endpoint->app = (struct http_app){
		.self = endpoint,
		.plan = plan,
		.handle = handle,
		.refuse = refuse,
	};
}
