/* The reminders of a task: at most LIMIT_REMINDERS texts, each
 *
 *	a time, "2026-12-01T08:30:00Z" or "2026-12-01T09:30:00+01:00" (RFC 3339), or
 *	an offset before the task is due, "PT30M", "PT2H", "P1D", "P1W" or "P1DT12H" (RFC 3339
 *	appendix A; without fractions, years and months); a day is 24 hours
 *
 * An offset needs a due date. Without a due time it counts from the beginning of that day. */
#ifndef OSTIARY_TASKS_TIMING_REMINDER_H
#define OSTIARY_TASKS_TIMING_REMINDER_H

#include "base/json.h"
#include "core/limits.h"
#include "store/tables/tasks/tasks.h"
#include "tasks/input.h"
#include "tasks/refusal.h"

/* Reads the member of a body; NULL, or a sentence. */
const char *member_reminders(struct arena *a, const struct json *value, struct task *out);

/* An offset needs a due date; those that were there before go with it. STORE_OK, or STORE_CONFLICT
 * with *out. */
enum store_rc reminder_settle(struct arena *a, const struct task_input *input, struct task *task,
			      struct refusal *out);

/* The times after now_ms at which to remind, each once, ascending; *out_n is their number. */
void reminder_times(struct arena *a, const struct task *task, int64_t now_ms,
		    int64_t out[LIMIT_REMINDERS], size_t *out_n);

/* Whether the times can differ: the due date and time, the zone or the reminders do. */
bool reminder_times_differ(const struct task *before, const struct task *after);

#endif
