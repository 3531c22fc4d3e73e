/* New rows of the audit table. */
#ifndef OSTIARY_AUTH_AUDIT_ROW_H
#define OSTIARY_AUTH_AUDIT_ROW_H

#include "auth/audit/chain.h"
#include "core/arena.h"
#include "core/random.h"

/* `what` with the time, and with a new id, which is in the arena. Without an origin it is the
 * command line, where an operator acts ("uid 0 (root)"), else the routes of admins. */
struct audit_row audit_row_new(const struct random *random, struct arena *a, int64_t at_ms,
			       struct audit_row what);

#endif
