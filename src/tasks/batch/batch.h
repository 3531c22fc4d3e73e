/* Several operations on tasks that are carried out together or not at all: in one transaction,
 * under one revision. */
#ifndef OSTIARY_TASKS_BATCH_BATCH_H
#define OSTIARY_TASKS_BATCH_BATCH_H

#include "tasks/tasks.h"

enum batch_op {
	BATCH_CREATE = 0,
	BATCH_UPDATE,
	BATCH_DELETE,
};

/* A task that the batch itself makes has no id yet. Later operations name it as "#name", which is
 * read as a number below 0: operation -n - 1 makes it. */
struct batch_operation {
	enum batch_op op;
	struct str name;         /* with its "#", of a task that BATCH_CREATE makes; empty: none */
	int64_t id;              /* of the task, perhaps below 0; unused by BATCH_CREATE */
	struct str if_match;     /* the ETag that the task must have; p is NULL: none is demanded */
	struct task_input input; /* parent_id is perhaps below 0; unused by BATCH_DELETE */

	int64_t done_id;  /* of the task; set by batch_run() */
	struct task task; /* as it is now, within the transaction; unused by BATCH_DELETE */
};

struct batch {
	struct batch_operation *of;
	size_t n;
	/* When it was refused: the operation that is to blame, from 1; 0: the body itself. */
	size_t failed;
	struct refusal refusal; /* of STORE_CONFLICT, and of batch_read() */
	/* Set by batch_run(): {"operations": [...]}, with the status, id, ETag and task of each. */
	struct str answer;
};

/* Reads {"operations": [...]} into the arena. False: see out->failed and out->refusal. */
bool batch_read(struct arena *a, struct str body, struct batch *out);

/* The answer is in the arena; the tasks, which may be large, are gone. STORE_OK: all is done.
 * STORE_ORPHAN, STORE_FAULT; or the outcome of the operation batch->failed: STORE_NONE, STORE_FULL,
 * STORE_CONFLICT (see batch->refusal). STORE_CONFLICT without an operation: the answer would have
 * more than LIMIT_BATCH_ANSWER_BYTES. */
enum store_rc batch_run(const struct task_rules *rules, struct arena *a, const struct owner *owner,
			int64_t now_ms, struct batch *batch, struct err *err);

#endif
