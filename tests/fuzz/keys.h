/* The keys that tokens of the corpus are signed with: always the same, so that an input means today
 * what it meant when it was found. They protect nothing. */
#ifndef OSTIARY_TESTS_FUZZ_KEYS_H
#define OSTIARY_TESTS_FUZZ_KEYS_H

#include <openssl/evp.h>

#include "base/str.h"
#include "core/arena.h"
#include "ostiary/verify.h"

struct keys {
	EVP_PKEY *rsa, *ec; /* "rsa-1" for RS256, "ec-1" for ES256: their public halves */
	EVP_PKEY *ed;       /* "ed-1" for EdDSA: this one can sign */
	struct ost_keyset *set;
	const char *audience;
	struct ost_policy policy; /* as in the mint's world: MINT_ISSUER, MINT_AUDIENCE */
};

/* Made at the first call, and never released. */
const struct keys *keys_of_the_corpus(void);

/* The key of that id; NULL when there is none. */
EVP_PKEY *keys_named(const struct keys *keys, struct str kid);

#endif
