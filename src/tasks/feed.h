/* Who waits for changes of an owner's tasks, and is told of them: streams of events. It knows the
 * newest revision of each owner that somebody waits for, and watches the database for those of
 * other processes (store/watch.h) as long as anybody waits.
 *
 *	join > the caller reads the owner's revision > task_feed_wake_by() > ... > leave
 *
 * I1 after a change that was committed after join, a place's revision is at least that of the
 *    change, and its waker has been called since, if it had one.
 * I2 the owner's revision is told, not the change: however many there are, one number waits.
 */
#ifndef OSTIARY_TASKS_FEED_H
#define OSTIARY_TASKS_FEED_H

#include <stdint.h>

#include "base/cleanup.h"
#include "core/random.h"
#include "store/owner.h"
#include "store/store.h"

struct task_feed;
struct feed_place; /* of one that waits */

/* Starts the watch of the store, which must outlive the feed. random is for the seed of a hash.
 * NULL, with *err: no memory or no thread. */
struct task_feed *task_feed_new(struct store *store, const struct log *log,
				const struct random *random, struct err *err);

/* When nobody waits any more. NULL is fine. */
void task_feed_free(struct task_feed *feed);
OWNER(struct task_feed *, task_feed_free)

enum feed_rc {
	FEED_JOINED = 0,
	FEED_USER_FULL, /* LIMIT_STREAMS_PER_USER of this owner */
	FEED_FULL,      /* LIMIT_STREAMS, or there is no memory */
};

/* On FEED_JOINED *out is the caller's, for task_feed_leave(). */
enum feed_rc task_feed_join(struct task_feed *feed, const struct owner *owner,
			    struct feed_place **out);

struct feed_state {
	unsigned places, places_max;
	int64_t looked_ms; /* steady time at which changes of others were looked for; 0: never */
};
/* NULL is fine. */
void task_feed_state(struct task_feed *feed, struct feed_state *out);

/* From now on wake(of) is called after each change, on the thread of the watch. It must not wait,
 * and not call the feed. */
void task_feed_wake_by(struct feed_place *place, void (*wake)(void *of), void *of);

/* The newest revision of the owner that is known since the place joined; 0: none yet. */
int64_t task_feed_revision(struct feed_place *place);

/* This process has committed a change of the owner's. It does not wait. NULL is fine. */
void task_feed_wrote(struct task_feed *feed, const struct owner *owner);

/* When it returns, the waker is not called any more. */
void task_feed_leave(struct feed_place *place);

#endif
