#include "route/gate.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "ostiary/remote.h"
#include "route/app.h"

OWNER(struct ost_keyset *, ost_keyset_unref)

struct gate {
	struct keyring *keyring;   /* NULL: the keys are those of remote */
	struct ost_remote *remote; /* with a cache of its own */
	const char *audience;
	struct ost_policy policy;
	struct ost_cache *cache; /* NULL: every token is judged anew */
	pthread_rwlock_t lock;   /* guards the two below */
	struct ost_keyset *keys; /* NULL before the first was read */
	uint64_t generation;     /* of the published set that keys was made of */
};

struct gate *gate_new(const struct app_config *config)
{
	struct gate *gate = calloc(1, sizeof(*gate));

	if (!gate)
		return NULL;
	gate->keyring = config->issuer ? config->issuer->keyring : NULL;
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
	return gate;
}

void gate_free(struct gate *gate)
{
	if (!gate)
		return;
	ost_cache_free(gate->cache);
	ost_keyset_unref(gate->keys);
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

static struct ost_keyset *present_keys(struct gate *gate, uint64_t *generation)
{
	struct ost_keyset *keys;

	pthread_rwlock_rdlock(&gate->lock);
	keys = gate->keys ? ost_keyset_ref(gate->keys) : NULL;
	*generation = gate->generation;
	pthread_rwlock_unlock(&gate->lock);
	return keys;
}

static enum ost_verdict judge_by_own(struct gate *gate, struct str token, int64_t now_s,
				     struct ost_claims **out)
{
	uint64_t generation;
	OWNED(ost_keyset_unref) struct ost_keyset *keys = present_keys(gate, &generation);

	if (generation != keyring_generation(gate->keyring)) {
		ost_keyset_unref(TAKE(keys));
		if (read_keys(gate) != OST_OK)
			return OST_NO_MEMORY;
		keys = present_keys(gate, &generation);
	}
	if (gate->cache)
		return ost_cache_verify(gate->cache, keys, &gate->policy, token.p, token.n, now_s,
					out);
	return ost_verify(keys, &gate->policy, token.p, token.n, now_s, out);
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
	OWNED(ost_keyset_unref) struct ost_keyset *keys = NULL;

	if (gate->keyring)
		return keyring_ready(gate->keyring);
	keys = ost_remote_keys(gate->remote);
	return keys != NULL;
}
