#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"
#include "ostiary/verify.h"

struct ostiary {
	struct ost_keyset *set;
	struct ost_cache *cache;
	const char *audience;
	struct ost_policy policy;
	int64_t now_s;
};

static bool knows(const char *alg)
{
	return ost_algorithm_named(alg, strlen(alg)) != 0;
}

static void *ready(const struct task *task)
{
	struct ostiary *o = calloc(1, sizeof(*o));

	judge_need(o && ost_keyset_new(task->jwks, strlen(task->jwks), &o->set) == OST_KEYSET_OK,
		   "key set");
	o->audience = JUDGE_AUDIENCE;
	o->policy = (struct ost_policy){ .algorithms =
						 ost_algorithm_named(task->alg, strlen(task->alg)),
					 .issuer = JUDGE_ISSUER,
					 .audiences = &o->audience,
					 .n_audiences = 1,
					 .leeway_s = OST_LEEWAY_DEFAULT_S };
	o->now_s = task->now_s;
	o->cache = ost_cache_new(4096);
	judge_need(o->cache, "cache");
	return o;
}

static bool accepts(void *self, struct str token)
{
	struct ostiary *o = self;
	struct ost_claims *claims = NULL;
	enum ost_verdict verdict =
		ost_verify(o->set, &o->policy, token.p, token.n, o->now_s, &claims);

	ost_claims_unref(claims);
	return verdict == OST_OK;
}

static bool accepts_cached(void *self, struct str token)
{
	struct ostiary *o = self;
	struct ost_claims *claims = NULL;
	enum ost_verdict verdict =
		ost_cache_verify(o->cache, o->set, &o->policy, token.p, token.n, o->now_s, &claims);

	ost_claims_unref(claims);
	return verdict == OST_OK;
}

static void done(void *self)
{
	struct ostiary *o = self;

	ost_cache_free(o->cache);
	ost_keyset_unref(o->set);
	free(o);
}

const struct judge judge_ostiary = {
	.name = "libostiary",
	.version = VERSION_OF_OSTIARY,
	.checks = "everything",
	.knows = knows,
	.ready = ready,
	.accepts = accepts,
	.done = done,
};

const struct judge judge_ostiary_cache = {
	.name = "libostiary with its cache",
	.checks = "all but the signature, which it remembers",
	.knows = knows,
	.ready = ready,
	.accepts = accepts_cached,
	.done = done,
};
