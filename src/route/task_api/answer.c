#include "route/task_api/answer.h"

#include "core/limits.h"
#include "route/app.h"
#include "route/detail.h"

static void refuse(struct call *call, enum problem problem, struct str detail, struct blame blame)
{
	detail_operation(call->request->arena, call->reply, problem, detail, blame,
			 call->operation);
}

void answer_refuse(struct call *call, unsigned status, struct str detail)
{
	refuse(call, problem_of_status(status), detail, (struct blame){ 0 });
}

void answer_log_fault(struct call *call, const struct err *err)
{
	reply_fault(call->reply, call->request->arena, err);
}

void answer_refusal(struct call *call, const struct refusal *refusal)
{
	struct blame blame = { refusal->member.n ? BLAME_MEMBER : BLAME_NOTHING, refusal->member };
	enum problem problem = refusal->member.n ? PROBLEM_BAD_MEMBER : PROBLEM_BAD_BODY;

	if (refusal->kind != REFUSAL_MEMBER) {
		problem = PROBLEM_CHANGED;
		if (!refusal->member.n) /* which a batch has */
			blame = (struct blame){ BLAME_HEADER, refusal->kind == REFUSAL_CHANGED
								      ? STR("If-Match")
								      : STR("If-None-Match") };
	}
	refuse(call, problem, refusal->problem, blame);
}

static int64_t tasks_most(const struct call *call)
{
	int64_t most = call->app->config.tasks.tasks_most;

	return most ? most : LIMIT_TASKS_PER_USER;
}

/* A fault, of which the client learns whether trying again is of use. */
static void answer_fault(struct call *call, const struct err *err)
{
	switch (err->kind) {
	case ERR_UNAVAILABLE:
		reply_header(call->reply, STR("retry-after"), STR("1"));
		answer_refuse(call, 503, STR("The server is busy"));
		return;
	case ERR_UNCERTAIN: /* no Retry-After: a second try may be a second task */
		refuse(call, PROBLEM_UNCERTAIN,
		       STR("It is not known whether this was done: look before you try again"),
		       (struct blame){ 0 });
		return;
	case ERR_NO_ROOM:
		answer_refuse(call, 507,
			      STR("The server's disk is full: nothing was saved; deleting and "
				  "completing tasks still works"));
		return;
	case ERR_UNSTORABLE:
		answer_refuse(call, 400, STR("The text has characters that cannot be stored"));
		return;
	case ERR_UNREADABLE:
		answer_refuse(call, 404, STR("Task not found"));
		return;
	case ERR_FAULT:
		break;
	}
	answer_refuse(call, 500, STR("Internal Server Error"));
}

void answer_store(struct call *call, enum store_rc rc, const struct err *err)
{
	switch (rc) {
	case STORE_NONE:
		answer_refuse(call, 404, STR("Task not found"));
		return;
	case STORE_ORPHAN: /* the account was deleted before the token expired */
		call->reply->reason = STR("no-such-user");
		detail_not_authenticated(call->request->arena, call->reply);
		return;
	case STORE_FULL:
		answer_refuse(call, 409,
			      arena_fmt(call->request->arena,
					"There are %lld tasks already: delete some first",
					(long long)tasks_most(call)));
		return;
	case STORE_CONFLICT:
		if (call->refusal.problem.n) {
			answer_refusal(call, &call->refusal);
			return;
		}
		break;
	case STORE_OK:
	case STORE_FAULT:
		break;
	}
	answer_log_fault(call, err);
	answer_fault(call, err);
}
