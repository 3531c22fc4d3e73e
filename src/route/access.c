#include "route/access.h"

#include "http/bearer.h"
#include "http/percent.h"
#include "route/app.h"
#include "route/detail.h"
#include "route/issuer/pipeline.h"
#include "route/route.h"
#include "route/verifier/token_verifier.h"

static bool not_authenticated(struct call *call, struct str reason)
{
	call->reply->reason = reason;
	detail_not_authenticated(call->request->arena, call->reply);
	return false;
}

/* No keys: the issuer has not answered a task node yet, or not for too long. */
static bool no_keys(struct call *call)
{
	call->reply->reason = STR("no-keys");
	reply_header(call->reply, STR("retry-after"), STR("5"));
	detail_reply(call->request->arena, call->reply, 503, STR("Service Unavailable"));
	return false;
}

static bool wants_stronger_sign_in(struct call *call, enum ost_verdict verdict)
{
	struct arena *a = call->request->arena;

	call->reply->reason = str_z(ost_verdict_name(verdict));
	detail_stronger_sign_in(a, call->reply,
				demand_challenge(a, &call->app->config.demand, verdict));
	return false;
}

/* Without a valid token the answer is 401 and does not reveal the reason. To whoever has one it
 * says what is demanded besides. */
static bool verify_token(struct call *call)
{
	struct request *request = call->request;
	enum ost_verdict verdict;
	struct str token;

	switch (bearer_token(request, &token)) {
	case BEARER_TOKEN:
		break;
	case BEARER_NONE:
		return not_authenticated(call, STR("no-token"));
	case BEARER_REFUSED:
		return not_authenticated(call, STR("bad-authorization"));
	}
	verdict = token_verifier_verify(call->app->verifier, &call->app->config.demand, token,
					request->now_ms / 1000, &call->claims);
	if (verdict == OST_OK)
		return true;
	if (verdict == OST_UNJUDGED)
		return no_keys(call);
	if (demand_is_unmet(verdict))
		return wants_stronger_sign_in(call, verdict);
	if (verdict != OST_NO_MEMORY)
		return not_authenticated(call, str_z(ost_verdict_name(verdict)));
	call->reply->fault = STR("no memory to verify a token");
	detail_reply(call->request->arena, call->reply, 503, STR("Service Unavailable"));
	return false;
}

/* A valid token opens the paths of its subject and no others. No task is read before that is
 * decided. */
static bool admit_owner(struct call *call)
{
	struct arena *a = call->request->arena;
	struct ost_text subject;
	struct str wanted;
	struct owner *owner;

	if (!verify_token(call))
		return false;
	subject = ost_claims_subject(call->claims);
	owner = arena_new(a, struct owner);
	owner->user_id = str_of(subject.p, subject.n);
	call->reply->user_id = arena_copy(a, owner->user_id);
	if (percent_decode(a, call->request->parameters[0], &wanted) &&
	    str_eq(wanted, owner->user_id)) {
		call->owner = owner;
		return true;
	}
	call->reply->reason = STR("not-the-owner");
	detail_reply(call->request->arena, call->reply, 403, STR("Access denied"));
	return false;
}

static bool admit(struct call *call)
{
	switch (call->route->access) {
	case ACCESS_OWNER:
		return admit_owner(call);
	case ACCESS_ANYONE:
	case ACCESS_SESSION: /* pipeline_run() has checked the session */
	case ACCESS_CACHED_SESSION:
	case ACCESS_ANY_SESSION:
	case ACCESS_ADMIN:
		return true;
	case ACCESS_NOBODY:
		break;
	}
	detail_reply(call->request->arena, call->reply, 403, STR("Access denied"));
	return false;
}

bool access_check(struct call *call)
{
	if (call->route->side == SIDE_AUTH && !pipeline_run(call))
		return false;
	return admit(call);
}

bool access_preview(struct call *call)
{
	return call->route->side == SIDE_AUTH ? pipeline_preview(call) : admit(call);
}

bool access_holds(const struct app *app, struct str token, int64_t now_ms)
{
	struct ost_claims *claims = NULL;
	enum ost_verdict verdict = token_verifier_verify(app->verifier, &app->config.demand, token,
							 now_ms / 1000, &claims);

	ost_claims_unref(claims);
	return verdict == OST_OK;
}

void access_done(struct call *call)
{
	pipeline_done(call);
	ost_claims_unref(call->claims);
	call->claims = NULL;
	call->owner = NULL;
}
