/* Which tasks are overdue at a moment. A task is when its due minute has passed, or the whole due
 * day when it has no time. Dates and times are those that a clock on the wall shows: in the task's
 * own time zone when it has one, else in the reader's. */
#ifndef OSTIARY_TASKS_READ_LATENESS_H
#define OSTIARY_TASKS_READ_LATENESS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "core/zone.h"
#include "store/tables/tasks/tasks.h"

#define LATENESS_ZONES 8

/* The beginning of YYYY-MM-DDTHH:MM:SS.mmmZ: 10 characters are a date, 16 a key of
 * task_due_key(). */
struct wall_time {
	char text[17];
};

struct lateness {
	int64_t now_ms;
	struct wall_time here;           /* by the reader's clock */
	struct wall_time earliest, last; /* between which some clock on Earth shows now */
	/* The time by the clocks that were asked for last. */
	struct {
		char zone[64];
		struct wall_time time;
	} clocks[LATENESS_ZONES];
	size_t next; /* the place of the next clock */
};

void lateness_init(struct lateness *out, const struct zone *zone, int64_t now_ms);

/* The reader's date, YYYY-MM-DD. */
struct str lateness_day(const struct lateness *l);

/* Keys of task_due_key(): the reader's minute, and the bounds outside of which a task is overdue,
 * or is not, in every time zone. */
struct str lateness_minute(const struct lateness *l);
struct str lateness_earliest(const struct lateness *l);
struct str lateness_last(const struct lateness *l);

/* Whether a due key has passed, by the clock of the zone (empty, or one that this system does not
 * know: the reader's). */
bool lateness_is_past(struct lateness *l, struct str due_key, struct str zone);

/* Whether the task is overdue; a completed one is not. */
bool lateness_is_overdue(struct lateness *l, const struct task *task);

#endif
