/* Rules by which a task repeats: the part of RFC 5545 section 3.3.10 that names days. */
#ifndef OSTIARY_TASKS_RECUR_RULE_H
#define OSTIARY_TASKS_RECUR_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "core/arena.h"

enum recur_freq {
	RECUR_DAILY = 0,
	RECUR_WEEKLY,
	RECUR_MONTHLY,
	RECUR_YEARLY,
};

/* Sets of numbers, one bit each. [0] counts from the start, [1] from the end; an empty set allows
 * every number. */
struct recur_sets {
	unsigned months;         /* 1 to 12 */
	uint32_t month_days[2];  /* 1 to 31 */
	uint64_t weekdays[7][2]; /* from Monday: 1 to 53, and bit 0 of [0] for each one */
	bool has_weekdays;
};

struct recur_rule {
	struct str text;    /* as it was read */
	struct str pattern; /* its parts without COUNT and UNTIL, in capitals; ends with a NUL */
	enum recur_freq freq;
	unsigned interval;
	unsigned week_start; /* 0: Monday */
	struct recur_sets sets;
	unsigned count;        /* dates that are left, the present one among them; 0: no end */
	struct str until_date; /* the last date, YYYY-MM-DD; empty: no end */
	int64_t until_ms;      /* the last time when UNTIL has one; otherwise INT64_MAX */
};

/* Reads a rule such as "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR;COUNT=6". Its parts, in any order and
 * each once, are
 *
 *	FREQ=DAILY, WEEKLY, MONTHLY or YEARLY; required
 *	INTERVAL=1 to LIMIT_RECURRENCE_INTERVAL
 *	COUNT=1 to LIMIT_RECURRENCE_COUNT, or UNTIL=20261231 or UNTIL=20261231T220000Z
 *	BYMONTH=1 to 12, BYMONTHDAY=1 to 31 or -1 to -31 (not with WEEKLY), in lists
 *	BYDAY=MO to SU in a list; with MONTHLY and YEARLY also 1MO (the first) or -1MO (the last),
 *		but not beside BYMONTHDAY, where RFC 5545 does not say what they count
 *	WKST=MO to SU
 *
 * in letters of either case. The texts of *out are in the arena. False, with a sentence for the
 * client in *out_problem. */
bool recur_parse(struct arena *a, struct str text, struct recur_rule *out, struct str *out_problem);

/* The text of a rule with COUNT that names one date less. The count must be at least 2. */
struct str recur_count_down(struct arena *a, const struct recur_rule *rule);

#endif
