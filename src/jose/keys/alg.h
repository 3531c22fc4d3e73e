/* The signature algorithms, and what each requires of a key (RFC 7518 section 3, RFC 8037 section
 * 3). */
#ifndef OSTIARY_JOSE_KEYS_ALG_H
#define OSTIARY_JOSE_KEYS_ALG_H

#include <stddef.h>

#include "base/str.h"

#define ALG_COUNT 10

enum alg_family {
	ALG_RSA_V15, /* RSASSA-PKCS1-v1_5 */
	ALG_RSA_PSS,
	ALG_ECDSA,
	ALG_ED25519,
};

enum alg_digest {
	ALG_SHA256,
	ALG_SHA384,
	ALG_SHA512,
	ALG_NO_DIGEST, /* the algorithm includes the hashing */
};
#define ALG_DIGEST_COUNT ALG_NO_DIGEST

struct alg {
	unsigned bit; /* of enum ost_algorithm */
	struct str name;
	enum alg_family family;
	enum alg_digest digest;
	struct str curve;  /* JWK's crv; empty for RSA */
	const char *group; /* OpenSSL's name of that curve */
	size_t half; /* octets of each of r and s, and of a coordinate (RFC 7518 section 3.4) */
};

/* In the order of the bits: algs[i].bit is 1 << i. */
extern const struct alg algs[ALG_COUNT];

/* OpenSSL's names of the digests. */
extern const char *const alg_digest_names[ALG_DIGEST_COUNT];

/* The algorithm with exactly this name, letter case included; NULL when there is none. */
const struct alg *alg_named(struct str name);

/* The index of the row in algs. */
static inline size_t alg_index(const struct alg *alg)
{
	return (size_t)(alg - algs);
}

#endif
