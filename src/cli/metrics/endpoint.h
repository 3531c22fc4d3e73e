/* What the port of the metrics answers: GET /metrics. */
#ifndef OSTIARY_CLI_METRICS_ENDPOINT_H
#define OSTIARY_CLI_METRICS_ENDPOINT_H

#include "cli/metrics/collect.h"
#include "http/app.h"

struct endpoint {
	const struct metrics_sources *from;
	struct facts_watch *facts;
	const struct metric_process *process;
	struct http_app app; /* passed to the server */
};

/* Sets the functions of the application. The endpoint must not move afterwards. */
void endpoint_init(struct endpoint *endpoint);

#endif
