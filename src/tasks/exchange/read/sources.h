/* The tasks of a file by their sources. */
#ifndef OSTIARY_TASKS_EXCHANGE_SOURCES_H
#define OSTIARY_TASKS_EXCHANGE_SOURCES_H

#include "tasks/exchange/read/incoming.h"

struct sources {
	struct incoming_task **at;
	size_t n; /* a power of two, at least twice the number of tasks */
};

/* Has room for the tasks that there are, and none of them yet. */
struct sources sources_new(struct incoming *in);

/* The place of the task with this source, which holds NULL as long as there is none. */
struct incoming_task **sources_slot(const struct sources *sources, struct str source);

/* All tasks, of those with one source the first. */
struct sources sources_of(struct incoming *in);

#endif
