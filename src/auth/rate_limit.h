/* How many requests one client may make to one path in a while. A count begins anew when the path was left
 * alone for a whole window: steady traffic is counted on, as Better Auth does it.
 *
 * L1  One client and one route are one count, whatever stands in the route's parameters. What is no route is
 *     one count, but for those that begin like a route with a stricter rule, which are one per rule: who
 *     makes up paths pushes nobody's counts out, and nobody's rows in.
 * L2  Counts are in the memory of this process, or in Better Auth's table "rateLimit", where other
 *     processes see them. While the table cannot be written the memory goes on counting: a database that
 *     fails opens nothing.
 */
#ifndef OSTIARY_AUTH_RATE_LIMIT_H
#define OSTIARY_AUTH_RATE_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/log.h"
#include "core/random.h"
#include "store/store.h"

struct rate_limit_config {
	int64_t window_s; /* for paths without a stricter rule */
	int64_t max;
	const struct random *random;
	struct store *store;   /* with store_config.rate_limit, counts are there; NULL: in memory */
	const struct log *log; /* with a store: that it cannot be written, once a minute */
};

struct rate_limit;

/* Memory is bounded: the oldest counts are forgotten. NULL: no memory. Safe from many threads. */
struct rate_limit *rate_limit_new(const struct rate_limit_config *config);
void rate_limit_free(struct rate_limit *limit);
OWNER(struct rate_limit *, rate_limit_free)

/* Whether counting waits for a disk or a server, so that it does not belong on a thread that serves many. */
bool rate_limit_waits(const struct rate_limit *limit);

struct rate_limit_request {
	struct str address;
	struct str route; /* its pattern: "/reset-password/{token}"; empty when there is none */
	struct str path;  /* below the base path, without its query */
	int64_t now_ms;
};

enum rate_limit_rc {
	RATE_LIMIT_DENIED = 0, /* *out_retry_s: when to come back */
	RATE_LIMIT_ALLOWED,    /* and counted */
};

/* Counts one request. The rule is the path's: 3 in 10 seconds where passwords are guessed, 3 in 60 where
 * mails are sent. */
enum rate_limit_rc rate_limit_take(struct rate_limit *limit, struct arena *a,
				   const struct rate_limit_request *request, int64_t *out_retry_s);

#endif
