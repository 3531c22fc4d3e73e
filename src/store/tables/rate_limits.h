/* Table "rateLimit", as Better Auth defines it: request counts shared by all processes. It is made
 * only when the settings ask for it. */
#ifndef OSTIARY_STORE_TABLES_RATE_LIMITS_H
#define OSTIARY_STORE_TABLES_RATE_LIMITS_H

#include "store/store.h"

struct rate_limit_step {
	struct str id;  /* of a new row */
	struct str key; /* "ADDRESS|/path" */
	int64_t now_ms;
	int64_t window_ms;
	int64_t max;
};

/* Counts one more request, in one statement, so that concurrent requests never exceed max.
 * STORE_OK: *out_count is the new count, 1 at the start of a window. STORE_NONE: the count is max
 * already; nothing is changed, and *out_last_ms is when the last request was counted.
 * STORE_FAULT. */
enum store_rc rate_limits_take(struct sql *sql, const struct rate_limit_step *step,
			       int64_t *out_count, int64_t *out_last_ms, struct err *err);

/* Deletes the counts whose last request was before before_ms. STORE_OK, STORE_FAULT. */
enum store_rc rate_limits_sweep(struct sql *sql, int64_t before_ms, struct err *err);

#endif
