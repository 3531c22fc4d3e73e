/* A list or a section as a client sends it. */
#ifndef OSTIARY_TASKS_LISTS_INPUT_H
#define OSTIARY_TASKS_LISTS_INPUT_H

#include <stdbool.h>

#include "core/arena.h"
#include "tasks/refusal.h"

enum list_member {
	LIST_NAME = 1 << 0,
	LIST_POSITION = 1 << 1,
	LIST_COLOR = 1 << 2,
	LIST_ARCHIVED = 1 << 3,
	LIST_ALL = (1 << 4) - 1,
	LIST_OF_SECTION = LIST_NAME | LIST_POSITION,
};

struct list_input {
	unsigned given; /* bits of enum list_member: what the body has */
	struct str name;
	struct str position;
	struct str color; /* p is NULL: none */
	bool archived;
};

/* Reads a JSON body with members of `allowed` (LIST_ALL or LIST_OF_SECTION). The name is required
 * when the thing is new. False, with a sentence for the client in *out_refusal: the body is no JSON
 * object, has an unknown member, lacks the name, or has a value of a wrong type or out of bounds
 * (core/limits.h). */
bool list_input_read(struct arena *a, struct str body, enum list_member allowed, bool is_new,
		     struct list_input *out, struct refusal *out_refusal);

#endif
