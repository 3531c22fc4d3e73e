/* libostiary: verifies JSON Web Tokens (RFC 7519) with an issuer's public keys.
 *
 * Make a key set of the issuer's JWKS, state in a policy what you expect, verify tokens:
 *
 *     struct ost_keyset *keys;
 *     struct ost_claims *claims;
 *     const char *audiences[] = { "https://api.example" };
 *     struct ost_policy policy = {
 *             .size = sizeof(policy),
 *             .algorithms = OST_RS256,
 *             .issuer = "https://login.example",
 *             .audiences = audiences, .n_audiences = 1,
 *             .leeway_s = OST_LEEWAY_DEFAULT_S,
 *     };
 *     if (ost_keyset_new(jwks, jwks_len, &keys) != OST_KEYSET_OK)
 *             return "no keys";
 *     verdict = ost_verify(keys, &policy, token, token_len, now_s, &claims);
 *     if (verdict == OST_OK) {
 *             struct ost_text subject = ost_claims_subject(claims);
 *             greet(subject.p, subject.n);
 *             ost_claims_unref(claims);
 *     }
 *     ost_keyset_unref(keys);
 *
 * The library does no I/O, reads no clock and keeps no global state. A call that allocates reports
 * when there is no memory, and then leaks nothing. An out-parameter is written only on success.
 *
 * Threads: any number of threads may use a key set, claims and a cache at once, and a policy that
 * none of them changes. Only ost_cache_free() differs.
 *
 * Structs with a size: the caller sets the member `size` to the sizeof of the struct. The library
 * takes members that an older, smaller struct lacks as zero. It refuses a size that it does not
 * know: zero, one below the first published size (OST_POLICY_SIZE_0_2 and its kind), or one above
 * its own. docs/build/abi.md has the rules. */
#ifndef OSTIARY_VERIFY_H
#define OSTIARY_VERIFY_H

#include <ostiary/claims.h>
#include <ostiary/keyset.h>

#ifdef __cplusplus
extern "C" {
#endif

#define OST_TOKEN_MAX_BYTES   8192       /* a longer token is refused unread */
#define OST_LEEWAY_DEFAULT_S  30         /* a good value for ost_policy.leeway_s */
#define OST_LEEWAY_MAX_S      60         /* a larger leeway_s counts as this */
#define OST_CACHE_MAX_ENTRIES (1u << 20) /* ost_cache_new() refuses more */

/* The result of a verification: the first check that failed, in the order of
 * docs/build/verifier.md. Only OST_OK accepts the token. Later versions add values at the end:
 * treat an unknown one as a refusal. */
enum ost_verdict {
	OST_UNJUDGED = 0,  /* not verified; the value of a zeroed variable */
	OST_OK = 1,        /* accepted */
	OST_MALFORMED,     /* not a compact JWS with a JSON header, or too long */
	OST_BAD_ALGORITHM, /* alg missing, unknown, not in the policy, or not one of the key */
	OST_BAD_CRITICAL,  /* requires an extension (crit, b64); none is supported */
	OST_BAD_TYPE,      /* typ, cty or enc: not a plain signed JWT */
	OST_NO_KEY_ID,     /* kid is missing */
	OST_UNKNOWN_KEY,   /* kid names no key of the set: the set may be out of date */
	OST_BAD_SIGNATURE, /* not signed by the key that kid names */
	OST_BAD_PAYLOAD,   /* signed, but not a JSON object, or one with a repeated name */
	OST_BAD_CLAIM,     /* exp, nbf, iat, iss, aud or sub has a wrong type, or exp is missing */
	OST_EXPIRED,       /* exp has passed */
	OST_NOT_YET_VALID, /* nbf is in the future */
	OST_ISSUED_IN_FUTURE, /* iat is in the future */
	OST_TOO_OLD,          /* iat is missing, or older than the policy allows */
	OST_WRONG_ISSUER,     /* iss is not the policy's issuer */
	OST_WRONG_AUDIENCE,   /* aud contains none of the policy's audiences */
	OST_NO_SUBJECT,       /* sub is missing or empty */
	OST_NO_MEMORY,        /* nothing is known about the token: try again later */
	OST_REVOKED,          /* the revocation list revokes the token */
	OST_BAD_POLICY,       /* policy->size is unknown to this library; nothing was verified */
	/* All else is right, but not how or when the person proved who they are. A server asks for
	 * it with the error insufficient_user_authentication (RFC 9470). The claim is missing, has
	 * a wrong type, or: */
	OST_MISSING_METHOD, /* amr lacks one of the policy's methods */
	OST_WRONG_CLASS,    /* acr is none of the policy's classes */
	OST_AUTH_TOO_OLD,   /* auth_time is older than the policy allows, negative or to come */
};

/* A short word that never changes ("ok", "unknown-key", "bad-signature"), and an English sentence
 * for people; both are constants. A value that is not of the enum has those of OST_UNJUDGED. */
OST_API const char *ost_verdict_name(enum ost_verdict verdict);
OST_API const char *ost_verdict_text(enum ost_verdict verdict);

enum ost_kid_rule {
	OST_KID_RULE_REQUIRED = 0, /* a token without kid is refused: OST_NO_KEY_ID */
	OST_KID_RULE_OPTIONAL, /* it is verified with the only key of the set that allows its alg */
};

struct ost_revocations; /* a revocation list: ostiary/revocations.h */

/* The caller's expectations of a token. The library keeps no pointer of it after a call. A policy
 * whose members after size are zero refuses every token. */
struct ost_policy {
	size_t size;         /* sizeof(struct ost_policy) */
	unsigned algorithms; /* the accepted algorithms, or-ed; 0 accepts none */
	enum ost_kid_rule kid_rule;
	const char *issuer;           /* iss must equal it; NULL: iss is not checked */
	const char *const *audiences; /* aud must be, or contain, one of them exactly */
	size_t n_audiences;           /* 0: aud is not checked */
	int64_t leeway_s;             /* tolerated difference of clocks: 0 to OST_LEEWAY_MAX_S */
	int64_t max_age_s;            /* iat is required and at most this old; 0: any age */
	const struct ost_revocations *revocations; /* borrowed; NULL: not checked */
	/* How and when the person must have proved who they are. An issuer that does not say so
	 * has only tokens that are refused then. */
	const char *const *methods; /* amr must contain each of them exactly (RFC 8176) */
	size_t n_methods;           /* 0: amr is not checked */
	const char *const
		*classes;       /* acr must be one of them (OpenID Connect Core 1.0 section 2) */
	size_t n_classes;       /* 0: acr is not checked */
	int64_t max_auth_age_s; /* auth_time is required and at most this old; 0: any age */
};

/* Its size in 0.2, the smallest one that the library accepts. */
#define OST_POLICY_SIZE_0_2 OST_SIZE_TO(ost_policy, revocations)

/* Verifies one compact-serialised token (RFC 7515 section 5.2, RFC 7519 section 7.2).
 *
 * token   len bytes, need not be NUL-terminated; more than OST_TOKEN_MAX_BYTES is OST_MALFORMED
 * now_s   seconds since 1970-01-01 UTC: the caller owns the clock
 * out     on OST_OK the claims, released by ost_claims_unref(); otherwise untouched
 *
 * The signature is checked before any claim is read. exp and sub are required. A token is in time
 * when nbf - leeway_s <= now_s < exp + leeway_s. */
OST_API enum ost_verdict ost_verify(const struct ost_keyset *set, const struct ost_policy *policy,
				    const char *token, size_t len, int64_t now_s,
				    struct ost_claims **out);

/* Verifies the signature of a compact JWS (RFC 7515) and nothing else: the payload may be any
 * bytes, typ and cty any text. For tokens of other kinds, and for test vectors. OST_OK means that
 * one key of the set, with one of the algorithms (or-ed), signed exactly these len bytes. */
OST_API enum ost_verdict ost_jws_verify(const struct ost_keyset *set, unsigned algorithms,
					enum ost_kid_rule kid_rule, const char *jws, size_t len);

/* Accepted tokens, kept until they expire or the key set changes. */
struct ost_cache;

/* Makes a cache with room for at least `entries` tokens, 1 to OST_CACHE_MAX_ENTRIES, released by
 * ost_cache_free(). NULL when there is no memory or entries is out of range. */
OST_API struct ost_cache *ost_cache_new(size_t entries);

/* Frees the cache and wipes the tokens in it. No other thread may use the cache during or after
 * this call. NULL is fine. */
OST_API void ost_cache_free(struct ost_cache *cache);

/* ost_verify() with a cache: the same arguments and the same verdicts.
 *
 * Only the signature check of a cached token is left out. Whatever depends on policy (its
 * revocations included) or on now_s is checked on every call, and *out is one more reference to the
 * claims of the first call. A set with another ost_keyset_identity() than that of the last call
 * empties the cache: give each issuer a cache of its own. */
OST_API enum ost_verdict ost_cache_verify(struct ost_cache *cache, struct ost_keyset *set,
					  const struct ost_policy *policy, const char *token,
					  size_t len, int64_t now_s, struct ost_claims **out);

/* The caller sets size to sizeof(struct ost_cache_counts). */
struct ost_cache_counts {
	size_t size;
	uint64_t hits, misses; /* calls since the cache was made */
	size_t entries;        /* tokens in the cache now */
};

/* Its size in 0.2, the smallest one that the library accepts. */
#define OST_CACHE_COUNTS_SIZE_0_2 OST_SIZE_TO(ost_cache_counts, entries)

/* False, with out untouched, when out->size is unknown to this library. */
OST_API bool ost_cache_counts(struct ost_cache *cache, struct ost_cache_counts *out);

#ifdef __cplusplus
}
#endif
#endif
