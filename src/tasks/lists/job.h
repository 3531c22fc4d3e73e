/* What an operation on a list or a section needs inside its transaction. */
#ifndef OSTIARY_TASKS_LISTS_JOB_H
#define OSTIARY_TASKS_LISTS_JOB_H

#include "store/tables/tasks/groups.h"
#include "store/tables/tasks/revision.h"
#include "tasks/lists/lists.h"

struct list_job {
	const struct task_rules *rules;
	struct arena *arena;
	const struct list_edit *edit;
	enum list_tasks tasks;
	void *out; /* struct whole_list or struct section */
	struct stamp stamp;
	int64_t newest_id;
};

/* Advances the owner's revision, which becomes job->stamp. STORE_OK, STORE_ORPHAN, STORE_FAULT. */
enum store_rc list_job_begin(struct sql *sql, struct list_job *job, struct err *err);

/* Draws an id for a new row, and remembers it. STORE_OK, STORE_FAULT. */
enum store_rc list_job_id(struct sql *sql, struct list_job *job, int64_t *out, struct err *err);

#endif
