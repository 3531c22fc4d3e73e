#include "route/task_api/kept_list.h"

#include "route/app.h"
#include "route/task_api/given.h"
#include "store/tables/tasks/revision.h"

static const struct str link_name = STR_INIT("link");

/* The owner's present state, of which each list that does not depend on the time is a function. */
static void read_state(struct call *call, struct kept_list *out)
{
	struct revision present;

	out->etag = condition_of_all(call, &present);
	out->key = (struct list_cache_key){ call->owner, call->request->query, present.number,
					    present.newest_id };
}

bool kept_list_is_known(struct call *call, const struct kept_list *kept)
{
	return kept->etag.n && condition_is_known(call, kept->etag);
}

bool kept_list_answer(struct call *call, struct kept_list *out)
{
	struct list_answer answer;

	read_state(call, out);
	if (!call->app->lists || !call->request->answer_max) /* long lists are not kept */
		return false;
	if (!list_cache_get(call->app->lists, &out->key, call->request->arena, &answer))
		return false;
	if (kept_list_is_known(call, out))
		return true;
	reply_json(call->reply, 200, answer.body);
	reply_header(call->reply, STR("etag"), out->etag);
	if (answer.next.n)
		reply_header(call->reply, link_name, answer.next);
	return true;
}

void kept_list_keep(struct call *call, const struct kept_list *kept)
{
	const struct reply *reply = call->reply;
	const struct http_header *next = reply_find(call->reply, link_name);
	const struct list_answer answer = { reply->body, next ? next->value : str_of(NULL, 0) };

	if (reply->status != 200 || reply->fault.n)
		return;
	if (call->app->lists && call->request->answer_max)
		list_cache_put(call->app->lists, &kept->key, &answer);
	if (kept->etag.n)
		reply_header(call->reply, STR("etag"), kept->etag);
}
