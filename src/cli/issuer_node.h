/* ostiary serve as the issuer: its secret, its keys and their timer, its mails. task_node.h is the other. */
#ifndef OSTIARY_CLI_ISSUER_NODE_H
#define OSTIARY_CLI_ISSUER_NODE_H

#include <pthread.h>
#include <stdbool.h>

#include "auth/issuer.h"
#include "cli/address.h"
#include "cli/mailing.h"
#include "cli/settings.h"
#include "core/log.h"
#include "store/store.h"

struct issuer_node {
	struct arena *arena;
	const struct settings *settings;
	const struct public_address *outside;
	struct store *store;
	const struct log *log;
	struct mailing mailing;
	struct throttle *throttle;     /* NULL: wrong passwords cost no time */
	struct blocklist *blocklist;   /* NULL: any password will do */
	struct rate_limit *rate_limit; /* NULL: requests are not counted */
	struct issuer *issuer;
	struct ticker *keys;
	struct ticker *sweeper;
	struct ticker *list; /* of who was thrown out; NULL: there is none */
	pthread_t bearer;    /* makes the first key */
	bool bearing;
};

/* Reads what can be wrong before the database is touched, so that a wrong setting or template changes
 * nothing. What is given must stay where it is. Like the others: EX_OK, or it has been said what is wrong
 * and this is the exit code. */
int issuer_node_settle(struct issuer_node *node, struct arena *a, const struct settings *settings,
		       const struct public_address *outside);

/* Finds or makes the secret, opens the issuer and starts what runs beside the requests. */
int issuer_node_start(struct issuer_node *node, struct store *store, const struct log *log);

/* Has the first key made while the first visitors already read; who needs it before waits for it. */
void issuer_node_bear_key(struct issuer_node *node);

/* Waits for the first key, when it is still being made: before the server is stopped. */
void issuer_node_await(struct issuer_node *node);

/* After the server has stopped and before the store is freed. Does nothing when it never started. */
void issuer_node_stop(struct issuer_node *node);

#endif
