#include "tasks/write.h"

#include "core/limits.h"
#include "store/task_keys.h"
#include "store/tables/tasks/groups.h"
#include "store/tables/tasks/reminders.h"
#include "store/tables/tasks/tombstones.h"
#include "tasks/ids.h"
#include "tasks/place.h"
#include "tasks/preferences/preferences.h"
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

static enum store_rc bury(struct sql *sql, const struct write *w, int64_t id, struct err *err)
{
	const struct tombstone tombstone = { TOMBSTONE_TASK, id, w->state.number };

	return tombstones_put(sql, w->owner, tombstone, err);
}

/* One that is in the trash has its tombstone already. */
static enum store_rc purge(struct sql *sql, struct write *w, const struct task *task,
			   struct err *err)
{
	enum store_rc rc = groups_delete_parts(sql, w->owner, task->id, stamp_of(w), err);

	if (rc == STORE_OK)
		rc = tasks_delete(sql, w->owner, task->id, err);
	w->state.tasks--; /* at least: it decides whether there is room for one more */
	return rc == STORE_OK && !task->deleted_ms ? bury(sql, w, task->id, err) : rc;
}

/* Makes room for one more row, if need be, in the trash. */
static enum store_rc make_room(struct sql *sql, struct write *w, struct err *err)
{
	int64_t most = w->tasks_most ? w->tasks_most : LIMIT_TASKS_PER_USER;
	struct task oldest;
	enum store_rc rc;

	if (w->state.tasks < most)
		return STORE_OK;
	rc = tasks_oldest_in_trash(sql, w->arena, w->owner, &oldest, err);
	if (rc == STORE_OK)
		rc = purge(sql, w, &oldest, err);
	return rc == STORE_NONE || (rc == STORE_OK && w->state.tasks >= most) ? STORE_FULL : rc;
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

/* The task's own time zone, or that of its owner. */
static enum store_rc find_zone(struct sql *sql, const struct write *w, const struct task *task,
			       struct str *out, struct err *err)
{
	struct preferences wishes = { 0 };
	enum store_rc rc = STORE_OK;

	*out = task->time_zone;
	if (out->p)
		return STORE_OK;
	rc = preferences_find(sql, w->arena, w->owner, &wishes, err);
	*out = wishes.time_zone;
	return rc;
}

/* The rows of the reminders follow what the task says. */
static enum store_rc keep_reminders(struct sql *sql, const struct write *w,
				    const struct task *before, const struct task *task,
				    struct err *err)
{
	static const struct task none = { .reminders_json = STR_INIT("[]") };
	int64_t times[LIMIT_REMINDERS];
	struct task placed;
	enum store_rc rc = STORE_OK;
	size_t n;

	if (!reminder_times_differ(before ? before : &none, task))
		return STORE_OK;
	placed = *task;
	rc = find_zone(sql, w, task, &placed.time_zone, err);
	if (rc != STORE_OK)
		return rc;
	reminder_times(w->arena, &placed, w->now_ms, times, &n);
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
	enum store_rc rc = make_room(sql, w, err);

	if (rc == STORE_OK)
		rc = tasks_insert(sql, w->owner, task, err);
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
	struct str own = task->time_zone;
	struct task done = { 0 };
	enum store_rc rc;
	bool repeats;

	if (before->completed || !task->completed || !task->recurrence.p)
		return STORE_OK;
	rc = find_zone(sql, w, task, &task->time_zone, err);
	if (rc != STORE_OK)
		return rc;
	repeats = repeat_next(w->arena, w->now_ms, task, &done);
	task->time_zone = done.time_zone = own;
	if (!repeats)
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

/* The task, when it meets the client's demand. */
static enum store_rc get_as_demanded(struct sql *sql, struct write *w, int64_t id, struct task *out,
				     struct err *err)
{
	enum store_rc rc = tasks_get(sql, w->arena, w->owner, id, out, err);
	char memory[ETAG_BYTES];

	return rc == STORE_OK ? etag_check(&w->when, etag_of_task(out, memory), w->refusal) : rc;
}

enum store_rc write_change(struct sql *sql, struct write *w, int64_t id,
			   const struct task_input *input, struct task *out, struct err *err)
{
	struct task before, task;
	enum store_rc rc = get_as_demanded(sql, w, id, &before, err);

	if (rc != STORE_NONE && rc != STORE_FAULT && before.deleted_ms)
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

/* A task that cannot be read is deleted for good, since the trash could not show it. */
static enum store_rc purge_unread(struct sql *sql, struct write *w, int64_t id, struct err *err)
{
	const struct task unread = { .id = id };

	*err = (struct err){ 0 };
	return purge(sql, w, &unread, err);
}

static bool is_unread(const struct write *w, enum store_rc rc, const struct err *err)
{
	return rc == STORE_FAULT && err->kind == ERR_UNREADABLE && !w->when.if_match.p &&
	       !w->when.if_none_match.p;
}

enum store_rc write_remove(struct sql *sql, struct write *w, int64_t id, struct err *err)
{
	struct task task;
	enum store_rc rc = get_as_demanded(sql, w, id, &task, err);

	if (is_unread(w, rc, err))
		return purge_unread(sql, w, id, err);
	if (rc != STORE_NONE && rc != STORE_FAULT && task.deleted_ms)
		return STORE_NONE;
	if (rc != STORE_OK)
		return rc;
	task.deleted_ms = w->now_ms;
	task.revision = w->state.number;
	rc = tasks_update(sql, w->owner, &task, err);
	if (rc == STORE_OK)
		rc = groups_trash_parts(sql, w->owner, id, stamp_of(w), err);
	return rc == STORE_OK ? bury(sql, w, id, err) : rc;
}

enum store_rc write_purge(struct sql *sql, struct write *w, int64_t id, struct err *err)
{
	struct task task;
	enum store_rc rc = get_as_demanded(sql, w, id, &task, err);

	if (is_unread(w, rc, err))
		return purge_unread(sql, w, id, err);
	return rc == STORE_OK ? purge(sql, w, &task, err) : rc;
}

/* A part stays one only of a task that can have parts. */
static enum store_rc rejoin_parent(struct sql *sql, struct write *w, struct task *task,
				   struct err *err)
{
	struct task parent = { 0 };
	enum store_rc rc = STORE_NONE;

	if (task->parent_id)
		rc = tasks_get(sql, w->arena, w->owner, task->parent_id, &parent, err);
	if (rc == STORE_FAULT)
		return rc;
	if (rc == STORE_NONE || parent.deleted_ms || parent.parent_id)
		task->parent_id = 0;
	return STORE_OK;
}

enum store_rc write_restore(struct sql *sql, struct write *w, int64_t id, struct task *out,
			    struct err *err)
{
	struct task task;
	int64_t deleted_ms;
	enum store_rc rc = get_as_demanded(sql, w, id, &task, err);

	if (rc != STORE_NONE && rc != STORE_FAULT && !task.deleted_ms)
		return STORE_NONE;
	if (rc == STORE_OK)
		rc = rejoin_parent(sql, w, &task, err);
	if (rc != STORE_OK)
		return rc;
	deleted_ms = task.deleted_ms;
	task.deleted_ms = 0;
	task.revision = w->state.number;
	if (w->now_ms > task.updated_ms)
		task.updated_ms = w->now_ms;
	*out = task;
	rc = tasks_update(sql, w->owner, out, err);
	if (rc == STORE_OK)
		rc = tombstones_remove(sql, w->owner, TOMBSTONE_TASK, id, err);
	return rc == STORE_OK
		       ? groups_restore_parts(sql, w->owner, id, deleted_ms, stamp_of(w), err)
		       : rc;
}
