/* An atomic count of references to a value that threads share and none of them changes.
 *
 *     struct thing { struct refcount references; ... };
 *     thing_new()    calls refcount_init(): its caller has the first reference
 *     thing_ref()    calls refcount_ref(): the caller must have a reference already
 *     thing_unref()  frees the value when refcount_unref() returns true; NULL is fine
 */
#ifndef OSTIARY_BASE_REFCOUNT_H
#define OSTIARY_BASE_REFCOUNT_H

#include <stdatomic.h>
#include <stdbool.h>

struct refcount {
	atomic_uint n;
};

static inline void refcount_init(struct refcount *references)
{
	atomic_init(&references->n, 1);
}

/* Relaxed, since the reference that the caller has already made the value visible to its thread. */
static inline void refcount_ref(struct refcount *references)
{
	atomic_fetch_add_explicit(&references->n, 1, memory_order_relaxed);
}

/* True when that was the last reference: the caller frees the value, and all that other threads did
 * with it has happened before. */
static inline bool refcount_unref(struct refcount *references)
{
	return atomic_fetch_sub_explicit(&references->n, 1, memory_order_acq_rel) == 1;
}

#endif
