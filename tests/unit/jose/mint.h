/* Makes keys, key sets and tokens for the tests of the verifier: also the wrong ones, so that
 * headers and payloads are given as text and signed as they are. */
#ifndef OSTIARY_TESTS_MINT_H
#define OSTIARY_TESTS_MINT_H

#include <openssl/evp.h>

#include "base/str.h"
#include "core/arena.h"
#include "ostiary/verify.h"

#define MINT_NOW      INT64_C(1800000000)
#define MINT_ISSUER   "https://login.example"
#define MINT_AUDIENCE "https://api.example"

/* Claims that the policy of mint_world accepts at MINT_NOW; more is put before the closing
 * brace. */
#define MINT_CLAIMS_WITH(more)                                                                     \
	"{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"" MINT_AUDIENCE "\",\"sub\":\"ada\","              \
	"\"iat\":1799999990,\"exp\":1800000900" more "}"
#define MINT_CLAIMS MINT_CLAIMS_WITH("")

struct mint_key {
	EVP_PKEY *pkey;
	const char *kid; /* NULL: none */
	const char *alg; /* what it signs with by default */
};

/* A set of three keys that every test trusts, a key that no test trusts, and a policy. */
struct mint_world {
	struct arena arena;
	struct mint_key rsa, ec, ed; /* "rsa-1" RS256, "ec-1" ES256, "ed-1" EdDSA */
	struct mint_key stranger;    /* RS256, claims to be "rsa-1" */
	const char *jwks;
	struct ost_keyset *set;
	const char *audience;
	struct ost_policy policy;
};

void mint_init(struct mint_world *w);
void mint_done(struct mint_world *w);
/* For cmocka: *state is a world of the test's or the group's own. */
int mint_set_up(void **state);
int mint_tear_down(void **state);

EVP_PKEY *mint_rsa(unsigned bits);
EVP_PKEY *mint_ec(const char *curve); /* "P-256" */
EVP_PKEY *mint_ed25519(void);

/* The public key as a JWK, with kid and the members in more, which starts with a comma. */
const char *mint_jwk(struct arena *a, const struct mint_key *key, const char *more);
/* A JWKS of the count texts. */
const char *mint_jwks(struct arena *a, const char *const *jwks, size_t count);
/* The set made of it; the test fails when there is none. */
struct ost_keyset *mint_keyset(const char *jwks);

struct str mint_b64(struct arena *a, struct str bytes);

/* Header and payload as they are, signed with any algorithm of RFC 7518 or "none". */
struct str mint_sign(struct arena *a, EVP_PKEY *key, const char *alg, struct str header,
		     struct str payload);
/* With the header that the key's issuer would write. */
struct str mint_token(struct arena *a, const struct mint_key *key, const char *claims);
/* With a header of the caller. */
struct str mint_with_header(struct mint_world *w, const char *header, const char *claims);

/* A revocation list; a test changes the members that it is about. */
struct mint_list {
	const char *issuer;
	int64_t version, iat, exp;
	const char *cutoff; /* a number; NULL: no such member */
	/* JSON arrays of pairs and of digests; NULL: empty, and no member. */
	const char *users, *deleted;
};
#define MINT_LIST_IAT (MINT_NOW - 5)
/* The list that an issuer would publish at MINT_NOW, signed by the world's RSA key. */
struct mint_list mint_list(int64_t version);
struct str mint_list_text(struct mint_world *w, const struct mint_list *list);
/* A subject as lists name it: 22 characters. */
const char *mint_digest(struct arena *a, const char *subject);
/* The users of a list that revokes the subject's tokens at a time (JSON): [["<digest>",<time>]] */
const char *mint_revoked(struct arena *a, const char *subject, const char *time);
/* Reads a list with the world's set and policy. On OST_OK the caller releases *out by
 * ost_revocations_unref(), otherwise *out is NULL; out may be NULL. */
enum ost_verdict mint_list_read(struct mint_world *w, struct str text, int64_t now_s,
				struct ost_revocations **out);
/* The same at MINT_NOW for a list that must be accepted; aborts when it is not. */
struct ost_revocations *mint_list_good(struct mint_world *w, const struct mint_list *list);

/* Judged by the world's set and policy at MINT_NOW. */
enum ost_verdict mint_judge(const struct mint_world *w, struct str token);

/* Fails the test with the names of both verdicts. */
#define assert_verdict(verdict, expected)                                                          \
	assert_string_equal(ost_verdict_name(verdict), ost_verdict_name(expected))

#endif
