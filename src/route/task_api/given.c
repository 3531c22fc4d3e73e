#include "route/task_api/given.h"

#include "http/media_type.h"
#include "route/app.h"
#include "route/detail.h"
#include "route/task_api/answer.h"
#include "store/tables/tasks/revision.h"
#include "tasks/ids.h"

bool given_id(struct call *call, size_t index, struct str not_found, int64_t *out)
{
	uint64_t id;

	if (str_to_u64(call->request->parameters[index], IDS_MAX, &id)) {
		*out = (int64_t)id;
		return true;
	}
	answer_refuse(call, 404, not_found);
	return false;
}

bool given_json(struct call *call)
{
	if (media_type_is_json(request_header(call->request, STR("Content-Type"))))
		return true;
	detail_problem(call->request->arena, call->reply, PROBLEM_WRONG_MEDIA_TYPE,
		       STR("Content-Type must be application/json"),
		       (struct blame){ BLAME_HEADER, STR("Content-Type") });
	return false;
}

/* ---- conditions ---- */

static struct str demanded(struct call *call, struct str name)
{
	switch (request_header_count(call->request, name)) {
	case 0:
		return str_of(NULL, 0);
	case 1:
		break;
	default:
		return STR("");
	}
	return request_header(call->request, name);
}

struct etag_demand condition_of(struct call *call)
{
	return (struct etag_demand){ demanded(call, STR("If-Match")),
				     demanded(call, STR("If-None-Match")) };
}

struct str condition_of_all(struct call *call, struct revision *out)
{
	struct err ignored; /* who reads the rows finds it again */

	*out = (struct revision){ 0 };
	if (STORE_READ(call->app->config.tasks.store, sql, &ignored,
		       revision_read(sql, call->owner, out, &ignored)) != STORE_OK)
		return str_of(NULL, 0);
	return arena_fmt(call->request->arena, "\"%lld-%lld\"", (long long)out->number,
			 (long long)out->newest_id);
}

bool condition_is_known(struct call *call, struct str etag)
{
	struct str named = demanded(call, STR("If-None-Match"));

	if (!named.p || !etag_is_named(named, etag, false))
		return false;
	reply_header(call->reply, STR("etag"), arena_copy(call->request->arena, etag));
	call->reply->status = 304;
	return true;
}
