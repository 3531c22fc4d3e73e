/* The dates that a rule names, which libical computes. */
#ifndef OSTIARY_TASKS_RECUR_NEXT_H
#define OSTIARY_TASKS_RECUR_NEXT_H

#include "tasks/recur/rule.h"

/* The first date of the rule, begun on the date `start`, that is later than `after` (YYYY-MM-DD,
 * as the answer, whose text is in the arena). False: there is none until UNTIL's date, in the
 * LIMIT_RECURRENCE_YEARS years after `start`, or before the year 10000. COUNT and the time of
 * UNTIL are the caller's to heed.
 *
 * A month or a year without the day is left out (RFC 5545 section 3.3.10): after 31 January a
 * monthly rule names 31 March, and one of 29 February names it in leap years. BYMONTHDAY=-1 is the
 * last day of each month. */
bool recur_next(struct arena *a, const struct recur_rule *rule, struct str start, struct str after,
		struct str *out);

#endif
