#include "tasks/write.h"

#include "store/task_keys.h"
#include "store/tables/tasks/groups.h"
#include "store/tables/tasks/reminders.h"
#include "store/tables/tasks/tombstones.h"
#include "tasks/ids.h"
#include "tasks/place.h"
#include "tasks/timing/reminder.h"
#include "tasks/timing/repeat.h"

enum store_rc write_begin(struct sql *sql, struct write *w, struct err *err)
{
	return revision_advance(sql, w->owner, &w->state, err);
}

static struct stamp stamp_of(const struct write *w)
{
	return (struct stamp){ w->state.number, w->now_ms };
}

/* The time at which the task was completed, once its `completed` has been written. */
static void keep_completion(struct task *task, int64_t now_ms)
{
	if (!task->completed)
		task->completed_ms = 0;
	else if (!task->completed_ms)
		task->completed_ms = now_ms;
}

/* Applies the input to the task. */
static enum store_rc settle(struct sql *sql, const struct write *w, const struct task_input *input,
			    const struct task *before, struct task *task, struct err *err)
{
	const struct place_job job = { w->owner, input, before, stamp_of(w) };
	enum store_rc rc;

	task_input_apply(input, task);
	keep_completion(task, w->now_ms);
	task->revision = w->state.number;
	rc = task_input_settle(input, task, w->refusal);
	if (rc == STORE_OK)
		rc = repeat_settle(w->arena, input, task, w->refusal);
	if (rc == STORE_OK)
		rc = reminder_settle(w->arena, input, task, w->refusal);
	return rc == STORE_OK ? place_settle(sql, w->arena, &job, task, w->refusal, err) : rc;
}

/* Reminders are sent by a server that knows the users. */
static enum store_rc refuse_reminders(struct sql *sql, const struct write *w, struct err *err)
{
	bool alone = false;
	enum store_rc rc = tasks_are_alone(sql, &alone, err);

	if (rc != STORE_OK || !alone)
		return rc;
	return refusal_member(w->refusal, STR("reminders"),
			      STR("Reminders cannot be sent by this server, which knows no "
				  "addresses"));
}

/* The rows of the reminders follow what the task says. */
static enum store_rc keep_reminders(struct sql *sql, const struct write *w,
				    const struct task *before, const struct task *task,
				    struct err *err)
{
	static const struct task none = { .reminders_json = STR_INIT("[]") };
	int64_t times[LIMIT_REMINDERS];
	enum store_rc rc = STORE_OK;
	size_t n;

	if (!reminder_times_differ(before ? before : &none, task))
		return STORE_OK;
	reminder_times(w->arena, task, w->now_ms, times, &n);
	if (n)
		rc = refuse_reminders(sql, w, err);
	if (rc != STORE_OK || (!before && n == 0))
		return rc;
	return reminders_put(sql, w->owner, task->id, times, n, err);
}

static bool take_id(struct write *w, int64_t *out, struct err *err)
{
	if (ids_next(w->random, w->now_ms, w->state.newest_id, out))
		return true;
	err_set(err, "no id is left for the task");
	return false;
}

/* Inserts a task with a new id, and counts it. */
static enum store_rc insert(struct sql *sql, struct write *w, const struct task *task,
			    struct err *err)
{
	enum store_rc rc = tasks_insert(sql, w->owner, task, err);

	if (rc == STORE_CONFLICT) {
		store_misfit("creating a task", err);
		return STORE_FAULT;
	}
	if (rc == STORE_OK) {
		w->state.newest_id = task->id;
		w->state.tasks++;
	}
	return rc;
}

/* A task that repeats and has just been completed goes to its next date, and leaves a copy. */
static enum store_rc repeat(struct sql *sql, struct write *w, const struct task *before,
			    struct task *task, struct err *err)
{
	struct task done;

	if (before->completed || !task->completed || !repeat_next(w->arena, w->now_ms, task, &done))
		return STORE_OK;
	return take_id(w, &done.id, err) ? insert(sql, w, &done, err) : STORE_FAULT;
}

/* Ids grow in the order of creation, also within one millisecond and when the clock goes back, and
 * the id of a deleted task does not return. */
enum store_rc write_import(struct sql *sql, struct write *w, const struct task_input *input,
			   const struct write_origin *origin, struct task *out, struct err *err)
{
	struct task task = { .source = origin->source,
			     .created_ms = origin->created_ms,
			     .updated_ms = origin->updated_ms,
			     .completed_ms = origin->completed_ms };
	enum store_rc rc;

	if (!take_id(w, &task.id, err))
		return STORE_FAULT;
	rc = settle(sql, w, input, NULL, &task, err);
	if (rc != STORE_OK)
		return rc;
	if (!task.position.p)
		task.position = task_position_of(w->arena, task.id);
	rc = insert(sql, w, &task, err);
	if (rc == STORE_OK)
		rc = keep_reminders(sql, w, NULL, &task, err);
	*out = task;
	return rc;
}

enum store_rc write_create(struct sql *sql, struct write *w, const struct task_input *input,
			   struct task *out, struct err *err)
{
	const struct write_origin here = { .created_ms = w->now_ms, .updated_ms = w->now_ms };

	return write_import(sql, w, input, &here, out, err);
}

enum store_rc write_change(struct sql *sql, struct write *w, int64_t id,
			   const struct task_input *input, struct task *out, struct err *err)
{
	struct task before, task;
	enum store_rc rc = tasks_get(sql, w->arena, w->owner, id, &before, err);

	if (rc == STORE_OK && before.deleted_ms)
		return STORE_NONE;
	if (rc != STORE_OK)
		return rc;
	task = before;
	rc = settle(sql, w, input, &before, &task, err);
	if (rc == STORE_OK)
		rc = repeat(sql, w, &before, &task, err);
	if (rc != STORE_OK)
		return rc;
	if (w->now_ms > task.updated_ms) /* never back, even when the clock goes back */
		task.updated_ms = w->now_ms;
	*out = task;
	rc = tasks_update(sql, w->owner, out, err);
	return rc == STORE_OK ? keep_reminders(sql, w, &before, &task, err) : rc;
}

enum store_rc write_remove(struct sql *sql, struct write *w, int64_t id, struct err *err)
{
	const struct tombstone tombstone = { TOMBSTONE_TASK, id, w->state.number };
	enum store_rc rc = tasks_delete(sql, w->owner, id, err);

	if (rc == STORE_OK)
		rc = groups_delete_parts(sql, w->owner, id, stamp_of(w), err);
	return rc == STORE_OK ? tombstones_put(sql, w->owner, tombstone, err) : rc;
}
