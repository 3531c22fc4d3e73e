#include "ostiary/verify.h"

#include "base/cleanup.h"
#include "jose/claims.h"
#include "jose/jws.h"

enum ost_verdict ost_verify(const struct ost_keyset *set, const struct ost_policy *policy,
			    const char *token, size_t len, int64_t now_s, struct ost_claims **out)
{
	OWNED(ost_claims_unref) struct ost_claims *claims = NULL;
	unsigned char octets[JWS_OCTETS(OST_TOKEN_MAX_BYTES)];
	struct jws jws;
	enum ost_verdict verdict;

	jws.octets = octets;
	jws.max_bytes = OST_TOKEN_MAX_BYTES;
	verdict = jws_check(&jws, set, policy->algorithms, policy->kid_rule, JWS_TOKEN,
			    str_of(token, len));
	if (verdict == OST_OK)
		verdict = claims_new(&jws, &claims);
	if (verdict == OST_OK)
		verdict = claims_judge(claims, policy, now_s);
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

static const struct {
	const char *name, *text;
} verdicts[] = {
	[OST_UNJUDGED] = { "unjudged", "Nothing was judged." },
	[OST_OK] = { "ok", "The token is good." },
	[OST_MALFORMED] = { "malformed", "This is not a signed token in compact form." },
	[OST_BAD_ALGORITHM] = { "bad-algorithm",
				"The token's algorithm is not allowed here, or not for its key." },
	[OST_BAD_CRITICAL] = { "bad-critical",
			       "The token demands an extension nobody understands." },
	[OST_BAD_TYPE] = { "bad-type", "The token is of another type than an access token." },
	[OST_NO_KEY_ID] = { "no-key-id", "The token does not say which key has signed it." },
	[OST_UNKNOWN_KEY] = { "unknown-key", "The token names a key that is not in the key set." },
	[OST_BAD_SIGNATURE] = { "bad-signature", "The token was not signed by the key it names." },
	[OST_BAD_PAYLOAD] = { "bad-payload", "The token's payload is not one proper JSON object." },
	[OST_BAD_CLAIM] = { "bad-claim",
			    "A claim of the token has a wrong type, or exp is missing." },
	[OST_EXPIRED] = { "expired", "The token has expired." },
	[OST_NOT_YET_VALID] = { "not-yet-valid", "The token is not valid yet." },
	[OST_ISSUED_LATER] = { "issued-later", "The token claims to be issued in the future." },
	[OST_TOO_OLD] = { "too-old", "The token was issued too long ago, or does not say when." },
	[OST_WRONG_ISSUER] = { "wrong-issuer", "The token comes from another issuer." },
	[OST_WRONG_AUDIENCE] = { "wrong-audience", "The token is meant for somebody else." },
	[OST_NO_SUBJECT] = { "no-subject", "The token does not say whom it is about." },
	[OST_NO_MEMORY] = { "no-memory", "There was no memory to judge the token." },
	[OST_REVOKED] = { "revoked", "The token's subject was thrown out after it was issued." },
};

const char *ost_verdict_name(enum ost_verdict verdict)
{
	return (size_t)verdict < ARRAY_LEN(verdicts) ? verdicts[verdict].name : "unjudged";
}

const char *ost_verdict_text(enum ost_verdict verdict)
{
	return (size_t)verdict < ARRAY_LEN(verdicts) ? verdicts[verdict].text
						     : verdicts[OST_UNJUDGED].text;
}
