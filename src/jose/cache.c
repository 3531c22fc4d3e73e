#include "jose/cache.h"

#include <openssl/crypto.h>
#include <pthread.h>
#include <stdalign.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/sized.h"
#include "base/str.h"
#include "jose/claims.h"
#include "jose/given_policy.h"
#include "jose/keys/keyset.h"
#include "jose/policy.h"
#include "ostiary/verify.h"

#define CACHE_LINE 64

struct entry {
	uint64_t hash;
	uint64_t used;    /* the shard's time at its last use */
	struct str token; /* owned; p is NULL: an empty entry */
	struct ost_claims *claims;
};

struct bucket {
	struct entry ways[CACHE_WAYS];
};

struct shard {
	alignas(CACHE_LINE) pthread_mutex_t lock; /* guards all of the shard */
	struct ost_keyset *set;                   /* NULL until the first call */
	struct bucket *buckets;
	uint64_t time; /* counts uses */
	uint64_t hits, misses;
	size_t entries;
};

struct ost_cache {
	struct shard shards[CACHE_SHARDS];
	size_t buckets_each; /* a power of two */
};

static void entry_drop(struct shard *shard, struct entry *entry)
{
	if (!entry->token.p)
		return;
	/* Until it expires, the token is a credential. */
	OPENSSL_cleanse((char *)(uintptr_t)entry->token.p, entry->token.n);
	free((char *)(uintptr_t)entry->token.p);
	ost_claims_unref(entry->claims);
	*entry = (struct entry){ 0 };
	shard->entries--;
}

static void shard_empty(struct shard *shard, size_t buckets)
{
	for (size_t i = 0; i < buckets && shard->buckets; i++)
		for (size_t way = 0; way < CACHE_WAYS; way++)
			entry_drop(shard, &shard->buckets[i].ways[way]);
	ost_keyset_unref(shard->set);
	shard->set = NULL;
}

OWNER(struct ost_cache *, ost_cache_free)

struct ost_cache *ost_cache_new(size_t entries)
{
	OWNED(ost_cache_free) struct ost_cache *cache = NULL;
	size_t buckets = 1;

	if (entries == 0 || entries > OST_CACHE_MAX_ENTRIES)
		return NULL;
	cache = aligned_alloc(alignof(struct ost_cache), sizeof(*cache));
	if (!cache)
		return NULL;
	while (buckets * CACHE_WAYS * CACHE_SHARDS < entries)
		buckets *= 2;
	*cache = (struct ost_cache){ .buckets_each = buckets };
	for (size_t i = 0; i < CACHE_SHARDS; i++) {
		pthread_mutex_init(&cache->shards[i].lock, NULL); /* cannot fail on Linux */
		cache->shards[i].buckets = calloc(buckets, sizeof(struct bucket));
		if (!cache->shards[i].buckets)
			return NULL;
	}
	return TAKE(cache);
}

void ost_cache_free(struct ost_cache *cache)
{
	if (!cache)
		return;
	for (size_t i = 0; i < CACHE_SHARDS; i++) {
		if (cache->shards[i].buckets) /* otherwise ost_cache_new() failed before this one */
			pthread_mutex_destroy(&cache->shards[i].lock);
		shard_empty(&cache->shards[i], cache->buckets_each);
		free(cache->shards[i].buckets);
	}
	free(cache);
}

/* A hash of the last octets: four words, each multiplied by an odd factor. */
static uint64_t hash_of(struct str token)
{
	const char *p = token.p + token.n - CACHE_HASHED_BYTES;
	uint64_t hash = token.n;

	for (size_t i = 0; i < CACHE_HASHED_BYTES; i += sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, p + i, sizeof(word));
		hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
		hash ^= hash >> 32;
	}
	return hash;
}

static struct shard *shard_of(struct ost_cache *cache, uint64_t hash)
{
	return &cache->shards[hash >> 60]; /* the top four bits: CACHE_SHARDS of them */
}

static struct bucket *bucket_of(const struct ost_cache *cache, const struct shard *shard,
				uint64_t hash)
{
	return &shard->buckets[hash & (cache->buckets_each - 1)];
}

/* Makes the shard one of this set; entries of another set are dropped. */
static void shard_follow(struct ost_cache *cache, struct shard *shard, struct ost_keyset *set)
{
	if (shard->set == set)
		return;
	if (shard->set && memcmp(shard->set->identity, set->identity, KEYSET_IDENTITY_BYTES) == 0)
		return;
	shard_empty(shard, cache->buckets_each);
	shard->set = ost_keyset_ref(set);
}

static struct entry *bucket_find(struct bucket *bucket, uint64_t hash, struct str token)
{
	for (size_t way = 0; way < CACHE_WAYS; way++) {
		struct entry *entry = &bucket->ways[way];

		if (entry->hash == hash && entry->token.p && str_eq(entry->token, token))
			return entry;
	}
	return NULL;
}

/* One more reference to the claims of a cached token; NULL when it is not cached. */
static struct ost_claims *cache_get(struct ost_cache *cache, struct ost_keyset *set, uint64_t hash,
				    struct str token)
{
	struct shard *shard = shard_of(cache, hash);
	struct ost_claims *claims = NULL;
	struct entry *entry;

	pthread_mutex_lock(&shard->lock);
	shard_follow(cache, shard, set);
	entry = bucket_find(bucket_of(cache, shard, hash), hash, token);
	if (entry) {
		entry->used = ++shard->time;
		claims = ost_claims_ref(entry->claims);
		shard->hits++;
	} else {
		shard->misses++;
	}
	pthread_mutex_unlock(&shard->lock);
	return claims;
}

/* An empty entry, or the least recently used. */
static struct entry *bucket_oldest(struct bucket *bucket)
{
	struct entry *found = &bucket->ways[0];

	for (size_t way = 1; way < CACHE_WAYS; way++)
		if (bucket->ways[way].used < found->used)
			found = &bucket->ways[way];
	return found;
}

/* Caches a good token. Without memory it is not cached, and verified again the next time. */
static void cache_put(struct ost_cache *cache, struct ost_keyset *set, uint64_t hash,
		      struct str token, struct ost_claims *claims)
{
	struct shard *shard = shard_of(cache, hash);
	char *copy = malloc(token.n);
	struct entry *entry;

	if (!copy)
		return;
	memcpy(copy, token.p, token.n);
	pthread_mutex_lock(&shard->lock);
	shard_follow(cache, shard, set);
	entry = bucket_find(bucket_of(cache, shard, hash), hash, token);
	if (!entry)
		entry = bucket_oldest(bucket_of(cache, shard, hash));
	entry_drop(shard, entry);
	*entry = (struct entry){ .hash = hash,
				 .used = ++shard->time,
				 .token = str_of(copy, token.n),
				 .claims = ost_claims_ref(claims) };
	shard->entries++;
	pthread_mutex_unlock(&shard->lock);
}

static void cache_drop(struct ost_cache *cache, uint64_t hash, struct str token)
{
	struct shard *shard = shard_of(cache, hash);
	struct entry *entry;

	pthread_mutex_lock(&shard->lock);
	entry = bucket_find(bucket_of(cache, shard, hash), hash, token);
	if (entry)
		entry_drop(shard, entry);
	pthread_mutex_unlock(&shard->lock);
}

static enum ost_verdict verify_and_cache(struct ost_cache *cache, struct ost_keyset *set,
					 const struct ost_policy *policy, uint64_t hash,
					 struct str token, int64_t now_s, struct ost_claims **out)
{
	enum ost_verdict verdict = ost_verify(set, policy, token.p, token.n, now_s, out);

	if (verdict == OST_OK)
		cache_put(cache, set, hash, token, *out);
	return verdict;
}

enum ost_verdict ost_cache_verify(struct ost_cache *cache, struct ost_keyset *set,
				  const struct ost_policy *policy, const char *token, size_t len,
				  int64_t now_s, struct ost_claims **out)
{
	OWNED(ost_claims_unref) struct ost_claims *claims = NULL;
	struct str text = str_of(token, len);
	struct ost_policy room;
	enum ost_verdict verdict;
	uint64_t hash;

	policy = given_policy(policy, &room);
	if (!policy)
		return OST_BAD_POLICY;
	if (!token || len < CACHE_HASHED_BYTES || len > OST_TOKEN_MAX_BYTES)
		return ost_verify(set, policy, token, len, now_s, out);
	hash = hash_of(text);
	claims = cache_get(cache, set, hash, text);
	if (!claims)
		return verify_and_cache(cache, set, policy, hash, text, now_s, out);
	verdict = policy_judge(claims, policy, now_s);
	if (verdict == OST_OK)
		*out = TAKE(claims);
	else if (verdict == OST_EXPIRED || verdict == OST_REVOKED)
		cache_drop(cache, hash, text);
	return verdict;
}

bool ost_cache_counts(struct ost_cache *cache, struct ost_cache_counts *out)
{
	struct ost_cache_counts counts = { .size = sizeof(counts) };

	for (size_t i = 0; i < CACHE_SHARDS; i++) {
		struct shard *shard = &cache->shards[i];

		pthread_mutex_lock(&shard->lock);
		counts.hits += shard->hits;
		counts.misses += shard->misses;
		counts.entries += shard->entries;
		pthread_mutex_unlock(&shard->lock);
	}
	return sized_write(out, sizeof(counts), OST_CACHE_COUNTS_SIZE_0_2, &counts);
}
