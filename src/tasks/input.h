/* A task as a client sends it: the members of a request's body, read and judged one rule at a time. */
#ifndef OSTIARY_TASKS_INPUT_H
#define OSTIARY_TASKS_INPUT_H

#include <stdbool.h>

#include "base/str.h"
#include "core/arena.h"
#include "store/tasks.h"

enum task_input_for {
	TASK_INPUT_CREATE,  /* title required, the rest has defaults */
	TASK_INPUT_REPLACE, /* title and completed required, the rest has defaults */
	TASK_INPUT_CHANGE,  /* nothing required; what is not given stays as it is */
};

struct task_input {
	struct task values; /* of the members in `given`; in the arena */
	unsigned given;     /* one bit per member */
};

/* Reads a JSON body. False with a sentence for the client in *out_problem when it breaks a rule:
 * not a JSON object, a member that does not exist (named), a required one that is missing, a wrong
 * type, or a value out of bounds (core/limits.h; lengths count code points after trimming). */
bool task_input_read(struct arena *a, struct str body, enum task_input_for what,
		     struct task_input *out, struct str *out_problem);

/* Writes the given members into the task and leaves the others. */
void task_input_apply(const struct task_input *input, struct task *task);

#endif
