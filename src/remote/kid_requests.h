/* Which unknown kids have requested a fetch: one kid causes one fetch, however many tokens name it.
 *
 * The memory is bounded. An attacker who invents kids evicts others, and these may then request a
 * fetch again; the cooldown bounds the number of fetches in that case.
 */
#ifndef OSTIARY_REMOTE_KID_REQUESTS_H
#define OSTIARY_REMOTE_KID_REQUESTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KID_REQUESTS_BUCKETS 64 /* a power of two */
#define KID_REQUESTS_WAYS    4

struct kid_requests_entry {
	uint64_t kid;     /* its hash; 0: an empty entry */
	uint64_t started; /* the fetches that had started when the kid was first requested */
	int64_t since_ms;
};

struct kid_requests {
	uint64_t seed; /* secret: an attacker cannot choose kids that share a bucket */
	struct kid_requests_entry entries[KID_REQUESTS_BUCKETS][KID_REQUESTS_WAYS];
};

/* The hash of the kid that the token's header names. 0 when no key can ever have that kid, because
 * the token cannot be read or the kid is too long. */
uint64_t kid_requests_hash(const struct kid_requests *requests, const char *token, size_t len);

struct kid_request {
	uint64_t kid; /* of kid_requests_hash() */
	int64_t now_ms, cooldown_ms;
	uint64_t started;   /* fetches so far */
	uint64_t last_good; /* the number of the last fetch that brought or confirmed a set */
};

/* Whether a fetch may bring the key, and records the request. False for cooldown_ms after the first
 * request, once a fetch that started after it has ended well. */
bool kid_requests_note(struct kid_requests *requests, const struct kid_request *request);

#endif
