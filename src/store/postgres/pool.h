/* The connections of a process to PostgreSQL: at most a bound, opened when they are needed and kept
 * for the next caller. A caller waits for a free one, within a bound. */
#ifndef OSTIARY_STORE_POSTGRES_POOL_H
#define OSTIARY_STORE_POSTGRES_POOL_H

#include "store/store.h"

struct pool;

/* Nothing is connected yet. STORE_BAD_URL, STORE_UNUSABLE (no memory) with *err. */
enum store_open_rc pool_new(const struct store_config *config, struct pool **out, struct err *err);

/* Closes all; none may be in use. */
void pool_free(struct pool *pool);
OWNER(struct pool *, pool_free)

/* Opens one more, for the caller alone and beside the bound. STORE_OK, STORE_FAULT
 * (ERR_UNAVAILABLE). */
enum store_rc pool_open(struct pool *pool, struct sql **out, struct err *err);

/* Takes a connection. STORE_OK, STORE_FAULT (ERR_UNAVAILABLE: the database is away, or all
 * connections stayed in use). */
enum store_rc pool_take(struct pool *pool, struct sql **out, struct err *err);

/* Gives it back; one that is of no more use is closed. */
void pool_give(struct pool *pool, struct sql *sql);

/* The layout that every connection is given from now on. */
void pool_set_layout(struct pool *pool, const struct sql_layout *layout);

/* As store_write(). */
enum store_rc pool_write(struct pool *pool, store_write_fn *fn, void *arg, struct err *err);

/* From now on, a line in the log tells when the server goes away, and when it is back. */
void pool_announce(struct pool *pool, const struct log *log);

void pool_state(struct pool *pool, struct store_state *out);
void pool_stats(struct pool *pool, struct store_stats *out);

#endif
