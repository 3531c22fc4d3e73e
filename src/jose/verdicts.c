/* The cache of good verdicts.
 *
 * I1  A token is found only when all its octets are equal to those of a token that was judged good by a
 *     set with the identity of the shard's set. The hash only says where to look; nothing depends on it.
 * I2  Nothing but the signature check (and what it follows from) is remembered: claims_judge() runs on
 *     every call.
 * I3  A shard holds a reference to its set and to the claims of its entries, so that neither an address
 *     nor a claim is used after it was freed.
 *
 * A digest of the token would do instead of the octets, but SHA-256 over a token of 900 octets takes
 * 0.5 microseconds, more than all else together. The place is found by the last octets, which are part
 * of the signature and therefore as good as random; who wants to crowd one place needs that many
 * good tokens and gains that a few others are judged anew.
 */
#include <openssl/crypto.h>
#include <pthread.h>
#include <stdalign.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "jose/claims.h"
#include "jose/keyset.h"
#include "ostiary/verify.h"

#define SHARDS       16 /* locks: far more than threads that want one at the same instant */
#define WAYS         8  /* entries among which a place's oldest gives way */
#define CACHE_LINE   64
#define HASHED_BYTES 32 /* of the end of the token; shorter ones are not remembered */

struct entry {
	uint64_t hash;
	uint64_t used;    /* the shard's time of its last use */
	struct str token; /* owned; NULL: nothing here */
	struct ost_claims *claims;
};

struct place {
	struct entry ways[WAYS];
};

struct shard {
	alignas(CACHE_LINE) pthread_mutex_t lock; /* guards all of the shard */
	struct ost_keyset *set;                   /* NULL until the first call */
	struct place *places;
	uint64_t time; /* counts uses */
	uint64_t hits, misses;
	size_t entries;
};

struct ost_cache {
	struct shard shards[SHARDS];
	size_t places_each; /* a power of two */
};

static void entry_drop(struct shard *shard, struct entry *entry)
{
	if (!entry->token.p)
		return;
	/* A token opens a door as long as it has not expired. */
	OPENSSL_cleanse((char *)(uintptr_t)entry->token.p, entry->token.n);
	free((char *)(uintptr_t)entry->token.p);
	ost_claims_unref(entry->claims);
	*entry = (struct entry){ 0 };
	shard->entries--;
}

static void shard_empty(struct shard *shard, size_t places)
{
	for (size_t i = 0; i < places && shard->places; i++)
		for (size_t way = 0; way < WAYS; way++)
			entry_drop(shard, &shard->places[i].ways[way]);
	ost_keyset_unref(shard->set);
	shard->set = NULL;
}

OWNER(struct ost_cache *, ost_cache_free)

struct ost_cache *ost_cache_new(size_t entries)
{
	OWNED(ost_cache_free) struct ost_cache *cache = NULL;
	size_t places = 1;

	if (entries == 0 || entries > OST_CACHE_MAX_ENTRIES)
		return NULL;
	cache = aligned_alloc(alignof(struct ost_cache), sizeof(*cache));
	if (!cache)
		return NULL;
	while (places * WAYS * SHARDS < entries)
		places *= 2;
	*cache = (struct ost_cache){ .places_each = places };
	for (size_t i = 0; i < SHARDS; i++) {
		pthread_mutex_init(&cache->shards[i].lock, NULL); /* cannot fail on Linux */
		cache->shards[i].places = calloc(places, sizeof(struct place));
		if (!cache->shards[i].places)
			return NULL;
	}
	return TAKE(cache);
}

void ost_cache_free(struct ost_cache *cache)
{
	if (!cache)
		return;
	for (size_t i = 0; i < SHARDS; i++) {
		if (cache->shards[i].places) /* else making it ended before this one */
			pthread_mutex_destroy(&cache->shards[i].lock);
		shard_empty(&cache->shards[i], cache->places_each);
		free(cache->shards[i].places);
	}
	free(cache);
}

/* A finger-print of the last octets: four words, each mixed in by an odd factor. */
static uint64_t hash_of(struct str token)
{
	const char *p = token.p + token.n - HASHED_BYTES;
	uint64_t hash = token.n;

	for (size_t i = 0; i < HASHED_BYTES; i += sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, p + i, sizeof(word));
		hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
		hash ^= hash >> 32;
	}
	return hash;
}

static struct shard *shard_of(struct ost_cache *cache, uint64_t hash)
{
	return &cache->shards[hash >> 60]; /* the top four bits: SHARDS of them */
}

static struct place *place_of(const struct ost_cache *cache, const struct shard *shard,
			      uint64_t hash)
{
	return &shard->places[hash & (cache->places_each - 1)];
}

/* Makes the shard one of this set; what it remembered of another set is forgotten. */
static void shard_follow(struct ost_cache *cache, struct shard *shard, struct ost_keyset *set)
{
	if (shard->set == set)
		return;
	if (shard->set && memcmp(shard->set->identity, set->identity, KEYSET_IDENTITY_BYTES) == 0)
		return;
	shard_empty(shard, cache->places_each);
	shard->set = ost_keyset_ref(set);
}

static struct entry *find(struct place *place, uint64_t hash, struct str token)
{
	for (size_t way = 0; way < WAYS; way++) {
		struct entry *entry = &place->ways[way];

		if (entry->hash == hash && entry->token.p && str_eq(entry->token, token))
			return entry;
	}
	return NULL;
}

/* Another reference to what is remembered of the token; NULL when nothing is. */
static struct ost_claims *recall(struct ost_cache *cache, struct ost_keyset *set, uint64_t hash,
				 struct str token)
{
	struct shard *shard = shard_of(cache, hash);
	struct ost_claims *claims = NULL;
	struct entry *entry;

	pthread_mutex_lock(&shard->lock);
	shard_follow(cache, shard, set);
	entry = find(place_of(cache, shard, hash), hash, token);
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

/* An empty way, or the one that has not been used for longest. */
static struct entry *oldest(struct place *place)
{
	struct entry *found = &place->ways[0];

	for (size_t way = 1; way < WAYS; way++)
		if (place->ways[way].used < found->used)
			found = &place->ways[way];
	return found;
}

/* Remembers a good token. Without memory for it, it is simply judged again the next time. */
static void remember(struct ost_cache *cache, struct ost_keyset *set, uint64_t hash,
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
	entry = find(place_of(cache, shard, hash), hash, token);
	if (!entry)
		entry = oldest(place_of(cache, shard, hash));
	entry_drop(shard, entry);
	*entry = (struct entry){ .hash = hash,
				 .used = ++shard->time,
				 .token = str_of(copy, token.n),
				 .claims = ost_claims_ref(claims) };
	shard->entries++;
	pthread_mutex_unlock(&shard->lock);
}

static void forget(struct ost_cache *cache, uint64_t hash, struct str token)
{
	struct shard *shard = shard_of(cache, hash);
	struct entry *entry;

	pthread_mutex_lock(&shard->lock);
	entry = find(place_of(cache, shard, hash), hash, token);
	if (entry)
		entry_drop(shard, entry);
	pthread_mutex_unlock(&shard->lock);
}

static enum ost_verdict judge_anew(struct ost_cache *cache, struct ost_keyset *set,
				   const struct ost_policy *policy, uint64_t hash, struct str token,
				   int64_t now_s, struct ost_claims **out)
{
	enum ost_verdict verdict = ost_verify(set, policy, token.p, token.n, now_s, out);

	if (verdict == OST_OK)
		remember(cache, set, hash, token, *out);
	return verdict;
}

enum ost_verdict ost_cache_verify(struct ost_cache *cache, struct ost_keyset *set,
				  const struct ost_policy *policy, const char *token, size_t len,
				  int64_t now_s, struct ost_claims **out)
{
	OWNED(ost_claims_unref) struct ost_claims *claims = NULL;
	struct str text = str_of(token, len);
	enum ost_verdict verdict;
	uint64_t hash;

	if (!token || len < HASHED_BYTES || len > OST_TOKEN_MAX_BYTES)
		return ost_verify(set, policy, token, len, now_s, out);
	hash = hash_of(text);
	claims = recall(cache, set, hash, text);
	if (!claims)
		return judge_anew(cache, set, policy, hash, text, now_s, out);
	verdict = claims_judge(claims, policy, now_s);
	if (verdict == OST_OK)
		*out = TAKE(claims);
	else if (verdict == OST_EXPIRED || verdict == OST_REVOKED)
		forget(cache, hash, text);
	return verdict;
}

void ost_cache_counts(struct ost_cache *cache, struct ost_cache_counts *out)
{
	*out = (struct ost_cache_counts){ 0 };
	for (size_t i = 0; i < SHARDS; i++) {
		struct shard *shard = &cache->shards[i];

		pthread_mutex_lock(&shard->lock);
		out->hits += shard->hits;
		out->misses += shard->misses;
		out->entries += shard->entries;
		pthread_mutex_unlock(&shard->lock);
	}
}
