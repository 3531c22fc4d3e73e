#include "jose/verdict.h"

#include <stddef.h>

struct verdict_words {
	const char *name, *text;
};

static const struct verdict_words verdicts[VERDICT_COUNT] = {
	[OST_UNJUDGED] = { "unjudged", "The token was not verified." },
	[OST_OK] = { "ok", "The token is good." },
	[OST_MALFORMED] = { "malformed", "This is not a signed token in compact form." },
	[OST_BAD_ALGORITHM] = { "bad-algorithm", "The token's algorithm is not accepted, or its "
						 "key is not used with it." },
	[OST_BAD_CRITICAL] = { "bad-critical",
			       "The token requires an extension that is not supported." },
	[OST_BAD_TYPE] = { "bad-type", "The token is not an access token." },
	[OST_NO_KEY_ID] = { "no-key-id", "The token does not name the key that signed it." },
	[OST_UNKNOWN_KEY] = { "unknown-key", "The token names a key that is not in the key set." },
	[OST_BAD_SIGNATURE] = { "bad-signature",
				"The token was not signed by the key that it names." },
	[OST_BAD_PAYLOAD] = { "bad-payload",
			      "The token's payload is not a well-formed JSON object." },
	[OST_BAD_CLAIM] = { "bad-claim",
			    "A claim of the token has a wrong type, or exp is missing." },
	[OST_EXPIRED] = { "expired", "The token has expired." },
	[OST_NOT_YET_VALID] = { "not-yet-valid", "The token is not valid yet." },
	[OST_ISSUED_IN_FUTURE] = { "issued-in-future", "The token was issued in the future." },
	[OST_TOO_OLD] = { "too-old", "The token was issued too long ago, or has no iat." },
	[OST_WRONG_ISSUER] = { "wrong-issuer", "The token is from another issuer." },
	[OST_WRONG_AUDIENCE] = { "wrong-audience", "The token is for another audience." },
	[OST_NO_SUBJECT] = { "no-subject", "The token has no subject." },
	[OST_NO_MEMORY] = { "no-memory", "There was not enough memory to verify the token." },
	[OST_REVOKED] = { "revoked", "The token was revoked." },
	[OST_BAD_POLICY] = { "bad-policy",
			     "The policy's size is unknown to this version of the library." },
	[OST_MISSING_METHOD] = { "missing-method",
				 "The token does not say that a demanded method proved who the "
				 "person is." },
	[OST_WRONG_CLASS] = { "wrong-class",
			      "The token does not say that the person was authenticated in a "
			      "demanded way." },
	[OST_AUTH_TOO_OLD] = { "auth-too-old",
			       "The person was authenticated too long ago, or the token does not "
			       "say when." },
};

static const struct verdict_words *verdict_words(enum ost_verdict verdict)
{
	return &verdicts[(size_t)verdict < VERDICT_COUNT ? verdict : OST_UNJUDGED];
}

const char *ost_verdict_name(enum ost_verdict verdict)
{
	return verdict_words(verdict)->name;
}

const char *ost_verdict_text(enum ost_verdict verdict)
{
	return verdict_words(verdict)->text;
}
