#include "route/verifier/own_keys_verifier.h"

#include <pthread.h>
#include <stdlib.h>

#include "auth/keys/keyring.h"
#include "auth/revocation/list.h"
#include "base/cleanup.h"
#include "base/thread.h"
#include "ostiary/revocations.h"

/* The published keys and revocation list of one moment, as libostiary holds them. Both generations
 * are those of the texts that were read; 0 before the first. */
struct published_set {
	struct ost_keyset *keys; /* NULL before the first were read */
	uint64_t keys_generation;
	struct ost_revocations *list; /* NULL before the first was read */
	uint64_t list_generation;
};

struct own_keys_verifier {
	struct token_verifier base;
	struct keyring *keyring;
	struct revocation_list *revocations; /* NULL: revocations are off */
	struct ost_policy policy;
	struct ost_cache *cache;      /* of verdicts; NULL: every token is verified anew */
	pthread_mutex_t list_reading; /* held by the one thread that reads the list */
	pthread_rwlock_t lock;        /* guards current */
	struct published_set current;
};

static struct own_keys_verifier *own_keys_of(struct token_verifier *base)
{
	return (struct own_keys_verifier *)base;
}

/* References to the current keys and list; dropped by published_set_done(). */
static void published_set_take(struct own_keys_verifier *v, struct published_set *out)
{
	pthread_rwlock_rdlock(&v->lock);
	*out = v->current;
	if (out->keys)
		out->keys = ost_keyset_ref(out->keys);
	if (out->list)
		out->list = ost_revocations_ref(out->list);
	pthread_rwlock_unlock(&v->lock);
}

static void published_set_done(struct published_set *set)
{
	ost_keyset_unref(TAKE(set->keys));
	ost_revocations_unref(TAKE(set->list));
}

static void published_set_retake(struct own_keys_verifier *v, struct published_set *set)
{
	published_set_done(set);
	published_set_take(v, set);
}

/* Reads the published keys. After a failure the previous keys stay current. */
static enum ost_verdict own_keys_read(struct own_keys_verifier *v)
{
	OWNED(published_free) const struct published *published = keyring_published(v->keyring);
	struct ost_keyset *keys;

	if (ost_keyset_new(published->jwks.p, published->jwks.n, &keys) != OST_KEYSET_OK)
		return OST_NO_MEMORY; /* our own text is always readable */
	pthread_rwlock_wrlock(&v->lock);
	if (v->current.keys_generation < published->generation) {
		struct ost_keyset *old = v->current.keys;

		v->current.keys = keys;
		v->current.keys_generation = published->generation;
		keys = old;
	}
	pthread_rwlock_unlock(&v->lock);
	ost_keyset_unref(keys);
	return OST_OK;
}

/* Reads the published list, which one of the keys has signed. Without the list no token is
 * accepted: the token might have been revoked. */
static enum ost_verdict own_list_read(struct own_keys_verifier *v, struct ost_keyset *keys,
				      int64_t now_s)
{
	OWNED(revocation_document_unref) const struct revocation_document *text = NULL;
	struct ost_revocations *list;
	struct err err = { 0 };

	if (!keyring_ready(v->keyring))
		return OST_UNJUDGED; /* waiting for the first key could block the HTTP thread */
	text = revocation_list_document(v->revocations, &err);
	if (!text ||
	    ost_revocations_new(keys, &v->policy, text->jws.p, text->jws.n, now_s, &list) != OST_OK)
		return OST_UNJUDGED;
	pthread_rwlock_wrlock(&v->lock);
	if (v->current.list_generation < text->generation) {
		struct ost_revocations *old = v->current.list;

		v->current.list = list;
		v->current.list_generation = text->generation;
		list = old;
	}
	pthread_rwlock_unlock(&v->lock);
	ost_revocations_unref(list);
	return OST_OK;
}

static bool keys_are_old(const struct own_keys_verifier *v, const struct published_set *set)
{
	return set->keys_generation != keyring_generation(v->keyring);
}

static bool list_is_old(const struct own_keys_verifier *v, const struct published_set *set)
{
	return v->revocations && set->list_generation != revocation_list_generation(v->revocations);
}

/* Replaces set by one that is up to date. Of several threads that find the list old, one reads
 * it while the others wait for it. */
static enum ost_verdict published_set_update(struct own_keys_verifier *v, struct published_set *set,
					     int64_t now_s)
{
	enum ost_verdict verdict = OST_OK;

	if (keys_are_old(v, set)) {
		published_set_done(set);
		if (own_keys_read(v) != OST_OK)
			return OST_NO_MEMORY;
		published_set_take(v, set);
	}
	if (!list_is_old(v, set))
		return OST_OK;
	pthread_mutex_lock(&v->list_reading);
	published_set_retake(v, set);
	if (list_is_old(v, set)) {
		verdict = own_list_read(v, set->keys, now_s);
		published_set_retake(v, set);
	}
	pthread_mutex_unlock(&v->list_reading);
	return verdict;
}

static enum ost_verdict verify_by_set(struct own_keys_verifier *v, const struct published_set *set,
				      const struct demand *demand, struct str token, int64_t now_s,
				      struct ost_claims **out)
{
	struct ost_policy policy = v->policy;

	policy.revocations = set->list;
	demand_put(demand, &policy);
	if (v->cache)
		return ost_cache_verify(v->cache, set->keys, &policy, token.p, token.n, now_s, out);
	return ost_verify(set->keys, &policy, token.p, token.n, now_s, out);
}

static enum ost_verdict own_keys_verify(struct token_verifier *base, const struct demand *demand,
					struct str token, int64_t now_s, struct ost_claims **out)
{
	struct own_keys_verifier *v = own_keys_of(base);
	enum ost_verdict updated, verdict;
	struct published_set set;

	published_set_take(v, &set);
	updated = published_set_update(v, &set, now_s);
	verdict = set.keys ? verify_by_set(v, &set, demand, token, now_s, out) : updated;
	published_set_done(&set);
	if (verdict == OST_UNKNOWN_KEY && !keyring_ready(v->keyring))
		return OST_UNJUDGED; /* it may be that of a key which is not loaded yet */
	if (verdict != OST_OK || updated == OST_OK)
		return verdict;
	ost_claims_unref(TAKE(*out)); /* valid by the keys, but no list can confirm it */
	return updated;
}

static bool own_keys_are_there(struct token_verifier *base)
{
	return keyring_ready(own_keys_of(base)->keyring);
}

static void own_keys_free(struct token_verifier *base)
{
	struct own_keys_verifier *v = own_keys_of(base);

	ost_cache_free(v->cache);
	published_set_done(&v->current);
	pthread_mutex_destroy(&v->list_reading);
	pthread_rwlock_destroy(&v->lock);
	free(v);
}

struct token_verifier *own_keys_verifier_new(const struct issuer *issuer,
					     const struct ost_policy *policy, size_t cache_entries)
{
	static const struct token_verifier_ops ops = { own_keys_verify, own_keys_are_there,
						       own_keys_free };
	struct own_keys_verifier *v = calloc(1, sizeof(*v));

	if (!v)
		return NULL;
	*v = (struct own_keys_verifier){
		.base = { &ops },
		.keyring = issuer->keyring,
		.revocations = issuer->revocations.list,
		.policy = *policy,
		.cache = cache_entries ? ost_cache_new(cache_entries) : NULL,
	};
	if (cache_entries && !v->cache) {
		free(v);
		return NULL;
	}
	thread_rwlock_init(&v->lock);
	pthread_mutex_init(&v->list_reading, NULL);
	return &v->base;
}
