#include "route/task_api/list.h"

#include "base/url.h"
#include "route/app.h"
#include "route/detail.h"
#include "route/task_api/answer.h"
#include "route/task_api/kept_list.h"
#include "route/task_api/query.h"
#include "tasks/read/summary.h"

static const struct task_rules *rules_of(const struct call *call)
{
	return &call->app->config.tasks;
}

static void refuse_query(struct call *call, const struct query_problem *problem)
{
	const struct blame blame = { problem->parameter.n ? BLAME_PARAMETER : BLAME_NOTHING,
				     problem->parameter };

	detail_problem(call->request->arena, call->reply,
		       problem->parameter.n ? PROBLEM_BAD_PARAMETER : PROBLEM_BAD_REQUEST,
		       problem->sentence, blame);
}

/* The clock of the named time zone; of UTC without a name. */
static void read_clock(struct call *call, struct str name, struct lateness *out)
{
	struct zone zone;
	ARENA(a);

	if (!zone_read(&a, name.n ? name : STR("UTC"), &zone))
		zone = (struct zone){ 0 };
	lateness_init(out, &zone, call->request->now_ms);
}

/* Whether the request is to be handled where long answers are made, because it is much work. True
 * also when it has been answered with a fault. */
static bool is_left(struct call *call, const struct page_wish *wish)
{
	struct err err = { 0 };
	bool work = false;
	enum store_rc rc;

	if (call->request->apart)
		return false;
	rc = page_is_work(rules_of(call), call->owner, wish, &work, &err);
	if (rc != STORE_OK)
		answer_store(call, rc, &err);
	else
		call->reply->longer = call->reply->work = work;
	return rc != STORE_OK || work;
}

static void start_body(struct call *call, struct buf *body)
{
	size_t most = call->request->answer_max;

	arena_buf(call->request->arena, body, 8192, most ? most : LIMIT_REPLY_BYTES);
}

/* Answers what a read came to, with what to do when it is too long. */
static void answer_read(struct call *call, enum store_rc rc, const struct buf *body,
			struct str too_long, const struct err *err)
{
	answer_log_fault(call, err); /* also of rows that were left out */
	if (rc == STORE_OK)
		reply_json(call->reply, 200, buf_text(body));
	else if (rc == STORE_FULL && call->request->answer_max)
		call->reply->longer = true;
	else if (rc == STORE_FULL)
		detail_problem(call->request->arena, call->reply, PROBLEM_TOO_LONG, too_long,
			       (struct blame){ 0 });
	else
		answer_store(call, rc, err);
}

/* ---- the list ---- */

static void link_next(struct call *call, const struct list_query *query,
		      const struct task_place *place)
{
	struct arena *a = call->request->arena;
	struct buf path, link;

	arena_buf(a, &path, 128, LIMIT_HEAD_BYTES);
	buf_z(&path, "/api/users/");
	url_put_component(&path, call->owner->user_id);
	buf_z(&path, "/tasks");
	arena_buf(a, &link, 512, 4 * LIMIT_HEAD_BYTES);
	buf_char(&link, '<');
	buf_str(&link, list_query_next(a, buf_text(&path), query, place));
	buf_z(&link, ">; rel=\"next\"");
	reply_header(call->reply, STR("link"), buf_text(&link));
}

void tasks_get_list(struct call *call)
{
	struct query_problem problem;
	struct lateness lateness;
	struct list_query query;
	struct kept_list kept;
	struct err err = { 0 };
	struct page_end end;
	enum store_rc rc;
	struct buf body;

	if (kept_list_answer(call, &kept))
		return;
	if (!list_query_read(call->request->arena, call->request->query, call->owner, &query,
			     &problem)) {
		refuse_query(call, &problem);
		return;
	}
	if (query.wish.overdue == TASK_ANY && kept_list_is_known(call, &kept))
		return;
	if (is_left(call, &query.wish))
		return;
	if (query.wish.overdue != TASK_ANY) {
		read_clock(call, query.time_zone, &lateness);
		query.wish.lateness = &lateness;
	}
	query.wish.shorten = query.linked && !call->request->answer_max;
	start_body(call, &body);
	rc = page_read(rules_of(call), call->request->arena, call->owner, &query.wish, &body, &end,
		       &err);
	answer_read(call, rc, &body,
		    STR("The list is larger than 4 MiB: ask for it in pages, with limit and "
			"before"),
		    &err);
	if (rc == STORE_OK && query.paged && end.more)
		link_next(call, &query, &end.place);
	if (query.wish.overdue == TASK_ANY) /* otherwise it changes with the time */
		kept_list_keep(call, &kept);
}

/* ---- the counts ---- */

void tasks_get_summary(struct call *call)
{
	struct query_problem problem;
	struct lateness lateness;
	struct err err = { 0 };
	enum store_rc rc;
	struct buf body;
	struct str zone;

	if (!zone_query_read(call->request->arena, call->request->query, &zone, &problem)) {
		refuse_query(call, &problem);
		return;
	}
	if (is_left(call, NULL))
		return;
	read_clock(call, zone, &lateness);
	start_body(call, &body);
	rc = summary_read(rules_of(call), call->request->arena, call->owner, &lateness, &body,
			  &err);
	answer_read(call, rc, &body, STR("The counts are larger than 4 MiB: use fewer tags"), &err);
}
