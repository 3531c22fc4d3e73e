/* What a server does for the tables of tasks while it runs: deleting what has had its time. */
#ifndef OSTIARY_TASKS_UPKEEP_H
#define OSTIARY_TASKS_UPKEEP_H

#include "core/clock.h"
#include "core/log.h"
#include "core/ticker.h"
#include "store/store.h"

#define UPKEEP_EVERY_MS   600000
#define UPKEEP_BATCH_ROWS 500
#define UPKEEP_BATCHES    40

/* Must not move while the timer runs. */
struct upkeep {
	struct store *store;
	const struct clock *clock;
	const struct log *log;
	int64_t trash_days; /* after which a deleted task is gone; 0: it stays */
	struct ticker *timer;
};

/* Deletes expired keys, and tasks that have been in the trash for trash_days. Of each kind at most
 * UPKEEP_BATCHES batches, each in a transaction of its own; *out_n is the number of keys. STORE_OK,
 * STORE_FAULT. */
enum store_rc upkeep_run(const struct upkeep *upkeep, int64_t *out_n, struct err *err);

/* Starts a thread that calls upkeep_run() every UPKEEP_EVERY_MS and logs faults. False: no thread
 * could be started. */
bool upkeep_start(struct upkeep *upkeep);
void upkeep_stop(struct upkeep *upkeep);

#endif
