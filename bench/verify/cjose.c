/* A key that was imported once; the payload is the caller's to read. */
#include <cjose/cjose.h>
#include <jansson.h>
#include <string.h>

#include "judge.h"

struct cjose {
	cjose_jwk_t *key;
	const char *alg;
	int64_t now_s;
};

static bool knows(const char *alg)
{
	return strcmp(alg, "EdDSA") != 0;
}

static void *ready(const struct task *task)
{
	struct cjose *c = calloc(1, sizeof(*c));
	cjose_err err;

	judge_need(c, "memory");
	c->key = cjose_jwk_import(task->jwk, strlen(task->jwk), &err);
	judge_need(c->key, "cjose's key");
	c->alg = task->alg;
	c->now_s = task->now_s;
	return c;
}

static bool is(const json_t *claims, const char *name, const char *expected)
{
	const char *text = json_string_value(json_object_get(claims, name));

	return text && (!expected || strcmp(text, expected) == 0);
}

static bool claims_are_good(const struct cjose *c, cjose_jws_t *jws)
{
	uint8_t *text;
	size_t n;
	cjose_err err;
	json_t *claims;
	bool good;

	if (!cjose_jws_get_plaintext(jws, &text, &n, &err))
		return false;
	claims = json_loadb((const char *)text, n, JSON_REJECT_DUPLICATES, NULL);
	good = json_integer_value(json_object_get(claims, "exp")) > c->now_s &&
	       is(claims, "iss", JUDGE_ISSUER) && is(claims, "aud", JUDGE_AUDIENCE) &&
	       is(claims, "sub", NULL);
	json_decref(claims);
	return good;
}

static bool accepts(void *self, struct str token)
{
	struct cjose *c = self;
	cjose_err err;
	cjose_jws_t *jws = cjose_jws_import(token.p, token.n, &err);
	const char *alg;
	bool good;

	if (!jws)
		return false;
	alg = cjose_header_get(cjose_jws_get_protected(jws), CJOSE_HDR_ALG, &err);
	good = alg && strcmp(alg, c->alg) == 0 && cjose_jws_verify(jws, c->key, &err) &&
	       claims_are_good(c, jws);
	cjose_jws_release(jws);
	return good;
}

static void done(void *self)
{
	struct cjose *c = self;

	cjose_jwk_release(c->key);
	free(c);
}

const struct judge judge_cjose = {
	.name = "libcjose",
	.version = VERSION_OF_CJOSE,
	.checks = "signature; its caller alg, exp, iss, aud",
	.knows = knows,
	.ready = ready,
	.accepts = accepts,
	.done = done,
};
