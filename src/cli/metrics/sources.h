/* The parts of a server that its metrics ask. */
#ifndef OSTIARY_CLI_METRICS_SOURCES_H
#define OSTIARY_CLI_METRICS_SOURCES_H

#include <stdbool.h>

#include "auth/issuer/issuer.h"
#include "cli/settings/table.h"
#include "core/log.h"
#include "ostiary/remote.h"
#include "server/server.h"
#include "store/store.h"
#include "tasks/feed.h"

/* All borrowed; they must outlive the metrics. */
struct metrics_sources {
	const struct settings *settings;
	const struct log *log;
	struct store *store;
	struct server *server;
	struct task_feed *feed;      /* NULL: there is none */
	const struct issuer *issuer; /* NULL in a task node */
	struct ost_remote *remote;   /* of a task node; else NULL */
	const char *backups;         /* folder of the series; NULL: none is made */
	bool tasks, mails, pushes;   /* whose tables the database has */
};

#endif
