/* jwt_decode() takes the key as PEM text at each call: libjwt 1 has no other form of it. The caller
 * compares the algorithm and the claims. */
#include <jwt.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"

static bool knows(const char *alg)
{
	return jwt_str_alg(alg) != JWT_ALG_TERM;
}

static void *ready(const struct task *task)
{
	struct task *own = malloc(sizeof(*own));

	judge_need(own, "memory");
	*own = *task;
	return own;
}

static bool is(const char *text, const char *expected)
{
	return text && strcmp(text, expected) == 0;
}

static bool accepts(void *self, struct str token)
{
	const struct task *task = self;
	jwt_t *jwt = NULL;
	bool good;

	if (jwt_decode(&jwt, token.p, (const unsigned char *)task->pem, (int)strlen(task->pem)))
		return false;
	good = jwt_get_alg(jwt) == jwt_str_alg(task->alg) &&
	       jwt_get_grant_int(jwt, "exp") > task->now_s &&
	       is(jwt_get_grant(jwt, "iss"), JUDGE_ISSUER) &&
	       is(jwt_get_grant(jwt, "aud"), JUDGE_AUDIENCE) && jwt_get_grant(jwt, "sub");
	jwt_free(jwt);
	return good;
}

const struct judge judge_libjwt = {
	.name = "libjwt",
	.version = VERSION_OF_LIBJWT,
	.checks = "signature; its caller alg, exp, iss, aud",
	.knows = knows,
	.ready = ready,
	.accepts = accepts,
	.done = free,
};
