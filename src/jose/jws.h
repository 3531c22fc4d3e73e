/* Compact-serialised JWS (RFC 7515 sections 3.1, 4 and 5.2). */
#ifndef OSTIARY_JOSE_JWS_H
#define OSTIARY_JOSE_JWS_H

#include "base/str.h"
#include "jose/alg.h"
#include "jose/jwk.h"
#include "jose/keyset.h"
#include "ostiary/verify.h"

#define JWS_HEADER_MAX_NODES   128
#define JWS_HEADER_MAX_MEMBERS 32 /* nobody has signed it yet, so that comparing names is bounded */
#define JWS_HEADER_MAX_DEPTH   8

/* What the header may say of its type. */
enum jws_kind {
	JWS_ANY,   /* whatever typ and cty say */
	JWS_TOKEN, /* a JWT that holds claims */
};

struct jws {
	const struct alg *alg;
	struct str kid;     /* NULL when it has none */
	struct str payload; /* decoded */
	const struct jwk *key;
	/* The three parts, decoded. Whatever has more than all of a token's octets was refused. */
	struct str signature;
	char header[OST_TOKEN_MAX_BYTES * 3 / 4 + 1];
	unsigned char octets[OST_TOKEN_MAX_BYTES * 3 / 4 + 1]; /* payload, then signature */
};

/* Judges all but the claims: length, form, header, key, signature. out is filled in on OST_OK, and its
 * slices live as long as it does. */
enum ost_verdict jws_check(struct jws *out, const struct ost_keyset *set, unsigned algorithms,
			   enum ost_kid_rule kid_rule, enum jws_kind kind, struct str text);

#endif
