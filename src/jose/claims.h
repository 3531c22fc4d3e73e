/* The claims of a signed payload, checked for their types (RFC 7519 section 4.1). */
#ifndef OSTIARY_JOSE_CLAIMS_H
#define OSTIARY_JOSE_CLAIMS_H

#include <stdatomic.h>

#include "base/cleanup.h"
#include "base/jflat.h"
#include "base/refcount.h"
#include "base/str.h"
#include "jose/jws.h"
#include "ostiary/claims.h"
#include "ostiary/revocations.h"
#include "ostiary/verify.h"

#define CLAIMS_MAX_DEPTH   32
#define CLAIMS_MAX_MEMBERS 512 /* of one object; a token of 8 KiB has no room for many more */

/* A NumericDate, rounded up to whole seconds: the present time is a whole number of seconds, which
 * is below 1.5 exactly when it is below 2. */
struct claims_time {
	int64_t s;
	bool given;
};

/* One block of memory holds this struct, the parsed payload and the texts. */
struct ost_claims {
	struct refcount references; /* all members but references and the digest are immutable */
	const struct alg *alg;
	struct str kid;     /* p is NULL when the token had none */
	struct str payload; /* as signed, followed by a NUL */
	struct str issuer, subject;
	struct claims_time expires, not_before, issued;
	int64_t issued_ms; /* rounded up as well */
	/* The subject's digest, made when a revocation list first needs it. */
	atomic_int digest_state;
	unsigned char digest[OST_REVOCATIONS_DIGEST_BYTES];
	uint32_t audience; /* JFLAT_NONE, a string, or an array of strings */
	struct jflat doc;
};

OWNER(struct ost_claims *, ost_claims_unref)

/* Reads the claims of a token whose signature is good. OST_OK, OST_BAD_PAYLOAD, OST_BAD_CLAIM or
 * OST_NO_MEMORY. */
enum ost_verdict claims_new(const struct jws *jws, struct ost_claims **out);

/* Whether aud is, or contains, exactly this audience. */
bool claims_have_audience(const struct ost_claims *claims, struct str audience);

/* Whether amr is an array of strings that contains exactly this method. */
bool claims_have_method(const struct ost_claims *claims, struct str method);

/* acr, when it is a string; else p is NULL. */
struct str claims_class(const struct ost_claims *claims);

/* auth_time (OpenID Connect Core 1.0 section 2), when it is a number that is not negative, rounded
 * up as the other times. */
struct claims_time claims_auth_time(const struct ost_claims *claims);

/* The first bytes of SHA-256(subject), by which a revocation list names a user: 128 bits, so that
 * no two users share them by chance. False when there is no memory. */
bool subject_digest(struct str subject, unsigned char out[OST_REVOCATIONS_DIGEST_BYTES]);

/* The digest of the claims' subject. It is kept with the claims, or written to room; the result
 * points to the one or the other. NULL when there is no memory. */
const unsigned char *claims_subject_digest(struct ost_claims *claims,
					   unsigned char room[OST_REVOCATIONS_DIGEST_BYTES]);

#endif
