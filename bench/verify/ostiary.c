#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"
#include "mint.h"
#include "ostiary/revocations.h"
#include "ostiary/verify.h"

#define LISTED 10000

struct ostiary {
	struct ost_keyset *set;
	struct ost_cache *cache;
	const char *audience;
	struct ost_policy policy;
	struct ost_revocations *list; /* NULL: none */
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
	o->policy = (struct ost_policy){ .size = sizeof(struct ost_policy),
					 .algorithms =
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

/* As many others, all revoked later than the tokens were issued: every subject has to be looked
 * up. */
static struct str list_text(const struct task *task, struct arena *a)
{
	struct str header = arena_fmt(
		a, "{\"alg\":\"%s\",\"kid\":\"" JUDGE_KID "\",\"typ\":\"ostiary-revocations+jwt\"}",
		task->alg);
	struct buf claims;

	arena_buf(a, &claims, 1024, (size_t)LISTED * 64);
	buf_fmt(&claims,
		"{\"iss\":\"" JUDGE_ISSUER "\",\"aud\":\"ostiary-revocations\",\"iat\":%lld,"
		"\"exp\":%lld,\"version\":1,\"revocations\":",
		(long long)task->now_s, (long long)task->now_s + 3600);
	for (int i = 0; i < LISTED; i++) {
		char subject[32];

		snprintf(subject, sizeof(subject), "somebody-else-%d", i);
		buf_fmt(&claims, "%c[\"%s\",%lld.500]", i ? ',' : '[', mint_digest(a, subject),
			(long long)task->now_s);
	}
	buf_z(&claims, "]}");
	judge_need(buf_ok(&claims), "room for a list");
	return mint_sign(a, task->key, task->alg, header, buf_text(&claims));
}

static void *ready_with_list(const struct task *task)
{
	struct ostiary *o = ready(task);
	struct arena a;
	struct str text;

	arena_init(&a, NULL, 0);
	text = list_text(task, &a);
	judge_need(ost_revocations_new(o->set, &o->policy, text.p, text.n, task->now_s, &o->list) ==
			   OST_OK,
		   "list");
	arena_done(&a);
	o->policy.revocations = o->list;
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
	ost_revocations_unref(o->list);
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

const struct judge judge_ostiary_list = {
	.name = "libostiary with its cache, 10,000 out",
	.checks = "the same, and the revocations of 10,000 users",
	.knows = knows,
	.ready = ready_with_list,
	.accepts = accepts_cached,
	.done = done,
};
