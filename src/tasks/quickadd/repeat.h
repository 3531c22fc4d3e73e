/* How a task repeats, as quick add reads it. */
#ifndef OSTIARY_TASKS_QUICKADD_REPEAT_H
#define OSTIARY_TASKS_QUICKADD_REPEAT_H

#include "base/buf.h"
#include "tasks/quickadd/day.h"
#include "tasks/quickadd/language.h"

struct quick_repeat {
	enum quick_unit unit; /* QUICK_DAYS to QUICK_YEARS; 0: it does not repeat */
	int interval;
	unsigned weekdays; /* bits: 1 << MONDAY ...; 0: any */
	int nth;           /* of a month's such weekdays, -1 the last; 0: all */
	int month_day;     /* -1: the last; 0: any */
	int month;         /* 1 to 12; 0: any */
	bool ends;
	int32_t until; /* the last day */
};

/* The first day of the repetition from this day on; false: there is none. */
bool repeat_first(const struct quick_repeat *repeat, int32_t from, int32_t *out);

/* Appends it as the value of an RRULE (RFC 5545 section 3.3.10). */
void repeat_put(struct buf *b, const struct quick_repeat *repeat);

#endif
