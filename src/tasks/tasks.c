#include "tasks/tasks.h"

#include "base/json.h"
#include "core/clock.h"

/* An id is the number of milliseconds since this time, then 12 random bits. It stays below 2^53, up
 * to which JavaScript counts exactly, until the year 2094. A clock beyond ID_LAST_MS, in 2090, is
 * not followed: ids then count up by one, for which 2^49 are left. */
#define ID_EPOCH_MS    INT64_C(1735689600000) /* 2025-01-01T00:00:00Z */
#define ID_RANDOM_BITS 12
#define ID_LAST_MS     ((INT64_C(1) << 41) - (INT64_C(1) << 37)) /* since ID_EPOCH_MS */
#define ID_MAX         ((INT64_C(1) << 53) - 1)

#define CREATE_TRIES 10

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

struct list_job {
	const struct owner *owner;
	struct buf *out;
	bool any;
};

static bool append_task(const struct task *task, void *arg)
{
	struct list_job *job = arg;

	buf_char(job->out, job->any ? ',' : '[');
	job->any = true;
	task_put_json(job->out, job->owner, task);
	return buf_ok(job->out);
}

enum store_rc task_list(const struct task_rules *rules, const struct owner *owner,
			struct task_page page, struct buf *out, struct err *err)
{
	struct list_job job = { .owner = owner, .out = out };
	enum store_rc rc = STORE_READ(
		rules->store, sql, err,
		tasks_list(sql, owner, page.before_id, page.limit, append_task, &job, err));

	buf_z(out, job.any ? "]" : "[]");
	if (rc == STORE_OK && !buf_ok(out))
		return STORE_FULL;
	return rc;
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

static int64_t make_id(const struct random *random, int64_t now_ms)
{
	uint16_t bits;
	int64_t since = now_ms > ID_EPOCH_MS ? now_ms - ID_EPOCH_MS : 0;

	if (since > ID_LAST_MS)
		since = ID_LAST_MS;
	random_fill(random, &bits, sizeof(bits));
	return (since << ID_RANDOM_BITS) | (bits & ((1 << ID_RANDOM_BITS) - 1));
}

/* Ids grow in the order of creation, also within one millisecond and when the clock goes back, and
 * the id of a deleted task does not return. */
static enum store_rc task_create_tx(struct sql *sql, void *arg, struct err *err)
{
	struct task_job *job = arg;
	int64_t newest;
	enum store_rc rc = tasks_newest_id(sql, job->owner, &newest, err);

	if (rc != STORE_OK)
		return rc;
	job->out->id = make_id(job->rules->random, job->edit->now_ms);
	if (job->out->id <= newest)
		job->out->id = newest + 1;
	if (job->out->id > ID_MAX) {
		err_set(err, "no id is left for the task");
		return STORE_FAULT;
	}
	return tasks_insert(sql, job->owner, job->out, err);
}

enum store_rc task_create(const struct task_rules *rules, const struct task_edit *edit,
			  struct task *out, struct err *err)
{
	struct task_job job = { .rules = rules, .owner = edit->owner, .edit = edit, .out = out };
	enum store_rc rc = STORE_CONFLICT;

	*out = (struct task){ .created_ms = edit->now_ms, .updated_ms = edit->now_ms };
	task_input_apply(edit->input, out);
	/* On a database with several writers, two of them may have chosen one id. */
	for (int tries = 0; rc == STORE_CONFLICT && tries < CREATE_TRIES; tries++)
		rc = store_grow(rules->store, task_create_tx, &job, err);
	return rc;
}

static enum store_rc task_change_tx(struct sql *sql, void *arg, struct err *err)
{
	struct task_job *job = arg;
	enum store_rc rc = tasks_get(sql, job->arena, job->owner, job->id, job->out, err);

	if (rc != STORE_OK || !job->edit->input->given)
		return rc;
	task_input_apply(job->edit->input, job->out);
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

STORE_TX(task_remove_tx, struct task_job *job, tasks_delete(sql, job->owner, job->id, err))

enum store_rc task_remove(const struct task_rules *rules, const struct owner *owner, int64_t id,
			  struct err *err)
{
	struct task_job job = { .owner = owner, .id = id };

	return store_write(rules->store, task_remove_tx, &job, err);
}
