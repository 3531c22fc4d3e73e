/* A task as a client sends it: the members of a request's body, each checked by a rule of its
 * own. */
#ifndef OSTIARY_TASKS_INPUT_H
#define OSTIARY_TASKS_INPUT_H

#include <stdbool.h>

#include "base/str.h"
#include "core/arena.h"
#include "store/tables/tasks/tasks.h"

enum task_input_for {
	TASK_INPUT_CREATE,  /* title is required, the other members have defaults */
	TASK_INPUT_REPLACE, /* title and completed are required, the others have defaults */
	TASK_INPUT_CHANGE,  /* no member is required; missing ones are left as they are */
};

struct task_input {
	struct task values; /* of the members in `given`; in the arena */
	unsigned given;     /* one bit per member */
};

/* Reads a JSON body. False, with a sentence for the client in *out_problem, when the body is no
 * JSON object, has an unknown member (which the sentence names), lacks a required one, or has a
 * value of a wrong type or out of bounds (core/limits.h; lengths are in code points after
 * trimming). */
bool task_input_read(struct arena *a, struct str body, enum task_input_for what,
		     struct task_input *out, struct str *out_problem);

/* Copies the members in `given` to the task. */
void task_input_apply(const struct task_input *input, struct task *task);

#endif
