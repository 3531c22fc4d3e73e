/* What is demanded of the way in which a person has signed in, and of its age, beyond a valid token
 * or session; and the answer when that is not met (RFC 9470). */
#ifndef OSTIARY_ROUTE_VERIFIER_DEMAND_H
#define OSTIARY_ROUTE_VERIFIER_DEMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth/session/proof.h"
#include "base/str.h"
#include "core/arena.h"
#include "ostiary/verify.h"

#define DEMAND_NAMES_MAX 8        /* there are six methods of ours */
#define DEMAND_AGE_MAX   31622400 /* in seconds: no session lives longer */

struct demand_names {
	const char *const *of;
	size_t n;
};

/* Zeros demand nothing. */
struct demand {
	struct demand_names methods; /* amr has to contain each */
	struct demand_names classes; /* acr has to be one of them; none: any or no acr */
	int64_t max_age_s;           /* since auth_time; 0: any */
};

/* Reads names that are separated by commas. True with *out in the arena; false: there are more than
 * DEMAND_NAMES_MAX, or one is empty or has a sign that a quoted parameter of a challenge cannot
 * have. An empty text has none. */
bool demand_names_read(struct arena *a, struct str text, struct demand_names *out);

/* Reads a query with require_methods, require_acr and require_auth_age (in seconds), which the
 * location of a proxy adds; other parameters count for nothing. False: one of these is repeated or
 * wrong, or another one begins with "require_". */
bool demand_query_read(struct arena *a, struct str query, struct demand *out);

bool demand_is_empty(const struct demand *demand);

/* The members of the policy that say the same. */
void demand_put(const struct demand *demand, struct ost_policy *policy);

/* The verdict on a token of a session with that proof: OST_OK, or one of demand_is_unmet(). */
enum ost_verdict demand_judge(const struct demand *demand, const struct session_proof *proof,
			      int64_t now_s);

/* Whether the verdict says that all is right but the proof. */
bool demand_is_unmet(enum ost_verdict verdict);

/* The value of WWW-Authenticate for an unmet demand: error, error_description, acr_values and
 * max_age (RFC 9470 section 3), and amr_values, a parameter of ours. In the arena. */
struct str demand_challenge(struct arena *a, const struct demand *demand, enum ost_verdict verdict);

#endif
