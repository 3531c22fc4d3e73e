#include "auth/abuse/throttle.h"

#include <pthread.h>
#include <stdlib.h>

#include "crypto/short_hash.h"

/* 512 kB. A count is evicted by WAYS newer ones of its set, which an attacker cannot choose, since
 * the hash is keyed. */
#define SETS 4096u
#define WAYS 4u

struct count {
	uint64_t name;    /* 0: free */
	int64_t since_ms; /* of the first attempt in it */
	int64_t last_ms;
	unsigned n;
};

struct throttle {
	struct short_hash_key hash_key;
	pthread_mutex_t lock;
	struct count counts[SETS][WAYS]; /* guarded by lock */
};

struct throttle *throttle_new(const struct random *random)
{
	struct throttle *throttle = calloc(1, sizeof(*throttle));

	if (!throttle)
		return NULL;
	short_hash_key_init(&throttle->hash_key, random);
	pthread_mutex_init(&throttle->lock, NULL);
	return throttle;
}

void throttle_free(struct throttle *throttle)
{
	if (!throttle)
		return;
	pthread_mutex_destroy(&throttle->lock);
	free(throttle);
}

static uint64_t count_name(const struct throttle *throttle, struct str key)
{
	return short_hash(&throttle->hash_key, key) | 1;
}

/* NULL: there is no count of that name, or it is older than THROTTLE_FORGET_S (T3). */
static struct count *live_count(struct throttle *throttle, uint64_t name, int64_t now_ms)
{
	struct count *set = throttle->counts[name % SETS];

	for (size_t i = 0; i < WAYS; i++)
		if (set[i].name == name)
			return now_ms - set[i].last_ms < THROTTLE_FORGET_S * INT64_C(1000) ? &set[i]
											   : NULL;
	return NULL;
}

/* Starts a count, in the place of its old one, else of the least recently used one of its set. */
static struct count *start_count(struct throttle *throttle, uint64_t name, int64_t now_ms)
{
	struct count *set = throttle->counts[name % SETS], *place = set;

	for (size_t i = 0; i < WAYS; i++) {
		if (set[i].name == name) {
			place = &set[i];
			break;
		}
		if (set[i].last_ms < place->last_ms)
			place = &set[i];
	}
	*place = (struct count){ .name = name, .since_ms = now_ms };
	return place;
}

static int64_t attempt_distance_s(unsigned n)
{
	unsigned doublings = n - THROTTLE_FREE;

	if (n < THROTTLE_FREE)
		return 0;
	return doublings < 9 && (INT64_C(1) << doublings) < THROTTLE_MAX_S ? INT64_C(1) << doublings
									   : THROTTLE_MAX_S;
}

static int64_t count_wait_s(const struct count *count, int64_t now_ms)
{
	int64_t left_ms;

	if (!count)
		return 0;
	left_ms = count->last_ms + attempt_distance_s(count->n) * 1000 - now_ms;
	return left_ms > 0 ? (left_ms + 999) / 1000 : 0;
}

int64_t throttle_attempt(struct throttle *throttle, struct str key, int64_t now_ms)
{
	struct count *count;
	uint64_t name;
	int64_t wait;

	if (!throttle)
		return 0;
	name = count_name(throttle, key);
	pthread_mutex_lock(&throttle->lock);
	count = live_count(throttle, name, now_ms);
	wait = count_wait_s(count, now_ms);
	if (wait == 0) {
		if (!count)
			count = start_count(throttle, name, now_ms);
		count->n++;
		count->last_ms = now_ms;
	}
	pthread_mutex_unlock(&throttle->lock);
	return wait;
}

int64_t throttle_wait_s(struct throttle *throttle, struct str key, int64_t now_ms)
{
	int64_t wait;

	if (!throttle)
		return 0;
	pthread_mutex_lock(&throttle->lock);
	wait = count_wait_s(live_count(throttle, count_name(throttle, key), now_ms), now_ms);
	pthread_mutex_unlock(&throttle->lock);
	return wait;
}

void throttle_forget(struct throttle *throttle, struct str key)
{
	uint64_t name;

	if (!throttle)
		return;
	name = count_name(throttle, key);
	pthread_mutex_lock(&throttle->lock);
	for (size_t i = 0; i < WAYS; i++)
		if (throttle->counts[name % SETS][i].name == name)
			throttle->counts[name % SETS][i] = (struct count){ 0 };
	pthread_mutex_unlock(&throttle->lock);
}

bool throttle_release(struct throttle *throttle, struct str key, int64_t at_ms)
{
	uint64_t name;
	bool found = false;

	if (!throttle)
		return false;
	name = count_name(throttle, key);
	pthread_mutex_lock(&throttle->lock);
	for (size_t i = 0; i < WAYS; i++) {
		struct count *count = &throttle->counts[name % SETS][i];

		if (count->name == name && count->since_ms <= at_ms) {
			*count = (struct count){ 0 };
			found = true;
		}
	}
	pthread_mutex_unlock(&throttle->lock);
	return found;
}

struct str throttle_key(struct arena *a, struct str email, struct str client)
{
	if (!client.n)
		return email;
	return arena_fmt(a, "%.*s %.*s", STR_FMT(email), STR_FMT(client));
}
