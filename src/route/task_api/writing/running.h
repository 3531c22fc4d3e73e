/* The requests with an Idempotency-Key that this process is carrying out. A second one with the
 * same key of the same user must not wait for the first on a thread of its own. */
#ifndef OSTIARY_ROUTE_TASK_API_WRITING_RUNNING_H
#define OSTIARY_ROUTE_TASK_API_WRITING_RUNNING_H

#include <pthread.h>
#include <stdbool.h>

#include "base/str.h"

/* One such request; lives on the stack of its handler. The texts must outlive it. */
struct running {
	struct str user_id, key;
	struct running *next;
};

struct running_set {
	pthread_mutex_t lock;
	struct running *first; /* at most one for each thread that serves requests */
};

void running_init(struct running_set *set);
void running_done(struct running_set *set);

/* False when a request with this user and key is in the set. Otherwise it is added, until
 * running_leave(). */
bool running_enter(struct running_set *set, struct running *one);
void running_leave(struct running_set *set, const struct running *one);

#endif
