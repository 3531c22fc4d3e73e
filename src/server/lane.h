/* A lane: a bounded queue of jobs and the threads that run them. Threads are started when there is
 * work and end after some idle seconds. */
#ifndef OSTIARY_SERVER_LANE_H
#define OSTIARY_SERVER_LANE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"

struct lane_pool;

struct lane_job {
	struct lane_job *next;              /* used by the lane */
	void (*run)(struct lane_job *job);  /* called on a thread of the lane */
	void (*drop)(struct lane_job *job); /* called instead of run() when the lane is closed */
};

enum lane_priority {
	LANE_PRIORITY_NORMAL = 0,
	LANE_PRIORITY_LOW, /* yields the processor to threads of normal priority */
};

struct lane_config {
	unsigned threads; /* at most */
	unsigned queue;   /* jobs that may wait */
	unsigned idle_ms; /* after which a thread without work ends */
	enum lane_priority priority;
};

/* NULL: no memory. */
struct lane_pool *lane_new(const struct lane_config *config);

/* Ends all threads. To be called when no job is left. NULL is fine. */
void lane_free(struct lane_pool *lane);
OWNER(struct lane_pool *, lane_free)

/* Reserves a place. False when all threads and the whole queue are in use or the lane is closed.
 * True must be followed by exactly one lane_put(). */
bool lane_claim(struct lane_pool *lane);

/* Puts the job in the place that lane_claim() has reserved. It may have run before this returns. */
void lane_put(struct lane_pool *lane, struct lane_job *job);

/* Refuses further claims and drops all waiting jobs. Running jobs go on. */
void lane_close(struct lane_pool *lane);

/* The number of jobs that wait or run. */
unsigned lane_busy(struct lane_pool *lane);

struct lane_state {
	unsigned threads, threads_max; /* that there are, and at most */
	unsigned busy;                 /* threads with a job */
	unsigned waiting, waiting_max; /* jobs */
	uint64_t refused;              /* claims since the start, because the lane was full */
};
void lane_state(struct lane_pool *lane, struct lane_state *out);

#endif
