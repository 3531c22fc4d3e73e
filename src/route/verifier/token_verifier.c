#include "route/verifier/token_verifier.h"

#include "route/verifier/own_keys_verifier.h"
#include "route/verifier/remote_keys_verifier.h"

struct token_verifier *token_verifier_new(const struct token_verifier_config *config)
{
	if (config->issuer)
		return own_keys_verifier_new(config->issuer, &config->policy,
					     config->cache_entries);
	return remote_keys_verifier_new(config->remote, &config->policy);
}

void token_verifier_free(struct token_verifier *verifier)
{
	if (verifier)
		verifier->ops->free(verifier);
}

enum ost_verdict token_verifier_verify(struct token_verifier *verifier, const struct demand *demand,
				       struct str token, int64_t now_s, struct ost_claims **out)
{
	return verifier->ops->verify(verifier, demand, token, now_s, out);
}

bool token_verifier_has_keys(struct token_verifier *verifier)
{
	return verifier->ops->has_keys(verifier);
}
