/* A lane: a bounded queue and the threads that empty it.
 *
 * Threads are made when there is work for them and end when they have been idle for some seconds.
 */
#ifndef OSTIARY_SERVER_LANE_H
#define OSTIARY_SERVER_LANE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"

struct lane_pool;

struct lane_job {
	struct lane_job *next;              /* the lane's own */
	void (*run)(struct lane_job *job);  /* on one of the lane's threads */
	void (*drop)(struct lane_job *job); /* instead of run(), when the lane closes first */
};

enum lane_priority {
	LANE_PRIORITY_NORMAL = 0,
	LANE_PRIORITY_LOW, /* leaves the processor to whoever else wants it */
};

struct lane_config {
	unsigned threads; /* at most */
	unsigned queue;   /* jobs that wait */
	unsigned idle_ms; /* a thread without work ends after it */
	enum lane_priority priority;
};

/* NULL when there is no memory. */
struct lane_pool *lane_new(const struct lane_config *config);

/* Ends all threads. Only when no job is left. NULL is fine. */
void lane_free(struct lane_pool *lane);
OWNER(struct lane_pool *, lane_free)

/* Asks for a place. False when all threads and the whole queue are taken, or the lane is closing.
 * After true exactly one lane_put() must follow. */
bool lane_claim(struct lane_pool *lane);

/* Gives the job to a place that lane_claim() gave. It may have been run when this returns. */
void lane_put(struct lane_pool *lane, struct lane_job *job);

/* Gives no more places and drops all jobs that wait. Those that run go on. */
void lane_close(struct lane_pool *lane);

/* How many jobs wait or run. */
unsigned lane_busy(struct lane_pool *lane);

#endif
