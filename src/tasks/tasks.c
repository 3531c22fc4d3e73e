#include "tasks/tasks.h"

#include "base/json.h"
#include "core/clock.h"
#include "store/task_keys.h"
#include "store/tables/tasks/revision.h"
#include "store/tables/tasks/tombstones.h"
#include "tasks/ids.h"

void task_put_json(struct buf *b, const struct owner *owner, const struct task *task)
{
	buf_str(b, STR("{\"id\":"));
	buf_i64(b, task->id);
	buf_str(b, STR(",\"user_id\":"));
	json_put_string(b, owner->user_id);
	buf_str(b, STR(",\"title\":"));
	json_put_string(b, task->title);
	buf_str(b, STR(",\"description\":"));
	json_put_string_or_null(b, task->description);
	buf_str(b, task->completed ? STR(",\"completed\":true") : STR(",\"completed\":false"));
	buf_str(b, STR(",\"due_date\":"));
	json_put_string_or_null(b, task->due_date);
	buf_str(b, STR(",\"priority\":"));
	json_put_string(b, task->priority);
	buf_str(b, STR(",\"tags\":"));
	buf_str(b, task->tags_json);
	buf_str(b, STR(",\"created_at\":\""));
	clock_put_iso(b, task->created_ms);
	buf_str(b, STR("\",\"updated_at\":\""));
	clock_put_iso(b, task->updated_ms);
	buf_str(b, STR("\"}"));
}

/* What an operation on one task needs inside its transaction. */
struct task_job {
	const struct task_rules *rules;
	struct arena *arena;
	const struct owner *owner;
	int64_t id;
	const struct task_edit *edit; /* NULL: nothing is written to the task */
	struct task *out;
};

enum store_rc task_read(const struct task_rules *rules, struct arena *a, const struct owner *owner,
			int64_t id, struct task *out, struct err *err)
{
	return STORE_READ(rules->store, sql, err, tasks_get(sql, a, owner, id, out, err));
}

/* Ids grow in the order of creation, also within one millisecond and when the clock goes back, and
 * the id of a deleted task does not return. */
static enum store_rc task_create_tx(struct sql *sql, void *arg, struct err *err)
{
	struct task_job *job = arg;
	struct revision now;
	enum store_rc rc = revision_advance(sql, job->owner, &now, err);

	if (rc != STORE_OK)
		return rc;
	if (!ids_next(job->rules->random, job->edit->now_ms, now.newest_id, &job->out->id)) {
		err_set(err, "no id is left for the task");
		return STORE_FAULT;
	}
	job->out->revision = now.number;
	job->out->position = task_position_of(job->arena, job->out->id);
	return tasks_insert(sql, job->owner, job->out, err);
}

/* The time at which the task was completed, once its `completed` has been written. */
static void keep_completion(struct task *task, int64_t now_ms)
{
	if (!task->completed)
		task->completed_ms = 0;
	else if (!task->completed_ms)
		task->completed_ms = now_ms;
}

enum store_rc task_create(const struct task_rules *rules, struct arena *a,
			  const struct task_edit *edit, struct task *out, struct err *err)
{
	struct task_job job = {
		.rules = rules, .arena = a, .owner = edit->owner, .edit = edit, .out = out
	};
	enum store_rc rc;

	*out = (struct task){ .created_ms = edit->now_ms, .updated_ms = edit->now_ms };
	task_input_apply(edit->input, out);
	keep_completion(out, edit->now_ms);
	rc = once_grow(rules->store, rules->once, task_create_tx, &job, err);
	if (rc == STORE_CONFLICT) {
		store_misfit("creating a task", err);
		return STORE_FAULT;
	}
	return rc;
}

static enum store_rc task_change_tx(struct sql *sql, void *arg, struct err *err)
{
	struct task_job *job = arg;
	struct revision now = { 0 };
	enum store_rc rc = STORE_OK;

	if (job->edit->input->given)
		rc = revision_advance(sql, job->owner, &now, err);
	if (rc == STORE_OK)
		rc = tasks_get(sql, job->arena, job->owner, job->id, job->out, err);
	if (rc != STORE_OK || !job->edit->input->given)
		return rc;
	task_input_apply(job->edit->input, job->out);
	keep_completion(job->out, job->edit->now_ms);
	job->out->revision = now.number;
	if (job->edit->now_ms > job->out->updated_ms)
		job->out->updated_ms =
			job->edit->now_ms; /* never back, even when the clock goes back */
	return tasks_update(sql, job->owner, job->out, err);
}

enum store_rc task_change(const struct task_rules *rules, struct arena *a,
			  const struct task_edit *edit, struct task *out, struct err *err)
{
	struct task_job job = { .rules = rules,
				.arena = a,
				.owner = edit->owner,
				.id = edit->id,
				.edit = edit,
				.out = out };

	return store_write(rules->store, task_change_tx, &job, err);
}

static enum store_rc task_remove_tx(struct sql *sql, void *arg, struct err *err)
{
	struct task_job *job = arg;
	struct tombstone tombstone = { .kind = TOMBSTONE_TASK, .id = job->id };
	struct revision now = { 0 };
	enum store_rc rc = revision_advance(sql, job->owner, &now, err);

	if (rc == STORE_OK)
		rc = tasks_delete(sql, job->owner, job->id, err);
	tombstone.revision = now.number;
	return rc == STORE_OK ? tombstones_put(sql, job->owner, tombstone, err) : rc;
}

enum store_rc task_remove(const struct task_rules *rules, const struct owner *owner, int64_t id,
			  struct err *err)
{
	struct task_job job = { .owner = owner, .id = id };

	return store_write(rules->store, task_remove_tx, &job, err);
}
