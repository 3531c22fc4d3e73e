/* Connections for reading: opened when one more thread reads at the same time, and kept for
 * later. */
#ifndef OSTIARY_STORE_SQLITE_READERS_H
#define OSTIARY_STORE_SQLITE_READERS_H

#include <pthread.h>
#include <stddef.h>

#include "core/limits.h"
#include "store/sqlite/connection.h"
#include "store/store.h"

struct readers {
	const char *path; /* borrowed */
	int busy_ms;
	const struct sql_layout *layout; /* of every connection; borrowed */
	struct sqlite_file_id file;      /* const: that of path when the store was opened */
	pthread_mutex_t lock;
	pthread_cond_t returned;
	/* Guarded by lock: */
	struct idle_reader {
		struct sql *sql;
		int64_t since_ms;
	} idle[LIMIT_READERS]; /* taken from the end, so that few stay in use */
	size_t n_idle;
	size_t n_open;
};

void readers_init(struct readers *r, const char *path, int busy_ms,
		  const struct sql_layout *layout);

/* Closes all; none may be in use. */
void readers_done(struct readers *r);

/* Opens one more, for the caller alone. STORE_OK, STORE_FAULT as readers_take(). */
enum store_rc readers_open(struct readers *r, struct sql **out, struct err *err);

/* Takes a connection, waiting while LIMIT_READERS are in use. STORE_OK, STORE_FAULT: also when it
 * would lead to another file than before. */
enum store_rc readers_take(struct readers *r, struct sql **out, struct err *err);

/* Fills in the connections. */
void readers_state(struct readers *r, struct store_state *out);

/* Gives it back, outside of any transaction. */
void readers_give(struct readers *r, struct sql *sql);

#endif
