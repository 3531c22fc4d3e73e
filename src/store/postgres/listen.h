/* Notifications of PostgreSQL (LISTEN, NOTIFY), on a connection that is used for nothing else. */
#ifndef OSTIARY_STORE_POSTGRES_LISTEN_H
#define OSTIARY_STORE_POSTGRES_LISTEN_H

#include "store/postgres/connection.h"

/* Listens to the channel, an identifier without quotes. STORE_OK; STORE_NONE: a pooler answers, by
 * which notifications do not come; STORE_FAULT. */
enum store_rc pg_listen(struct sql *sql, const char *channel, struct err *err);

/* Waits until a notification has come, or the descriptor `wake` is readable, or wait_ms are over.
 * Calls heard() with the text of each notification that is there. STORE_OK; STORE_NONE: there was
 * none; STORE_FAULT: the connection is lost. */
typedef void pg_heard_fn(void *arg, struct str text);
enum store_rc pg_hear(struct sql *sql, int wake, int wait_ms, pg_heard_fn *heard, void *arg,
		      struct err *err);

/* In a transaction for writing that does nothing else: notifies all that listen to the channel,
 * once it is committed. The commit does not wait for the disk. STORE_OK, STORE_FAULT. */
enum store_rc pg_tell(struct sql *sql, const char *channel, struct str text, struct err *err);

#endif
