/* The metrics of a server, on a port of their own. */
#ifndef OSTIARY_CLI_METRICS_NODE_H
#define OSTIARY_CLI_METRICS_NODE_H

#include "cli/metrics/endpoint.h"
#include "cli/resolve/address.h"

/* Must not move once it has started. */
struct metrics_node {
	struct metrics_sources sources; /* set by the caller before metrics_node_start() */
	struct listen_address listening;
	int fd; /* the listening socket; -1: there is none, or the server owns it */
	bool on;
	struct metric_process process;
	struct facts_watch facts;
	struct endpoint endpoint;
	struct log log;        /* of scrapes: only what went wrong */
	struct server *server; /* NULL: it does not run */
};

/* Opens the socket and what only a process that is not confined can open. Does nothing without
 * --metrics-listen. EX_OK, or the error has been reported and this is the exit code. */
int metrics_node_listen(struct metrics_node *node, const struct settings *settings);

/* Starts to answer, after the log has its queue. Does nothing without --metrics-listen. */
int metrics_node_start(struct metrics_node *node);

/* Before what the sources name is freed; also when it never started. False: a scrape still runs,
 * and nothing that the sources name may be freed. */
bool metrics_node_stop(struct metrics_node *node);

/* Where the metrics are, once the socket is open; NULL: nowhere. */
const struct listen_address *metrics_node_address(const struct metrics_node *node);

#endif
