#include "route/task_api/changes.h"

#include "core/limits.h"
#include "route/app.h"
#include "route/detail.h"
#include "route/task_api/answer.h"
#include "tasks/sync/changes.h"

/* *out is NULL without a query. False, with 400 answered. */
static bool read_since(struct call *call, struct change_cursor *cursor, struct change_cursor **out)
{
	static const struct blame since = { BLAME_PARAMETER, STR_INIT("since") };
	struct form query = { 0 };
	const struct str *value = NULL;

	*out = NULL;
	if (call->request->query.n == 0)
		return true;
	if (form_parse(call->request->arena, call->request->query, &query) && query.n == 1)
		value = form_first(&query, since.name);
	if (value && change_cursor_read(*value, cursor)) {
		*out = cursor;
		return true;
	}
	detail_problem(call->request->arena, call->reply, PROBLEM_BAD_PARAMETER,
		       STR("The only parameter is since, which is a cursor"), since);
	return false;
}

void changes_get(struct call *call)
{
	struct err err = { 0 };
	struct change_cursor cursor, *since;
	struct arena *a = call->request->arena;
	struct buf body;

	if (!read_since(call, &cursor, &since))
		return;
	arena_buf(a, &body, 1024, 3 * LIMIT_REPLY_BYTES);
	switch (changes_put(&call->app->config.tasks, a, call->owner, since, &body, &err)) {
	case CHANGES_TOLD:
		answer_log_fault(call, &err); /* of rows that were left out */
		reply_json(call->reply, 200, buf_text(&body));
		return;
	case CHANGES_GONE:
		detail_problem(a, call->reply, PROBLEM_GONE,
			       STR("The cursor is too old: read all tasks and lists again, and go "
				   "on from the present cursor"),
			       (struct blame){ BLAME_PARAMETER, STR("since") });
		return;
	case CHANGES_FAULT:
		break;
	}
	answer_store(call, STORE_FAULT, &err);
}
