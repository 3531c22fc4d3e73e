/* The connections to PostgreSQL of a process: a bounded number, opened when they are needed, kept for the
 * next, waited for within a bound. */
#ifndef OSTIARY_STORE_POOL_H
#define OSTIARY_STORE_POOL_H

#include "store/store.h"

struct pool;

/* Nothing is connected yet. STORE_BAD_URL, STORE_UNUSABLE (no memory) with *err. */
enum store_open_rc pool_new(const struct store_config *config, struct pool **out, struct err *err);

/* Closes all; none may be in use. */
void pool_free(struct pool *pool);
OWNER(struct pool *, pool_free)

/* Takes a connection. STORE_OK, STORE_FAULT (ERR_UNAVAILABLE: the database is away, or all connections
 * stayed in use). */
enum store_rc pool_take(struct pool *pool, struct sql **out, struct err *err);

/* Gives it back; one that is of no more use is closed. */
void pool_give(struct pool *pool, struct sql *sql);

/* The layout that every connection is given from now on. */
void pool_set_layout(struct pool *pool, const struct sql_layout *layout);

/* As store_read() and store_write(). */
enum store_rc pool_read(struct pool *pool, store_read_fn *fn, void *arg, struct err *err);
enum store_rc pool_write(struct pool *pool, store_write_fn *fn, void *arg, struct err *err);

void pool_stats(struct pool *pool, struct store_stats *out);

#endif
