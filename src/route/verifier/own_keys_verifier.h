/* Verifies access tokens by the keys and the revocation list that this process publishes as
 * issuer. It reads the published texts, as every other user of libostiary does, and reads them
 * again when their generation has changed. */
#ifndef OSTIARY_ROUTE_VERIFIER_OWN_KEYS_VERIFIER_H
#define OSTIARY_ROUTE_VERIFIER_OWN_KEYS_VERIFIER_H

#include <stddef.h>

#include "auth/issuer/issuer.h"
#include "route/verifier/token_verifier.h"

/* cache_entries is the size of the verdict cache; with 0 every token is verified anew. NULL: no
 * memory. issuer and the texts of the policy must outlive the verifier. */
struct token_verifier *own_keys_verifier_new(const struct issuer *issuer,
					     const struct ost_policy *policy, size_t cache_entries);

#endif
