/* The push node: reminders of the tasks' owners, to their browsers. Only a server with the secret
 * sends; one of the role `tasks` takes subscriptions for it. */
#ifndef OSTIARY_CLI_PUSH_PUSH_H
#define OSTIARY_CLI_PUSH_PUSH_H

#include "cli/resolve/address.h"
#include "cli/settings/table.h"
#include "core/arena.h"
#include "core/log.h"
#include "crypto/secrets.h"
#include "push/key.h"
#include "push/sender.h"

struct push_node {
	bool on;
	struct push_key key;
	struct push_sender_config config; /* completed by push_node_start() */
	struct push_sender *sender;       /* NULL when it does not run */
};

enum push_targets push_targets_read(const struct settings *settings);

/* Reads the settings; texts live in the arena. False, with one line in *err that names the wrong
 * setting. */
bool push_node_prepare(struct push_node *push, struct arena *a, const struct settings *settings,
		       const struct public_address *outside, struct err *err);

/* Opens or makes the key and starts the sender, unless pushes are off. EX_OK, or the error has been
 * reported and this is the exit code. */
int push_node_start(struct push_node *push, struct store *store, const struct secrets *secrets,
		    const struct log *log);
void push_node_stop(struct push_node *push);

#endif
