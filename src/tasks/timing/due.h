/* When a task is due, in its time zone; without one, in UTC. The caller puts the zone of the
 * preferences into a task that has none. */
#ifndef OSTIARY_TASKS_TIMING_DUE_H
#define OSTIARY_TASKS_TIMING_DUE_H

#include "core/zone.h"
#include "store/tables/tasks/tasks.h"

/* A zone that the system's database no longer has is taken as UTC. */
void due_zone(struct arena *a, const struct task *task, struct zone *out);

/* The time at which the date (YYYY-MM-DD) and the time of day (HH:MM; null: the day's beginning)
 * come in the zone. */
int64_t due_ms(const struct zone *zone, struct str date, struct str time);

/* The date of a time in the zone; in the arena. */
struct str due_date_of(struct arena *a, const struct zone *zone, int64_t ms);

#endif
