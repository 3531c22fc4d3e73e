/* When one subject (the keys, or the revocation list) is fetched: a state machine without a clock,
 * a lock or a thread of its own.
 *
 * I1  At most one fetch of a feed is in flight.
 * I2  Between the end of a fetch and the start of one that was requested lies the cooldown.
 * I3  After a failure the waits double, up to FEED_RETRY_LAST_MS, and are never shorter than what
 *     the issuer's Retry-After demands.
 * I4  Waits are drawn at random from a range, so that many verifiers do not ask at the same
 *     instant.
 */
#ifndef OSTIARY_REMOTE_FEED_H
#define OSTIARY_REMOTE_FEED_H

#include <stdbool.h>
#include <stdint.h>

#include "ostiary/remote.h"

#define FEED_NEVER_MS       INT64_MAX
#define FEED_RETRY_FIRST_MS 1000
#define FEED_RETRY_LAST_MS  60000

struct feed_policy {
	/* After a good answer: from_percent to to_percent of its lifetime, which is default_s when
	 * the answer gives none, and at least min_s, at most max_s. */
	int64_t default_s, min_s, max_s;
	int from_percent, to_percent;
	int64_t retry_max_ms;      /* the longest wait for a retry without Retry-After */
	int64_t retry_after_max_s; /* a longer Retry-After counts as this */
	int64_t cooldown_ms;       /* see I2 */
};

struct feed {
	struct feed_policy policy;             /* immutable */
	uint64_t random;                       /* the state of a shift register; never zero */
	int64_t backoff_ms;                    /* of the last failure; 0: the last fetch was good */
	bool in_flight, requested;             /* a fetch runs; one was requested */
	enum ost_remote_reason due_reason;     /* of the next fetch, when it is due */
	enum ost_remote_reason request_reason; /* of the next fetch, when it is requested */
	uint64_t started, finished;            /* fetches */
	uint64_t last_good;                    /* the number of the last good fetch; 0: none */
	uint64_t failures, consecutive;        /* of all fetches; since the last good one */
	int64_t due_ms;                        /* when the next fetch is due */
	int64_t ended_ms;                      /* when the last fetch ended */
	int64_t good_ms;                       /* when the fetch of the number last_good started */
	enum ost_remote_outcome last;
	bool reported_outdated; /* the callback was told that the set or list is outdated */
};

/* The first fetch is due at now_ms. seed must not be zero; it is not secret. */
void feed_init(struct feed *feed, const struct feed_policy *policy, int64_t now_ms, uint64_t seed);

/* Requests a fetch. False when one is in flight or requested already. */
bool feed_request(struct feed *feed, enum ost_remote_reason reason);

/* When the next fetch is to start: due, or requested and cooled down. */
int64_t feed_next_ms(const struct feed *feed);

/* Counts the start of a fetch, and returns its reason. */
enum ost_remote_reason feed_start(struct feed *feed, int64_t now_ms);

/* The result of a fetch, for feed_finish(). */
struct feed_result {
	enum ost_remote_outcome outcome;
	int64_t started_ms;
	int64_t lifetime_s;    /* of a good answer; -1: the answer gives none */
	int64_t retry_after_s; /* of a failure; -1: the answer gives none */
};

/* Counts the end of a fetch, and returns the milliseconds until the next one is due. */
int64_t feed_finish(struct feed *feed, const struct feed_result *result, int64_t now_ms);

/* Fills in every member except size, entries and outdated. */
void feed_status(const struct feed *feed, int64_t now_ms, struct ost_remote_feed_status *out);

#endif
