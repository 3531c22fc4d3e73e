/* The demands of a policy on the claims of a token whose signature is good (RFC 7519 section 7.2).
 * This file joins claims and revocations, which do not know each other's rules. */
#ifndef OSTIARY_JOSE_POLICY_H
#define OSTIARY_JOSE_POLICY_H

#include "jose/claims.h"
#include "ostiary/verify.h"

/* Every check that depends on the policy or on the time, the algorithm and the kid included.
 * policy has the size of this build. Takes no lock. */
enum ost_verdict policy_judge(struct ost_claims *claims, const struct ost_policy *policy,
			      int64_t now_s);

#endif
