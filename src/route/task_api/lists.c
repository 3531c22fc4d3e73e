#include "route/task_api/lists.h"

#include "base/url.h"
#include "core/limits.h"
#include "route/app.h"
#include "route/detail.h"
#include "route/route.h"
#include "route/task_api/answer.h"
#include "route/task_api/given.h"
#include "route/task_api/writing/keyed.h"
#include "store/tables/tasks/revision.h"
#include "tasks/lists/lists.h"

#define NO_LIST    STR("List not found")
#define NO_SECTION STR("Section not found")

#define LISTS_FULL "There are " LIMIT_TEXT(LIMIT_LISTS_PER_USER) " lists already: delete some first"
#define SECTIONS_FULL                                                                              \
	"There are " LIMIT_TEXT(LIMIT_SECTIONS_PER_LIST) " sections already: delete some first"

static const struct task_rules *rules_of(const struct call *call)
{
	return &call->app->config.tasks;
}

/* Answers every outcome but STORE_OK. */
static void refuse_for(struct call *call, enum store_rc rc, const struct err *err,
		       struct str not_found)
{
	struct arena *a = call->request->arena;

	if (rc == STORE_NONE || (rc == STORE_FAULT && err->kind == ERR_UNREADABLE))
		answer_refuse(call, 404, not_found);
	else if (rc == STORE_FULL && str_eq(not_found, NO_LIST))
		detail_problem(a, call->reply, PROBLEM_LISTS_FULL, STR(LISTS_FULL),
			       (struct blame){ 0 });
	else if (rc == STORE_FULL)
		detail_problem(a, call->reply, PROBLEM_SECTIONS_FULL, STR(SECTIONS_FULL),
			       (struct blame){ 0 });
	else
		answer_store(call, rc, err);
}

static bool read_input(struct call *call, enum list_member allowed, bool is_new,
		       struct list_input *out)
{
	struct refusal refusal;

	if (!given_json(call))
		return false;
	if (list_input_read(call->request->arena, request_json_text(call->request), allowed, is_new,
			    out, &refusal))
		return true;
	answer_refusal(call, &refusal);
	return false;
}

/* The ids in the path, of which a new list has none; `section` asks for the second as well. */
static bool read_place(struct call *call, bool section, struct list_edit *out)
{
	*out = (struct list_edit){ .owner = call->owner,
				   .now_ms = call->request->now_ms,
				   .when = condition_of(call),
				   .refusal = &call->refusal };
	return given_id(call, 1, NO_LIST, &out->list_id) &&
	       (!section || given_id(call, 2, NO_SECTION, &out->section_id));
}

static void point_to(struct call *call, int64_t list_id, int64_t section_id)
{
	struct buf path;

	arena_buf(call->request->arena, &path, 128, LIMIT_HEAD_BYTES);
	buf_z(&path, "/api/users/");
	url_put_component(&path, call->owner->user_id);
	buf_z(&path, "/lists/");
	buf_i64(&path, list_id);
	if (section_id) {
		buf_z(&path, "/sections/");
		buf_i64(&path, section_id);
	}
	reply_header(call->reply, STR("location"), buf_text(&path));
}

/* ---- lists ---- */

static void answer_list(struct call *call, unsigned status, const struct whole_list *list)
{
	char memory[ETAG_BYTES];
	struct str etag = etag_of_list(&list->list, memory);
	struct buf body;

	if (call->route->method == HTTP_GET && condition_is_known(call, etag))
		return;
	arena_buf(call->request->arena, &body, 512, LIMIT_REPLY_BYTES);
	list_put_json(&body, list);
	reply_json(call->reply, status, buf_text(&body));
	reply_header(call->reply, STR("etag"), arena_copy(call->request->arena, etag));
}

/* Without a tag when rows were left out. */
static void answer_all(struct call *call, struct str etag, struct str body)
{
	reply_json(call->reply, 200, body);
	if (etag.n && !call->reply->fault.n)
		reply_header(call->reply, STR("etag"), etag);
}

/* The ETag belongs to the state before the rows were read: when they are newer, the client gets
 * them once more. */
void lists_get_all(struct call *call)
{
	struct err err = { 0 };
	struct revision present;
	struct str etag = condition_of_all(call, &present);
	struct buf body;
	enum store_rc rc;

	if (etag.n && condition_is_known(call, etag))
		return;
	arena_buf(call->request->arena, &body, 4096, LIMIT_REPLY_BYTES);
	rc = list_all(rules_of(call), call->request->arena, call->owner, &body, &err);
	answer_log_fault(call, &err); /* also of rows that were left out */
	if (rc == STORE_OK)
		answer_all(call, etag, buf_text(&body));
	else if (rc == STORE_FULL)
		detail_problem(call->request->arena, call->reply, PROBLEM_TOO_LONG,
			       STR("The lists are larger than 4 MiB"), (struct blame){ 0 });
	else
		answer_store(call, rc, &err);
}

static void answer_new_list(struct call *call, const void *made)
{
	const struct whole_list *list = made;

	point_to(call, list->list.id, 0);
	answer_list(call, 201, list);
}

static void refuse_new_list(struct call *call, enum store_rc rc, const struct err *err)
{
	refuse_for(call, rc, err, NO_LIST);
}

void lists_post(struct call *call)
{
	struct err err = { 0 };
	struct list_input input;
	struct list_edit edit = { .owner = call->owner,
				  .input = &input,
				  .now_ms = call->request->now_ms };
	struct whole_list list;
	struct keyed keyed = {
		.call = call, .answer = answer_new_list, .made = &list, .refuse = refuse_new_list
	};
	enum store_rc rc;

	if (!read_input(call, LIST_ALL, true, &input) || !keyed_start(&keyed))
		return;
	rc = list_create(&keyed.rules, call->request->arena, &edit, &list, &err);
	keyed_finish(&keyed, rc, &err);
}

void lists_get_one(struct call *call)
{
	struct err err = { 0 };
	struct list_edit edit;
	struct whole_list list;
	enum store_rc rc;

	if (!read_place(call, false, &edit))
		return;
	rc = list_read(rules_of(call), call->request->arena, call->owner, edit.list_id, &list,
		       &err);
	if (rc == STORE_OK)
		answer_list(call, 200, &list);
	else
		refuse_for(call, rc, &err, NO_LIST);
}

void lists_patch(struct call *call)
{
	struct err err = { 0 };
	struct list_input input;
	struct list_edit edit;
	struct whole_list list;
	enum store_rc rc;

	if (!read_place(call, false, &edit) || !read_input(call, LIST_ALL, false, &input))
		return;
	edit.input = &input;
	rc = list_change(rules_of(call), call->request->arena, &edit, &list, &err);
	if (rc == STORE_OK)
		answer_list(call, 200, &list);
	else
		refuse_for(call, rc, &err, NO_LIST);
}

/* False, with 400 answered. */
static bool read_tasks(struct call *call, enum list_tasks *out)
{
	static const struct blame tasks = { BLAME_PARAMETER, STR_INIT("tasks") };
	struct form query = { 0 };
	const struct str *value;

	*out = LIST_TASKS_KEEP;
	if (call->request->query.n == 0)
		return true;
	value = form_parse(call->request->arena, call->request->query, &query)
			? form_first(&query, STR("tasks"))
			: NULL;
	if (value && query.n == 1 && str_eq(*value, STR("delete")))
		*out = LIST_TASKS_DELETE;
	else if (!value || query.n != 1 || !str_eq(*value, STR("keep"))) {
		detail_problem(call->request->arena, call->reply, PROBLEM_BAD_PARAMETER,
			       STR("The only parameter is tasks, which is keep or delete"), tasks);
		return false;
	}
	return true;
}

void lists_remove(struct call *call)
{
	struct err err = { 0 };
	struct list_edit edit;
	enum list_tasks tasks;
	enum store_rc rc;

	if (!read_place(call, false, &edit) || !read_tasks(call, &tasks))
		return;
	rc = list_remove(rules_of(call), call->request->arena, &edit, tasks, &err);
	if (rc == STORE_OK)
		call->reply->status = 204;
	else
		refuse_for(call, rc, &err, NO_LIST);
}

/* ---- sections ---- */

static void answer_section(struct call *call, unsigned status, const struct section *section)
{
	char memory[ETAG_BYTES];
	struct str etag = etag_of_revision(section->revision, memory);
	struct buf body;

	if (call->route->method == HTTP_GET && condition_is_known(call, etag))
		return;
	arena_buf(call->request->arena, &body, 512, LIMIT_REPLY_BYTES);
	section_put_json(&body, section);
	reply_json(call->reply, status, buf_text(&body));
	reply_header(call->reply, STR("etag"), arena_copy(call->request->arena, etag));
}

void sections_get_all(struct call *call)
{
	struct err err = { 0 };
	char memory[ETAG_BYTES];
	struct list_edit edit;
	int64_t revision = 0;
	struct buf body;
	struct str etag;
	enum store_rc rc;

	if (!read_place(call, false, &edit))
		return;
	arena_buf(call->request->arena, &body, 1024, LIMIT_REPLY_BYTES);
	rc = section_all(rules_of(call), call->request->arena, call->owner, edit.list_id, &body,
			 &revision, &err);
	etag = etag_of_revision(revision, memory);
	if (rc != STORE_OK)
		refuse_for(call, rc, &err, NO_LIST);
	else if (!condition_is_known(call, etag))
		answer_all(call, arena_copy(call->request->arena, etag), buf_text(&body));
}

static void answer_new_section(struct call *call, const void *made)
{
	const struct section *section = made;

	point_to(call, section->list_id, section->id);
	answer_section(call, 201, section);
}

static void refuse_new_section(struct call *call, enum store_rc rc, const struct err *err)
{
	if (rc == STORE_NONE)
		answer_refuse(call, 404, NO_LIST);
	else
		refuse_for(call, rc, err, NO_SECTION);
}

void sections_post(struct call *call)
{
	struct err err = { 0 };
	struct list_input input;
	struct list_edit edit;
	struct section section;
	struct keyed keyed = { .call = call,
			       .answer = answer_new_section,
			       .made = &section,
			       .refuse = refuse_new_section };
	enum store_rc rc;

	if (!read_place(call, false, &edit) || !read_input(call, LIST_OF_SECTION, true, &input) ||
	    !keyed_start(&keyed))
		return;
	edit.input = &input;
	rc = section_create(&keyed.rules, call->request->arena, &edit, &section, &err);
	keyed_finish(&keyed, rc, &err);
}

void sections_get_one(struct call *call)
{
	struct err err = { 0 };
	struct list_edit edit;
	struct section section;
	enum store_rc rc;

	if (!read_place(call, true, &edit))
		return;
	rc = section_read(rules_of(call), call->request->arena, call->owner, edit.list_id,
			  edit.section_id, &section, &err);
	if (rc == STORE_OK)
		answer_section(call, 200, &section);
	else
		refuse_for(call, rc, &err, NO_SECTION);
}

void sections_patch(struct call *call)
{
	struct err err = { 0 };
	struct list_input input;
	struct list_edit edit;
	struct section section;
	enum store_rc rc;

	if (!read_place(call, true, &edit) || !read_input(call, LIST_OF_SECTION, false, &input))
		return;
	edit.input = &input;
	rc = section_change(rules_of(call), call->request->arena, &edit, &section, &err);
	if (rc == STORE_OK)
		answer_section(call, 200, &section);
	else
		refuse_for(call, rc, &err, NO_SECTION);
}

void sections_remove(struct call *call)
{
	struct err err = { 0 };
	struct list_edit edit;
	enum store_rc rc;

	if (!read_place(call, true, &edit))
		return;
	rc = section_remove(rules_of(call), &edit, &err);
	if (rc == STORE_OK)
		call->reply->status = 204;
	else
		refuse_for(call, rc, &err, NO_SECTION);
}
