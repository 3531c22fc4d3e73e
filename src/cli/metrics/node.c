#include "cli/metrics/node.h"

#include <sysexits.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/tree/output.h"
#include "server/listen.h"

#define CONNECTIONS 32 /* of readers of metrics */
#define DEADLINE_MS 5000

int metrics_node_listen(struct metrics_node *node, const struct settings *settings)
{
	struct listen_address *at = &node->listening;
	struct err err = { 0 };

	node->fd = -1;
	if (!address_of_metrics(settings, at, &err))
		return err.text[0] ? cli_fail(EX_USAGE, "%s", err.text) : EX_OK;
	if (listen_on(at->host, at->port, &node->fd, &at->port, &err) != LISTEN_OK)
		return cli_fail(EX_UNAVAILABLE, "%s; choose another with --metrics-listen",
				err.text);
	metric_process_open(&node->process, clock_now_ms(&clock_real));
	node->on = true;
	return EX_OK;
}

/* A scrape every few seconds is no news. */
static void quieten(struct log *log, const struct log *like)
{
	*log = (struct log){
		.fd = like->fd,
		.level = like->level > LOG_LEVEL_NOTICE ? like->level : LOG_LEVEL_NOTICE,
		.format = like->format,
		.journal = like->journal,
		.clock = like->clock,
	};
	atomic_store(&log->queue, atomic_load(&like->queue));
}

int metrics_node_start(struct metrics_node *node)
{
	struct server_config config;
	struct err err = { 0 };

	if (!node->on)
		return EX_OK;
	quieten(&node->log, node->sources.log);
	if (!facts_start(&node->facts, &node->sources))
		return cli_fail(EX_OSERR, "no thread for the metrics");
	node->endpoint.from = &node->sources;
	node->endpoint.facts = &node->facts;
	node->endpoint.process = &node->process;
	endpoint_init(&node->endpoint);
	server_config_default(&config);
	config.fd = node->fd;
	config.port = node->listening.port;
	config.threads = 1;
	config.connections = config.connections_per_address = CONNECTIONS;
	config.head_ms = config.body_ms = config.answer_ms = DEADLINE_MS;
	config.grace_ms = DEADLINE_MS / 5;
	config.app = &node->endpoint.app;
	config.log = &node->log;
	config.clock = &clock_real;
	config.random = &random_kernel;
	node->fd = -1; /* the server owns it now, even when it does not start */
	if (server_start(&config, &node->server, &err) != SERVER_OK)
		return cli_fail(EX_OSERR, "%s", err.text);
	return EX_OK;
}

bool metrics_node_stop(struct metrics_node *node)
{
	if (node->server && !server_stop(node->server))
		return false;
	server_free(node->server);
	node->server = NULL;
	facts_stop(&node->facts);
	if (node->fd >= 0)
		close(node->fd);
	if (node->on)
		metric_process_close(&node->process);
	node->on = false;
	return true;
}

const struct listen_address *metrics_node_address(const struct metrics_node *node)
{
	return node->on ? &node->listening : NULL;
}
