/* Keeps the set fresh, on a thread of its own.
 *
 * I1  Only the thread fetches: there is never more than one fetch at a time.
 * I2  A failure never touches the set; only a good answer replaces it or lengthens its life.
 * I3  Between the end of a fetch and the begin of one that a token asked for lies the cooldown.
 * I4  A set that no good answer confirmed for outage_s is not given out, unless it is to be kept.
 * I5  No callback is called, no fetch made and no set freed while a lock is held.
 * I6  A list never gives way to an older one, and none is fetched before there are keys to judge it by.
 */
#ifndef OSTIARY_REMOTE_KEEPER_H
#define OSTIARY_REMOTE_KEEPER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "ostiary/remote.h"
#include "remote/asked.h"
#include "remote/holder.h"
#include "remote/source.h"

struct keeper {
	struct ost_remote_settings settings; /* never change once it runs */
	struct holder holder;                /* with a lock of its own */
	struct source source;                /* the thread's */
	uint64_t random;                     /* the thread's */
	int64_t failed_wait_ms;      /* the thread's: what it waited after the last failure */
	bool told_outdated;          /* the thread's */
	int64_t list_failed_wait_ms; /* the same of lists */
	bool told_expired;
	pthread_t thread;

	pthread_mutex_t lock; /* guards all below */
	pthread_cond_t wake;  /* for the thread: something to do */
	pthread_cond_t ended; /* for callers: a fetch has ended */
	bool stopping, in_flight;
	bool wanted;                   /* somebody asked for a fetch */
	enum ost_remote_reason reason; /* of the next one, when it is due */
	enum ost_remote_reason why;    /* of the next one, when it is wanted */
	uint64_t begun, finished;      /* fetches */
	uint64_t last_good;            /* the number of the last good one; 0: none */
	uint64_t failures, in_a_row;
	int64_t due_ms;   /* when the next one is due */
	int64_t ended_ms; /* when the last one ended */
	int64_t good_ms;  /* when the last good one ended */
	enum ost_remote_outcome last;
	/* The same of the list. */
	bool list_in_flight;
	uint64_t list_finished;
	int64_t list_due_ms;
	int64_t list_good_ms; /* -1: none was good yet */
	enum ost_remote_outcome list_last;
	struct asked asked; /* but its seed, which never changes */
};

static inline bool keeper_has_list(const struct keeper *keeper)
{
	return keeper->settings.not_before == OST_REMOTE_LIST;
}

/* Starts it. False when there are no resources; then nothing is left. */
bool keeper_init(struct keeper *keeper, const struct ost_remote_settings *settings);
/* Breaks off a fetch, ends the thread. */
void keeper_done(struct keeper *keeper);

/* A token names a key that the set does not have. Whether a fetch may bring it. */
bool keeper_ask_for(struct keeper *keeper, const char *token, size_t len);
/* Somebody wants a fetch. */
void keeper_ask(struct keeper *keeper);

/* The ticket of what has ended so far, to wait for more. */
uint64_t keeper_ticket(struct keeper *keeper);
/* Waits until another fetch has ended since the ticket; false when there is none to be expected before
 * the deadline (CLOCK_MONOTONIC), or it has passed. */
bool keeper_await(struct keeper *keeper, uint64_t ticket, const struct timespec *deadline);

void keeper_status(struct keeper *keeper, struct ost_remote_status *out);

/* --- what its own files share -------------------------------------------------------------------- */

/* Something from low to high, so that many verifiers do not ask in the same instant. */
int64_t keeper_scatter(struct keeper *keeper, int64_t low, int64_t high);
/* How long to wait after a failure: twice as long as the last time, and never sooner than the issuer asked
 * for. */
int64_t keeper_retry_ms(struct keeper *keeper, int64_t *failed_wait_ms, int64_t retry_after_s);
bool keeper_is_good(enum ost_remote_outcome outcome);
bool keeper_is_stopping(struct keeper *keeper);
/* Calls the callback, if there is one. */
void keeper_tell(struct keeper *keeper, struct ost_remote_event *event);

/* The list, by keeper_list.c: one fetch of it; that it has expired, told once; whether it has. */
void keeper_fetch_list(struct keeper *keeper);
void keeper_tell_expired(struct keeper *keeper);
bool keeper_list_is_expired(struct keeper *keeper);

#endif
