#include "route/task_api/preferences.h"

#include "core/limits.h"
#include "route/app.h"
#include "route/task_api/answer.h"
#include "route/task_api/given.h"
#include "tasks/preferences/preferences.h"

static void answer(struct call *call, enum store_rc rc, const struct preferences *preferences,
		   const struct err *err)
{
	struct buf body;

	if (rc != STORE_OK) {
		answer_store(call, rc, err);
		return;
	}
	arena_buf(call->request->arena, &body, 256, LIMIT_BODY_BYTES);
	preferences_put_json(&body, preferences);
	reply_json(call->reply, 200, buf_text(&body));
}

void preferences_get_all(struct call *call)
{
	struct err err = { 0 };
	struct preferences preferences = { 0 };
	enum store_rc rc = preferences_read(&call->app->config.tasks, call->request->arena,
					    call->owner, &preferences, &err);

	answer(call, rc, &preferences, &err);
}

void preferences_patch(struct call *call)
{
	const struct task_edit edit = { .owner = call->owner,
					.now_ms = call->request->now_ms,
					.refusal = &call->refusal };
	struct preferences preferences = { 0 };
	struct err err = { 0 };
	enum store_rc rc;

	if (!given_json(call))
		return;
	rc = preferences_change(&call->app->config.tasks, call->request->arena, &edit,
				request_json_text(call->request), &preferences, &err);
	answer(call, rc, &preferences, &err);
}
