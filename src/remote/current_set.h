/* The current key set and the revocation list in force: read by many threads, replaced by one. */
#ifndef OSTIARY_REMOTE_CURRENT_SET_H
#define OSTIARY_REMOTE_CURRENT_SET_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "ostiary/revocations.h"
#include "ostiary/verify.h"

#define CURRENT_SET_FOREVER INT64_MAX

struct current_set {
	pthread_rwlock_t lock;  /* guards all members below; held for a few instructions only */
	struct ost_keyset *set; /* owned; NULL: none yet */
	int64_t good_until_ms;  /* from then on the set is not given out */
	struct ost_revocations *list; /* owned; NULL: none yet */
	int64_t list_expires_s;
};

/* One reference to each; NULL where there is none. */
struct current_pair {
	struct ost_keyset *set;
	struct ost_revocations *list;
};

void current_set_init(struct current_set *current);
void current_set_done(struct current_set *current);

/* A reference for the caller; NULL when there is no set, or it is too old at now_ms. */
struct ost_keyset *current_set_take(struct current_set *current, int64_t now_ms);

/* A reference for the caller, however old the list is; NULL when there is none. */
struct ost_revocations *current_set_take_list(struct current_set *current);

/* References to both; to neither when there is no set, or it is too old at now_ms. Released by
 * current_pair_done(). */
void current_set_take_pair(struct current_set *current, int64_t now_ms, struct current_pair *out);
void current_pair_done(struct current_pair *pair);

/* Replaces the set, and owns set from now on. */
void current_set_put(struct current_set *current, struct ost_keyset *set, int64_t good_until_ms);

/* Keeps the current set in use until good_until_ms. */
void current_set_extend(struct current_set *current, int64_t good_until_ms);

/* Replaces the list, and owns list from now on. */
void current_set_put_list(struct current_set *current, struct ost_revocations *list);

/* Whether there is a set that is too old at now_ms. */
bool current_set_is_outdated(struct current_set *current, int64_t now_ms);

/* Whether there is a list that has expired at now_s. */
bool current_set_list_has_expired(struct current_set *current, int64_t now_s);

#endif
