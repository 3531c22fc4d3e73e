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

static struct str why_not(const struct err *err)
{
	return err->kind == ERR_NO_ROOM ? STR("Disk full") : STR("Database unavailable");
}

/* A server whose disk is nearly full stays ready, since all but new accounts and new tasks goes
 * on. */
static struct str ready_text(struct store *store)
{
	return store_is_short_of_room(store)
		       ? STR("{\"status\":\"ready\",\"disk\":\"nearly full\"}")
		       : STR("{\"status\":\"ready\"}");
}

void health_ready(struct call *call)
{
	struct store *store = call->app->config.tasks.store;
	struct issuer *issuer = call->app->config.issuer;
	struct err err = { 0 };

	if (store_ping(store, &err) != STORE_OK) {
		call->reply->fault = arena_copy(call->request->arena, str_z(err.text));
		detail_reply(call->request->arena, call->reply, 503, why_not(&err));
	} else if (issuer && !keyring_ready(issuer->keyring)) {
		detail_reply(call->request->arena, call->reply, 503, STR("No signing key yet"));
	} else if (!issuer && !token_verifier_has_keys(call->app->verifier)) {
		detail_reply(call->request->arena, call->reply, 503, STR("No keys yet"));
	} else {
		reply_json(call->reply, 200, ready_text(store));
	}
}
