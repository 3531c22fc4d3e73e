/* Which unknown keys were asked for: so that one id makes one fetch, however many tokens name it.
 *
 * Bounded: who makes up ids pushes others out, and then these may ask again; what keeps the number of
 * fetches down in that case is the cooldown. */
#ifndef OSTIARY_REMOTE_ASKED_H
#define OSTIARY_REMOTE_ASKED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define ASKED_PLACES 64 /* a power of two */
#define ASKED_WAYS   4

struct asked_entry {
	uint64_t kid;   /* its hash; 0: nothing here */
	uint64_t begun; /* how many fetches had begun when it was asked for */
	int64_t since_ms;
};

struct asked {
	uint64_t seed; /* so that nobody outside knows which ids share a place */
	struct asked_entry entries[ASKED_PLACES][ASKED_WAYS];
};

/* A number for the key id that a token's header names; 0 when no key can ever have it, because the
 * token cannot be read or the id is too long. */
uint64_t asked_kid(const struct asked *asked, const char *token, size_t len);

struct asked_when {
	int64_t now_ms, missing_ms;
	uint64_t begun;     /* fetches so far */
	uint64_t last_good; /* the number of the last one that brought or confirmed a set */
};

/* Whether the key is worth a fetch: not when one that began after it was first asked for has ended well
 * without bringing it, for missing_ms. Remembers that it was asked for. */
bool asked_note(struct asked *asked, uint64_t kid, const struct asked_when *when);

#endif
