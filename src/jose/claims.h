/* What a signed payload says, and whether that suits a policy (RFC 7519 sections 4.1 and 7.2). */
#ifndef OSTIARY_JOSE_CLAIMS_H
#define OSTIARY_JOSE_CLAIMS_H

#include <stdatomic.h>

#include "base/cleanup.h"
#include "base/jflat.h"
#include "base/str.h"
#include "jose/jws.h"
#include "ostiary/verify.h"

#define NOT_BEFORE_DIGEST_BYTES                                                                    \
	16 /* of SHA-256(sub): as many as nobody can make collide by chance */

#define CLAIMS_MAX_DEPTH   32
#define CLAIMS_MAX_MEMBERS 512 /* of one object; 8 KiB have no room for many more */

/* A NumericDate, rounded up to whole seconds: now < 1.5 and now < 2 are the same for a whole now. */
struct claims_time {
	int64_t s;
	bool given;
};

/* One block of memory holds this, the parsed payload and the texts. */
struct ost_claims {
	atomic_uint references; /* all else but the digest never changes once made */
	const struct alg *alg;
	struct str kid;     /* NULL when the token had none */
	struct str payload; /* as signed, a NUL behind */
	struct str issuer, subject;
	struct claims_time expires, not_before, issued;
	int64_t issued_ms; /* rounded up likewise */
	/* The subject's digest, made when a list is first asked for it (jose/not_before.h). */
	atomic_int digest_state;
	unsigned char digest[NOT_BEFORE_DIGEST_BYTES];
	uint32_t audience; /* JFLAT_NONE, a string, or an array of strings */
	struct jflat doc;
};

OWNER(struct ost_claims *, ost_claims_unref)

/* Takes the claims from a token whose signature is good. OST_OK, OST_BAD_PAYLOAD, OST_BAD_CLAIM or
 * OST_NO_MEMORY. */
enum ost_verdict claims_new(const struct jws *jws, struct ost_claims **out);

/* Whatever depends on the policy or the time, the algorithm and the key id included. Waits for nobody. */
enum ost_verdict claims_judge(struct ost_claims *claims, const struct ost_policy *policy,
			      int64_t now_s);

/* The policy's leeway within its bounds; a sum that stops at the ends of its type. */
int64_t claims_leeway(const struct ost_policy *policy);
int64_t claims_add(int64_t a, int64_t b);

#endif
