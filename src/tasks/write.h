/* Writes of tasks inside a transaction that the caller has begun: several of them may share it, and
 * then one revision. */
#ifndef OSTIARY_TASKS_WRITE_H
#define OSTIARY_TASKS_WRITE_H

#include "core/random.h"
#include "store/tables/tasks/revision.h"
#include "tasks/input.h"
#include "tasks/input/etag.h"

struct write {
	struct arena *arena; /* for the texts of tasks that are read */
	const struct random *random;
	const struct owner *owner;
	int64_t now_ms;
	int64_t tasks_most;      /* rows of the owner at most; 0: LIMIT_TASKS_PER_USER */
	struct etag_demand when; /* of the task that is changed or removed */
	struct refusal *refusal; /* filled in for STORE_CONFLICT; NULL: not wanted */
	struct revision state;   /* set by write_begin() */
};

/* Advances the owner's revision; the others follow it. To be called again when the transaction runs
 * again. STORE_OK, STORE_ORPHAN, STORE_FAULT. */
enum store_rc write_begin(struct sql *sql, struct write *w, struct err *err);

/* When the owner has as many rows as may be, the task that has been in the trash for longest is
 * deleted. STORE_OK with the new task, STORE_CONFLICT (see w->refusal), STORE_FULL,
 * STORE_FAULT. */
enum store_rc write_create(struct sql *sql, struct write *w, const struct task_input *input,
			   struct task *out, struct err *err);

/* Where an imported task comes from, and the times that it has there; completed_ms may be 0. */
struct write_origin {
	struct str source;
	int64_t created_ms, updated_ms, completed_ms;
};

/* As write_create(), for an imported task. */
enum store_rc write_import(struct sql *sql, struct write *w, const struct task_input *input,
			   const struct write_origin *origin, struct task *out, struct err *err);

/* Applies the input to a task that is not in the trash. One that repeats and is completed goes to
 * its next date, and a completed copy is made (tasks/timing/repeat.h). STORE_OK with the whole
 * task, STORE_NONE, STORE_CONFLICT, STORE_FULL (there is no room for the copy), STORE_FAULT. */
enum store_rc write_change(struct sql *sql, struct write *w, int64_t id,
			   const struct task_input *input, struct task *out, struct err *err);

/* Moves a task and its parts to the trash; one that cannot be read is deleted at once, unless a
 * condition is set. STORE_OK, STORE_NONE (also when it is there already),
 * STORE_CONFLICT, STORE_FAULT. */
enum store_rc write_remove(struct sql *sql, struct write *w, int64_t id, struct err *err);

/* Deletes a task and its parts at once, in the trash or outside. STORE_OK, STORE_NONE,
 * STORE_CONFLICT, STORE_FAULT. */
enum store_rc write_purge(struct sql *sql, struct write *w, int64_t id, struct err *err);

/* Takes a task out of the trash, with the parts that went there with it. When the task of which it
 * is a part is not there any more, it is a part no longer. STORE_OK with the task, STORE_NONE (it
 * is not in the trash), STORE_CONFLICT, STORE_FAULT. */
enum store_rc write_restore(struct sql *sql, struct write *w, int64_t id, struct task *out,
			    struct err *err);

#endif
