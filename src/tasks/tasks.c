#include "tasks/tasks.h"

#include "base/json.h"
#include "core/clock.h"

/* Ids count milliseconds from here, so that 41 bits of them and 12 random ones stay below 2^53 (what
 * JavaScript can count) until the year 2094. */
#define ID_EPOCH_MS    INT64_C(1735689600000) /* 2025-01-01T00:00:00Z */
#define ID_RANDOM_BITS 12

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
	if (task->description.p)
		json_put_string(b, task->description);
	else
		buf_str(b, STR("null"));
	buf_str(b, task->completed ? STR(",\"completed\":true") : STR(",\"completed\":false"));
	buf_str(b, STR(",\"due_date\":"));
	if (task->due_date.p)
		json_put_string(b, task->due_date);
	else
		buf_str(b, STR("null"));
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
	struct task_page page;
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

static enum store_rc list_in(struct sql *sql, void *arg, struct err *err)
{
	struct list_job *job = arg;

	return tasks_list(sql, job->owner, job->page.before_id, job->page.limit, append_task, job,
			  err);
}

enum store_rc task_list(const struct task_rules *rules, const struct owner *owner,
			struct task_page page, struct buf *out, struct err *err)
{
	struct list_job job = { .owner = owner, .page = page, .out = out };
	enum store_rc rc = store_read(rules->store, list_in, &job, err);

	buf_z(out, job.any ? "]" : "[]");
	if (rc == STORE_OK && !buf_ok(out))
		return STORE_FULL;
	return rc;
}

/* What one operation on one task needs, whichever thread it runs on. */
struct task_job {
	const struct task_rules *rules;
	struct arena *arena;
	const struct owner *owner;
	int64_t id;
	const struct task_input *input;
	int64_t now_ms;
	struct task *out;
};

static enum store_rc read_in(struct sql *sql, void *arg, struct err *err)
{
	struct task_job *job = arg;

	return tasks_get(sql, job->arena, job->owner, job->id, job->out, err);
}

enum store_rc task_read(const struct task_rules *rules, struct arena *a, const struct owner *owner,
			int64_t id, struct task *out, struct err *err)
{
	struct task_job job = { .arena = a, .owner = owner, .id = id, .out = out };

	return store_read(rules->store, read_in, &job, err);
}

static int64_t make_id(const struct random *random, int64_t now_ms)
{
	uint16_t bits;
	int64_t since = now_ms > ID_EPOCH_MS ? now_ms - ID_EPOCH_MS : 0;

	random_fill(random, &bits, sizeof(bits));
	return (since << ID_RANDOM_BITS) | (bits & ((1 << ID_RANDOM_BITS) - 1));
}

/* Ids grow in the order of creation, whatever the random bits of one millisecond or the clock say. */
static enum store_rc create_in(struct sql *sql, void *arg, struct err *err)
{
	struct task_job *job = arg;
	int64_t newest;
	enum store_rc rc = tasks_newest_id(sql, job->owner, &newest, err);

	if (rc != STORE_OK)
		return rc;
	job->out->id = make_id(job->rules->random, job->now_ms);
	if (job->out->id <= newest)
		job->out->id = newest + 1;
	return tasks_insert(sql, job->owner, job->out, err);
}

enum store_rc task_create(const struct task_rules *rules, const struct owner *owner,
			  const struct task_input *input, int64_t now_ms, struct task *out,
			  struct err *err)
{
	struct task_job job = {
		.rules = rules, .owner = owner, .input = input, .now_ms = now_ms, .out = out
	};
	enum store_rc rc = STORE_CONFLICT;

	*out = (struct task){ .created_ms = now_ms, .updated_ms = now_ms };
	task_input_apply(input, out);
	/* Where several write at once, two may have drawn one id. */
	for (int tries = 0; rc == STORE_CONFLICT && tries < CREATE_TRIES; tries++)
		rc = store_write(rules->store, create_in, &job, err);
	return rc;
}

static enum store_rc change_in(struct sql *sql, void *arg, struct err *err)
{
	struct task_job *job = arg;
	enum store_rc rc = tasks_get(sql, job->arena, job->owner, job->id, job->out, err);

	if (rc != STORE_OK || !job->input->given)
		return rc;
	task_input_apply(job->input, job->out);
	if (job->now_ms > job->out->updated_ms)
		job->out->updated_ms = job->now_ms; /* never backwards, whatever the clock does */
	return tasks_update(sql, job->owner, job->out, err);
}

enum store_rc task_change(const struct task_rules *rules, struct arena *a,
			  const struct owner *owner, int64_t id, const struct task_input *input,
			  int64_t now_ms, struct task *out, struct err *err)
{
	struct task_job job = { .rules = rules,
				.arena = a,
				.owner = owner,
				.id = id,
				.input = input,
				.now_ms = now_ms,
				.out = out };

	return store_write(rules->store, change_in, &job, err);
}

static enum store_rc remove_in(struct sql *sql, void *arg, struct err *err)
{
	struct task_job *job = arg;

	return tasks_delete(sql, job->owner, job->id, err);
}

enum store_rc task_remove(const struct task_rules *rules, const struct owner *owner, int64_t id,
			  struct err *err)
{
	struct task_job job = { .owner = owner, .id = id };

	return store_write(rules->store, remove_in, &job, err);
}
