/* Lists as they were answered, so that one that has not changed is not made again. An entry holds
 * the state at a revision of its owner (store/tables/tasks/revision.h). The caller reads the
 * owner's present revision first, in any case: every reader sees at least what was committed
 * before that, whichever process has written it.
 *
 *	read the revision > list_cache_get(): it is there, or
 *	                    make the list > list_cache_put() with the revision that was read before
 *
 * I1 what was put for a revision was read after that revision: it may hold more, and then the
 *    owner's revision has grown, so that it is not found any more.
 * I2 the memory is bounded; what was used longest ago goes first.
 */
#ifndef OSTIARY_TASKS_LIST_CACHE_H
#define OSTIARY_TASKS_LIST_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "core/arena.h"
#include "core/random.h"
#include "store/owner.h"

struct list_cache;

/* Which list: whose, and the query as it was sent, which says all else that the list depends on.
 * Such as the time of the day must not be among that. */
struct list_cache_key {
	const struct owner *owner;
	struct str query;
	int64_t revision; /* 0, of an owner who has written nothing, is not kept */
	/* The owner's newest id at that revision: that of an owner whose rows were all deleted, and
	 * whose revisions begin anew, is another one. */
	int64_t newest_id;
};

struct list_answer {
	struct str body;
	struct str next; /* the header Link; empty: none */
};

/* bytes: of all entries together, with what they need themselves. random is for the seed of a hash.
 * NULL: no memory. Safe for use by many threads. */
struct list_cache *list_cache_new(size_t bytes, const struct random *random);
void list_cache_free(struct list_cache *cache); /* NULL is fine */
OWNER(struct list_cache *, list_cache_free)

/* Copies the answer into the arena. False: it is not there. A cache of NULL has nothing. */
bool list_cache_get(struct list_cache *cache, const struct list_cache_key *key, struct arena *a,
		    struct list_answer *out);

/* Keeps a copy, in place of one of an earlier revision. One that is longer than LIMIT_ANSWER_BYTES,
 * or for which there is no memory, is not kept. */
void list_cache_put(struct list_cache *cache, const struct list_cache_key *key,
		    const struct list_answer *answer);

/* The bytes of all entries. */
size_t list_cache_used(struct list_cache *cache);

#endif
