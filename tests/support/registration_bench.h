/* A registration by the authenticator in software at example.org, and what verifies it. */
#ifndef OSTIARY_TESTS_REGISTRATION_BENCH_H
#define OSTIARY_TESTS_REGISTRATION_BENCH_H

#include "support/authenticator.h"
#include "webauthn/registration.h"

struct bench {
	struct authority authority; /* a root for the format */
	struct authenticator device;
	struct browser_response made;
	struct webauthn_root row;
	struct webauthn_roots roots;
};

/* The challenge of each registration. */
extern const struct str bench_challenge;

/* Makes a device with a key of the COSE algorithm that suits the format of authenticator.h. */
void bench_init(struct bench *b, const char *format, int64_t alg);

/* Registers. The caller releases b->made with browser_response_done() before it registers again. */
void bench_make(struct bench *b, const char *format);

/* Releases everything, including the last registration. */
void bench_done(struct bench *b);

/* The ceremony of bench_make() if wanted_challenge is bench_challenge: with two origins, and
 * without verification of the person. */
struct webauthn_ceremony ceremony_for(struct str wanted_challenge);

/* Judge what was registered, or what else is given. */
enum webauthn_verdict judge(const struct bench *b, struct webauthn_credential *out);
enum webauthn_verdict judge_as(const struct bench *b, struct str client_data,
			       struct str attestation_object,
			       const struct webauthn_ceremony *expected,
			       struct webauthn_credential *out);

#endif
