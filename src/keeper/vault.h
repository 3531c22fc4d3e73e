/* What the keeper has: the secrets, the keys that derive from them, and the open signing keys; and
 * its answer to each request (crypto/keeper.h).
 *
 * V1  No answer contains a secret, a private key, or a key that derives from a secret.
 * V2  Nothing but the request's own number of a key says which key signs; a number that was never
 *     given, or was forgotten, is refused.
 * V3  A seal is given only to a key whose private half the vault has: it made the key, opened it
 *     from a row or read it from the folder. A row in clear, which anybody could have written, is
 *     opened before there is any seal, because the first start on a database of Better Auth needs
 *     that. From the first seal that fits, and from the first signature, it needs a seal of its own
 *     or the operator's permission. So who may send requests cannot have a key sealed whose private
 *     half they know.
 * V4  Of sealed texts it opens and seals those of second factors alone, which have forms that no
 *     private key has (crypto/factor/factor_seal.h).
 */
#ifndef OSTIARY_KEEPER_VAULT_H
#define OSTIARY_KEEPER_VAULT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/str.h"
#include "core/err.h"
#include "core/random.h"
#include "crypto/keeper.h"
#include "crypto/secrets.h"

/* Finds the secrets, or makes one. An outcome of 0 or 1 stands for success with *out, whose texts
 * live as long as the vault; any other for a failure. */
typedef int vault_find_fn(void *arg, bool make, struct secrets *out, struct err *err);

struct vault_config {
	const struct random *random;
	const char *folder; /* of PEM files; NULL: requests for files are refused */
	bool given;         /* the environment gave the secret */
	bool takes_clear;   /* the operator permits keys in clear and without a seal */
	vault_find_fn *find;
	void *arg;
};

struct vault;

/* NULL: no memory. The configuration's objects must outlive the vault. */
struct vault *vault_new(const struct vault_config *config);
void vault_free(struct vault *vault); /* wipes */
OWNER(struct vault *, vault_free)

/* Answers a request, whose parts are in a row in one text. False: it is refused, and the answer is
 * the reason. Any number of threads may call it. */
bool vault_answer(struct vault *vault, enum keeper_op op, struct str request, struct buf *answer);

#endif
