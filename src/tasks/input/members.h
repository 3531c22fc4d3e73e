/* Readers of the members that say where a task is and at what time: the values alone. What they
 * refer to is judged in the transaction (tasks/place.h). Each reads the value into the task, and
 * returns NULL or a sentence about what is wrong with it. */
#ifndef OSTIARY_TASKS_INPUT_MEMBERS_H
#define OSTIARY_TASKS_INPUT_MEMBERS_H

#include "base/json.h"
#include "core/arena.h"
#include "store/tables/tasks/tasks.h"

const char *member_list_id(struct arena *a, const struct json *value, struct task *out);
const char *member_section_id(struct arena *a, const struct json *value, struct task *out);
const char *member_parent_id(struct arena *a, const struct json *value, struct task *out);
const char *member_position(struct arena *a, const struct json *value, struct task *out);
const char *member_due_time(struct arena *a, const struct json *value, struct task *out);
const char *member_time_zone(struct arena *a, const struct json *value, struct task *out);
const char *member_start_date(struct arena *a, const struct json *value, struct task *out);

#endif
