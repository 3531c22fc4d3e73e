/* Whether the database can be used: one line in the log when it goes away, and one when it is back,
 * however many requests are refused in between. */
#ifndef OSTIARY_STORE_OUTAGE_H
#define OSTIARY_STORE_OUTAGE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/log.h"

struct outage {
	const struct log *log; /* NULL: nothing is logged; may be set before other threads use it */
	_Atomic int64_t since_ms; /* steady time; 0: there is none */
};

/* The database is away, for the reason in *err, which becomes one that the log tells of. Logged
 * unless it was away already. Any thread; it does not wait. */
void outage_begin(struct outage *outage, struct err *err);

/* The database has answered. Costs one load while there is no outage. */
void outage_end(struct outage *outage);

static inline bool outage_lasts(struct outage *outage)
{
	return atomic_load_explicit(&outage->since_ms, memory_order_relaxed) != 0;
}

#endif
