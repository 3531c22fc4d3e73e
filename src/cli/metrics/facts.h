/* What only the database and the disk can tell: asked for every few seconds by a thread, so that
 * who reads the metrics never waits for either. */
#ifndef OSTIARY_CLI_METRICS_FACTS_H
#define OSTIARY_CLI_METRICS_FACTS_H

#include <pthread.h>

#include "cli/metrics/sources.h"
#include "core/ticker.h"
#include "metrics/text.h"
#include "store/tables/waiting.h"

#define FACTS_EVERY_MS 5000

/* One look. */
struct facts {
	bool ready;        /* the database answered, and could be written */
	int64_t looked_ms; /* when it last did, since 1970; 0: never */
	struct waiting mails, pushes, reminders;
	int64_t failed_mails;
	int64_t disk_free, disk_size;  /* bytes; -1: not known */
	int64_t file_bytes, log_bytes; /* of an SQLite database; -1: not known */
	int64_t backup_ms;             /* of the newest, since 1970; 0: there is none */
};

struct facts_watch {
	const struct metrics_sources *from;
	struct ticker *ticker;
	pthread_mutex_t mutex; /* guards the facts */
	struct facts facts;
};

/* Looks once, and starts the thread. False: no thread. */
bool facts_start(struct facts_watch *watch, const struct metrics_sources *from);
void facts_stop(struct facts_watch *watch); /* also when it never started */

void facts_put(struct metric_text *text, struct facts_watch *watch);

#endif
