/* Only what a key of the set has signed is accepted, and whatever one has signed is. */
#include "fuzz.h"
#include "keys.h"
#include "mint.h"
#include "oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const struct keys *keys = keys_of_the_corpus();
	enum ost_verdict verdict = ost_jws_verify(keys->set, OST_ALGORITHMS_ALL,
						  OST_KID_RULE_REQUIRED, (const char *)data, n);
	enum oracle_answer answer = oracle_jws(keys, str_of(data, n));
	struct ost_claims *claims = NULL;
	enum ost_verdict judged;

	HOLDS(verdict != OST_UNJUDGED && verdict != OST_NO_MEMORY);
	HOLDS(verdict == OST_OK ? answer != ORACLE_NO : answer != ORACLE_YES);

	/* Nothing is let in that is not signed, and nothing else is there then. */
	judged = ost_verify(keys->set, &keys->policy, (const char *)data, n, MINT_NOW, &claims);
	HOLDS(judged != OST_OK || verdict == OST_OK);
	HOLDS((judged == OST_OK) == (claims != NULL));
	ost_claims_unref(claims);

	/* A set of algorithms without the token's own refuses it. */
	HOLDS(ost_jws_verify(keys->set, OST_PS256 | OST_ES512, OST_KID_RULE_OPTIONAL,
			     (const char *)data, n) != OST_OK);
	return 0;
}
