#include "tasks/list_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "core/limits.h"

#define BUCKETS 4096

/* The texts stand behind it: the owner's id, the query, the body, the link. */
struct entry {
	struct entry *next;          /* in its bucket */
	struct entry *newer, *older; /* by their last use */
	uint64_t hash;
	int64_t revision, newest_id;
	size_t owner, query, body, link; /* bytes */
	char text[];
};

struct list_cache {
	size_t max;    /* const */
	uint64_t seed; /* const */

	pthread_mutex_t mutex; /* guards all that follows */
	size_t bytes;
	struct entry *newest, *oldest;
	struct entry *buckets[BUCKETS];
};

struct list_cache *list_cache_new(size_t bytes, const struct random *random)
{
	struct list_cache *cache = calloc(1, sizeof(*cache));

	if (!cache)
		return NULL;
	cache->max = bytes;
	random_fill(random, &cache->seed, sizeof(cache->seed));
	pthread_mutex_init(&cache->mutex, NULL);
	return cache;
}

void list_cache_free(struct list_cache *cache)
{
	if (!cache)
		return;
	for (struct entry *entry = cache->newest, *older; entry; entry = older) {
		older = entry->older;
		free(entry);
	}
	pthread_mutex_destroy(&cache->mutex);
	free(cache);
}

/* ---- entries; the mutex is held ---- */

static size_t size_of(const struct entry *entry)
{
	return sizeof(*entry) + entry->owner + entry->query + entry->body + entry->link;
}

static uint64_t hash_of(const struct list_cache *cache, const struct list_cache_key *key)
{
	return hash_keyed(hash_keyed(cache->seed, key->owner->user_id), key->query);
}

static bool is_of(const struct entry *entry, uint64_t hash, const struct list_cache_key *key)
{
	return entry->hash == hash &&
	       str_eq(str_of(entry->text, entry->owner), key->owner->user_id) &&
	       str_eq(str_of(entry->text + entry->owner, entry->query), key->query);
}

/* The link that points to the entry, or the NULL where it belongs. */
static struct entry **slot_of(struct list_cache *cache, uint64_t hash,
			      const struct list_cache_key *key)
{
	struct entry **at = &cache->buckets[hash % BUCKETS];

	while (*at && !is_of(*at, hash, key))
		at = &(*at)->next;
	return at;
}

static void leave_order(struct list_cache *cache, struct entry *entry)
{
	*(entry->newer ? &entry->newer->older : &cache->newest) = entry->older;
	*(entry->older ? &entry->older->newer : &cache->oldest) = entry->newer;
}

static void enter_order(struct list_cache *cache, struct entry *entry)
{
	entry->newer = NULL;
	entry->older = cache->newest;
	*(cache->newest ? &cache->newest->newer : &cache->oldest) = entry;
	cache->newest = entry;
}

static void drop_at(struct list_cache *cache, struct entry **at)
{
	struct entry *entry = *at;

	*at = entry->next;
	leave_order(cache, entry);
	cache->bytes -= size_of(entry);
	free(entry);
}

static void drop_oldest(struct list_cache *cache)
{
	struct entry **at = &cache->buckets[cache->oldest->hash % BUCKETS];

	while (*at != cache->oldest)
		at = &(*at)->next;
	drop_at(cache, at);
}

/* ---- using ---- */

static void copy_out(const struct entry *entry, struct arena *a, struct list_answer *out)
{
	const char *body = entry->text + entry->owner + entry->query;

	out->body = arena_copy(a, str_of(body, entry->body));
	out->next = arena_copy(a, str_of(body + entry->body, entry->link));
}

bool list_cache_get(struct list_cache *cache, const struct list_cache_key *key, struct arena *a,
		    struct list_answer *out)
{
	struct entry *entry;
	bool found;

	if (!cache || key->revision == 0)
		return false;
	pthread_mutex_lock(&cache->mutex);
	entry = *slot_of(cache, hash_of(cache, key), key);
	found = entry && entry->revision == key->revision && entry->newest_id == key->newest_id;
	if (found) {
		leave_order(cache, entry);
		enter_order(cache, entry);
		copy_out(entry, a, out);
	}
	pthread_mutex_unlock(&cache->mutex);
	return found;
}

static char *put_text(char *at, struct str text)
{
	if (text.n)
		memcpy(at, text.p, text.n);
	return at + text.n;
}

/* NULL: no memory. */
static struct entry *make_entry(const struct list_cache_key *key, const struct list_answer *answer)
{
	struct entry sizes = { .owner = key->owner->user_id.n,
			       .query = key->query.n,
			       .body = answer->body.n,
			       .link = answer->next.n,
			       .revision = key->revision,
			       .newest_id = key->newest_id };
	struct entry *entry = malloc(size_of(&sizes));
	char *at;

	if (!entry)
		return NULL;
	*entry = sizes;
	at = put_text(entry->text, key->owner->user_id);
	at = put_text(at, key->query);
	at = put_text(at, answer->body);
	put_text(at, answer->next);
	return entry;
}

static void add(struct list_cache *cache, struct entry *entry)
{
	struct entry **bucket = &cache->buckets[entry->hash % BUCKETS];

	entry->next = *bucket;
	*bucket = entry;
	enter_order(cache, entry);
	cache->bytes += size_of(entry);
	while (cache->bytes > cache->max && cache->oldest)
		drop_oldest(cache);
}

void list_cache_put(struct list_cache *cache, const struct list_cache_key *key,
		    const struct list_answer *answer)
{
	struct entry *entry, **at;

	if (!cache || key->revision == 0 || answer->body.n > LIMIT_ANSWER_BYTES)
		return;
	entry = make_entry(key, answer);
	if (!entry)
		return;
	entry->hash = hash_of(cache, key);
	pthread_mutex_lock(&cache->mutex);
	at = slot_of(cache, entry->hash, key);
	if (*at && (*at)->revision > key->revision && (*at)->newest_id >= key->newest_id) {
		free(entry); /* a slow reader, whom another one has overtaken */
	} else {
		if (*at)
			drop_at(cache, at);
		add(cache, entry);
	}
	pthread_mutex_unlock(&cache->mutex);
}

size_t list_cache_used(struct list_cache *cache)
{
	size_t used;

	pthread_mutex_lock(&cache->mutex);
	used = cache->bytes;
	pthread_mutex_unlock(&cache->mutex);
	return used;
}
