/* A task as a client sends it: the members of a request's body, each checked by a rule of its
 * own. */
#ifndef OSTIARY_TASKS_INPUT_H
#define OSTIARY_TASKS_INPUT_H

#include <stdbool.h>

#include "base/json.h"
#include "base/str.h"
#include "core/arena.h"
#include "store/tables/tasks/tasks.h"
#include "tasks/refusal.h"

enum task_input_for {
	TASK_INPUT_CREATE,  /* title is required, the other members have defaults */
	TASK_INPUT_REPLACE, /* title and completed are required; see TASK_PLACE for the others */
	TASK_INPUT_CHANGE,  /* no member is required; missing ones are left as they are */
};

enum task_member {
	TASK_TITLE = 1 << 0,
	TASK_DESCRIPTION = 1 << 1,
	TASK_COMPLETED = 1 << 2,
	TASK_DUE_DATE = 1 << 3,
	TASK_PRIORITY = 1 << 4,
	TASK_TAGS = 1 << 5,
	TASK_DUE_TIME = 1 << 6,
	TASK_TIME_ZONE = 1 << 7,
	TASK_START_DATE = 1 << 8,
	TASK_LIST_ID = 1 << 9,
	TASK_SECTION_ID = 1 << 10,
	TASK_PARENT_ID = 1 << 11,
	TASK_POSITION = 1 << 12,
	TASK_RECURRENCE = 1 << 13,
	TASK_RECURRENCE_FROM = 1 << 14,
	TASK_REMINDERS = 1 << 15,
	TASK_ALL = (1 << 16) - 1,
	/* Members that a replacement without them leaves as they are; others get their defaults. */
	TASK_PLACE = TASK_LIST_ID | TASK_SECTION_ID | TASK_PARENT_ID | TASK_POSITION,
};

struct task_input {
	struct task values; /* of the members in `given`; in the arena */
	unsigned given;     /* bits of enum task_member: those that are written */
	unsigned named;     /* those that the body has */
};

/* Reads a JSON body. False, with the member and a sentence for the client in *out_refusal, when the
 * body is no JSON object, has an unknown member, lacks a required one, or has a value of a wrong
 * type or out of bounds (core/limits.h; lengths are in code points after trimming). */
bool task_input_read(struct arena *a, struct str body, enum task_input_for what,
		     struct task_input *out, struct refusal *out_refusal);

/* The same of an object that has been parsed. The members `aside` (bits of enum task_member) count
 * as given, and their values are the caller's to read. False with the member in *out_refusal. */
bool task_input_of(struct arena *a, const struct json *object, enum task_input_for what,
		   unsigned aside, struct task_input *out, struct refusal *out_refusal);

/* Copies the members in `given` to the task. */
void task_input_apply(const struct task_input *input, struct task *task);

/* Makes the times of the task fit together, once the input has been applied. STORE_OK, or
 * STORE_CONFLICT with *out. */
enum store_rc task_input_settle(const struct task_input *input, struct task *task,
				struct refusal *out);

#endif
