/* Where a task is: that its list, section and the task of which it is a part are there, are its
 * owner's and fit together. A part of a task has no parts of its own, and is in the list and
 * section of its task. */
#ifndef OSTIARY_TASKS_PLACE_H
#define OSTIARY_TASKS_PLACE_H

#include "core/arena.h"
#include "store/owner.h"
#include "store/tables/tasks/groups.h"
#include "tasks/input.h"

struct place_job {
	const struct owner *owner;
	const struct task_input *input;
	const struct task *before; /* NULL: the task is new */
	struct stamp stamp;
};

/* Judges the place of *task, to which the input has been applied; completes it, and lets the parts
 * of a task that has moved follow. STORE_OK, STORE_CONFLICT with *out, STORE_FAULT. */
enum store_rc place_settle(struct sql *sql, struct arena *a, const struct place_job *job,
			   struct task *task, struct refusal *out, struct err *err);

#endif
