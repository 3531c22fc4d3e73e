/* Bounds the work of libical. For a rule that names no date, such as one of 30 February, or of
 * each second year that begins in 2025 and asks for 29 February, it looks at every period until the
 * year 2582, for several hundred milliseconds. */
#ifndef OSTIARY_TASKS_RECUR_POSSIBLE_H
#define OSTIARY_TASKS_RECUR_POSSIBLE_H

#include "tasks/recur/rule.h"

/* Whether the date (YYYY-MM-DD, like all here), later than `start`, is in a period of the rule
 * begun on `start` and in all of its sets. */
bool recur_has(const struct recur_rule *rule, struct str start, struct str date);

/* Whether a date later than `after`, in the LIMIT_RECURRENCE_YEARS years after that of `start`, is
 * one of these. */
bool recur_is_possible(const struct recur_rule *rule, struct str start, struct str after);

#endif
