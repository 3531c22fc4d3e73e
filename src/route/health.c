#include "route/health.h"

#include "auth/keys/keyring.h"
#include "route/app.h"
#include "route/detail.h"
#include "route/verifier/token_verifier.h"

void health_alive(struct call *call)
{
	const struct issuer *issuer = call->app->config.issuer;
	bool signs = !issuer || keyring_ready(issuer->keyring);

	reply_json(call->reply, 200,
		   signs ? STR("{\"status\":\"ok\"}")
			 : STR("{\"status\":\"ok\",\"keys\":\"none can sign\"}"));
}

static void not_ready(struct call *call, struct str why)
{
	detail_problem(call->request->arena, call->reply, PROBLEM_NOT_READY, why,
		       (struct blame){ 0 });
}

static struct str why_not(const struct err *err)
{
	return err->kind == ERR_NO_ROOM ? STR("Disk full") : STR("Database unavailable");
}

/* A server whose disk is nearly full stays ready, since all but new accounts and new tasks goes on;
 * and so does one whose database a newer version has changed, until that version takes over. */
static struct str ready_text(struct arena *a, struct store *store)
{
	return arena_fmt(a, "{\"status\":\"ready\"%s%s}",
			 store_is_short_of_room(store) ? ",\"disk\":\"nearly full\"" : "",
			 store_is_outdated(store) ? ",\"tables\":\"of a newer version\"" : "");
}

void health_ready(struct call *call)
{
	struct store *store = call->app->config.tasks.store;
	struct issuer *issuer = call->app->config.issuer;
	struct err err = { 0 };

	if (store_ping(store, &err) != STORE_OK) {
		reply_fault(call->reply, call->request->arena, &err);
		not_ready(call, why_not(&err));
	} else if (issuer && !keyring_ready(issuer->keyring)) {
		not_ready(call, STR("No signing key yet"));
	} else if (!issuer && !token_verifier_has_keys(call->app->verifier)) {
		not_ready(call, STR("No keys yet"));
	} else {
		reply_json(call->reply, 200, ready_text(call->request->arena, store));
	}
}
