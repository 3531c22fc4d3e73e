/* The requests that were answered, by the row of the route table and by status. */
#ifndef OSTIARY_METRICS_REQUESTS_H
#define OSTIARY_METRICS_REQUESTS_H

#include <stddef.h>
#include <stdint.h>

#include "metrics/text.h"

#define METRIC_ROUTES_MAX 192

/* Counts one request. route is below METRIC_ROUTES_MAX; status 0: the client left before there was
 * an answer. micros are from the complete head to the answer. Any thread; no lock. */
void metric_request(size_t route, unsigned status, int64_t micros);

/* The names of a row. */
struct metric_route {
	const char *method, *path;
};
typedef struct metric_route metric_route_fn(size_t route);

/* Puts the two families of requests, with the rows that have had any. */
void metric_requests_put(struct metric_text *text, metric_route_fn *name_of);

#endif
