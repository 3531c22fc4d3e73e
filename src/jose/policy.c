#include "jose/policy.h"

#include "jose/given_policy.h"
#include "jose/revocations.h"

/* RFC 7519 sections 4.1.4 to 4.1.6. */
static enum ost_verdict judge_times(const struct ost_claims *claims,
				    const struct ost_policy *policy, int64_t now_s)
{
	struct time_window now = time_window(policy, now_s);

	if (now.earliest_s >= claims->expires.s)
		return OST_EXPIRED;
	if (claims->not_before.given && claims->not_before.s > now.latest_s)
		return OST_NOT_YET_VALID;
	if (claims->issued.given && claims->issued.s > now.latest_s)
		return OST_ISSUED_IN_FUTURE;
	if (policy->max_age_s > 0 &&
	    (!claims->issued.given ||
	     claims->issued.s < seconds_add(now.earliest_s, -policy->max_age_s)))
		return OST_TOO_OLD;
	return OST_OK;
}

/* Exact and whole, letter case included (RFC 8725 sections 3.8 and 3.9). */
static enum ost_verdict judge_names(const struct ost_claims *claims,
				    const struct ost_policy *policy)
{
	bool found = policy->n_audiences == 0;

	if (policy->issuer && (!claims->issuer.p || !str_eq(claims->issuer, str_z(policy->issuer))))
		return OST_WRONG_ISSUER;
	for (size_t i = 0; i < policy->n_audiences && !found; i++)
		found = claims_have_audience(claims, str_z(policy->audiences[i]));
	if (!found)
		return OST_WRONG_AUDIENCE;
	return claims->subject.n ? OST_OK : OST_NO_SUBJECT;
}

static bool is_one_of(struct str text, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text.p && str_eq(text, str_z(names[i])))
			return true;
	return false;
}

/* How and when the person proved who they are (RFC 9470). A claim of a wrong type is as good as a
 * missing one; one that nobody demands is not looked at. A time to come would stay young for too
 * long. */
static enum ost_verdict judge_proof(const struct ost_claims *claims,
				    const struct ost_policy *policy, int64_t now_s)
{
	struct time_window now = time_window(policy, now_s);
	struct claims_time at;

	for (size_t i = 0; i < policy->n_methods; i++)
		if (!claims_have_method(claims, str_z(policy->methods[i])))
			return OST_MISSING_METHOD;
	if (policy->n_classes &&
	    !is_one_of(claims_class(claims), policy->classes, policy->n_classes))
		return OST_WRONG_CLASS;
	if (policy->max_auth_age_s <= 0)
		return OST_OK;
	at = claims_auth_time(claims);
	if (!at.given || at.s > now.latest_s ||
	    at.s < seconds_add(now.earliest_s, -policy->max_auth_age_s))
		return OST_AUTH_TOO_OLD;
	return OST_OK;
}

enum ost_verdict policy_judge(struct ost_claims *claims, const struct ost_policy *policy,
			      int64_t now_s)
{
	enum ost_verdict verdict;

	if (!(policy->algorithms & claims->alg->bit))
		return OST_BAD_ALGORITHM;
	if (!claims->kid.p && policy->kid_rule != OST_KID_RULE_OPTIONAL)
		return OST_NO_KEY_ID;
	verdict = judge_times(claims, policy, now_s);
	if (verdict == OST_OK)
		verdict = judge_names(claims, policy);
	if (verdict == OST_OK && policy->revocations)
		verdict = revocations_judge(policy->revocations, claims);
	if (verdict == OST_OK)
		verdict = judge_proof(claims, policy, now_s);
	return verdict;
}
