/* How many requests one client may make to one path in a while. A count begins anew when the path was left
 * alone for a whole window: steady traffic is counted on, as Better Auth does it. */
#ifndef OSTIARY_AUTH_RATE_LIMIT_H
#define OSTIARY_AUTH_RATE_LIMIT_H

#include <stdint.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "core/random.h"

struct rate_limit_config {
	int64_t window_s; /* for paths without a stricter rule */
	int64_t max;
	const struct random *random;
};

struct rate_limit;

/* Counts live in the memory of this process, which is bounded: the oldest are forgotten. NULL: no memory.
 * Safe from many threads. */
struct rate_limit *rate_limit_new(const struct rate_limit_config *config);
void rate_limit_free(struct rate_limit *limit);
OWNER(struct rate_limit *, rate_limit_free)

enum rate_limit_rc {
	RATE_LIMIT_DENIED = 0, /* *out_retry_s: when to come back */
	RATE_LIMIT_ALLOWED,    /* and counted */
};

/* Counts one request of that address to that path (below the base path, without its query). The rule is
 * the path's: 3 in 10 seconds where passwords are guessed, 3 in 60 where mails are sent. */
enum rate_limit_rc rate_limit_take(struct rate_limit *limit, struct str address, struct str path,
				   int64_t now_ms, int64_t *out_retry_s);

#endif
