/* As in its example jwt-verify-es256.c: parse without taking keys from the header, verify by a key
 * that was imported once, validate the claims. */
#include <rhonabwy.h>
#include <string.h>

#include "judge.h"

static bool knows(const char *alg)
{
	return r_str_to_jwa_alg(alg) != R_JWA_ALG_UNKNOWN;
}

struct rhonabwy {
	jwk_t *key;
	jwa_alg alg;
};

static void *ready(const struct task *task)
{
	struct rhonabwy *r = calloc(1, sizeof(*r));

	judge_need(r && r_global_init() == RHN_OK && r_jwk_init(&r->key) == RHN_OK &&
			   r_jwk_import_from_json_str(r->key, task->jwk) == RHN_OK,
		   "rhonabwy's key");
	r->alg = r_str_to_jwa_alg(task->alg);
	return r;
}

static bool accepts(void *self, struct str token)
{
	struct rhonabwy *r = self;
	jwt_t *jwt = r_jwt_quick_parsen(token.p, token.n, R_PARSE_NONE, 0);
	bool good = jwt && r_jwt_get_sign_alg(jwt) == r->alg &&
		    r_jwt_verify_signature(jwt, r->key, 0) == RHN_OK &&
		    r_jwt_validate_claims(jwt, R_JWT_CLAIM_ISS, JUDGE_ISSUER, R_JWT_CLAIM_AUD,
					  JUDGE_AUDIENCE, R_JWT_CLAIM_SUB, NULL, R_JWT_CLAIM_EXP,
					  R_JWT_CLAIM_NOW, R_JWT_CLAIM_NOP) == RHN_OK;

	r_jwt_free(jwt);
	return good;
}

static void done(void *self)
{
	struct rhonabwy *r = self;

	r_jwk_free(r->key);
	free(r);
	r_global_close();
}

const struct judge judge_rhonabwy = {
	.name = "librhonabwy",
	.version = VERSION_OF_RHONABWY,
	.checks = "signature, exp, iss, aud, sub; its caller alg",
	.knows = knows,
	.ready = ready,
	.accepts = accepts,
	.done = done,
};
