/* libostiary: judges JSON Web Tokens (RFC 7519) by an issuer's public keys.
 *
 * Build a key set from the issuer's JWKS text, say in a policy what you expect, judge tokens:
 *
 *     struct ost_keyset *keys;
 *     struct ost_claims *claims;
 *     const char *audiences[] = { "https://api.example" };
 *     struct ost_policy policy = {
 *             .algorithms = OST_RS256,
 *             .issuer = "https://login.example",
 *             .audiences = audiences, .n_audiences = 1,
 *             .leeway_s = OST_LEEWAY_DEFAULT_S,
 *     };
 *     if (ost_keyset_new(jwks, jwks_len, &keys) != OST_KEYSET_OK)
 *             return "no keys";
 *     verdict = ost_verify(keys, &policy, token, token_len, now_s, &claims);
 *     if (verdict == OST_OK) {
 *             struct ost_text who = ost_claims_subject(claims);
 *             greet(who.p, who.n);
 *             ost_claims_unref(claims);
 *     }
 *     ost_keyset_unref(keys);
 *
 * The library does no I/O, reads no clock and keeps no global state. A key set, claims and a cache may
 * be used by any number of threads at once. Every call that allocates can say that there is no memory,
 * and then leaks nothing. Where a function writes to an out-parameter it does so only on success. */
#ifndef OSTIARY_VERIFY_H
#define OSTIARY_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#define OST_API __attribute__((visibility("default")))

#define OST_TOKEN_MAX_BYTES   8192       /* a longer token is refused unread */
#define OST_JWKS_MAX_BYTES    262144     /* a longer JWKS is refused unread */
#define OST_JWKS_MAX_KEYS     64         /* of a longer list no key is used */
#define OST_KID_MAX_BYTES     256        /* keys with a longer id are not used */
#define OST_LEEWAY_DEFAULT_S  30         /* a good value for ost_policy.leeway_s */
#define OST_LEEWAY_MAX_S      60         /* a larger value counts as this */
#define OST_CACHE_MAX_ENTRIES (1u << 20) /* a larger cache is not made */

/* Borrowed UTF-8 which may contain NUL, with one NUL behind it. Nothing there: p is NULL. */
struct ost_text {
	const char *p;
	size_t n; /* bytes, without that last NUL */
};

/* RFC 7518 section 3.1 and RFC 8037 section 3.1 (EdDSA with Ed25519 only); bits, to be or-ed. */
enum ost_algorithm {
	OST_RS256 = 1 << 0,
	OST_RS384 = 1 << 1,
	OST_RS512 = 1 << 2,
	OST_PS256 = 1 << 3,
	OST_PS384 = 1 << 4,
	OST_PS512 = 1 << 5,
	OST_ES256 = 1 << 6,
	OST_ES384 = 1 << 7,
	OST_ES512 = 1 << 8,
	OST_EDDSA = 1 << 9,
	OST_ALGORITHMS_ALL = (1 << 10) - 1,
};

/* "RS256" and so on, NULL when it is not exactly one; and back, exactly, 0 when there is none. */
OST_API const char *ost_algorithm_name(unsigned algorithm);
OST_API unsigned ost_algorithm_named(const char *name, size_t len);

/* The first reason found, in the order of the checks. Only OST_OK lets anybody in. */
enum ost_verdict {
	OST_UNJUDGED = 0,  /* nothing was judged: what a zeroed variable says */
	OST_OK = 1,        /* good */
	OST_MALFORMED,     /* not a compact JWS with a JSON header, or too long */
	OST_BAD_ALGORITHM, /* missing, unknown, not in the policy, or not one of the key */
	OST_BAD_CRITICAL,  /* wants an extension (crit, b64); none is understood */
	OST_BAD_TYPE,      /* typ or cty says that it is no plain JWT; or it is encrypted (enc) */
	OST_NO_KEY_ID,     /* names no key (kid) */
	OST_UNKNOWN_KEY,   /* names a key which the set does not have: perhaps fetch the set anew */
	OST_BAD_SIGNATURE, /* not signed by the key it names */
	OST_BAD_PAYLOAD,   /* signed, but no JSON object, or one with a repeated name */
	OST_BAD_CLAIM,     /* exp, nbf, iat, iss, aud or sub has a wrong type, or exp is missing */
	OST_EXPIRED,
	OST_NOT_YET_VALID, /* nbf is in the future */
	OST_ISSUED_LATER,  /* iat is in the future */
	OST_TOO_OLD,       /* iat is longer ago than the policy allows, or missing */
	OST_WRONG_ISSUER,
	OST_WRONG_AUDIENCE,
	OST_NO_SUBJECT, /* sub is missing or empty */
	OST_NO_MEMORY,  /* nothing is known about the token: try again later */
	OST_REVOKED,    /* the last check: sub was thrown out when or after it was issued */
};

/* A short stable word ("ok", "unknown-key", "bad-signature"), and a sentence for people. */
OST_API const char *ost_verdict_name(enum ost_verdict verdict);
OST_API const char *ost_verdict_text(enum ost_verdict verdict);

struct ost_keyset; /* keys of an issuer (RFC 7517); never changes once made; counted references */

enum ost_keyset_rc {
	OST_KEYSET_UNREADABLE = 0, /* no JSON object with an array "keys", or too large */
	OST_KEYSET_OK,
	OST_KEYSET_NO_MEMORY,
};
/* Makes a key set of the len bytes of a JWKS. Keys that cannot be used are left out and the others
 * remain (RFC 7517 section 5); docs/verifier.md lists what makes a key unusable. An empty set is a key
 * set, too. On OST_KEYSET_OK *out holds one reference. */
OST_API enum ost_keyset_rc ost_keyset_new(const char *jwks, size_t len, struct ost_keyset **out);
OST_API struct ost_keyset *ost_keyset_ref(struct ost_keyset *set);
OST_API void ost_keyset_unref(struct ost_keyset *set); /* NULL is fine */
struct ost_key_info {
	struct ost_text kid; /* lives as long as the set; nothing there when the key has no id */
	unsigned algorithms; /* the only ones the key is used with */
	unsigned bits;       /* of the modulus, or of the curve */
};

/* How many keys can be used, and what they are; false when index is not below the count. */
OST_API size_t ost_keyset_count(const struct ost_keyset *set);
OST_API bool ost_keyset_key(const struct ost_keyset *set, size_t index, struct ost_key_info *out);

/* 32 bytes (SHA-256 of the JWKS text) that differ between sets made of different texts. */
OST_API const unsigned char *ost_keyset_identity(const struct ost_keyset *set);

enum ost_kid_rule {
	OST_KID_REQUIRED = 0,
	OST_KID_OR_ONLY_KEY, /* without kid: the only key of the set that allows the algorithm */
};

struct ost_not_before; /* who was thrown out when: ostiary/not_before.h */

/* What the caller expects. A zeroed policy refuses every token. */
struct ost_policy {
	unsigned algorithms; /* those that are allowed, or-ed; none: every token is refused */
	enum ost_kid_rule kid_rule;
	const char *issuer;           /* iss must be exactly this; NULL: not looked at */
	const char *const *audiences; /* aud must be, or contain, one of these exactly */
	size_t n_audiences;           /* 0: not looked at */
	int64_t leeway_s;             /* how far clocks may differ: 0 to OST_LEEWAY_MAX_S */
	int64_t max_age_s;            /* iat is required and at most so long ago; 0: any age */
	const struct ost_not_before *not_before; /* borrowed; NULL: not looked at */
};
struct ost_claims; /* what a good token says; never changes; counted references */

/* Judges one compact-serialised token (RFC 7515 section 5.2, RFC 7519 section 7.2).
 *
 * token   len bytes, need not be NUL-terminated; more than OST_TOKEN_MAX_BYTES is OST_MALFORMED
 * now_s   seconds since 1970-01-01 UTC: the caller owns the clock
 * out     on OST_OK the claims, released by ost_claims_unref(); otherwise untouched
 *
 * The signature is checked before any claim is read. exp and sub are required. Good is
 * nbf - leeway <= now < exp + leeway. */
OST_API enum ost_verdict ost_verify(const struct ost_keyset *set, const struct ost_policy *policy,
				    const char *token, size_t len, int64_t now_s,
				    struct ost_claims **out);

/* Judges the signature alone, whatever the payload and whatever typ and cty say: for other people's
 * tokens and for test vectors. OST_OK means only that one key of the set, with one of the algorithms,
 * signed exactly these bytes. */
OST_API enum ost_verdict ost_jws_verify(const struct ost_keyset *set, unsigned algorithms,
					enum ost_kid_rule kid_rule, const char *jws, size_t len);

/* What they return lives as long as the claims. */
OST_API struct ost_claims *ost_claims_ref(struct ost_claims *claims);
OST_API void ost_claims_unref(struct ost_claims *claims); /* NULL is fine */
OST_API struct ost_text ost_claims_subject(const struct ost_claims *claims);
OST_API struct ost_text ost_claims_issuer(const struct ost_claims *claims);
OST_API struct ost_text ost_claims_kid(const struct ost_claims *claims);
OST_API struct ost_text ost_claims_payload(const struct ost_claims *claims); /* JSON, as signed */
OST_API enum ost_algorithm ost_claims_algorithm(const struct ost_claims *claims);
OST_API int64_t ost_claims_expires_s(const struct ost_claims *claims); /* exp, rounded up */
OST_API bool ost_claims_issued_s(const struct ost_claims *claims, int64_t *out);
OST_API bool ost_claims_has_audience(const struct ost_claims *claims, const char *audience);

/* A member of the payload by its name; false when it is not there or of another type. */
OST_API bool ost_claims_text(const struct ost_claims *claims, const char *name,
			     struct ost_text *out);
OST_API bool ost_claims_integer(const struct ost_claims *claims, const char *name, int64_t *out);
OST_API bool ost_claims_bool(const struct ost_claims *claims, const char *name, bool *out);

struct ost_cache; /* remembers good tokens until they expire or the key set changes */

/* Room for at least so many tokens (1 to OST_CACHE_MAX_ENTRIES). NULL when there is no memory or the
 * number is out of range. No other thread may use the cache while it is freed. */
OST_API struct ost_cache *ost_cache_new(size_t entries);
OST_API void ost_cache_free(struct ost_cache *cache); /* NULL is fine */

/* ost_verify() with a memory: the same arguments, the same verdicts. For a token that is remembered only
 * the signature check is left out; what depends on policy (its list included) or now_s is judged again, and
 * *out is another reference to the claims of the first time. A set with another identity than that of the
 * last call empties the cache, so give each issuer a cache of its own. */
OST_API enum ost_verdict ost_cache_verify(struct ost_cache *cache, struct ost_keyset *set,
					  const struct ost_policy *policy, const char *token,
					  size_t len, int64_t now_s, struct ost_claims **out);

struct ost_cache_counts {
	uint64_t hits, misses;
	size_t entries; /* tokens remembered now */
};
OST_API void ost_cache_counts(struct ost_cache *cache, struct ost_cache_counts *out);
#ifdef __cplusplus
}
#endif
#endif
