/* Keeps the key set and the revocation list fresh, on a thread of its own.
 *
 * I1  Only the thread fetches: there is never more than one fetch at a time.
 * I2  A failure never changes the current set or list; only a good answer replaces it, or lengthens
 *     its life.
 * I3  Fetches start at the times that feed.h gives; the cooldown is among its rules.
 * I4  A set that no good answer confirmed for outage_s is not given out, unless the settings say
 *     that it stays in use.
 * I5  No lock is held while a callback is called, a fetch is made, or a set or list is freed.
 * I6  A list never gives way to an older one, and none is fetched before there are keys to verify
 *     it with.
 */
#ifndef OSTIARY_REMOTE_REFRESHER_H
#define OSTIARY_REMOTE_REFRESHER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "ostiary/remote.h"
#include "remote/current_set.h"
#include "remote/feed.h"
#include "remote/key_endpoint.h"
#include "remote/kid_requests.h"
#include "remote/revocation_endpoint.h"

#define REFRESHER_SUBJECTS (OST_REMOTE_SUBJECT_REVOCATIONS + 1)

struct refresher {
	struct ost_remote_settings settings; /* immutable once the thread runs */
	struct current_set current;          /* with a lock of its own */
	struct fetcher *fetcher;             /* used by the thread only, as are the next two */
	struct key_endpoint keys;
	struct revocation_endpoint revocations;
	pthread_t thread;

	pthread_mutex_t lock; /* guards all below */
	pthread_cond_t wake;  /* for the thread: a request, or the end */
	pthread_cond_t ended; /* for callers: a fetch has ended */
	bool stopping;
	struct feed feeds[REFRESHER_SUBJECTS]; /* by enum ost_remote_subject */
	struct kid_requests kid_requests;      /* except its seed, which is immutable */
};

static inline bool refresher_requires_list(const struct refresher *refresher)
{
	return refresher->settings.revocations == OST_REMOTE_REVOCATIONS_REQUIRED;
}

/* Starts the thread. The settings have no fault, and their defaults are filled in. False when there
 * are no resources; then nothing is left. */
bool refresher_init(struct refresher *refresher, const struct ost_remote_settings *settings);

/* Aborts a fetch and ends the thread. */
void refresher_done(struct refresher *refresher);

/* Requests a fetch of the keys. */
void refresher_request(struct refresher *refresher);

/* Requests a fetch of the keys for a token whose kid the set does not have. False when no fetch can
 * bring the key. */
bool refresher_request_kid(struct refresher *refresher, const char *token, size_t len);

/* The number of fetches that have ended, as a ticket for refresher_await(). */
uint64_t refresher_ticket(struct refresher *refresher);

/* Waits until a fetch has ended since the ticket was taken. False when none can start before the
 * deadline (CLOCK_MONOTONIC), or when the deadline has passed. */
bool refresher_await(struct refresher *refresher, uint64_t ticket, struct timespec deadline);

/* Fills in every member except size. */
void refresher_feed_status(struct refresher *refresher, enum ost_remote_subject subject,
			   struct ost_remote_feed_status *out);

#endif
