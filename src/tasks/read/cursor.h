/* Cursors: where the next page of a list begins, as a text that a client sends back. A cursor names
 * the place of the last task that was sent, not a number of tasks, so that tasks which come or go
 * in front of it move nothing.
 *
 * base64url of: a check of everything, the id, then the key of the order (its bytes, or 8 bytes of
 * a number). The check tells a cursor from other texts, and from the cursors of other queries. It
 * is no proof of origin, and none is needed: a cursor only says behind which place the owner's own
 * tasks are read. */
#ifndef OSTIARY_TASKS_READ_CURSOR_H
#define OSTIARY_TASKS_READ_CURSOR_H

#include "core/arena.h"
#include "store/tables/tasks/query.h"

/* `query` is a hash of everything that must be the same on the next page: the owner, the conditions
 * and the order. */
struct str cursor_make(struct arena *a, uint64_t query, enum task_key key,
		       const struct task_place *place);

/* False when the text is no cursor of that query; *out is untouched then. Its text is in the
 * arena. */
bool cursor_read(struct arena *a, struct str text, uint64_t query, enum task_key key,
		 struct task_place *out);

#endif
