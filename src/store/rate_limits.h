/* Table "rateLimit" (Better Auth's), where counts are shared: made only when the program is told to keep them
 * there. */
#ifndef OSTIARY_STORE_RATE_LIMITS_H
#define OSTIARY_STORE_RATE_LIMITS_H

#include "store/store.h"

struct rate_limit_step {
	struct str id;  /* of a new row */
	struct str key; /* "ADDRESS|/path" */
	int64_t now_ms;
	int64_t window_ms;
	int64_t max;
};

/* Counts one more, in one statement, so that of many at once no more than max are. STORE_OK: *out_count is
 * now that much, 1 at the beginning of a window. STORE_NONE: it would be one too many; nothing is changed,
 * and *out_last_ms is when the last one was counted. STORE_FAULT. */
enum store_rc rate_limits_take(struct sql *sql, const struct rate_limit_step *step,
			       int64_t *out_count, int64_t *out_last_ms, struct err *err);

/* Deletes the counts that nobody has touched since then. */
enum store_rc rate_limits_sweep(struct sql *sql, int64_t before_ms, struct err *err);

#endif
