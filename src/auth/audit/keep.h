/* Lets go of the oldest rows of the audit table.
 *
 * I1  The chain goes on: its head has the hash of the last row that has gone, and the oldest row
 *     that is kept follows it.
 * I2  That rows have gone is a row itself, "audit-cut", in the same transaction.
 */
#ifndef OSTIARY_AUTH_AUDIT_KEEP_H
#define OSTIARY_AUTH_AUDIT_KEEP_H

#include "core/clock.h"
#include "core/err.h"
#include "core/random.h"
#include "store/store.h"

#define AUDIT_CUT_ROWS    1000  /* of one transaction */
#define AUDIT_CUT_BATCHES 40    /* of one call */
#define AUDIT_CUT_EVERY_S 86400 /* rows are kept for up to so much longer */

struct audit_keeping {
	struct store *store;
	const struct clock *clock;
	const struct random *random;
	int64_t keep_s; /* 0: for ever */
};

/* Deletes rows that are older than keep_s, once the oldest is older by another AUDIT_CUT_EVERY_S.
 * True; false: see *err. */
bool audit_expire(const struct audit_keeping *keeping, struct err *err);

#endif
