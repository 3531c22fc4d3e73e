/* Notices that a newer version of this program has changed the database under a running server. */
#ifndef OSTIARY_CLI_NODES_NEWER_WATCH_H
#define OSTIARY_CLI_NODES_NEWER_WATCH_H

#include <stdbool.h>

#include "core/log.h"
#include "core/ticker.h"
#include "store/store.h"

struct newer_watch {
	struct store *store;
	const struct log *log;
	struct ticker *ticker; /* NULL: it never started */
};

/* Looks every five seconds: store_is_outdated() says what the last look has found, and the log when
 * that begins and ends. store and log must outlive it. False: no memory or no thread. */
bool newer_watch_start(struct newer_watch *watch, struct store *store, const struct log *log);
void newer_watch_stop(struct newer_watch *watch); /* also when it never started */

#endif
