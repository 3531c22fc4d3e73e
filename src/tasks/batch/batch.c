#include "tasks/batch/batch.h"

#include "base/json.h"
#include "core/limits.h"
#include "tasks/batch/read.h"
#include "tasks/input/body.h"
#include "tasks/write.h"

#define BATCH_MOST LIMIT_TEXT(LIMIT_BATCH)
#define ANSWER_KIB LIMIT_TEXT(LIMIT_BATCH_ANSWER_KIB)

/* ---- reading ---- */

static bool refuse_body(struct batch *out, struct str member, struct str problem)
{
	refusal_member(&out->refusal, member, problem);
	return false;
}

static bool read_operations(struct arena *a, const struct json *object, struct batch *out)
{
	const struct json *operations = json_member(object, "operations");

	for (struct json_walk w = json_walk(object); json_next(&w);)
		if (!str_eq(w.name, STR("operations")))
			return refuse_body(out, arena_copy(a, w.name),
					   body_unknown_member(a, w.name));
	out->n = json_count(operations);
	if (json_kind(operations) != JSON_KIND_ARRAY || out->n == 0 || out->n > LIMIT_BATCH)
		return refuse_body(
			out, STR("operations"),
			STR("operations must be an array of 1 to " BATCH_MOST " operations"));
	out->of = arena_array(a, out->n, sizeof(*out->of));
	for (size_t i = 0; i < out->n; i++) {
		out->failed = i + 1;
		if (!batch_read_operation(a, json_element(operations, i), out, i))
			return false;
	}
	out->failed = 0;
	return true;
}

bool batch_read(struct arena *a, struct str body, struct batch *out)
{
	OWNED(json_free) struct json *object = NULL;
	struct str problem;

	*out = (struct batch){ 0 };
	if (!body_parse(a, body, &object, &problem))
		return refuse_body(out, STR(""), problem);
	return read_operations(a, object, out);
}

/* ---- answering ---- */

static void put_operation(struct buf *b, const struct owner *owner, const struct batch_operation *o)
{
	static const unsigned statuses[] = {
		[BATCH_CREATE] = 201,
		[BATCH_UPDATE] = 200,
		[BATCH_DELETE] = 204,
	};
	char memory[ETAG_BYTES];

	buf_z(b, "{\"status\":");
	buf_u64(b, statuses[o->op]);
	buf_z(b, ",\"id\":");
	buf_i64(b, o->done_id);
	if (o->op != BATCH_DELETE) {
		buf_z(b, ",\"etag\":");
		json_put_string(b, etag_of_task(&o->task, memory));
		buf_z(b, ",\"task\":");
		task_put_json(b, owner, &o->task);
	}
	buf_char(b, '}');
}

static void put_answer(struct buf *b, const struct owner *owner, const struct batch *batch)
{
	buf_z(b, "{\"operations\":[");
	for (size_t i = 0; i < batch->n; i++) {
		if (i)
			buf_char(b, ',');
		put_operation(b, owner, &batch->of[i]);
	}
	buf_z(b, "]}");
}

/* ---- carrying out ---- */

struct batch_job {
	struct write write;
	struct batch *batch;
	struct arena *arena; /* for the answer */
};

static int64_t id_of(const struct batch *batch, int64_t id)
{
	return id < 0 ? batch->of[-id - 1].done_id : id;
}

static enum store_rc create(struct sql *sql, struct batch_job *job, struct batch_operation *o,
			    struct err *err)
{
	struct task_input input = o->input;
	enum store_rc rc;

	input.values.parent_id = id_of(job->batch, input.values.parent_id);
	rc = write_create(sql, &job->write, &input, &o->task, err);
	if (rc == STORE_OK)
		o->done_id = o->task.id;
	return rc;
}

/* An update without members changes nothing. */
static enum store_rc look(struct sql *sql, struct batch_job *job, struct batch_operation *o,
			  struct err *err)
{
	const struct write *w = &job->write;
	enum store_rc rc = tasks_get(sql, w->arena, w->owner, o->done_id, &o->task, err);
	char memory[ETAG_BYTES];

	if (rc == STORE_OK && o->task.deleted_ms)
		return STORE_NONE;
	return rc == STORE_OK ? etag_check(&w->when, etag_of_task(&o->task, memory), w->refusal)
			      : rc;
}

static enum store_rc update(struct sql *sql, struct batch_job *job, struct batch_operation *o,
			    struct err *err)
{
	struct task_input input = o->input;

	if (!input.given)
		return look(sql, job, o, err);
	input.values.parent_id = id_of(job->batch, input.values.parent_id);
	return write_change(sql, &job->write, o->done_id, &input, &o->task, err);
}

static enum store_rc run(struct sql *sql, struct batch_job *job, struct batch_operation *o,
			 struct err *err)
{
	job->write.when = (struct etag_demand){ .if_match = o->if_match };
	if (o->op != BATCH_CREATE)
		o->done_id = id_of(job->batch, o->id);
	switch (o->op) {
	case BATCH_CREATE:
		return create(sql, job, o, err);
	case BATCH_UPDATE:
		return update(sql, job, o, err);
	case BATCH_DELETE:
		return write_remove(sql, &job->write, o->done_id, err);
	}
	return STORE_FAULT;
}

static void blame(struct batch *batch, size_t index)
{
	batch->failed = index + 1;
	if (batch->refusal.kind == REFUSAL_CHANGED)
		batch->refusal.member = STR("if_match");
}

/* A part of the transaction, so that no batch is done whose answer cannot be given. */
static enum store_rc render(struct batch_job *job)
{
	struct batch *batch = job->batch;
	struct buf answer;

	arena_buf(job->arena, &answer, 4096, LIMIT_BATCH_ANSWER_BYTES);
	put_answer(&answer, job->write.owner, batch);
	batch->answer = buf_text(&answer);
	if (buf_ok(&answer))
		return STORE_OK;
	return refusal_member(&batch->refusal, STR("operations"),
			      STR("The answer would have more than " ANSWER_KIB
				  " KiB: send fewer operations at once"));
}

static enum store_rc batch_tx(struct sql *sql, void *arg, struct err *err)
{
	struct batch_job *job = arg;
	struct batch *batch = job->batch;
	enum store_rc rc;

	batch->failed = 0;
	rc = write_begin(sql, &job->write, err);
	for (size_t i = 0; rc == STORE_OK && i < batch->n; i++) {
		rc = run(sql, job, &batch->of[i], err);
		if (rc != STORE_OK && rc != STORE_FAULT)
			blame(batch, i);
	}
	return rc == STORE_OK ? render(job) : rc;
}

static bool grows(const struct batch *batch)
{
	for (size_t i = 0; i < batch->n; i++)
		if (batch->of[i].op == BATCH_CREATE)
			return true;
	return false;
}

enum store_rc batch_run(const struct task_rules *rules, struct arena *a, const struct owner *owner,
			int64_t now_ms, struct batch *batch, struct err *err)
{
	ARENA(tasks);
	struct batch_job job = { .write = { .arena = &tasks,
					    .random = rules->random,
					    .owner = owner,
					    .now_ms = now_ms,
					    .tasks_most = rules->tasks_most,
					    .refusal = &batch->refusal },
				 .batch = batch,
				 .arena = a };

	return grows(batch) ? once_grow(rules->store, rules->once, batch_tx, &job, err)
			    : once_write(rules->store, rules->once, batch_tx, &job, err);
}
