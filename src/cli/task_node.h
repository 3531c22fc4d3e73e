/* ostiary serve --role tasks: the task API alone, by another issuer's keys. */
#ifndef OSTIARY_CLI_TASK_NODE_H
#define OSTIARY_CLI_TASK_NODE_H

#include <stdbool.h>

#include "cli/settings.h"
#include "core/arena.h"
#include "core/err.h"
#include "core/log.h"
#include "ostiary/remote.h"

struct task_node {
	struct ost_remote *remote;
	const char *keys_url; /* of the JWKS, or of the issuer */
	const char *
		list_url; /* of who was thrown out; NULL: where the issuer says, or beside the keys */
	const char *issuer; /* what iss and aud of a token must be */
	const char *audience;
	const struct log *log;
};

/* Reads JWKS_URL or the issuer's URL and what goes with them, fetching nothing. False, with what is missing
 * or wrong in *err. Without JWT_ISSUER the issuer is the one that was named, else the origin of JWKS_URL,
 * which is what Ostiary and Better Auth call themselves; without JWT_AUDIENCE the audience is the issuer. */
bool task_node_settle(struct task_node *node, struct arena *a, const struct settings *settings,
		      struct err *err);

/* Begins to fetch and does not wait for it. *node must stay where it is. */
bool task_node_start(struct task_node *node, const struct settings *settings, const struct log *log,
		     struct err *err);
void task_node_stop(struct task_node *node);

#endif
