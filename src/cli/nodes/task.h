/* ostiary serve --role tasks: the task API alone, with the keys of another issuer. */
#ifndef OSTIARY_CLI_NODES_TASK_H
#define OSTIARY_CLI_NODES_TASK_H

#include <stdbool.h>

#include "cli/settings/table.h"
#include "core/arena.h"
#include "core/err.h"
#include "core/log.h"
#include "ostiary/remote.h"

struct task_node {
	struct ost_remote *remote;
	const char *keys_url; /* of the JWKS, or of the issuer */
	const char *list_url; /* of the revocation list; NULL: the default */
	const char *issuer;   /* the claims iss and aud that a token must have */
	const char *audience;
	const struct log *log;
	/* By subject, used by the fetching thread alone: the steady time since which fetches fail;
	 * 0: the last one succeeded. */
	int64_t failing_since_ms[2];
};

/* Reads the settings of a task node and fetches nothing. False, with the missing or wrong setting
 * in *err. Without JWT_ISSUER the issuer is that of --issuer, else the origin of JWKS_URL, which is
 * the claim iss of Ostiary and Better Auth; without JWT_AUDIENCE the audience is the issuer. */
bool task_node_prepare(struct task_node *node, struct arena *a, const struct settings *settings,
		       struct err *err);

/* Starts to fetch the keys and does not wait for them. *node must not move. */
bool task_node_start(struct task_node *node, const struct settings *settings, const struct log *log,
		     struct err *err);
void task_node_stop(struct task_node *node);

#endif
