#include "route/gate.h"

#include <pthread.h>
#include <stdlib.h>

#include "auth/not_before_list.h"
#include "base/cleanup.h"
#include "ostiary/not_before.h"
#include "ostiary/remote.h"
#include "route/app.h"

OWNER(struct ost_keyset *, ost_keyset_unref)

struct gate {
	struct keyring *keyring;   /* NULL: the keys are those of remote */
	struct ost_remote *remote; /* with a cache of its own */
	const char *audience;
	struct ost_policy policy;
	struct ost_cache *cache;            /* NULL: every token is judged anew */
	pthread_mutex_t reading;            /* held by the one thread that reads the list */
	struct not_before_list *thrown_out; /* what list is made of; NULL: nothing, or remote's */
	pthread_rwlock_t lock;              /* guards those below */
	struct ost_keyset *keys;            /* NULL before the first was read */
	uint64_t generation;                /* of the published set that keys was made of */
	struct ost_not_before *list;        /* NULL before the first was read */
	uint64_t list_generation;
};

/* What a token is judged by, at one time. */
struct present {
	struct ost_keyset *keys;
	uint64_t generation;
	struct ost_not_before *list;
	uint64_t list_generation;
};

struct gate *gate_new(const struct app_config *config)
{
	struct gate *gate = calloc(1, sizeof(*gate));

	if (!gate)
		return NULL;
	gate->keyring = config->issuer ? config->issuer->keyring : NULL;
	gate->thrown_out = config->issuer ? config->issuer->thrown_out : NULL;
	gate->remote = config->remote;
	gate->audience = config->token_audience;
	gate->policy = (struct ost_policy){
		.algorithms = OST_RS256 | OST_PS256 | OST_ES256 | OST_ES512 | OST_EDDSA,
		.issuer = config->token_issuer,
		.audiences = &gate->audience,
		.n_audiences = 1,
		.leeway_s = OST_LEEWAY_DEFAULT_S,
	};
	if (gate->keyring && config->verdict_cache_entries) {
		gate->cache = ost_cache_new(config->verdict_cache_entries);
		if (!gate->cache) {
			free(gate);
			return NULL;
		}
	}
	pthread_rwlock_init(&gate->lock, NULL);
	pthread_mutex_init(&gate->reading, NULL);
	return gate;
}

void gate_free(struct gate *gate)
{
	if (!gate)
		return;
	ost_cache_free(gate->cache);
	ost_keyset_unref(gate->keys);
	ost_not_before_unref(gate->list);
	pthread_mutex_destroy(&gate->reading);
	pthread_rwlock_destroy(&gate->lock);
	free(gate);
}

/* Reads what the keyring publishes now. On failure the keys of before stay in force. */
static enum ost_verdict read_keys(struct gate *gate)
{
	OWNED(published_free) const struct published *published = keyring_published(gate->keyring);
	struct ost_keyset *keys;

	if (ost_keyset_new(published->jwks.p, published->jwks.n, &keys) != OST_KEYSET_OK)
		return OST_NO_MEMORY; /* our own text is always readable */
	pthread_rwlock_wrlock(&gate->lock);
	if (gate->generation < published->generation) {
		struct ost_keyset *old = gate->keys;

		gate->keys = keys;
		gate->generation = published->generation;
		keys = old;
	}
	pthread_rwlock_unlock(&gate->lock);
	ost_keyset_unref(keys);
	return OST_OK;
}

/* The same for the list, which is signed by one of the keys. When it cannot be had, nobody is let in who
 * may have been thrown out. */
static enum ost_verdict read_list(struct gate *gate, struct ost_keyset *keys, int64_t now_s)
{
	OWNED(not_before_text_free) const struct not_before_text *text = NULL;
	struct ost_not_before *list;
	struct err err = { 0 };

	if (!keyring_ready(gate->keyring))
		return OST_UNJUDGED; /* the first key is being made, which nobody waits for here */
	text = not_before_list_text(gate->thrown_out, &err);
	if (!text || ost_not_before_new(keys, &gate->policy, text->jws.p, text->jws.n, now_s,
					&list) != OST_OK)
		return OST_UNJUDGED;
	pthread_rwlock_wrlock(&gate->lock);
	if (gate->list_generation < text->generation) {
		struct ost_not_before *old = gate->list;

		gate->list = list;
		gate->list_generation = text->generation;
		list = old;
	}
	pthread_rwlock_unlock(&gate->lock);
	ost_not_before_unref(list);
	return OST_OK;
}

static void present_take(struct gate *gate, struct present *out)
{
	pthread_rwlock_rdlock(&gate->lock);
	out->keys = gate->keys ? ost_keyset_ref(gate->keys) : NULL;
	out->generation = gate->generation;
	out->list = gate->list ? ost_not_before_ref(gate->list) : NULL;
	out->list_generation = gate->list_generation;
	pthread_rwlock_unlock(&gate->lock);
}

static void present_done(struct present *p)
{
	ost_keyset_unref(TAKE(p->keys));
	ost_not_before_unref(TAKE(p->list));
}

static bool keys_are_old(const struct gate *gate, const struct present *p)
{
	return p->generation != keyring_generation(gate->keyring);
}

static bool list_is_old(const struct gate *gate, const struct present *p)
{
	return gate->thrown_out &&
	       p->list_generation != not_before_list_generation(gate->thrown_out);
}

/* Reads what has changed. The list waits its turn: of all who come at once, one reads it. */
static enum ost_verdict bring_up_to_date(struct gate *gate, struct present *p, int64_t now_s)
{
	enum ost_verdict verdict = OST_OK;

	if (keys_are_old(gate, p)) {
		present_done(p);
		if (read_keys(gate) != OST_OK)
			return OST_NO_MEMORY;
		present_take(gate, p);
	}
	if (!list_is_old(gate, p))
		return OST_OK;
	pthread_mutex_lock(&gate->reading);
	present_done(p);
	present_take(gate, p);
	if (list_is_old(gate, p)) {
		verdict = read_list(gate, p->keys, now_s);
		present_done(p);
		present_take(gate, p);
	}
	pthread_mutex_unlock(&gate->reading);
	return verdict;
}

static enum ost_verdict judge_by(struct gate *gate, const struct present *p, struct str token,
				 int64_t now_s, struct ost_claims **out)
{
	struct ost_policy policy = gate->policy;

	policy.not_before = p->list;
	if (gate->cache)
		return ost_cache_verify(gate->cache, p->keys, &policy, token.p, token.n, now_s,
					out);
	return ost_verify(p->keys, &policy, token.p, token.n, now_s, out);
}

static enum ost_verdict judge_by_own(struct gate *gate, struct str token, int64_t now_s,
				     struct ost_claims **out)
{
	enum ost_verdict listed, verdict;
	struct present p;

	present_take(gate, &p);
	listed = bring_up_to_date(gate, &p, now_s);
	verdict = p.keys ? judge_by(gate, &p, token, now_s, out) : listed;
	present_done(&p);
	if (verdict != OST_OK || listed == OST_OK)
		return verdict;
	ost_claims_unref(TAKE(*out)); /* good, but for the list that there is not */
	return listed;
}

/* Nothing waits here: it may be the HTTP thread. */
enum ost_verdict gate_judge(struct gate *gate, struct str token, int64_t now_s,
			    struct ost_claims **out)
{
	if (gate->keyring)
		return judge_by_own(gate, token, now_s, out);
	return ost_remote_verify(gate->remote, &gate->policy, token.p, token.n, now_s, 0, out);
}

bool gate_has_keys(struct gate *gate)
{
	if (gate->keyring)
		return keyring_ready(gate->keyring);
	return ost_remote_wait(gate->remote, 0);
}
