/* The rows that say what an operator has done. */
#ifndef OSTIARY_AUTH_AUDIT_ROW_H
#define OSTIARY_AUTH_AUDIT_ROW_H

#include "core/arena.h"
#include "core/random.h"
#include "store/tables/audit.h"

/* `what` with the time, and with a new id, which is in the arena. */
struct audit_row audit_row_new(const struct random *random, struct arena *a, int64_t at_ms,
			       struct audit_row what);

#endif
