/* Exports: everything of a person in one file, which is made piece by piece, so that none is held
 * as a whole and no transaction lasts as long as its reader.
 *
 *   export_begin() > export_go_on() ... > export_end()
 *
 * I1 Lists, sections, which tasks there are and their order are those of one moment. Each task is
 *    in the file once, as it is when its piece is made; one that was deleted by then is not.
 * I2 Between two calls no connection to the database is held. */
#ifndef OSTIARY_TASKS_EXCHANGE_EXPORT_H
#define OSTIARY_TASKS_EXCHANGE_EXPORT_H

#include "base/cleanup.h"
#include "tasks/exchange/writers.h"
#include "tasks/tasks.h"

struct export_request {
	const struct task_rules *rules;
	const struct owner *owner;
	const struct writer *writer;
	int64_t list_id; /* only the tasks of this list; 0: all, and the preferences */
};

struct export;

/* Reads what there is: eight bytes of memory for a task. STORE_OK with *out, which is the caller's
 * for export_end(); STORE_FAULT. */
enum store_rc export_begin(const struct export_request *request, struct export **out,
			   struct err *err);

/* A piece has that many bytes, and at most one task, or the lists, more. */
#define EXPORT_PIECE_BYTES ((size_t)64 << 10)
#define EXPORT_PIECE_MAX   ((size_t)32 << 20)

/* Appends the next piece; *ends: it is the last. STORE_OK, also with *err of kind ERR_UNREADABLE:
 * rows that cannot be read were left out; STORE_FAULT. */
enum store_rc export_go_on(struct export *export, struct buf *out, bool *ends, struct err *err);

/* NULL is fine. */
void export_end(struct export *export);
OWNER(struct export *, export_end)

#endif
