/* A second judge of tokens, written for nothing but to agree or disagree with the first: on jansson
 * and OpenSSL's highest interface, without regard to speed and memory. */
#ifndef OSTIARY_TESTS_FUZZ_ORACLE_H
#define OSTIARY_TESTS_FUZZ_ORACLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "keys.h"

/* Headers up to this size cannot reach the verifier's bounds on members and nodes. */
#define ORACLE_HEADER_MAX 120

enum oracle_answer {
	ORACLE_NO = 0,
	ORACLE_YES,
	ORACLE_SILENT, /* too near at a bound for arithmetic in floating point */
};

/* Signed by the key that its header names, and with nothing in the header that needs to be
 * understood. */
enum oracle_answer oracle_jws(const struct keys *keys, struct str token);

/* A header that a token may have: no cty, and typ is JWT if it is there. */
bool oracle_is_plain_jwt(struct str header);

/* Do the claims suit the policy? */
enum oracle_answer oracle_claims(const struct ost_policy *policy, struct str payload,
				 int64_t now_s);

/* Decodes base64url the slow way; false when it is not strict. out has room for text.n bytes. */
bool oracle_decode(struct str text, unsigned char *out, size_t *out_n);

#endif
