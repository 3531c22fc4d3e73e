/* Verifies access tokens by the keys and the revocation list of a remote issuer, which
 * libostiary-remote fetches and caches. */
#ifndef OSTIARY_ROUTE_VERIFIER_REMOTE_KEYS_VERIFIER_H
#define OSTIARY_ROUTE_VERIFIER_REMOTE_KEYS_VERIFIER_H

#include "ostiary/remote.h"
#include "route/verifier/token_verifier.h"

/* NULL: no memory. remote and the texts of the policy must outlive the verifier. */
struct token_verifier *remote_keys_verifier_new(struct ost_remote *remote,
						const struct ost_policy *policy);

#endif
