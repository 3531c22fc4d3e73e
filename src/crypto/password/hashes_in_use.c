#include "crypto/password/hashes_in_use.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct hashes_in_use {
	struct hash_cost made;
	atomic_bool unusable_told;
	pthread_mutex_t lock;
	struct hash_cost dearest[HASH_FUNCTIONS]; /* guarded by lock */
};

static void raise(struct hash_cost dearest[HASH_FUNCTIONS], const struct hash_cost *cost)
{
	struct hash_cost *known = &dearest[cost->function];

	if (!known->n || hash_cost_work(known) < hash_cost_work(cost))
		*known = *cost;
}

void hash_census_add(struct hash_census *census, struct str stored)
{
	struct stored_hash hash;

	if (!stored_hash_read(stored, &hash)) {
		census->unusable++;
		return;
	}
	census->families[hash.family]++;
	raise(census->dearest, &hash.cost);
}

struct hashes_in_use *hashes_in_use_new(const struct hash_cost *made)
{
	struct hashes_in_use *hashes = calloc(1, sizeof(*hashes));

	if (!hashes)
		return NULL;
	hashes->made = *made;
	raise(hashes->dearest, made);
	pthread_mutex_init(&hashes->lock, NULL);
	return hashes;
}

void hashes_in_use_free(struct hashes_in_use *hashes)
{
	if (!hashes)
		return;
	pthread_mutex_destroy(&hashes->lock);
	free(hashes);
}

void hashes_in_use_set(struct hashes_in_use *hashes, const struct hash_census *census)
{
	pthread_mutex_lock(&hashes->lock);
	memcpy(hashes->dearest, census->dearest, sizeof(hashes->dearest));
	raise(hashes->dearest, &hashes->made);
	pthread_mutex_unlock(&hashes->lock);
}

void hashes_in_use_meet(struct hashes_in_use *hashes, const struct hash_cost *cost)
{
	pthread_mutex_lock(&hashes->lock);
	raise(hashes->dearest, cost);
	pthread_mutex_unlock(&hashes->lock);
}

void hashes_in_use_read(struct hashes_in_use *hashes, struct hash_cost out[HASH_FUNCTIONS])
{
	pthread_mutex_lock(&hashes->lock);
	memcpy(out, hashes->dearest, sizeof(hashes->dearest));
	pthread_mutex_unlock(&hashes->lock);
}

bool hashes_in_use_first_unusable(struct hashes_in_use *hashes)
{
	return !atomic_exchange(&hashes->unusable_told, true);
}
