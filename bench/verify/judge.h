/* The libraries that are compared: libostiary and its peers, each used as its documentation
 * says. */
#ifndef OSTIARY_BENCH_JUDGE_H
#define OSTIARY_BENCH_JUDGE_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define JUDGE_ISSUER   "https://login.example"
#define JUDGE_AUDIENCE "https://api.example"
#define JUDGE_KID      "key-1"

/* The input of every library. */
struct task {
	const char *alg; /* "RS256" */
	EVP_PKEY *key;
	const char *jwk; /* its public half, and a set of only that */
	const char *jwks;
	const char *pem; /* the same as SubjectPublicKeyInfo */
	int64_t now_s;
	struct str token; /* for those who prepare what they can of a signature; a NUL behind */
};

struct judge {
	const char *name;
	const char *version; /* NULL: it is the one before */
	const char *checks;  /* what it looks at */
	bool bare;           /* knows no claims, only the signature that ready() took */
	bool (*knows)(const char *alg);
	/* Makes the state that one key needs once. */
	void *(*ready)(const struct task *task);
	/* Judges one token, which has a NUL behind it. May be called by threads at once. */
	bool (*accepts)(void *self, struct str token);
	void (*done)(void *self);
};

extern const struct judge judge_ostiary, judge_ostiary_cache, judge_ostiary_list;
extern const struct judge judge_openssl_verify, judge_openssl_digest;
extern const struct judge judge_libjwt, judge_rhonabwy, judge_cjose;

/* Ends the program when what must be is not. */
void judge_need(bool good, const char *what);

#endif
