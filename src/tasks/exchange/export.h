/* Exports: everything of a person in one file. */
#ifndef OSTIARY_TASKS_EXCHANGE_EXPORT_H
#define OSTIARY_TASKS_EXCHANGE_EXPORT_H

#include "tasks/exchange/writers.h"
#include "tasks/tasks.h"

struct export_request {
	const struct task_rules *rules;
	const struct owner *owner;
	const struct writer *writer;
	int64_t list_id;        /* only the tasks of this list; 0: all */
	struct str preferences; /* a JSON object; empty: none */
	size_t most;            /* bytes */
};

/* Writes the file into the arena, in which it takes no more than its bytes: it is counted before
 * the memory is taken. STORE_OK, also with *err of kind ERR_UNREADABLE: rows that cannot be read
 * were left out; STORE_FULL: it has more than `most` bytes; STORE_FAULT. */
enum store_rc export_run(const struct export_request *request, struct arena *a, struct str *out,
			 struct err *err);

#endif
