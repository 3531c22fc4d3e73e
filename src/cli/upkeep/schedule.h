/* The backups that a server makes by itself. */
#ifndef OSTIARY_CLI_UPKEEP_SCHEDULE_H
#define OSTIARY_CLI_UPKEEP_SCHEDULE_H

#include <stdbool.h>

#include "cli/settings/table.h"
#include "core/arena.h"
#include "core/log.h"
#include "core/ticker.h"

struct schedule {
	struct str url;
	const char *folder;
	int64_t every_ms;
	size_t keep;
	const struct log *log;
	struct ticker *ticker; /* NULL: there is nothing to do */
	int64_t again_ms;      /* after a failure: the time to try again; else 0 */
};

/* Starts the thread that makes them, when OSTIARY_BACKUP_TO names a folder. The first one is made
 * at once, unless the folder has one that is not yet due to be followed: restarts do not count.
 * The arguments must outlive it. False: no memory or no thread. */
bool schedule_start(struct schedule *schedule, struct arena *a, const struct settings *settings,
		    const struct log *log);
void schedule_stop(struct schedule *schedule); /* also when it never started */

#endif
