/* Order by hand: each task, list and section has a position, a text, and those of one owner stand
 * in the order of the octets of their positions. Between any two positions there are others, so
 * that a row that moves changes its own position alone.
 *
 * A position is a whole number of 14 hexadecimal digits in lower case, then any number of digits
 * of a fraction in base 36 (0-9, a-z), the last of which is not 0. A new row's is the number of its
 * id (store/task_keys.h), so that rows stand in the order of creation. */
#ifndef OSTIARY_TASKS_POSITION_H
#define OSTIARY_TASKS_POSITION_H

#include <stdbool.h>

#include "base/buf.h"
#include "core/limits.h"

/* What a client is told of a text that has not that form. */
#define POSITION_RULE                                                                              \
	"position must be 14 hexadecimal digits, then digits and small letters that do not end "   \
	"with 0"

/* Whether the text has that form and at most LIMIT_POSITION_BYTES. */
bool position_is_good(struct str text);

/* Appends a position after `low` and before `high`; an empty text is no bound. At the ends it has
 * 14 digits. False, with nothing appended, when low is not before high, one of them is no position,
 * or none between them has at most LIMIT_POSITION_BYTES. */
bool position_between(struct str low, struct str high, struct buf *out);

#endif
