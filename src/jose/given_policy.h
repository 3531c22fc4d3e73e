/* A policy as its caller gave it: the members that its size covers, and the times that its leeway
 * allows. */
#ifndef OSTIARY_JOSE_GIVEN_POLICY_H
#define OSTIARY_JOSE_GIVEN_POLICY_H

#include "base/sized.h"
#include "ostiary/verify.h"

/* The policy itself when it has the size of this build, which costs one comparison; otherwise a
 * copy in *room. NULL when its size is unknown: OST_BAD_POLICY. */
static inline const struct ost_policy *given_policy(const struct ost_policy *policy,
						    struct ost_policy *room)
{
	if (policy->size == sizeof(*policy))
		return policy;
	/* The last member of 0.2 is a pointer: NOLINTNEXTLINE(bugprone-sizeof-expression) */
	return sized_read(room, sizeof(*room), OST_POLICY_SIZE_0_2, policy) ? room : NULL;
}

/* A sum that stops at the ends of its type. */
static inline int64_t seconds_add(int64_t a, int64_t b)
{
	int64_t sum;

	if (!__builtin_add_overflow(a, b, &sum))
		return sum;
	return a < 0 ? INT64_MIN : INT64_MAX;
}

/* The times that the issuer's clock may show while the verifier's clock shows now_s. */
struct time_window {
	int64_t earliest_s, latest_s;
};

static inline struct time_window time_window(const struct ost_policy *policy, int64_t now_s)
{
	int64_t leeway_s = policy->leeway_s < 0 ? 0 : policy->leeway_s;

	if (leeway_s > OST_LEEWAY_MAX_S)
		leeway_s = OST_LEEWAY_MAX_S;
	return (struct time_window){ seconds_add(now_s, -leeway_s), seconds_add(now_s, leeway_s) };
}

#endif
