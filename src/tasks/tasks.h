/* The operations on tasks. Each needs an owner: see store/owner.h. */
#ifndef OSTIARY_TASKS_TASKS_H
#define OSTIARY_TASKS_TASKS_H

#include "base/buf.h"
#include "core/random.h"
#include "store/owner.h"
#include "store/tables/tasks/tasks.h"
#include "tasks/input.h"
#include "tasks/input/etag.h"
#include "tasks/once.h"

/* What the operations use. Plain references; the caller owns what they point to. */
struct task_rules {
	struct store *store;
	const struct random *random;
	struct once *once;  /* of this request (tasks/once.h); NULL: there is no key */
	int64_t tasks_most; /* tasks of one user, those in the trash included; 0:
			     * LIMIT_TASKS_PER_USER */
};

/* STORE_OK with the task in the arena, STORE_NONE (also in the trash), STORE_FAULT. */
enum store_rc task_read(const struct task_rules *rules, struct arena *a, const struct owner *owner,
			int64_t id, struct task *out, struct err *err);

/* What is written to a task. */
struct task_edit {
	const struct owner *owner;
	int64_t id; /* of the task; unused by task_create() */
	const struct task_input *input;
	int64_t now_ms;          /* for created_at and updated_at */
	struct refusal *refusal; /* why STORE_CONFLICT was answered; NULL: not wanted */
	struct etag_demand when; /* of the task as it is; unused by task_create() */
};

/* STORE_OK with the new task, its position in the arena, STORE_ORPHAN (the owner's account does not
 * exist), STORE_FULL (the owner has as many tasks as may be), STORE_CONFLICT
 * (see edit->refusal), STORE_FAULT. */
enum store_rc task_create(const struct task_rules *rules, struct arena *a,
			  const struct task_edit *edit, struct task *out, struct err *err);

/* Applies the input to the stored task in one transaction, so that simultaneous changes of
 * different members both last. STORE_OK with the whole task, its texts in the arena, STORE_NONE,
 * STORE_CONFLICT (see edit->refusal), STORE_FAULT. An input without members changes nothing, not
 * even updated_at. */
enum store_rc task_change(const struct task_rules *rules, struct arena *a,
			  const struct task_edit *edit, struct task *out, struct err *err);

/* Moves a task and its parts to the trash; edit->input is unused, also below. STORE_OK, STORE_NONE
 * (also when it is there already), STORE_CONFLICT, STORE_FAULT. */
enum store_rc task_remove(const struct task_rules *rules, struct arena *a,
			  const struct task_edit *edit, struct err *err);

/* Deletes a task and its parts at once, in the trash or outside. STORE_OK, STORE_NONE,
 * STORE_CONFLICT, STORE_FAULT. */
enum store_rc task_purge(const struct task_rules *rules, struct arena *a,
			 const struct task_edit *edit, struct err *err);

/* Takes a task out of the trash (tasks/write.h). STORE_OK with the task, STORE_NONE (it is not in
 * the trash), STORE_CONFLICT, STORE_FAULT. */
enum store_rc task_restore(const struct task_rules *rules, struct arena *a,
			   const struct task_edit *edit, struct task *out, struct err *err);

/* Appends the task as the API shows it: a JSON object. */
void task_put_json(struct buf *b, const struct owner *owner, const struct task *task);

#endif
