/* ostiary serve as the issuer: its secret, its keys and their timer, its mails. task.h is the task
 * node. */
#ifndef OSTIARY_CLI_NODES_ISSUER_H
#define OSTIARY_CLI_NODES_ISSUER_H

#include <pthread.h>
#include <stdbool.h>

#include "auth/issuer/issuer.h"
#include "cli/nodes/mail.h"
#include "cli/push/push.h"
#include "cli/resolve/address.h"
#include "cli/settings/table.h"
#include "core/log.h"
#include "remind/remind.h"
#include "store/store.h"

struct issuer_node {
	struct arena *arena;
	const struct settings *settings;
	const struct public_address *outside;
	struct store *store;
	const struct log *log;
	const struct keeper *keeper; /* has the secret; NULL: it is found here */
	struct mail_node mail;
	struct push_node push;
	struct remind remind;          /* runs unless reminders can leave in no way */
	struct throttle *throttle;     /* NULL: wrong passwords cost no time */
	struct blocklist *blocklist;   /* NULL: any password is accepted */
	struct rate_limit *rate_limit; /* NULL: requests are not counted */
	struct issuer *issuer;
	struct ticker *keys;
	struct ticker *sweeper;
	struct ticker *list;  /* of the revocation list; NULL: there is none */
	pthread_t key_thread; /* makes the first key */
	bool key_thread_runs;
};

/* An announce_fn: adds the mail to the outbox, from which a server sends it. */
enum store_rc issuer_announce(struct sql *sql, const struct announcement *what, struct err *err);

/* Reads the passwords that the settings refuse as new ones. EX_OK with *out, the caller's for
 * blocklist_free(); NULL: none is refused. */
struct blocklist;
int issuer_open_blocklist(struct arena *a, const struct settings *settings, struct blocklist **out);

/* Checks settings and templates before the database is opened, so that a wrong one changes nothing.
 * The arguments must outlive the node. Like the others: EX_OK, or the error has been reported and
 * this is the exit code. */
int issuer_node_prepare(struct issuer_node *node, struct arena *a, const struct settings *settings,
			const struct public_address *outside);

/* Finds or makes the secret, or lets the keeper do it, which may be NULL; opens the issuer and
 * starts its threads. */
int issuer_node_start(struct issuer_node *node, struct store *store, const struct keeper *keeper,
		      const struct log *log);

/* Starts to create the first key in a thread, so that requests that need no key are answered
 * meanwhile; a request that needs it waits for it. */
void issuer_start_key_creation(struct issuer_node *node);

/* Waits until the first key is created. Call it before the server is stopped. */
void issuer_await_key(struct issuer_node *node);

/* Call it after the server has stopped and before the store is freed. Does nothing when the node
 * never started. */
void issuer_node_stop(struct issuer_node *node);

#endif
