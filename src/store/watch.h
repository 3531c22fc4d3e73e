/* Tells that a user's rows may have been changed, by this process or by another one on the same
 * database.
 *
 * On PostgreSQL a process that has written says so by a notification, and the watch listens on a
 * connection of its own. The notification is not part of the transaction that writes: the server
 * commits transactions that notify one after the other, each with its own wait for the disk, which
 * divides the writes per second by five. It is sent at once after the commit, for all users that
 * have been written meanwhile; one that is lost with its process is made up for by a look at the
 * database (sql_version()) every few seconds. A pooler that gives each transaction another
 * connection does not pass notifications on: then, and on SQLite, there are only the looks.
 *
 * I1 after a commit there is a call of changed() that began after it, for that user or for all,
 *    as long as the watch is needed: when it has been without a connection, or a call of changed()
 *    has failed, all may have changed.
 * I2 there may be calls without a change.
 * I3 while nobody needs it, it has no connection of its own, and looks at nothing.
 * I4 calls for all take at most a fifth of the time of one core, however much is written.
 */
#ifndef OSTIARY_STORE_WATCH_H
#define OSTIARY_STORE_WATCH_H

#include <stdbool.h>

#include "store/store.h"

/* Milliseconds between two looks: at an SQLite file, through a pooler, and where notifications
 * come. */
#define STORE_WATCH_FILE_MS   100
#define STORE_WATCH_POOLER_MS 1000
#define STORE_WATCH_SERVER_MS 5000

struct store_watch;

struct store_watch_config {
	struct store *store;
	const struct log *log;
	/* The rows of this user may have changed, or with an empty text those of anyone. Called on
	 * the watch's thread, one call at a time; it may wait for the database. False: it has
	 * failed, and is to be told again. */
	bool (*changed)(void *arg, struct str user_id);
	void *arg;
};

/* Starts the thread. NULL, with *err: there is no memory or no thread. */
struct store_watch *store_watch_new(const struct store_watch_config *config, struct err *err);

/* Ends the thread. NULL is fine. */
void store_watch_free(struct store_watch *watch);
OWNER(struct store_watch *, store_watch_free)

/* Whether anyone is to be told. Any thread may call it; when it has become needed, all may have
 * changed (I1). */
void store_watch_need(struct store_watch *watch, bool needed);

/* The steady time of the last look that succeeded; 0: there was none. Any thread. */
int64_t store_watch_looked_ms(struct store_watch *watch);

/* This process has committed a change of the user's rows. Any thread may call it; it does not
 * wait. Without it the next look finds the change. */
void store_watch_wrote(struct store_watch *watch, struct str user_id);

#endif
