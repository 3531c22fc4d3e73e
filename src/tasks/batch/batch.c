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

	buf_z(b, "{\"status\":");
	buf_u64(b, statuses[o->op]);
	buf_z(b, ",\"id\":");
	buf_i64(b, o->done_id);
	if (o->op != BATCH_DELETE) {
		buf_z(b, ",\"etag\":\"\\\"");
		buf_i64(b, o->task.revision);
		buf_z(b, "\\\"\",\"task\":");
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

/* Whether one of the ETags in the text, which is that of a header If-Match (RFC 9110 section
 * 13.1.1), is the strong one of this revision. */
static bool etag_matches(struct str text, int64_t revision)
{
	struct str one;
	uint64_t number;

	if (str_eq(str_trim(text), STR("*")))
		return true;
	while (text.n) {
		str_cut(text, ',', &one, &text);
		one = str_trim(one);
		if (one.n > 2 && one.p[0] == '"' && one.p[one.n - 1] == '"' &&
		    str_to_u64(str_of(one.p + 1, one.n - 2), INT64_MAX, &number) &&
		    (int64_t)number == revision)
			return true;
	}
	return false;
}

/* STORE_OK: the task is there, as the operation demands it. STORE_NONE, STORE_CONFLICT. */
static enum store_rc check_match(struct sql *sql, struct batch_job *job,
				 const struct batch_operation *o, struct err *err)
{
	struct task task;
	enum store_rc rc;

	if (!o->if_match.p)
		return STORE_OK;
	rc = tasks_get(sql, job->write.arena, job->write.owner, o->done_id, &task, err);
	if (rc == STORE_OK && task.deleted_ms)
		return STORE_NONE;
	if (rc != STORE_OK || etag_matches(o->if_match, task.revision))
		return rc;
	job->batch->refusal = (struct refusal){ REFUSAL_CHANGED, STR("if_match"),
						STR("The task has been changed") };
	return STORE_CONFLICT;
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

static enum store_rc update(struct sql *sql, struct batch_job *job, struct batch_operation *o,
			    struct err *err)
{
	struct task_input input = o->input;

	input.values.parent_id = id_of(job->batch, input.values.parent_id);
	return write_change(sql, &job->write, o->done_id, &input, &o->task, err);
}

static enum store_rc run(struct sql *sql, struct batch_job *job, struct batch_operation *o,
			 struct err *err)
{
	enum store_rc rc = STORE_OK;

	if (o->op != BATCH_CREATE) {
		o->done_id = id_of(job->batch, o->id);
		rc = check_match(sql, job, o, err);
	}
	if (rc != STORE_OK)
		return rc;
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
			batch->failed = i + 1;
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
					    .refusal = &batch->refusal },
				 .batch = batch,
				 .arena = a };

	return grows(batch) ? once_grow(rules->store, rules->once, batch_tx, &job, err)
			    : once_write(rules->store, rules->once, batch_tx, &job, err);
}
