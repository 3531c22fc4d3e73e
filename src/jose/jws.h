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
	JWS_ANY,        /* whatever typ and cty say */
	JWS_TOKEN,      /* a JWT that holds claims */
	JWS_NOT_BEFORE, /* a list of who was thrown out: its type says so */
};

#define JWS_HEADER_MAX_BYTES (OST_TOKEN_MAX_BYTES * 3 / 4)
/* Room for what text of so many octets can hold: payload, then signature. */
#define JWS_OCTETS(bytes)   ((size_t)(bytes) / 4 * 3 + 3)
#define JWS_NOT_BEFORE_TYPE "ostiary-not-before+jwt"

struct jws {
	const struct alg *alg;
	struct str kid;     /* NULL when it has none */
	struct str payload; /* decoded */
	const struct jwk *key;
	/* The three parts, decoded. */
	struct str signature;
	char header[JWS_HEADER_MAX_BYTES + 1];
	unsigned char *octets; /* the caller's, JWS_OCTETS(max_bytes) */
	size_t max_bytes;      /* a longer text is malformed */
};

/* Judges all but the claims: length, form, header, key, signature. The caller has given out its octets;
 * the rest is filled in on OST_OK, and its slices live as long as it and they do. */
enum ost_verdict jws_check(struct jws *out, const struct ost_keyset *set, unsigned algorithms,
			   enum ost_kid_rule kid_rule, enum jws_kind kind, struct str text);

#endif
