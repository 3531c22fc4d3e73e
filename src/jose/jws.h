/* Compact-serialised JWS (RFC 7515 sections 3.1, 4 and 5.2). */
#ifndef OSTIARY_JOSE_JWS_H
#define OSTIARY_JOSE_JWS_H

#include "base/str.h"
#include "jose/keys/alg.h"
#include "jose/keys/jwk.h"
#include "jose/keys/keyset.h"
#include "ostiary/verify.h"

#define JWS_HEADER_MAX_NODES   128
#define JWS_HEADER_MAX_MEMBERS 32 /* unsigned input: bounds the comparisons of names */
#define JWS_HEADER_MAX_DEPTH   8

/* Which types a header may name. */
enum jws_kind {
	JWS_ANY,         /* typ and cty are ignored */
	JWS_TOKEN,       /* a JWT that holds claims */
	JWS_REVOCATIONS, /* a revocation list: typ must be OST_REVOCATIONS_TYPE */
};

#define JWS_HEADER_MAX_BYTES (OST_TOKEN_MAX_BYTES * 3 / 4)
/* Room for the payload and the signature of a text of this many bytes. */
#define JWS_OCTETS(bytes) ((size_t)(bytes) / 4 * 3 + 3)

struct jws {
	const struct alg *alg;
	struct str kid;     /* p is NULL when it has none */
	struct str payload; /* decoded */
	const struct jwk *key;
	struct str signature;
	char header[JWS_HEADER_MAX_BYTES + 1];
	unsigned char *octets; /* the caller's: JWS_OCTETS(max_bytes) of them */
	size_t max_bytes;      /* the caller's: a longer text is OST_MALFORMED */
};

/* Checks everything but the claims: length, form, header, key, signature. The caller sets octets
 * and max_bytes; OST_OK fills in the rest, whose slices live as long as *out, the octets and the
 * set. */
enum ost_verdict jws_check(struct jws *out, const struct ost_keyset *set, unsigned algorithms,
			   enum ost_kid_rule kid_rule, enum jws_kind kind, struct str text);

#endif
