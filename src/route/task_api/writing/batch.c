#include "route/task_api/writing/batch.h"

#include "route/task_api/answer.h"
#include "route/task_api/given.h"
#include "route/task_api/writing/keyed.h"
#include "tasks/batch/batch.h"

static void answer_batch(struct call *call, const void *made)
{
	const struct batch *batch = made;

	reply_json(call->reply, 200, batch->answer);
}

/* The answers name the operation that is to blame. */
static void blame(struct call *call, const struct batch *batch)
{
	call->operation = batch->failed;
	call->refusal = batch->refusal;
}

void tasks_batch(struct call *call)
{
	struct request *request = call->request;
	struct err err = { 0 };
	struct batch batch;
	struct keyed keyed = {
		.call = call, .answer = answer_batch, .made = &batch, .refuse = answer_store
	};
	enum store_rc rc;

	if (!given_json(call))
		return;
	if (!batch_read(request->arena, request_json_text(request), &batch)) {
		blame(call, &batch);
		answer_refusal(call, &call->refusal);
		return;
	}
	if (!keyed_start(&keyed))
		return;
	rc = batch_run(&keyed.rules, request->arena, call->owner, request->now_ms, &batch, &err);
	blame(call, &batch);
	keyed_finish(&keyed, rc, &err);
}
