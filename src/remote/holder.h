/* The current set, and the list in force: taken by many threads at once, put in their place by one. */
#ifndef OSTIARY_REMOTE_HOLDER_H
#define OSTIARY_REMOTE_HOLDER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "ostiary/not_before.h"
#include "ostiary/verify.h"

#define HOLDER_FOREVER INT64_MAX

struct holder {
	pthread_rwlock_t lock;       /* guards them all; held for a few instructions only */
	struct ost_keyset *set;      /* owned; NULL: none yet */
	int64_t good_until_ms;       /* afterwards nobody gets it */
	struct ost_not_before *list; /* owned; NULL: none yet */
};

void holder_init(struct holder *holder);
void holder_done(struct holder *holder);

/* A reference for the caller; NULL when there is none, or it is too old at now_ms. */
struct ost_keyset *holder_take(struct holder *holder, int64_t now_ms);

/* References to both, each NULL when there is none; to nothing without a set. */
struct held {
	struct ost_keyset *set;
	struct ost_not_before *list;
};
void holder_take_both(struct holder *holder, int64_t now_ms, struct held *out);
void held_done(struct held *held);

/* A reference to the list for the caller; NULL when there is none. */
struct ost_not_before *holder_take_list(struct holder *holder);

/* Puts the list, which it takes over, in the place of the one that is there. */
void holder_put_list(struct holder *holder, struct ost_not_before *list);

/* Whether there is a set that nobody gets any more. */
bool holder_is_outdated(struct holder *holder, int64_t now_ms);

/* Puts set, which it takes over, in the place of the one that is there. */
void holder_put(struct holder *holder, struct ost_keyset *set, int64_t good_until_ms);

/* Lets the set that is there be good for longer. */
void holder_extend(struct holder *holder, int64_t good_until_ms);

#endif
