/* The answer of quick add as JSON. */
#ifndef OSTIARY_TASKS_QUICKADD_ANSWER_H
#define OSTIARY_TASKS_QUICKADD_ANSWER_H

#include "tasks/quickadd/quickadd.h"

/* Appends {"task": {...}, "spans": [{"start", "end", "kind", "value"}, ...]}. The task has a title,
 * and of the other members those that were found, as a create takes them. Start and end count
 * UTF-16 code units of the text, as JavaScript's slice() does. */
void quickadd_put(struct buf *b, struct str text, struct str time_zone,
		  const struct quick_task *task);

#endif
