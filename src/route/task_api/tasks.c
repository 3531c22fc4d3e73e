#include "route/task_api/tasks.h"

#include "base/url.h"
#include "core/limits.h"
#include "route/app.h"
#include "route/detail.h"
#include "route/route.h"
#include "route/task_api/answer.h"
#include "route/task_api/given.h"
#include "route/task_api/writing/keyed.h"

#define ID_MAX ((UINT64_C(1) << 53) - 1) /* the largest that every JSON reader holds exactly */

static const struct task_rules *rules_of(const struct call *call)
{
	return &call->app->config.tasks;
}

static void answer_task(struct call *call, unsigned status, const struct task *task)
{
	char memory[ETAG_BYTES];
	struct str etag = etag_of_task(task, memory);
	struct buf body;

	if (call->route->method == HTTP_GET && condition_is_known(call, etag))
		return;
	arena_buf(call->request->arena, &body, 1024, LIMIT_REPLY_BYTES);
	task_put_json(&body, call->owner, task);
	reply_json(call->reply, status, buf_text(&body));
	reply_header(call->reply, STR("etag"), arena_copy(call->request->arena, etag));
}

/* --- one task --------------------------------------------------------------------------------- */

static bool read_id(struct call *call, int64_t *out)
{
	return given_id(call, 1, STR("Task not found"), out);
}

static bool read_input(struct call *call, enum task_input_for what, struct task_input *out)
{
	struct request *request = call->request;

	if (!given_json(call))
		return false;
	if (task_input_read(request->arena, request_json_text(request), what, out, &call->refusal))
		return true;
	answer_refusal(call, &call->refusal);
	return false;
}

void tasks_get_one(struct call *call)
{
	struct err err = { 0 };
	struct task task = { 0 };
	enum store_rc rc;
	int64_t id;

	if (!read_id(call, &id))
		return;
	rc = task_read(rules_of(call), call->request->arena, call->owner, id, &task, &err);
	if (rc == STORE_OK)
		answer_task(call, 200, &task);
	else
		answer_store(call, rc, &err);
}

static void point_to(struct call *call, const struct task *task)
{
	struct buf path;

	arena_buf(call->request->arena, &path, 128, LIMIT_HEAD_BYTES);
	buf_z(&path, "/api/users/");
	url_put_component(&path, call->owner->user_id);
	buf_z(&path, "/tasks/");
	buf_i64(&path, task->id);
	reply_header(call->reply, STR("location"), buf_text(&path));
}

static void answer_created(struct call *call, const void *made)
{
	point_to(call, made);
	answer_task(call, 201, made);
}

static struct task_edit edit_of(struct call *call, int64_t id, const struct task_input *input)
{
	return (struct task_edit){ .owner = call->owner,
				   .id = id,
				   .input = input,
				   .now_ms = call->request->now_ms,
				   .refusal = &call->refusal,
				   .when = condition_of(call) };
}

void tasks_post(struct call *call)
{
	struct err err = { 0 };
	struct task_input input;
	struct task_edit edit;
	struct task task = { 0 };
	struct keyed keyed = {
		.call = call, .answer = answer_created, .made = &task, .refuse = answer_store
	};
	enum store_rc rc;

	if (!read_input(call, TASK_INPUT_CREATE, &input) || !keyed_start(&keyed))
		return;
	edit = edit_of(call, 0, &input);
	rc = task_create(&keyed.rules, call->request->arena, &edit, &task, &err);
	keyed_finish(&keyed, rc, &err);
}

static void tasks_change(struct call *call, enum task_input_for what)
{
	struct err err = { 0 };
	struct task_input input;
	struct task_edit edit;
	struct task task = { 0 };
	enum store_rc rc;
	int64_t id;

	if (!read_id(call, &id) || !read_input(call, what, &input))
		return;
	edit = edit_of(call, id, &input);
	rc = task_change(rules_of(call), call->request->arena, &edit, &task, &err);
	if (rc == STORE_OK)
		answer_task(call, 200, &task);
	else
		answer_store(call, rc, &err);
}

void tasks_put(struct call *call)
{
	tasks_change(call, TASK_INPUT_REPLACE);
}

void tasks_patch(struct call *call)
{
	tasks_change(call, TASK_INPUT_CHANGE);
}

/* Whether the query says purge=true. False, with 400 answered. */
static bool read_purge(struct call *call, bool *out)
{
	static const struct blame purge = { BLAME_PARAMETER, STR_INIT("purge") };
	struct form query = { 0 };
	const struct str *value = NULL;

	*out = false;
	if (call->request->query.n == 0)
		return true;
	if (form_parse(call->request->arena, call->request->query, &query))
		value = form_first(&query, purge.name);
	*out = value && str_eq(*value, STR("true"));
	if (!value ||
	    (form_count(&query, purge.name) == 1 && (*out || str_eq(*value, STR("false")))))
		return true; /* parameters that are not known are ignored, as ever */
	detail_problem(call->request->arena, call->reply, PROBLEM_BAD_PARAMETER,
		       STR("purge must be true or false"), purge);
	return false;
}

void tasks_remove(struct call *call)
{
	struct arena *a = call->request->arena;
	struct err err = { 0 };
	struct task_edit edit;
	enum store_rc rc;
	int64_t id;
	bool purge;

	if (!read_id(call, &id) || !read_purge(call, &purge))
		return;
	edit = edit_of(call, id, NULL);
	rc = purge ? task_purge(rules_of(call), a, &edit, &err)
		   : task_remove(rules_of(call), a, &edit, &err);
	if (rc == STORE_OK)
		call->reply->status = 204;
	else
		answer_store(call, rc, &err);
}

static void answer_restored(struct call *call, const void *task)
{
	answer_task(call, 200, task);
}

void tasks_restore(struct call *call)
{
	struct err err = { 0 };
	struct task task = { 0 };
	struct task_edit edit;
	struct keyed keyed = {
		.call = call, .answer = answer_restored, .made = &task, .refuse = answer_store
	};
	enum store_rc rc;
	int64_t id;

	if (!read_id(call, &id) || !keyed_start(&keyed))
		return;
	edit = edit_of(call, id, NULL);
	rc = task_restore(&keyed.rules, call->request->arena, &edit, &task, &err);
	keyed_finish(&keyed, rc, &err);
}
