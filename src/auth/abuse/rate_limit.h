/* Limits the requests that one client may make to one route within a window. A count restarts after
 * a whole window without a request, as in Better Auth: steady traffic does not restart it.
 *
 * L1  One client and one route have one count, for all values of the route's parameters. Paths that
 *     match no route share one count, or one for each stricter rule whose prefix they have:
 *     invented paths neither evict real counts nor create rows.
 * L2  Counts are in the memory of this process, or in Better Auth's table "rateLimit", which all
 *     processes share. While the table cannot be written, counting goes on in memory: a failing
 *     database does not lift the limit.
 */
#ifndef OSTIARY_AUTH_ABUSE_RATE_LIMIT_H
#define OSTIARY_AUTH_ABUSE_RATE_LIMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/log.h"
#include "core/random.h"
#include "store/store.h"

/* A rule of the configuration, for paths that match: `*` stands for a run of characters within a
 * segment, `?` for one, a segment `**` for any number of segments. */
struct rate_limit_rule {
	struct str path;
	int64_t window_s;
	int64_t max;
	bool off; /* the path is not limited */
};

/* The first that matches counts. */
struct rate_limit_rules {
	const struct rate_limit_rule *of;
	size_t n;
};

struct rate_limit_config {
	int64_t window_s; /* for paths without a stricter rule */
	int64_t max;
	struct rate_limit_rules rules; /* before all others; must outlive the limit */
	const struct random *random;
	struct store *store;   /* with store_config.rate_limit, counts are there; NULL: in memory */
	const struct log *log; /* with a store: a line once a minute while it cannot be written */
};

struct rate_limit;

/* Memory is bounded: the oldest counts are evicted. NULL: no memory. Safe to use from many
 * threads. */
struct rate_limit *rate_limit_new(const struct rate_limit_config *config);
void rate_limit_free(struct rate_limit *limit);
OWNER(struct rate_limit *, rate_limit_free)

/* True when counting may wait for a disk or a server: then it must not run on a thread that serves
 * many connections. */
bool rate_limit_waits(const struct rate_limit *limit);

struct rate_limit_request {
	struct str address;
	struct str route; /* its pattern: "/reset-password/{token}"; empty: the path matches none */
	struct str path;  /* below the base path, without its query */
	int64_t now_ms;
};

enum rate_limit_rc {
	RATE_LIMIT_DENIED = 0, /* *out_retry_s: when the next request is allowed */
	RATE_LIMIT_ALLOWED,    /* the request is counted */
};

/* Counts one request by the rule of its path: one of the configuration's; else 3 in 10 seconds
 * where passwords can be guessed, 3 in 60 where mails are sent; else max and window_s. */
enum rate_limit_rc rate_limit_take(struct rate_limit *limit, struct arena *a,
				   const struct rate_limit_request *request, int64_t *out_retry_s);

#endif
