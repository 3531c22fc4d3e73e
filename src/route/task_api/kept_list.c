#include "route/task_api/kept_list.h"

#include "route/app.h"
#include "store/tables/tasks/revision.h"

static const struct str link_name = STR_INIT("link");

bool kept_list_answer(struct call *call, struct kept_list *out)
{
	const struct app_config *config = &call->app->config;
	struct revision present = { 0 };
	struct list_answer answer;
	struct err ignored; /* who makes the list finds it again */

	out->key = (struct list_cache_key){ call->owner, call->request->query, 0, 0 };
	if (!call->app->lists || !call->request->answer_max)
		return false; /* long lists are not kept */
	(void)STORE_READ(config->tasks.store, sql, &ignored,
			 revision_read(sql, call->owner, &present, &ignored));
	out->key.revision = present.number;
	out->key.newest_id = present.newest_id;
	if (!list_cache_get(call->app->lists, &out->key, call->request->arena, &answer))
		return false;
	reply_json(call->reply, 200, answer.body);
	if (answer.next.n)
		reply_header(call->reply, link_name, answer.next);
	return true;
}

void kept_list_keep(struct call *call, const struct kept_list *kept)
{
	const struct reply *reply = call->reply;
	const struct http_header *next = reply_find(call->reply, link_name);
	const struct list_answer answer = { reply->body, next ? next->value : str_of(NULL, 0) };

	if (reply->status == 200 && !reply->fault.n)
		list_cache_put(call->app->lists, &kept->key, &answer);
}
