/* Deletes the tasks of deleted users, on a task database that has no table of users. */
#ifndef OSTIARY_TASKS_ORPHANED_TASKS_H
#define OSTIARY_TASKS_ORPHANED_TASKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "core/err.h"
#include "store/store.h"

enum owner_state {
	OWNER_PRESENT = 0,
	OWNER_DELETED,
	OWNER_UNKNOWN, /* the caller cannot say yet; the next sweep asks again */
};
typedef enum owner_state owner_state_fn(void *arg, struct str user_id);

struct orphan_counts {
	size_t users;   /* whose tasks were deleted */
	int64_t tasks;  /* that were deleted */
	size_t unknown; /* users of state OWNER_UNKNOWN */
};

/* Calls state_of for every owner of tasks and deletes all tasks of those in state OWNER_DELETED.
 * Each owner has a transaction of its own, so that a sweep may be interrupted at any time and
 * started again. STORE_OK with *out, or STORE_FAULT. */
enum store_rc orphaned_tasks_sweep(struct store *store, owner_state_fn *state_of, void *arg,
				   struct orphan_counts *out, struct err *err);

#endif
