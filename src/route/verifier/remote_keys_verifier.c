#include "route/verifier/remote_keys_verifier.h"

#include <stdlib.h>

struct remote_keys_verifier {
	struct token_verifier base;
	struct ost_remote *remote; /* has a cache of verdicts of its own */
	struct ost_policy policy;
};

static struct remote_keys_verifier *remote_keys_of(struct token_verifier *base)
{
	return (struct remote_keys_verifier *)base;
}

static enum ost_verdict remote_keys_verify(struct token_verifier *base, const struct demand *demand,
					   struct str token, int64_t now_s, struct ost_claims **out)
{
	const struct remote_keys_verifier *v = remote_keys_of(base);
	struct ost_policy policy = v->policy;

	demand_put(demand, &policy);
	return ost_remote_verify(v->remote, &policy, token.p, token.n, now_s, 0, out);
}

static bool remote_keys_are_there(struct token_verifier *base)
{
	return ost_remote_wait(remote_keys_of(base)->remote, 0);
}

static void remote_keys_free(struct token_verifier *base)
{
	free(remote_keys_of(base));
}

struct token_verifier *remote_keys_verifier_new(struct ost_remote *remote,
						const struct ost_policy *policy)
{
	static const struct token_verifier_ops ops = { remote_keys_verify, remote_keys_are_there,
						       remote_keys_free };
	struct remote_keys_verifier *v = calloc(1, sizeof(*v));

	if (!v)
		return NULL;
	*v = (struct remote_keys_verifier){
		.base = { &ops },
		.remote = remote,
		.policy = *policy,
	};
	return &v->base;
}
