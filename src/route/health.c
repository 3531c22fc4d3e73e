#include "route/health.h"

#include "route/app.h"
#include "route/detail.h"
#include "route/gate.h"

void health_alive(struct call *call)
{
	reply_json(call->reply, 200, STR("{\"status\":\"ok\"}"));
}

void health_ready(struct call *call)
{
	struct issuer *issuer = call->app->config.issuer;
	struct err err = { 0 };

	if (store_ping(call->app->config.tasks.store, &err) != STORE_OK) {
		call->reply->fault = arena_copy(call->request->arena, str_z(err.text));
		detail_reply(call->request->arena, call->reply, 503, STR("Database unavailable"));
	} else if (issuer && !keyring_ready(issuer->keyring)) {
		detail_reply(call->request->arena, call->reply, 503, STR("No signing key yet"));
	} else if (!issuer && !gate_has_keys(call->app->gate)) {
		detail_reply(call->request->arena, call->reply, 503, STR("No keys yet"));
	} else {
		reply_json(call->reply, 200, STR("{\"status\":\"ready\"}"));
	}
}
