/* Tasks that repeat: what their rule must be, and what becomes of them when they are completed. */
#ifndef OSTIARY_TASKS_TIMING_REPEAT_H
#define OSTIARY_TASKS_TIMING_REPEAT_H

#include "base/json.h"
#include "store/tables/tasks/tasks.h"
#include "tasks/input.h"
#include "tasks/refusal.h"

/* Readers of the members of a body; NULL, or a sentence, which is in the arena. */
const char *member_recurrence(struct arena *a, const struct json *value, struct task *out);
const char *member_recurrence_from(struct arena *a, const struct json *value, struct task *out);

/* Judges the rule of the task, to which the input has been applied: it needs a due date, and must
 * name a further date unless its COUNT or UNTIL say that there is none. A rule that was there
 * before goes with its due date. STORE_OK, or STORE_CONFLICT with *out. */
enum store_rc repeat_settle(struct arena *a, const struct task_input *input, struct task *task,
			    struct refusal *out);

/* For a task that has just been completed. False: it does not repeat, or this was its last date.
 * True: *done is a completed copy without rule, reminders and source, whose id is the caller's to
 * choose, and *task is open again, on its next date:
 *
 *	from "due"         the first date of the rule, begun on the due date, after it
 *	from "completion"  the first date of the rule, begun on the day of completion in the
 *	                   task's time zone, after both days
 *
 * The start date moves by as many days as the due date, and COUNT is one less. */
bool repeat_next(struct arena *a, int64_t now_ms, struct task *task, struct task *done);

#endif
