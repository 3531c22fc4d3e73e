/* Imports: files of this and of other programs become tasks.
 *
 * I1 A task that is made keeps its source, which is unique among the tasks of its owner. So a file
 *    that is imported twice makes nothing twice, also at the same time and at two servers.
 * I2 Tasks are made in transactions of LIMIT_IMPORT_BATCH, tasks before their parts. A process that
 *    ends in between leaves whole tasks; the same import makes the others.
 * I3 Each task passes the checks of a create (tasks/input.h, tasks/place.h). */
#ifndef OSTIARY_TASKS_EXCHANGE_IMPORT_H
#define OSTIARY_TASKS_EXCHANGE_IMPORT_H

#include "tasks/exchange/read/incoming.h"
#include "tasks/tasks.h"

struct import_request {
	const struct task_rules *rules;
	const struct owner *owner;
	incoming_read_fn *read;
	struct str file;
	const struct zone *zone;
	struct str zone_name;
	int64_t now_ms;
	bool dry_run; /* nothing is written */
};

struct import_counts {
	size_t made, present, skipped; /* tasks */
	size_t lists;                  /* that are made */
	bool preferences;              /* are set: see preferences_adopt() */
};

/* The reader of a format, such as "todoist", and the media type of its files; NULL: there is none
 * of that name. */
incoming_read_fn *import_reader(struct str format, const char **out_media_type);

/* STORE_OK with the tasks in *out, their fate and what is not kept of them; all of it in the arena.
 * STORE_CONFLICT: the file cannot be read, out->problem says why. STORE_ORPHAN: the owner's account
 * does not exist. STORE_FAULT: the tasks up to there are made. */
enum store_rc import_run(const struct import_request *request, struct arena *a,
			 struct incoming *out, struct import_counts *counts, struct err *err);

/* Appends {"dry_run", "made", "present", "skipped", "lists", "preferences", "items": [{"line",
 * "title", "outcome", "due_date", "list", "reason"}]}, of at most LIMIT_IMPORT_ITEMS tasks: first
 * those with a reason. */
void import_put(struct buf *b, const struct import_request *request, const struct incoming *in,
		const struct import_counts *counts);

#endif
