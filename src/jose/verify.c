#include "ostiary/verify.h"

#include "base/cleanup.h"
#include "jose/claims.h"
#include "jose/given_policy.h"
#include "jose/jws.h"
#include "jose/policy.h"

enum ost_verdict ost_verify(const struct ost_keyset *set, const struct ost_policy *policy,
			    const char *token, size_t len, int64_t now_s, struct ost_claims **out)
{
	OWNED(ost_claims_unref) struct ost_claims *claims = NULL;
	unsigned char octets[JWS_OCTETS(OST_TOKEN_MAX_BYTES)];
	struct ost_policy room;
	struct jws jws;
	enum ost_verdict verdict;

	policy = given_policy(policy, &room);
	if (!policy)
		return OST_BAD_POLICY;
	jws.octets = octets;
	jws.max_bytes = OST_TOKEN_MAX_BYTES;
	verdict = jws_check(&jws, set, policy->algorithms, policy->kid_rule, JWS_TOKEN,
			    str_of(token, len));
	if (verdict == OST_OK)
		verdict = claims_new(&jws, &claims);
	if (verdict == OST_OK)
		verdict = policy_judge(claims, policy, now_s);
	if (verdict == OST_OK)
		*out = TAKE(claims);
	return verdict;
}

enum ost_verdict ost_jws_verify(const struct ost_keyset *set, unsigned algorithms,
				enum ost_kid_rule kid_rule, const char *jws, size_t len)
{
	unsigned char octets[JWS_OCTETS(OST_TOKEN_MAX_BYTES)];
	struct jws checked;

	checked.octets = octets;
	checked.max_bytes = OST_TOKEN_MAX_BYTES;
	return jws_check(&checked, set, algorithms, kid_rule, JWS_ANY, str_of(jws, len));
}
