/* The verifier of access tokens, for the task API and forward authentication. It has two
 * implementations:
 *
 *   own_keys_verifier.h     by the keys and revocations that this process publishes as issuer
 *   remote_keys_verifier.h  by those of a remote issuer
 *
 * A verifier is safe to use from many threads at once. */
#ifndef OSTIARY_ROUTE_VERIFIER_TOKEN_VERIFIER_H
#define OSTIARY_ROUTE_VERIFIER_TOKEN_VERIFIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "ostiary/verify.h"
#include "route/verifier/demand.h"

struct issuer;
struct ost_remote;
struct token_verifier;

/* The operations of one implementation; none is NULL. */
struct token_verifier_ops {
	enum ost_verdict (*verify)(struct token_verifier *verifier, const struct demand *demand,
				   struct str token, int64_t now_s, struct ost_claims **out);
	bool (*has_keys)(struct token_verifier *verifier);
	void (*free)(struct token_verifier *verifier);
};

/* The first member of each implementation's struct. */
struct token_verifier {
	const struct token_verifier_ops *ops;
};

/* The parts of a verifier. They and the texts of the policy must outlive it. */
struct token_verifier_config {
	const struct issuer *issuer; /* verify by its keys; NULL: by those of remote */
	struct ost_remote *remote;
	struct ost_policy policy; /* own keys fill in its revocations */
	size_t cache_entries;     /* of verdicts by own keys; 0: every token is verified anew */
};

/* NULL: no memory. */
struct token_verifier *token_verifier_new(const struct token_verifier_config *config);
void token_verifier_free(struct token_verifier *verifier);

/* Verifies signature, claims and revocation of a token, and then what is demanded of the sign-in.
 * It waits for no other machine, so the HTTP thread may call it. OST_OK with *out owned by the
 * caller, released by ost_claims_unref(); OST_UNJUDGED when there are no keys to verify with, or
 * no revocation list where one is demanded; otherwise the verdict against the token, or
 * OST_NO_MEMORY. */
enum ost_verdict token_verifier_verify(struct token_verifier *verifier, const struct demand *demand,
				       struct str token, int64_t now_s, struct ost_claims **out);

/* True when tokens can be verified: there are keys, and with a remote issuer also its revocation
 * list where one is demanded. */
bool token_verifier_has_keys(struct token_verifier *verifier);

#endif
